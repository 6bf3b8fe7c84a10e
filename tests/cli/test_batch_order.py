# SPDX-License-Identifier: MIT
"""Many files at once: what comes of them, and what is said and in which order, does not depend on
how many are done at the same time."""

import re
from typing import Dict, List

import numpy as np
import pytest

from batch_files import (
    DAMAGES,
    alone,
    encoded,
    finish,
    gate_at,
    is_blur_of,
    names_in,
    running,
    wait_until,
    write,
)
from conftest import Program
from pictures import noise, png

TIMES = re.compile(r"\d+\.\d ms")


def write_mixture(blur: Program) -> List[str]:
    """About thirty files, of which the first take longest, some are damaged, and some cause
    warnings."""
    names = [f"{i:02}.png" for i in range(32)]
    write(blur.folder, *names[:4], height=250, width=400)
    write(blur.folder, *names[4:])
    for i, damage in zip(range(5, 32, 4), DAMAGES):
        path = blur.folder / names[i]
        path.write_bytes(damage(path.read_bytes()))
    for i in (6, 16, 26):
        deep = noise(9, 9, 3).astype(np.uint16) * 257
        (blur.folder / names[i]).write_bytes(png(deep, depth=16))
    (blur.folder / names[30]).unlink()
    return names


def run(blur: Program, jobs: str, *arguments: str) -> "tuple[List[str], Dict[str, bytes]]":
    """What it says, without times, and the outputs, which go."""
    result = blur.run("-j", jobs, *arguments, "-d", "out")
    assert (result.returncode, result.stdout) == (1, b"")
    outputs = {
        name: (blur.folder / "out" / name).read_bytes() for name in names_in(blur.folder / "out")
    }
    for name in outputs:
        (blur.folder / "out" / name).unlink()
    return [TIMES.sub("* ms", line) for line in result.stderr.decode().splitlines()], outputs


@pytest.mark.parametrize("options", [(), ("-v",), ("-v", "-f", "jpeg"), ("-q",)], ids=" ".join)
def test_jobs_change_nothing(blur: Program, options: "tuple[str, ...]") -> None:
    names = write_mixture(blur)
    said, outputs = run(blur, "1", *options, *names)
    assert len(outputs) == 32 - 7 - 1
    for jobs in ("2", "5", "0", "100"):
        assert run(blur, jobs, *options, *names) == (said, outputs)


def test_messages_are_those_of_each_file_alone(blur: Program) -> None:
    """One after another, in the order of the inputs."""
    names = write_mixture(blur)
    said, outputs = run(blur, "2", "-f", "jpeg", *names)
    expected: List[str] = []
    for name in names:
        result = blur.run("-q", name, "-f", "jpeg", "-o", "one.jpg")
        expected += result.stderr.decode().splitlines()
        output = name.replace("png", "jpg")
        assert (result.returncode == 0) == (output in outputs)
        if result.returncode == 0:
            assert outputs[output] == (blur.folder / "one.jpg").read_bytes()
    assert len(expected) == 8
    errors = [line for line in said if ": warning: " not in line]
    assert errors == expected
    warnings = [line for line in said if ": warning: " in line]
    assert [line.split(": ")[1] for line in warnings] == ["06.png", "16.png", "26.png"]
    subjects = [line.split(": ")[1] for line in said]
    assert subjects == sorted(subjects)


@pytest.mark.parametrize(
    "options", [("-j", "1"), ("-j2",), ("--jobs=5",), ("-j0",), ()], ids=" ".join
)
def test_outputs_are_those_of_each_file_alone(blur: Program, options: "tuple[str, ...]") -> None:
    names = [f"{i}.png" for i in range(5)]
    write(blur.folder, *names, height=40, width=70)
    blur.works("-k", "31", *options, *names, "-d", "out")
    assert names_in(blur.folder / "out") == names
    for name in names:
        data = (blur.folder / "out" / name).read_bytes()
        assert data == alone(blur, name, "-k", "31")
        assert is_blur_of(data, name, 31, 40, 70)


def test_later_files_do_not_wait_but_their_messages_do(blur: Program) -> None:
    """The first is blocked; the others are done meanwhile, and said when it is over."""
    write(blur.folder, "b.png", "d.png")
    (blur.folder / "c.png").write_bytes(b"")
    with (
        gate_at(blur.folder / "a.png") as gate,
        running(blur, "-v", "-j2", "a.png", "b.png", "c.png", "d.png", "-d", "out") as program,
    ):
        gate.wait()
        wait_until((blur.folder / "out/d.png").exists)
        assert is_blur_of((blur.folder / "out/b.png").read_bytes(), "b.png")
        gate.feed(encoded("a.png"))
        said = finish(program).decode().splitlines()
    assert program.returncode == 1
    assert [line.split(": ")[1] for line in said[1:]] == ["a.png"] * 4 + ["b.png"] * 4 + [
        "c.png"
    ] + ["d.png"] * 4
    assert names_in(blur.folder / "out") == ["a.png", "b.png", "d.png"]


def test_no_more_files_at_once_than_asked_for(blur: Program) -> None:
    """With one at a time, what comes behind one that is blocked has not begun; with three, what
    comes behind two that are has."""
    write(blur.folder, "c.png", "d.png")
    arguments = ["a.png", "b.png", "c.png", "d.png", "-d", "out"]
    with gate_at(blur.folder / "a.png") as first, gate_at(blur.folder / "b.png") as second:
        with running(blur, "-j3", *arguments) as program:
            first.wait()
            second.wait()
            wait_until((blur.folder / "out/d.png").exists)
            assert names_in(blur.folder / "out") == ["c.png", "d.png"]
            second.feed(encoded("b.png"))
            wait_until((blur.folder / "out/b.png").exists)
            first.feed(encoded("a.png"))
            assert (finish(program), program.returncode) == (b"", 0)
        assert is_blur_of((blur.folder / "out/a.png").read_bytes(), "a.png")
        for name in names_in(blur.folder / "out"):
            (blur.folder / "out" / name).unlink()
        with running(blur, "-j1", *arguments) as program:
            first.wait()
            first.feed(encoded("a.png"))
            second.wait()
            assert names_in(blur.folder / "out") == ["a.png"]
            second.feed(encoded("b.png"))
            assert (finish(program), program.returncode) == (b"", 0)
    assert names_in(blur.folder / "out") == ["a.png", "b.png", "c.png", "d.png"]


def test_many_files_behind_one_that_takes_long(blur: Program) -> None:
    """More than are remembered: at some point the rest waits for the first."""
    write(blur.folder, "near.png", "far.png")
    missing = [f"{i}" for i in range(5000)]
    names = ["first", *missing[:4094], "near.png", *missing[4094:4999], "far.png"]
    listed = "\n".join(names).encode()
    (blur.folder / "list").write_bytes(listed)
    with (
        gate_at(blur.folder / "first") as gate,
        running(blur, "-j2", "--files-from=list", "-d", "out") as program,
    ):
        gate.wait()
        wait_until((blur.folder / "out/near.png").exists)
        assert not (blur.folder / "out/far.png").exists()
        gate.feed(encoded("first"))
        said = finish(program).decode().splitlines()
    assert program.returncode == 1
    assert said == [f"blur: {name}: No such file or directory" for name in missing[:4999]]
    assert names_in(blur.folder / "out") == ["far.png", "first", "near.png"]
    for name in ("far.png", "first", "near.png"):
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)
