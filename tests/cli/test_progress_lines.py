# SPDX-License-Identifier: MIT
"""What is said while the work is done and after: the line of progress, details, errors alone."""

import fcntl
import os
import pty
import re
import signal
import struct
import termios
from contextlib import contextmanager
from typing import Any, Dict, Iterator, List, Tuple

import pytest
from PIL import Image

from batch_files import (
    PATIENCE,
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
from conftest import Program

FILES = re.compile(rb"\rblur: (\d+) of (\d+) files, \d+\.\d MP/s, (-:--|\d+:\d\d) left")
ROWS = re.compile(rb"\rblur: (\d+) of (\d+) rows, (?:-:--|\d+:\d\d) left")


def screen(stream: bytes) -> List[str]:
    """The lines that a terminal shows at the end, of which a carriage return begins one anew."""
    lines = [""]
    for part in re.split(r"([\r\n])", stream.decode()):
        if part == "\n":
            lines.append("")
        elif part == "\r":
            lines[-1] = f"\r{lines[-1]}"
        elif lines[-1].startswith("\r"):
            lines[-1] = part + lines[-1].lstrip("\r")[len(part) :]
        else:
            lines[-1] += part
    return [line.lstrip("\r").rstrip(" ") for line in lines]


def check_stream(stream: bytes, messages: List[str]) -> None:
    """These messages are left on the screen, and nothing behind them; each came whole."""
    assert screen(stream) == [*messages, ""]
    assert stream.endswith(b" \r")
    for message in messages:
        assert f"{message}\n".encode() in stream


# ---- In a pipe ----------------------------------------------------------------------------------


def test_always(blur: Program) -> None:
    """Through a pipe too: the line comes, goes for messages, and goes at the end."""
    write(blur.folder, "a.png", "c.png", "e.png")
    result = blur.run("--progress=always", *[f"{name}.png" for name in "abcde"], "-d", "out")
    assert (result.returncode, result.stdout) == (1, b"")
    missing = [f"blur: {name}.png: No such file or directory" for name in "bd"]
    check_stream(result.stderr, missing)
    counts = [(int(done), int(files)) for done, files, _ in FILES.findall(result.stderr)]
    assert counts
    assert all(files == 5 for _, files in counts)
    assert counts == sorted(counts)
    assert names_in(blur.folder / "out") == ["a.png", "c.png", "e.png"]


def test_always_with_every_message(blur: Program) -> None:
    write(blur.folder, "a.png", "b.png")
    result = blur.run("--progress=always", "-v", "a.png", "b.png")
    assert result.returncode == 0
    messages = screen(result.stderr)
    assert [line.split(": ")[1] for line in messages[1:-1]] == ["a.png"] * 4 + ["b.png"] * 4
    check_stream(result.stderr, messages[:-1])


def test_files_are_counted_while_one_is_blocked(blur: Program) -> None:
    """The line is brought up to date even when nothing happens, and a message finds its place."""
    write(blur.folder, "a.png", "b.png")
    arguments = ("--progress", "always", "-j2", "a.png", "b.png", "x.png", "no", "-d", "out")
    with gate_at(blur.folder / "x.png") as gate, running(blur, *arguments) as program:
        assert program.stderr
        gate.wait()
        stream = read_until(program.stderr.fileno(), b"\rblur: 3 of 4 files, ")
        stream += read_until(program.stderr.fileno(), b"\rblur: 3 of 4 files, ")
        gate.feed(encoded("x.png"))
        stream += finish(program)
    assert program.returncode == 1
    check_stream(stream, ["blur: no: No such file or directory"])
    assert is_blur_of((blur.folder / "out/x.png").read_bytes(), "x.png")


def test_signal_wipes_the_line(blur: Program) -> None:
    write(blur.folder, "a.png")
    arguments = ("--progress=always", "-j2", "a.png", "x.png", "-d", "out")
    with gate_at(blur.folder / "x.png") as gate, running(blur, *arguments) as program:
        assert program.stderr
        gate.wait()
        stream = read_until(program.stderr.fileno(), b"\rblur: 1 of 2 files, ")
        program.send_signal(signal.SIGTERM)
        stream += finish(program)
        assert program.returncode == -signal.SIGTERM
    check_stream(stream, [])


def test_rows_of_one_file(blur: Program) -> None:
    write(blur.folder, "a.png", height=200, width=20)
    result = blur.run("--progress=always", "-t1", "a.png")
    assert result.returncode == 0
    check_stream(result.stderr, ["blur: a.png: written to a-blur.png"])
    counts = [(int(done), int(rows)) for done, rows in ROWS.findall(result.stderr)]
    assert counts
    assert all(done <= 200 and rows == 200 for done, rows in counts)
    assert is_blur_of((blur.folder / "a-blur.png").read_bytes(), "a.png", height=200, width=20)


def test_rows_go_on(blur: Program) -> None:
    """Of a picture that takes some tenths of a second, more than the first are told."""
    Image.new("L", (5000, 5000)).save(blur.folder / "a.png")
    result = blur.run("--progress=always", "-t1", "-e", "-k8001", "a.png", "-o", "x.png")
    assert result.returncode == 0
    check_stream(result.stderr, [])
    counts = [int(done) for done, _ in ROWS.findall(result.stderr)]
    assert counts == sorted(set(counts))
    assert counts[-1] > 0


def test_rows_with_threads(blur: Program) -> None:
    write(blur.folder, "a.png", height=500, width=500)
    result = blur.run("--progress=always", "-t3", "a.png", "-o", "x.png")
    assert result.returncode == 0
    check_stream(result.stderr, [])
    assert ROWS.search(result.stderr)


@pytest.mark.parametrize("arguments", [(), ("--progress=auto",), ("--progress=never",)])
def test_nothing_in_a_pipe(blur: Program, arguments: Tuple[str, ...]) -> None:
    """Neither by default nor when told not to."""
    write(blur.folder, "a.png", "b.png", "x.png", height=40)
    assert blur.works(*arguments, "a.png", "b.png", "-d", "out") == b""
    assert blur.works(*arguments, "a.png", "-d", "out") == b""


def test_always_and_quiet(blur: Program) -> None:
    """Asked for in so many words, it is shown; messages other than errors are not."""
    write(blur.folder, "a.png", "b.png")
    result = blur.run("-q", "--progress=always", "a.png", "b.png", "no")
    assert FILES.search(result.stderr)
    check_stream(result.stderr, ["blur: no: No such file or directory"])


def test_always_with_nothing_to_do(blur: Program) -> None:
    assert blur.works("--progress=always", "--files-from=/dev/null") == b""


def test_always_with_json(blur: Program) -> None:
    """They do not share a stream."""
    write(blur.folder, "a.png", "b.png")
    result = blur.run("--progress=always", "--json", "a.png", "b.png", "-d", "out")
    assert b"\r" not in result.stdout
    check_stream(result.stderr, [])


# ---- On a terminal ------------------------------------------------------------------------------


@contextmanager
def terminal(columns: int = 80) -> "Iterator[Tuple[int, Dict[str, Any]]]":
    """Our end of one, and options for a program whose terminal it is."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))

    def take() -> None:
        fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

    yield ours, {"stderr": theirs, "start_new_session": True, "preexec_fn": take}
    os.close(ours)
    os.close(theirs)


def rest_of(terminal_end: int) -> bytes:
    """What has come and not been read; carriage returns in front of newlines are the terminal's."""
    os.set_blocking(terminal_end, False)
    got = b""
    try:
        while True:
            got += os.read(terminal_end, 4096)
    except OSError:
        return got


def test_nothing_on_a_terminal_for_what_is_over_soon(blur: Program) -> None:
    write(blur.folder, "a.png", "b.png")
    with terminal() as (ours, options):
        for arguments in (("a.png",), ("a.png", "b.png", "no")):
            with running(blur, *arguments, "-d", "out", **options) as program:
                program.wait(timeout=PATIENCE)
        assert rest_of(ours) == b"blur: no: No such file or directory\r\n"


def test_on_a_terminal_after_a_while(blur: Program) -> None:
    """And away at the end."""
    write(blur.folder, "a.png")
    with terminal() as (ours, options), gate_at(blur.folder / "x.png") as gate:
        arguments = ("a.png", "x.png", "no", "-d", "out")
        with running(blur, *arguments, **options) as program:
            gate.wait()
            stream = read_until(ours, b"\rblur: 2 of 3 files, ")
            gate.feed(encoded("x.png"))
            assert program.wait(timeout=PATIENCE) == 1
        stream += rest_of(ours)
    check_stream(stream.replace(b"\r\n", b"\n"), ["blur: no: No such file or directory"])


@pytest.mark.parametrize("columns", [1, 2, 20, 40, 300])
def test_no_wider_than_the_terminal(blur: Program, columns: int) -> None:
    """The last column stays free."""
    write(blur.folder, "a.png")
    text = b"\rblur: 1 of 2 files, 0.0 MP/s, 0:00 left"[:columns]
    with terminal(columns) as (ours, options), gate_at(blur.folder / "x.png") as gate:
        arguments = ("--progress=always", "a.png", "x.png", "-d", "out")
        with running(blur, *arguments, **options) as program:
            gate.wait()
            stream = read_until(ours, text[:28]) if columns > 20 else b""
            wait_until((blur.folder / "out/a.png").exists)
            gate.feed(encoded("x.png"))
            assert program.wait(timeout=PATIENCE) == 0
        stream += rest_of(ours)
    widest = max(len(part) for part in stream.split(b"\r"))
    assert widest == columns - 1 if columns < 40 else widest < columns
    assert screen(stream) == [""]


@pytest.mark.parametrize("arguments", [("-q",), ("--progress=never",)])
def test_not_on_a_terminal(blur: Program, arguments: Tuple[str, ...]) -> None:
    """However long it takes: the other program, which may, has begun to show it meanwhile."""
    write(blur.folder, "a.png")
    with terminal() as (ours, options), terminal() as (theirs, other_options):
        with gate_at(blur.folder / "x.png") as gate, gate_at(blur.folder / "y.png") as other_gate:
            command = ("a.png", "x.png", "-d", "out", *arguments)
            with running(blur, *command, **options) as program:
                gate.wait()
                with running(blur, "a.png", "y.png", "-d", "out2", **other_options) as other:
                    other_gate.wait()
                    read_until(theirs, b" files, ")
                    other_gate.feed(encoded("y.png"))
                    assert other.wait(timeout=PATIENCE) == 0
                    assert program.poll() is None
                    gate.feed(encoded("x.png"))
                    assert program.wait(timeout=PATIENCE) == 0
        assert rest_of(ours) == b""


# ---- Details ------------------------------------------------------------------------------------


DETAILS = [
    r"blur: \S+: 8 x 6, 3 channels of 8 bits, kernel 5, sigma 1.1, border renormalize",
    r"blur: \S+: method direct, factors 1 x 1, loops (plain|avx2|avx512), threads 1, "
    r"error at most 0\.\d{3}",
    r"blur: \S+: read in \d+\.\d ms, blurred in \d+\.\d ms, written in \d+\.\d ms",
    r"blur: \S+: written to \S+",
]


@pytest.mark.parametrize("option", ["-v", "--verbose"])
def test_details_of_each_file(blur: Program, option: str) -> None:
    write(blur.folder, "a.png", "b.png")
    for names in (["a.png"], ["a.png", "b.png"]):
        result = blur.run(option, *names, "-d", "out")
        sandbox, *lines = result.stderr.decode().splitlines()
        assert result.returncode == 0
        assert sandbox.startswith("blur: sandbox: ")
        assert len(lines) == 4 * len(names)
        for i, line in enumerate(lines):
            assert re.fullmatch(DETAILS[i % 4], line)
            assert line.split(": ")[1] == names[i // 4]
        assert lines[3] == "blur: a.png: written to out/a.png"
    result = blur.run(option, "a.png", "-o", "-")
    assert result.stderr.decode().splitlines()[-1] == "blur: a.png: written to standard output"


@pytest.mark.parametrize("option", ["-q", "--quiet"])
def test_quiet_leaves_errors_alone(blur: Program, option: str) -> None:
    write(blur.folder, "a.png", "b.png")
    (blur.folder / "c.png").write_bytes(b"x")
    result = blur.run(option, "a.png", "no", "b.png", "c.png")
    lines = ["blur: no: No such file or directory", "blur: c.png: not a PNG or JPEG image"]
    assert (result.returncode, result.stderr.decode().splitlines()) == (1, lines)
    assert is_blur_of((blur.folder / "b-blur.png").read_bytes(), "b.png")


@pytest.mark.parametrize("text", ["x", "", "Always", "alway"])
def test_bad_progress(blur: Program, text: str) -> None:
    message = f"blur: --progress: '{text}' is not auto, always or never"
    blur.fails(2, message, f"--progress={text}", "a.png")
