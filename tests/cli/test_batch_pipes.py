# SPDX-License-Identifier: MIT
"""Pipelines: images from standard input and to standard output, beside files too."""

import os
import pty
import signal
import subprocess
from pathlib import Path
from typing import Any, Dict, Tuple

import pytest

from batch_files import PATIENCE, alone, encoded, is_blur_of, names_in, write
from conftest import Program


@pytest.fixture(autouse=True)
def _inputs(blur: Program) -> None:
    write(blur.folder, "a.png", "b.png", "c.jpg")


def shell(blur: Program, command: str) -> None:
    """Runs it; $0 is the program."""
    result = subprocess.run(
        ["sh", "-c", command, blur.path],
        cwd=blur.folder,
        stderr=subprocess.PIPE,
        check=False,
        timeout=PATIENCE,
    )
    assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("cat a.png | $0 - >out.png", ()),
        ("$0 - -o - <a.png | cat >out.png", ()),
        ("cat a.png | $0 - -k9 -o out.png", ("-k9",)),
        ("$0 a.png -f jpeg -o - >out.png", ("-f", "jpeg")),
        ("$0 - -f jpeg <a.png | cat >out.png", ("-f", "jpeg")),
        ("cat a.png | $0 - -f jpeg -o /dev/stdout | cat >out.png", ("-f", "jpeg")),
        ("$0 -f png /dev/stdin -o /dev/stdout <a.png >out.png", ()),
        ("cat a.png | $0 -s0 - | $0 - -o - | cat >out.png", ()),
    ],
)
def test_pipelines(blur: Program, command: str, options: Tuple[str, ...]) -> None:
    shell(blur, command)
    assert (blur.folder / "out.png").read_bytes() == alone(blur, "a.png", *options)
    assert names_in(blur.folder) == ["a.png", "b.png", "c.jpg", "out.png"]


def test_pipeline_to_a_name_with_an_extension(blur: Program) -> None:
    shell(blur, "cat a.png | $0 - -o x.jpg")
    assert (blur.folder / "x.jpg").read_bytes() == alone(blur, "a.png", "-f", "jpeg")
    shell(blur, "cat c.jpg | $0 - >y")
    assert (blur.folder / "y").read_bytes() == alone(blur, "c.jpg")


def test_standard_output_that_is_a_file_is_written_from_where_it_stands(blur: Program) -> None:
    """Also where it is called /dev/stdout: what is in the file already stays."""
    for name in ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
        shell(blur, f"{{ echo head; $0 a.png -f png -o {name}; echo tail; }} >out")
        data = (blur.folder / "out").read_bytes()
        assert data == b"head\n" + alone(blur, "a.png") + b"tail\n"


def test_standard_output_beside_files(blur: Program) -> None:
    """Standard input becomes standard output; the others become files."""
    out = blur.works("-q", "b.png", "-", input=encoded("a.png"))
    assert is_blur_of(out, "a.png")
    assert is_blur_of((blur.folder / "b-blur.png").read_bytes(), "b.png")


def test_bad_standard_input_beside_files(blur: Program) -> None:
    result = blur.run("-q", "-", "b.png", input=b"")
    assert (result.returncode, result.stdout) == (1, b"")
    assert result.stderr == b"blur: standard input: empty file\n"
    assert is_blur_of((blur.folder / "b-blur.png").read_bytes(), "b.png")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-", "-"), "standard output: two files would be written to it"),
        (("a.png", "-", "-"), "standard output: two files would be written to it"),
        (("a.png", "b.png", "-o", "-"), "-o: cannot be used with more than one file"),
        (("-", "a.png", "-o", "-"), "-o: cannot be used with more than one file"),
        (("--json", "a.png", "-o", "-"), "--json: needs standard output for itself: use -o FILE"),
        (("--json", "-"), "--json: needs standard output for itself: use -o FILE"),
        (("--json", "a.png", "-"), "--json: needs standard output for itself: use -o FILE"),
        (
            ("--json", "a.png", "-f", "png", "-o", "/dev/stdout"),
            "--json: needs standard output for itself: use -o FILE",
        ),
    ],
)
def test_standard_output_is_for_one_thing(
    blur: Program, arguments: Tuple[str, ...], message: str
) -> None:
    blur.fails(2, f"blur: {message}", *arguments, input=encoded("a.png"))
    assert names_in(blur.folder) == ["a.png", "b.png", "c.jpg"]


def test_json_beside_an_image_from_standard_input(blur: Program) -> None:
    out = blur.works("--json", "-", "-o", "x.png", input=encoded("a.png"))
    assert out.count(b"\n") == 2
    assert is_blur_of((blur.folder / "x.png").read_bytes(), "a.png")


def test_terminals_in_a_batch(blur: Program) -> None:
    """Found before any work."""
    ours, theirs = pty.openpty()
    message = "blur: standard input: is a terminal: no image can come from it"
    blur.fails(2, message, "a.png", "-", stdin=theirs)
    message = "blur: standard output: is a terminal: use -o FILE, or redirect the image"
    blur.fails(2, message, "a.png", "-", input=b"", stdout=theirs)
    os.close(ours)
    os.close(theirs)
    assert names_in(blur.folder) == ["a.png", "b.png", "c.jpg"]


# ---- Readers that have gone ---------------------------------------------------------------------


def unread(is_ignored: bool) -> "Tuple[int, Dict[str, Any]]":
    """A pipe that nobody reads, as stdout, with the signal that tells of it as it is by default or
    ignored, as some parents leave it."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    action = signal.SIG_IGN if is_ignored else signal.SIG_DFL
    options = {
        "stdout": write_end,
        "restore_signals": False,
        "preexec_fn": lambda: signal.signal(signal.SIGPIPE, action),
    }
    return write_end, options


@pytest.mark.parametrize("is_ignored", [False, True], ids=["SIG_DFL", "SIG_IGN"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("a.png", "-o", "-"),
        ("a.png", "-f", "png", "-o", "/dev/stdout"),
        ("--json", "a.png", "-o", "x.png"),
        ("--json", "a.png", "b.png", "c.jpg", "-d", "out"),
        ("--json", "-j1", "no", "no2", "a.png", "-d", "out"),
        ("--json", "--files-from=/dev/null"),
    ],
    ids=" ".join,
)
def test_nobody_reads(blur: Program, arguments: Tuple[str, ...], is_ignored: bool) -> None:
    """It ends by the signal, in silence but for what is said of files, and leaves no part."""
    write_end, options = unread(is_ignored)
    result = blur.run(*arguments, **options)
    os.close(write_end)
    said = b"blur: no: No such file or directory\n" if "no" in arguments else b""
    assert (result.returncode, result.stderr) == (-signal.SIGPIPE, said)
    made = set(names_in(blur.folder)) - {"a.png", "b.png", "c.jpg"}
    assert made <= {"x.png", "out/a.png", "out/b.png", "out/c.jpg"}
    for name in made:
        source = "a.png" if name == "x.png" else Path(name).name
        assert (blur.folder / name).read_bytes() == alone(blur, source)


@pytest.mark.parametrize("arguments", [("a.png",), ("a.png", "b.png", "c.jpg")], ids=" ".join)
def test_json_that_cannot_be_written(blur: Program, arguments: Tuple[str, ...]) -> None:
    """That is an error, said once; the files are done all the same."""
    with open("/dev/full", "wb") as full:
        result = blur.run("--json", *arguments, "-d", "out", stdout=full)
    message = b"blur: standard output: No space left on device\n"
    assert (result.returncode, result.stderr) == (1, message)
    assert names_in(blur.folder / "out") == list(arguments)
    assert is_blur_of((blur.folder / "out/a.png").read_bytes(), "a.png")


def test_json_with_stdout_closed(blur: Program) -> None:
    result = blur.run(
        *("--json", "a.png", "b.png", "-d", "out"), stdout=None, preexec_fn=lambda: os.close(1)
    )
    message = b"blur: standard output: Bad file descriptor\n"
    assert (result.returncode, result.stderr) == (1, message)
    assert names_in(blur.folder / "out") == ["a.png", "b.png"]
