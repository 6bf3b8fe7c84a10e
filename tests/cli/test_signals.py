# SPDX-License-Identifier: MIT
"""Signals that come to a run over many files, and what is left of it."""

import contextlib
import os
import signal
import time
from typing import List, Tuple

import pytest

from batch_files import (
    encoded,
    finish,
    gate_at,
    is_blur_of,
    names_in,
    opener_of,
    processes,
    running,
    start_anew,
    state_of,
    stop_writing,
    temporaries,
    wait_until,
    workers,
    write,
    write_large,
)
from conftest import Program

# The second is blocked while the others are done.
NAMES = ["a.png", "blocked.png", "c.png", "d.png"]
ARGUMENTS = ["-j2", *NAMES, "-d", "out"]
OTHERS = ["a.png", "c.png", "d.png"]


@pytest.fixture(autouse=True)
def _inputs(blur: Program) -> None:
    write(blur.folder, *OTHERS, "out/blocked.png")


def check_others(blur: Program) -> None:
    """Theirs are the only outputs, and complete; the one there was before is as it was."""
    assert names_in(blur.folder / "out") == ["a.png", "blocked.png", "c.png", "d.png"]
    assert (blur.folder / "out/blocked.png").read_bytes() == encoded("out/blocked.png")
    for name in OTHERS:
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)


def wait_for_others(blur: Program) -> None:
    for name in OTHERS:
        wait_until((blur.folder / "out" / name).exists)


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGINT,
        signal.SIGTERM,
        signal.SIGHUP,
        signal.SIGQUIT,
        signal.SIGPIPE,
        signal.SIGXCPU,
        signal.SIGALRM,
        signal.SIGUSR1,
        signal.SIGUSR2,
    ],
)
def test_ended_by_a_signal(blur: Program, number: int) -> None:
    """It ends by that signal, and its workers with it, also the one that is blocked."""
    with gate_at(blur.folder / "blocked.png") as gate, running(blur, *ARGUMENTS) as program:
        gate.wait()
        wait_for_others(blur)
        program.send_signal(number)
        assert finish(program) == b""
        assert program.returncode == -number
        assert not processes(blur)
        check_others(blur)


def test_signal_to_all_processes(blur: Program) -> None:
    """As a terminal sends it: the workers leave it to the program, which tells no death of them."""
    with (
        gate_at(blur.folder / "blocked.png") as gate,
        running(blur, *ARGUMENTS, start_new_session=True) as program,
    ):
        gate.wait()
        wait_for_others(blur)
        os.killpg(program.pid, signal.SIGINT)
        assert finish(program) == b""
        assert program.returncode == -signal.SIGINT
        assert not processes(blur)
        check_others(blur)


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE]
)
def test_signal_to_a_worker(blur: Program, number: int) -> None:
    """Of these it takes no notice: its file is done."""
    with gate_at(blur.folder / "blocked.png") as gate, running(blur, *ARGUMENTS) as program:
        gate.wait()
        os.kill(wait_until(lambda: opener_of(blur, gate.path)), number)
        gate.feed(encoded("blocked.png"))
        assert (finish(program), program.returncode) == (b"", 0)
    assert is_blur_of((blur.folder / "out/blocked.png").read_bytes(), "blocked.png")


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
def test_ignored_signal_stays_ignored(blur: Program, number: int) -> None:
    """As nohup sets it: all is done."""
    with (
        gate_at(blur.folder / "blocked.png") as gate,
        running(
            blur, *ARGUMENTS, preexec_fn=lambda: signal.signal(number, signal.SIG_IGN)
        ) as program,
    ):
        gate.wait()
        for process in (program.pid, *workers(blur, program)):
            os.kill(process, number)
        wait_for_others(blur)
        program.send_signal(number)
        gate.feed(encoded("blocked.png"))
        assert (finish(program), program.returncode) == (b"", 0)
    assert is_blur_of((blur.folder / "out/blocked.png").read_bytes(), "blocked.png")


def test_another_signal_ends_one_whose_hangups_are_ignored(blur: Program) -> None:
    with (
        gate_at(blur.folder / "blocked.png") as gate,
        running(
            blur, *ARGUMENTS, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
        ) as program,
    ):
        gate.wait()
        wait_for_others(blur)
        program.send_signal(signal.SIGHUP)
        program.send_signal(signal.SIGTERM)
        assert finish(program) == b""
        assert program.returncode == -signal.SIGTERM
        assert not processes(blur)
        check_others(blur)


def test_messages_before_the_signal(blur: Program) -> None:
    """What was said of files that came before is said; what waits behind the blocked one is not."""
    (blur.folder / "a.png").write_bytes(b"")
    (blur.folder / "c.png").write_bytes(b"")
    with gate_at(blur.folder / "blocked.png") as gate, running(blur, *ARGUMENTS) as program:
        gate.wait()
        wait_until((blur.folder / "out/d.png").exists)
        program.send_signal(signal.SIGTERM)
        assert finish(program) == b"blur: a.png: empty file\n"
        assert program.returncode == -signal.SIGTERM


def test_signals_that_come_together_are_one(blur: Program) -> None:
    """As those that a process and its group are sent: found when it goes on after having been
    stopped. It ends by the first, in order."""
    with (
        gate_at(blur.folder / "blocked.png") as gate,
        running(blur, *ARGUMENTS) as program,
    ):
        gate.wait()
        wait_for_others(blur)
        program.send_signal(signal.SIGSTOP)
        wait_until(lambda: state_of(program.pid) == "T")
        program.send_signal(signal.SIGINT)
        program.send_signal(signal.SIGTERM)
        program.send_signal(signal.SIGCONT)
        assert program.wait(timeout=60) == -signal.SIGINT
        assert not processes(blur)
    check_others(blur)


def full_pipe() -> Tuple[int, int]:
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(write_end, bytes(4096))
    os.set_blocking(write_end, True)
    return read_end, write_end


def test_second_signal_ends_it_at_once(blur: Program) -> None:
    """Where the first cannot, as nobody reads what is said. It takes the workers along."""
    read_end, write_end = full_pipe()
    names = (OTHERS[0], "missing", *OTHERS[1:])
    with running(blur, "-j2", *names, "-d", "out", stderr=write_end) as program:
        wait_until((blur.folder / "out/a.png").exists)
        program.send_signal(signal.SIGINT)
        time.sleep(0.4)  # what comes within 0.2 s is the same signal
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=60) == -signal.SIGINT
        wait_until(lambda: not processes(blur))
    os.close(read_end)
    os.close(write_end)


@pytest.mark.parametrize("jobs", ["-j1", "-j2", "-j5"])
def test_killed_program(blur: Program, jobs: str) -> None:
    """Its workers end when the file that they work on is over; what they have begun is complete or
    as it was."""
    with (
        gate_at(blur.folder / "blocked.png") as gate,
        running(blur, *ARGUMENTS, jobs) as program,
    ):
        gate.wait()
        assert wait_until(lambda: opener_of(blur, gate.path)) != program.pid
        program.kill()
        assert program.wait(timeout=60) == -signal.SIGKILL
        gate.feed(encoded("blocked.png"))
        wait_until(lambda: not processes(blur))
    assert not temporaries(blur.folder)
    data = (blur.folder / "out/blocked.png").read_bytes()
    assert data == encoded("out/blocked.png") or is_blur_of(data, "blocked.png")
    for name in set(names_in(blur.folder / "out")) - {"blocked.png"}:
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)


def test_killed_program_and_idle_workers(blur: Program) -> None:
    """Those that have nothing to do end at once."""
    with (
        gate_at(blur.folder / "blocked.png") as gate,
        running(blur, *ARGUMENTS) as program,
    ):
        gate.wait()
        wait_for_others(blur)
        blocked = wait_until(lambda: opener_of(blur, gate.path))
        program.kill()
        program.wait(timeout=60)
        wait_until(lambda: processes(blur) == [blocked])
        gate.feed(encoded("blocked.png"))
        wait_until(lambda: not processes(blur))


def ended_while_writing(blur: Program, number: int, arguments: List[str]) -> bool:
    """Whether a signal came while a worker was about to put something in the place of what is old.
    The temporary file is gone then."""
    with running(blur, *arguments) as program:
        wait_until(lambda: workers(blur, program) or program.poll() is not None)
        found = workers(blur, program)
        caught = found and stop_writing(found[0], blur.folder / "out")
        if not caught or (blur.folder / "out/large.png").read_bytes() != b"old":
            return False
        program.send_signal(number)
        assert finish(program) == b""
        assert program.returncode == -number
        assert not processes(blur)
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ended_while_a_worker_writes(blur: Program, number: int) -> None:
    """Its temporary file goes, and what was there stays."""
    write_large(blur.folder / "large.png")
    for _ in range(30):
        start_anew(blur.folder / "out/large.png")
        arguments = ["-j1", "-k1", "--sync", "large.png", "d.png", "-d", "out"]
        if ended_while_writing(blur, number, arguments):
            break
    else:
        pytest.skip("it was never caught while it wrote")
    assert (blur.folder / "out/large.png").read_bytes() == b"old"
    assert names_in(blur.folder / "out") == ["large.png"]
