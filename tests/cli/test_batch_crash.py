# SPDX-License-Identifier: MIT
"""What befalls a worker process befalls one file: the rest is done."""

import os
import resource
import signal
import subprocess
from contextlib import ExitStack
from functools import partial
from typing import Any, Dict

import pytest

from batch_files import (
    as_user,
    encoded,
    finish,
    for_anyone,
    gate_at,
    is_blur_of,
    names_in,
    opener_of,
    processes,
    read_until,
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

KILLED = "the process that worked on it was killed by signal"


def crashing() -> "Dict[str, Any]":
    """Options of a run in which processes die: without core files, and without a sanitizer's view
    of it."""
    environment = {
        **os.environ,
        "LC_ALL": "C.UTF-8",
        "ASAN_OPTIONS": "handle_segv=0:handle_abort=0",
        "TSAN_OPTIONS": f"{os.environ.get('TSAN_OPTIONS', '')}:handle_segv=0:handle_abort=0",
    }
    return {
        "env": environment,
        "preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)),
    }


@pytest.mark.parametrize("jobs", ["-j1", "-j2", "-j5"])
@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (signal.SIGKILL, "9 (Killed), perhaps for lack of memory"),
        (signal.SIGSEGV, "11 (Segmentation fault)"),
        (signal.SIGABRT, "6 (Aborted)"),
    ],
)
def test_killed_worker(blur: Program, number: int, reason: str, jobs: str) -> None:
    write(blur.folder, "a.png", "c.png", "d.png", "out/b.png")
    with (
        gate_at(blur.folder / "b.png") as gate,
        running(
            blur, jobs, "a.png", "b.png", "c.png", "d.png", "-d", "out", **crashing()
        ) as program,
    ):
        gate.wait()
        os.kill(wait_until(lambda: opener_of(blur, gate.path)), number)
        said = finish(program).decode()
        assert not processes(blur)
    assert (program.returncode, said) == (1, f"blur: b.png: {KILLED} {reason}\n")
    assert names_in(blur.folder) == sorted(
        ["a.png", "b.png", "c.png", "d.png", "out/a.png", "out/b.png", "out/c.png", "out/d.png"]
    )
    assert (blur.folder / "out/b.png").read_bytes() == encoded("out/b.png")
    for name in ("a.png", "c.png", "d.png"):
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)


def test_every_worker_is_killed_again_and_again(blur: Program) -> None:
    """Each death has another worker in its place, and costs one file."""
    write(blur.folder, "z.png")
    names = [f"{i}.png" for i in range(8)]
    with ExitStack() as stack:
        gates = [stack.enter_context(gate_at(blur.folder / name)) for name in names]
        program = stack.enter_context(
            running(blur, "-j2", *names, "z.png", "-d", "out", **crashing())
        )
        killed = set()
        for gate in gates:
            gate.wait()
            worker = wait_until(partial(opener_of, blur, gate.path))
            killed.add(worker)
            os.kill(worker, signal.SIGKILL)
        said = finish(program).decode().splitlines()
    assert len(killed) == 8
    assert program.returncode == 1
    reason = f"{KILLED} 9 (Killed), perhaps for lack of memory"
    assert said == [f"blur: {name}: {reason}" for name in names]
    assert names_in(blur.folder / "out") == ["z.png"]
    assert is_blur_of((blur.folder / "out/z.png").read_bytes(), "z.png")


def test_idle_worker_is_killed(blur: Program) -> None:
    """One that waits for work takes no file with it."""
    write(blur.folder, "a.png")
    arguments = ("--json", "-j2", "a.png", "b.png", "-d", "out")
    with (
        gate_at(blur.folder / "b.png") as gate,
        running(blur, *arguments, stdout=subprocess.PIPE, **crashing()) as program,
    ):
        assert program.stdout
        gate.wait()
        read_until(program.stdout.fileno(), b"}\n")  # a.png is over
        busy = wait_until(lambda: opener_of(blur, gate.path))
        idle = next(number for number in workers(blur, program) if number != busy)
        os.kill(idle, signal.SIGKILL)
        wait_until(lambda: state_of(idle) == "")
        gate.feed(encoded("b.png"))
        said = finish(program)
    assert (program.returncode, said) == (0, b"")
    assert is_blur_of((blur.folder / "out/b.png").read_bytes(), "b.png")


def test_killed_worker_in_json(blur: Program) -> None:
    write(blur.folder, "b.png")
    out = blur.folder / "json"
    with (
        gate_at(blur.folder / "a.png") as gate,
        out.open("wb") as file,
        running(
            blur, "--json", "a.png", "b.png", "-d", "out", stdout=file, **crashing()
        ) as program,
    ):
        gate.wait()
        os.kill(wait_until(lambda: opener_of(blur, gate.path)), signal.SIGKILL)
        finish(program)
    first, second, _ = out.read_text().splitlines()
    assert '"status": "failed"' in first
    assert f'"error": "a.png: {KILLED} 9 (Killed), perhaps for lack of memory"' in first
    assert '"status": "done"' in second
    assert program.returncode == 1


def test_killed_while_writing(blur: Program) -> None:
    """The temporary file of the worker goes with it, what was there stays, and the rest is done."""
    write(blur.folder, "z.png", "out/big.png")
    write_large(blur.folder / "big.png")
    arguments = ("-j1", "-k1", "--sync", "-q", "first.png", "big.png", "z.png", "-d", "out")
    for _ in range(30):
        start_anew(blur.folder / "out/big.png")
        with (
            gate_at(blur.folder / "first.png") as gate,
            running(blur, *arguments, **crashing()) as program,
        ):
            gate.wait()
            worker = wait_until(lambda: opener_of(blur, gate.path))
            gate.feed(encoded("first.png"))
            wait_until((blur.folder / "out/first.png").exists)
            caught = stop_writing(worker, blur.folder / "out")
            if caught:
                os.kill(worker, signal.SIGKILL)
            said = finish(program).decode()
        (blur.folder / "first.png").unlink()
        assert not temporaries(blur.folder)
        if caught and (blur.folder / "out/big.png").read_bytes() == b"old":
            break
    else:
        pytest.skip("it was never caught while it wrote")
    reason = f"{KILLED} 9 (Killed), perhaps for lack of memory"
    assert (program.returncode, said) == (1, f"blur: big.png: {reason}\n")
    assert names_in(blur.folder / "out") == ["big.png", "first.png", "z.png"]
    assert is_blur_of((blur.folder / "out/z.png").read_bytes(), "z.png", 1)


def test_children_are_ignored(blur: Program) -> None:
    """As a parent may have set it: how a worker ended is found out all the same."""
    write(blur.folder, "b.png")
    options = crashing()

    def prepare() -> None:
        options["preexec_fn"]()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)

    with (
        gate_at(blur.folder / "a.png") as gate,
        running(
            blur, "a.png", "b.png", "-d", "out", env=options["env"], preexec_fn=prepare
        ) as program,
    ):
        gate.wait()
        os.kill(wait_until(lambda: opener_of(blur, gate.path)), signal.SIGSEGV)
        said = finish(program).decode()
    assert (program.returncode, said) == (1, f"blur: a.png: {KILLED} 11 (Segmentation fault)\n")
    assert is_blur_of((blur.folder / "out/b.png").read_bytes(), "b.png")


def test_no_process_can_be_started(blur: Program) -> None:
    """Then each file says so; one alone needs none."""
    with for_anyone(blur) as program:
        write(program.folder, "a.png", "b.png", "c.png")
        (program.folder / "out").mkdir()
        os.chmod(program.folder / "out", 0o777)
        options = as_user()
        options["preexec_fn"] = lambda: resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        options["env"] = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0"}  # that takes one too
        result = program.run("a.png", "b.png", "c.png", "-d", "out", **options)
        found = names_in(program.folder / "out")
        assert program.works("a.png", "-t1", "-d", "out", **options) == b""
        data = (program.folder / "out/a.png").read_bytes()
    lines = [
        f"blur: {name}.png: cannot start a process for it: Resource temporarily unavailable"
        for name in "abc"
    ]
    assert (result.returncode, result.stderr.decode().splitlines()) == (1, lines)
    assert not found
    assert is_blur_of(data, "a.png")


@pytest.mark.parametrize("limit", [8, 16, 29])
def test_fewer_workers_than_asked_for(blur: Program, limit: int) -> None:
    """Where a process may have so few open files that not all can be started, or even counted."""
    names = [f"{i:02}.png" for i in range(30)]
    write(blur.folder, *names)
    few = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))}
    with running(blur, "-j30", *names, "-d", "out", **few) as program:
        said = program.communicate(timeout=20)[1]
    assert (program.returncode, said) == (0, b"")
    assert names_in(blur.folder / "out") == names
    for name in names:
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)


def test_alone_is_in_no_other_process(blur: Program) -> None:
    """One file is worked on by the program itself: a signal that kills it is its end."""
    (blur.folder / "out").mkdir()
    with (
        gate_at(blur.folder / "a.png") as gate,
        running(blur, "a.png", "-d", "out", **crashing()) as program,
    ):
        gate.wait()
        assert processes(blur) == [program.pid]
        os.kill(program.pid, signal.SIGKILL)
        assert program.wait(timeout=60) == -signal.SIGKILL
