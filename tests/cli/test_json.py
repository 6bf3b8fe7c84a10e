# SPDX-License-Identifier: MIT
"""--json: an object for each file, in the order of the inputs, and a summary."""

import json
import os
import subprocess
from typing import Any, Dict, List, Tuple

import numpy as np
import pytest

from batch_files import (
    encoded,
    finish,
    gate_at,
    is_blur_of,
    names_in,
    read_until,
    running,
    wait_until,
    write,
)
from conftest import Argument, Program
from pictures import jpeg, noise, png

FIELDS = [
    *("name", "output", "size", "channels", "depth", "k", "sigma", "milliseconds"),
    *("status", "error"),
]


def run(
    blur: Program, status: int, *arguments: Argument, **options: Any
) -> "Tuple[List[Dict[str, Any]], Dict[str, Any], str]":
    """The objects of the files, the summary, and what is said besides."""
    result = blur.run("--json", *arguments, **options)
    assert result.returncode == status
    lines = result.stdout.split(b"\n")
    assert lines.pop() == b"", "the last line ends too"
    objects = [json.loads(line) for line in lines]
    summary = objects.pop()
    assert list(summary) == ["summary"]
    for file in objects:
        check_file(file)
    check_summary(summary["summary"], objects)
    return objects, summary["summary"], result.stderr.decode()


def check_file(file: "Dict[str, Any]") -> None:
    """What holds for any."""
    assert list(file) == FIELDS
    assert list(file["milliseconds"]) == ["read", "blur", "write"]
    assert all(isinstance(time, float) and time >= 0 for time in file["milliseconds"].values())
    assert file["status"] in ("done", "skipped", "failed")
    assert (file["error"] is None) == (file["status"] != "failed")
    if file["status"] == "done":
        assert all(file["milliseconds"][part] > 0 for part in ("read", "write"))
        assert None not in [file[field] for field in FIELDS[:-1]]


def check_summary(summary: "Dict[str, Any]", files: "List[Dict[str, Any]]") -> None:
    """What it counts is what there was."""
    assert list(summary) == ["files", "done", "skipped", "failed", "megapixels", "seconds"]
    assert summary["files"] == len(files)
    for status in ("done", "skipped", "failed"):
        assert summary[status] == sum(file["status"] == status for file in files)
    pixels = sum(file["size"][0] * file["size"][1] for file in files if file["status"] == "done")
    assert abs(summary["megapixels"] - pixels / 1e6) <= 0.00051
    assert summary["seconds"] >= 0


def test_files(blur: Program) -> None:
    write(blur.folder, "a.png", "x/b.png", height=20, width=30)
    (blur.folder / "c.png").write_bytes(b"")
    files, summary, said = run(blur, 1, "a.png", "x/b.png", "c.png", "no.png", "-d", "out", "-k9")
    assert said == "blur: c.png: empty file\nblur: no.png: No such file or directory\n"
    names = ["a.png", "x/b.png", "c.png", "no.png"]
    assert [file["name"] for file in files] == names
    assert [file["output"] for file in files] == [
        "out/a.png",
        "out/b.png",
        "out/c.png",
        "out/no.png",
    ]
    assert [file["status"] for file in files] == ["done", "done", "failed", "failed"]
    errors = [None, None, "c.png: empty file", "no.png: No such file or directory"]
    assert [file["error"] for file in files] == errors
    for file in files[:2]:
        assert file["size"] == [30, 20]
        assert (file["channels"], file["depth"], file["k"], file["sigma"]) == (3, 8, 9, 1.7)
        path = blur.folder / file["output"]
        assert is_blur_of(path.read_bytes(), file["name"], 9, 20, 30)
    for file in files[2:]:
        assert [file[field] for field in FIELDS[2:7]] == [None] * 5
    assert (summary["files"], summary["done"], summary["failed"]) == (4, 2, 2)
    assert summary["megapixels"] == 0.001


@pytest.mark.parametrize("arguments", [("-o", "x.png"), ("-d", "out"), ("-S", "-x"), ()])
def test_one_file(blur: Program, arguments: Tuple[str, ...]) -> None:
    write(blur.folder, "a.png")
    (file,), _, said = run(blur, 0, "-q", "a.png", *arguments)
    assert said == ""
    assert (file["name"], file["status"], file["size"]) == ("a.png", "done", [8, 6])
    assert is_blur_of((blur.folder / file["output"]).read_bytes(), "a.png")
    assert len(names_in(blur.folder)) == 2


def test_one_file_that_fails(blur: Program) -> None:
    (file,), _, said = run(blur, 1, "a.png", "-o", "x.png")
    assert said == "blur: a.png: No such file or directory\n"
    assert file["error"] == "a.png: No such file or directory"
    assert (file["output"], file["status"], file["size"]) == ("x.png", "failed", None)


def test_output_that_fails(blur: Program) -> None:
    """What was known before is told."""
    write(blur.folder, "a.png")
    files, _, _ = run(blur, 1, "a.png", "-o", "no/x.png")
    assert files[0]["error"] == "no/x.png: No such file or directory"
    assert (files[0]["size"], files[0]["k"], files[0]["status"]) == ([8, 6], 5, "failed")


def test_warnings_are_no_errors(blur: Program) -> None:
    deep = noise(4, 4, 3).astype(np.uint16) * 257
    for name in ("a.png", "b.png"):
        (blur.folder / name).write_bytes(png(deep, depth=16))
    files, _, said = run(blur, 0, "a.png", "b.png", "-f", "jpeg", "-d", "out")
    assert said.count(": warning: 16-bit samples are reduced to 8 bits\n") == 2
    assert [file["depth"] for file in files] == [8, 8]
    files, _, said = run(blur, 0, "-q", "a.png", "b.png", "-f", "jpeg", "-d", "out")
    assert (said, files[0]["error"]) == ("", None)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_channels_and_depth(blur: Program, channels: int) -> None:
    """Those of the output."""
    names = ["8.png", "16.png"]
    (blur.folder / "8.png").write_bytes(png(noise(5, 7, channels)))
    deep = noise(5, 7, channels).astype(np.uint16) * 257
    (blur.folder / "16.png").write_bytes(png(deep, depth=16))
    files, _, said = run(blur, 0, "-q", *names, "-d", "out")
    assert [file["channels"] for file in files] == [channels] * 2
    keeps = "16-bit" not in blur.run("16.png", "-o", "x.png").stderr.decode()
    assert [file["depth"] for file in files] == [8, 16 if keeps else 8]
    assert [file["size"] for file in files] == [[7, 5]] * 2
    depths = {name: (blur.folder / "out" / name).read_bytes()[24] for name in names}
    assert [file["depth"] for file in files] == [depths[name] for name in names]


def test_size_of_a_picture_that_is_turned(blur: Program) -> None:
    """That of the output too: Exif says that it lies on its side, and goes."""
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    (blur.folder / "a.jpg").write_bytes(jpeg(noise(8, 24, 3), exif=exif))
    (file,), _, _ = run(blur, 0, "-q", "a.jpg", "--strip", "-o", "x.png")
    assert file["size"] == [8, 24]
    (file,), _, _ = run(blur, 0, "-q", "a.jpg", "-o", "x.png")
    assert file["size"] == [24, 8]


@pytest.mark.parametrize(
    ("options", "k", "sigma"),
    [((), 5, 1.1), (("-s", "2"), 13, 2), (("-k", "1"), 1, None), (("-k7", "-s1.25"), 7, 1.25)],
)
def test_kernels(blur: Program, options: Tuple[str, ...], k: int, sigma: float) -> None:
    write(blur.folder, "a.png", "b.png")
    for file in run(blur, 0, *options, "a.png", "b.png", "-d", "out")[0]:
        assert file["k"] == k
        assert sigma is None or file["sigma"] == sigma


def test_skipped(blur: Program) -> None:
    write(blur.folder, "a.png", "b.png", "out/a.png")
    files, summary, said = run(blur, 0, "-n", "a.png", "b.png", "-d", "out")
    assert [file["status"] for file in files] == ["skipped", "done"]
    assert [files[0][field] for field in FIELDS[2:7]] == [None] * 5
    assert (files[0]["output"], summary["skipped"]) == ("out/a.png", 1)
    assert said == "", "the summary says it"
    (file,), summary, _ = run(blur, 0, "-q", "-n", "a.png", "-o", "out/a.png")
    assert (file["status"], summary["skipped"]) == ("skipped", 1)


def test_skipped_in_the_end(blur: Program) -> None:
    """An output that has come to be meanwhile: what is known of the picture is told."""
    out = blur.folder / "json"
    arguments = ("--json", "-n", "a.png", "-o", "x.png")
    with (
        gate_at(blur.folder / "a.png") as gate,
        out.open("wb") as stdout,
        running(blur, *arguments, stdout=stdout) as program,
    ):
        gate.wait()
        (blur.folder / "x.png").write_bytes(b"theirs")
        gate.feed(encoded("a.png"))
        finish(program)
    file, summary = (json.loads(line) for line in out.read_text().splitlines())
    check_file(file)
    assert (program.returncode, file["status"], file["size"]) == (0, "skipped", [8, 6])
    assert (summary["summary"]["skipped"], summary["summary"]["done"]) == (1, 0)


def test_nothing_to_do(blur: Program) -> None:
    assert run(blur, 0, "--files-from=/dev/null", "-d", "out")[0] == []


NAMES = [
    "a\udcff.png",
    "\udcc3.png",
    "\udce2\udc82.png",
    "\udcc0\udc81.png",  # overlong
    "\udced\udca0\udc80.png",  # half a surrogate pair, which is no character
    "\udcf4\udc90\udc80\udc80.png",  # beyond the last character
    "\udcf8\udc88\udc80\udc80\udc80.png",
    "\u00e9\u20ac\U0001f600\ue000\ufffd\U0010ffff.png",
    "\"\\\b\f\n\r\t\x01\x1f\x7f'.png",
    "\\u0041\\udcff.png",
    "<script>&\u2028\u0080\u202e.png",
    " .png",
]


def test_names_come_back(blur: Program) -> None:
    """Whatever bytes they have, in UTF-8 or not: by json.loads() and os.fsencode()."""
    write(blur.folder, *NAMES)
    for locale in ("C", "C.UTF-8"):
        environment = {**os.environ, "LC_ALL": locale}
        names = [os.fsencode(name) for name in NAMES]
        files, _, said = run(blur, 0, "-d", "out", *names, env=environment)
        assert said == ""
        assert [os.fsencode(file["name"]) for file in files] == names
        assert [os.fsencode(file["output"]) for file in files] == [b"out/" + name for name in names]
    for name in NAMES:
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)


def test_every_byte_in_a_name(blur: Program) -> None:
    """Each alone, in files that there are not."""
    names = [bytes([byte]) for byte in range(1, 256) if byte not in b"-/."]
    names += [
        bytes([first, second]) for first in (0xC3, 0xE2, 0xF0, 0xFF) for second in (0x80, 0xBF)
    ]
    listed = b"\0".join(names)
    files, _, _ = run(blur, 1, "-0", "--files-from=-", "-d", "out", input=listed)
    assert [os.fsencode(file["name"]) for file in files] == names
    assert all(file["error"].endswith(": No such file or directory") for file in files)


def test_order_with_many_at_once(blur: Program) -> None:
    names = [f"{i}.png" for i in (5, 3, 11, 1, 7, 9, 2, 8, 0, 4)]
    write(blur.folder, names[0], height=200, width=300)
    write(blur.folder, *[name for name in names[1:] if name != "1.png"])
    for jobs in ("1", "2", "5"):
        files, _, _ = run(blur, 1, "-j", jobs, *names, "-d", "out")
        assert [file["name"] for file in files] == names
        assert [file["name"] for file in files if file["status"] == "failed"] == ["1.png"]


def test_each_line_comes_at_once(blur: Program) -> None:
    """Through a pipe, while the rest is under way; what comes before one that is not over."""
    write(blur.folder, "a.png", "c.png")
    arguments = ("--json", "-j2", "a.png", "b.png", "c.png", "-d", "out")
    with (
        gate_at(blur.folder / "b.png") as gate,
        running(blur, *arguments, stdout=subprocess.PIPE) as program,
    ):
        assert program.stdout
        gate.wait()
        first = json.loads(read_until(program.stdout.fileno(), b"\n"))
        assert (first["name"], first["status"]) == ("a.png", "done")
        wait_until((blur.folder / "out/c.png").exists)
        gate.feed(encoded("b.png"))
        rest = program.communicate(timeout=60)[0].splitlines()
    assert [json.loads(line).get("name") for line in rest] == ["b.png", "c.png", None]


def test_usage_errors_print_no_json(blur: Program) -> None:
    write(blur.folder, "a.png")
    message = "blur: a-blur.png: two files would be written to it"
    blur.fails(2, message, "--json", "a.png", "a.png")
