# SPDX-License-Identifier: MIT
"""--max-memory: what needs more is refused, and what does not fit beside others waits."""

import os
import resource
import signal
from typing import Tuple

import pytest
from PIL import Image

from batch_files import (
    NEEDS,
    alone,
    finish,
    is_blur_of,
    names_in,
    need_of,
    opener_of,
    running,
    state_of,
    wait_until,
    workers,
    write,
)
from conftest import Program
from pictures import decode, noise, png

SIDE = 200


@pytest.mark.parametrize("codec", ["--codec=auto", "--codec=stb"])
@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
def test_the_need_is_the_limit(blur: Program, codec: str, name: str) -> None:
    """One byte less will not do, alone or among others."""
    write(blur.folder, name, height=SIDE, width=SIDE)
    write(blur.folder, "small.png")
    need = need_of(blur, name, codec)
    assert need > SIDE * SIDE, "that would be less than the picture"
    options = (codec, "-f", "png")
    blur.works(*options, name, "-o", "x.png", f"--max-memory={need}")
    expected = (blur.folder / "x.png").read_bytes()
    assert expected == alone(blur, name, *options)
    (blur.folder / "x.png").unlink()
    message = f"{name}: needs about {need} bytes of memory, of which --max-memory allows {need - 1}"
    blur.fails(1, f"blur: {message}", *options, name, "-o", "x.png", f"--max-memory={need - 1}")
    result = blur.run(*options, name, "small.png", "-d", "out", f"--max-memory={need - 1}")
    assert (result.returncode, result.stderr.decode()) == (1, f"blur: {message}\n")
    assert names_in(blur.folder / "out") == ["small.png"]
    assert is_blur_of((blur.folder / "out/small.png").read_bytes(), "small.png")
    blur.works(*options, name, "small.png", "-d", "out", f"--max-memory={need}")
    assert (blur.folder / "out/a.png").read_bytes() == expected


def test_units(blur: Program) -> None:
    write(blur.folder, "a.png", height=SIDE, width=SIDE)
    for text, number in [("2", 2), ("3K", 3 << 10), ("1M", 1 << 20), ("007K", 7 << 10)]:
        result = blur.run(f"--max-memory={text}", "a.png", "-o", "x.png")
        said = NEEDS.fullmatch(result.stderr.decode())
        assert said, result.stderr
        assert int(said[3]) == number
    for text in ("500M", "2G", "1T", "999999999999999999", "16777215T"):
        blur.works("--max-memory", text, "a.png", "-o", "x.png")


@pytest.mark.parametrize(
    "text",
    [
        *("-1", "x", "0", "1X", "", "K", "1KB", "1 K", " 1", "+1", "1.5G", "0x10", "0M", "1e9"),
        *("1MM", "1k", "18446744073709551616", "16777216T", "99999999999999999999999"),
    ],
)
def test_bad_limits(blur: Program, text: str) -> None:
    message = f"blur: --max-memory: '{text}' is not a number of bytes such as 500M or 2G"
    blur.fails(2, message, f"--max-memory={text}", "a.png")


@pytest.mark.parametrize("jobs", ["-j1", "-j2", "-j7"])
@pytest.mark.parametrize("factor", [1.0, 1.5, 2.5])
def test_all_are_done_within_the_limit(blur: Program, jobs: str, factor: float) -> None:
    """Where it lets no more than one or two through at a time, small ones between them."""
    large, small = [f"{i}0.png" for i in range(5)], [f"{i}5.png" for i in range(5)]
    write(blur.folder, *large, height=SIDE, width=SIDE)
    write(blur.folder, *small)
    limit = int(need_of(blur, "00.png") * factor)
    blur.works(jobs, f"--max-memory={limit}", *sorted(large + small), "-d", "out")
    for name in large:
        data = (blur.folder / "out" / name).read_bytes()
        assert is_blur_of(data, name, height=SIDE, width=SIDE)
    for name in small:
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)


def test_some_are_too_large(blur: Program) -> None:
    names = [f"{i}.png" for i in range(6)]
    write(blur.folder, *names[::2], height=SIDE, width=SIDE)
    write(blur.folder, *names[1::2], height=SIDE * 2, width=SIDE * 2)
    limit = need_of(blur, "1.png") - 1
    result = blur.run("-j2", f"--max-memory={limit}", *names, "-d", "out")
    found = NEEDS.findall(result.stderr.decode())
    assert result.returncode == 1
    assert [name for name, _, _ in found] == names[1::2]
    assert len(found) == result.stderr.count(b"\n")
    assert names_in(blur.folder / "out") == names[::2]
    for name in names[::2]:
        data = (blur.folder / "out" / name).read_bytes()
        assert is_blur_of(data, name, height=SIDE, width=SIDE)


def test_larger_than_what_needs_no_leave(blur: Program) -> None:
    """From 16 MiB on a worker asks whatever the limit. Interlaced, so that all of it is held."""
    samples = noise(1, 30000, 3).repeat(75, 0)
    names = ["a.png", "b.png", "c.png"]
    data = png(samples, interlace=1)
    for name in names:
        (blur.folder / name).write_bytes(data)
    expected = alone(blur, "a.png", "--codec=stb", "-s0")
    assert (decode(expected) == samples).all()
    need = need_of(blur, "a.png", "--codec=stb")
    assert need > 16 << 20
    for limit in ([], [f"--max-memory={need + (1 << 20)}"]):
        blur.works("--codec=stb", "-j3", "-s0", *limit, *names, "-d", "out")
        for name in names:
            assert (blur.folder / "out" / name).read_bytes() == expected


@pytest.mark.parametrize(("factor", "is_let_through"), [(1.2, False), (3.0, True)])
def test_one_waits_until_the_other_is_over(
    blur: Program, factor: float, is_let_through: bool
) -> None:
    """The first has its memory and waits for somebody to read its output; the second is done
    meanwhile only if there is room for both."""
    write(blur.folder, "a.png", "b.png", height=SIDE, width=SIDE)
    limit = int(need_of(blur, "a.png") * factor)
    arguments = ("-j2", f"--max-memory={limit}", "a.png", "b.png", "-d", "out")
    (blur.folder / "out").mkdir()
    fifo = blur.folder / "out/a.png"
    os.mkfifo(fifo)
    with running(blur, *arguments) as program:

        def all_sleep() -> bool:
            states = [state_of(number) for number in (program.pid, *workers(blur, program))]
            return states == ["S", "S", "S"]

        if is_let_through:
            wait_until((blur.folder / "out/b.png").exists)
        else:
            for _ in range(20):
                wait_until(all_sleep)
            assert not (blur.folder / "out/b.png").exists()
        first = fifo.read_bytes()
        assert (finish(program), program.returncode) == (b"", 0)
    assert is_blur_of(first, "a.png", height=SIDE, width=SIDE)
    data = (blur.folder / "out/b.png").read_bytes()
    assert is_blur_of(data, "b.png", height=SIDE, width=SIDE)


def test_killed_while_it_waits(blur: Program) -> None:
    """A worker that waits for memory and dies leaves no hole: who comes next gets it."""
    names = ["a.png", "b.png", "c.png"]
    write(blur.folder, *names, height=SIDE, width=SIDE)
    limit = int(need_of(blur, "a.png") * 1.2)
    (blur.folder / "out").mkdir()
    fifo = blur.folder / "out/a.png"
    os.mkfifo(fifo)
    with (
        open(os.open(fifo, os.O_RDONLY | os.O_NONBLOCK), "rb") as reader,
        running(blur, "-j2", f"--max-memory={limit}", *names, "-d", "out") as program,
    ):
        os.set_blocking(reader.fileno(), True)
        writer = wait_until(lambda: opener_of(blur, fifo))
        wait_until(lambda: len(workers(blur, program)) == 2)
        waiting = next(number for number in workers(blur, program) if number != writer)
        wait_until(lambda: state_of(waiting) == "S")
        os.kill(waiting, signal.SIGKILL)
        first = reader.read()
        said = finish(program).decode()
    reason = "the process that worked on it was killed by signal 9 (Killed)"
    assert said == f"blur: b.png: {reason}, perhaps for lack of memory\n"
    assert program.returncode == 1
    assert names_in(blur.folder / "out") == ["a.png", "c.png"]
    assert is_blur_of(first, "a.png", height=SIDE, width=SIDE)
    data = (blur.folder / "out/c.png").read_bytes()
    assert is_blur_of(data, "c.png", height=SIDE, width=SIDE)


def test_memory_runs_out_in_workers(blur: Program, preload: "dict[str, str]") -> None:
    """Where the system allows less than the files need, those that fail do so alone."""
    if preload:
        pytest.skip("the sanitizer takes more memory than any limit here")
    names = ["a.png", "large.png", "z.png"]
    write(blur.folder, "a.png", "z.png")
    Image.new("RGB", (3000, 3000)).save(blur.folder / "large.png")
    limits: Tuple[int, int] = (40_000_000, 40_000_000)
    result = blur.run(
        *("--codec=stb", "-j2", "-t1", *names, "-d", "out"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limits),
    )
    assert result.returncode == 1
    assert result.stderr == b"blur: large.png: out of memory\n"
    assert names_in(blur.folder / "out") == ["a.png", "z.png"]
    for name in ("a.png", "z.png"):
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)
