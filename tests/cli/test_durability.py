# SPDX-License-Identifier: MIT
"""Outputs are complete or as they were, whatever ends a run, and what a killed run leaves goes with
the next one."""

import fcntl
import os
import re
import signal
import socket
import subprocess
import time
import zlib
from pathlib import Path
from typing import Callable, Tuple

import pytest

from batch_files import (
    PATIENCE,
    Traced,
    has_ended,
    is_blur_of,
    names_in,
    processes,
    running,
    send,
    start_anew,
    stop_writing,
    temporaries,
    wait_until,
    workers,
    write,
    write_large,
)
from conftest import Program

# By a run on this machine: the first digits are for that.
HOST = f"{zlib.crc32(socket.gethostname().encode()) & 0xFFFF:04x}"
LEFT = f".blur-tmp-{HOST}456789ab"
ONE: Tuple[str, ...] = ("a.png", "-o", "out/a.png")
MANY: Tuple[str, ...] = ("a.png", "b.png", "-d", "out")


@pytest.fixture(autouse=True)
def _inputs(blur: Program) -> None:
    write(blur.folder, "a.png", "b.png")
    (blur.folder / "out").mkdir()


def check(blur: Program, names: Tuple[str, ...]) -> None:
    for name in names:
        if name in ("a.png", "b.png"):
            assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)


# ---- What is left -------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [ONE, MANY, (*MANY, "-j1"), ("a.png", "-d", "out")])
def test_left_files_go(blur: Program, arguments: Tuple[str, ...]) -> None:
    for name in (LEFT, f".blur-tmp-{HOST}ffffffff", f".blur-tmp-{HOST}00000000"):
        (blur.folder / "out" / name).write_bytes(b"half a pict")
    os.chmod(blur.folder / "out" / LEFT, 0o600)
    blur.works(*arguments)
    expected = [name for name in arguments if name in ("a.png", "b.png")]
    assert names_in(blur.folder / "out") == expected
    check(blur, arguments)


def test_left_files_go_from_every_folder_of_outputs(blur: Program) -> None:
    """And from no other."""
    write(blur.folder, "in/a.png", "in/x/b.png", "in/x/c.png", "in/y/d.png")
    folders = ["out", "out/x", "out/y", "out/z", "in", "in/x", "."]
    for folder in folders:
        (blur.folder / folder).mkdir(exist_ok=True)
        (blur.folder / folder / LEFT).write_bytes(b"")
    blur.works("-r", "in", "-d", "out")
    kept = ["./" + LEFT, f"in/{LEFT}", f"in/x/{LEFT}", f"out/z/{LEFT}"]
    assert sorted(temporaries(blur.folder)) == sorted(os.path.normpath(name) for name in kept)


def test_left_files_go_beside_inputs(blur: Program) -> None:
    (blur.folder / LEFT).write_bytes(b"")
    blur.works("-q", "a.png")
    assert names_in(blur.folder) == ["a-blur.png", "a.png", "b.png"]
    (blur.folder / LEFT).write_bytes(b"")
    blur.works("-q", "a.png", "b.png")
    assert names_in(blur.folder) == ["a-blur.png", "a.png", "b-blur.png", "b.png"]


def test_left_files_go_from_the_folder_behind_a_link(blur: Program) -> None:
    write(blur.folder, "kept/x.png", f"kept/{LEFT}", f"out/{LEFT}")
    (blur.folder / "out/a.png").symlink_to("../kept/x.png")
    blur.works(*ONE)
    assert names_in(blur.folder / "kept") == ["x.png"]


def test_left_files_go_from_the_folder_of_a_link_that_is_replaced(blur: Program) -> None:
    write(blur.folder, "kept/x.png", f"out/{LEFT}")
    (blur.folder / "out/a.png").symlink_to("../kept/x.png")
    blur.works("--no-dereference", *ONE)
    assert names_in(blur.folder / "out") == ["a.png"]
    check(blur, ONE)


def test_left_files_go_even_where_all_is_skipped(blur: Program) -> None:
    blur.works(*MANY)
    (blur.folder / "out" / LEFT).write_bytes(b"")
    blur.works("-q", "-n", *MANY)
    assert names_in(blur.folder / "out") == ["a.png", "b.png"]


@pytest.mark.parametrize("arguments", [ONE, MANY])
def test_locked_files_stay(blur: Program, arguments: Tuple[str, ...]) -> None:
    """Somebody is writing them."""
    path = blur.folder / "out" / LEFT
    with path.open("wb") as file:
        file.write(b"half")
        file.flush()
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        blur.works(*arguments)
        assert path.read_bytes() == b"half"
    blur.works(*arguments)
    assert not path.exists()
    check(blur, arguments)


@pytest.mark.parametrize("arguments", [ONE, MANY])
@pytest.mark.parametrize(
    "name",
    [
        ".blur-tmp-x",
        ".blur-tmp-",
        f".blur-tmp-{HOST}456789a",
        f".blur-tmp-{HOST}456789abc",
        f".blur-tmp-{HOST}456789aB",
        f".blur-tmp-{HOST}456789ag",
        f".blur-tmp-{HOST}456789ab.png",
        f"x.blur-tmp-{HOST}456789ab",
        ".blur-tmq-0123456789ab",
        f"blur-tmp-{HOST}456789ab",
    ],
)
def test_names_that_look_alike_stay(blur: Program, arguments: Tuple[str, ...], name: str) -> None:
    (blur.folder / "out" / name).write_bytes(b"theirs")
    blur.works(*arguments)
    assert (blur.folder / "out" / name).read_bytes() == b"theirs"


def make_link(path: Path) -> None:
    write(path.parent.parent, "target")
    path.symlink_to("../target")


@pytest.mark.parametrize("arguments", [ONE, MANY])
@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, make_link], ids=["folder", "fifo", "link"])
def test_no_files_of_that_name_stay(
    blur: Program, arguments: Tuple[str, ...], make: "Callable[[Path], None]"
) -> None:
    make(blur.folder / "out" / LEFT)
    blur.works(*arguments)
    assert os.path.lexists(blur.folder / "out" / LEFT)
    assert not (blur.folder / "target").exists() or (blur.folder / "target").read_bytes()
    check(blur, arguments)


@pytest.mark.parametrize("arguments", [ONE, MANY])
def test_unfinished_files_are_private(blur: Program, arguments: Tuple[str, ...]) -> None:
    """Who may read the picture may be decided only when it is complete."""
    Traced(blur, "-e", "trace=openat", "-o", "calls").works(*arguments)
    calls = (blur.folder / "calls").read_text()
    modes = re.findall(r"/?\.blur-tmp-\w+\", [^)]*O_CREAT[^)]*, (0\d+)\)", calls)
    assert modes == ["0600"] * (1 if arguments == ONE else 2)


# ---- Killed runs --------------------------------------------------------------------------------


def kill_all(blur: Program, program: "subprocess.Popen[bytes]") -> None:
    killed = processes(blur)
    for process in killed:
        send(process, signal.SIGKILL)
    program.wait(timeout=PATIENCE)
    wait_until(lambda: all(map(has_ended, killed)))


@pytest.mark.parametrize("is_batch", [False, True], ids=["one file", "batch"])
def test_kill_while_writing(blur: Program, is_batch: bool) -> None:
    """What was there stays; the next run, of whatever kind, removes what is left of this one."""
    write_large(blur.folder / "large.png")
    target = blur.folder / "out/large.png"
    many = ("-j1", "large.png", "a.png", "-d", "out")
    arguments = many if is_batch else ("large.png", "-o", "out/large.png")
    for _ in range(30):
        start_anew(target)
        with running(blur, "-q", "-k1", "--sync", *arguments) as program:
            wait_until(lambda: len(processes(blur)) > is_batch or program.poll() is not None)
            if program.poll() is not None:
                continue
            writer = (workers(blur, program) or [program.pid])[0]
            caught = stop_writing(writer, blur.folder / "out")
            if not caught or target.read_bytes() != b"old":
                continue
            kill_all(blur, program)
        break
    else:
        pytest.skip("it was never caught while it wrote")
    assert target.read_bytes() == b"old"
    assert temporaries(blur.folder / "out") == caught
    blur.works("a.png", "-d", "out")
    assert names_in(blur.folder / "out") == ["a.png", "large.png"]
    assert target.read_bytes() == b"old"
    check(blur, ("a.png",))


def test_two_runs_at_once(blur: Program) -> None:
    """Into one folder, of the same files: both succeed, and neither takes what the other writes for
    what is left."""
    names = [f"{i}.png" for i in range(30)]
    write(blur.folder, *names, height=40, width=40)
    for round_ in range(4):
        with running(blur, *names, "-d", "out") as one, running(blur, *names, "-d", "out") as two:
            for program in (one, two):
                said = program.communicate(timeout=PATIENCE)[1]
                assert (program.returncode, said) == (0, b""), round_
        assert names_in(blur.folder / "out") == sorted(names)
    for name in names:
        data = (blur.folder / "out" / name).read_bytes()
        assert is_blur_of(data, name, height=40, width=40)


def test_many_single_runs_at_once(blur: Program) -> None:
    """Each sweeps the folder that the others write to."""
    names = [f"{i}.png" for i in range(24)]
    write(blur.folder, *names)
    command = 'for name; do "$0" "$name" -d out & done; wait'
    result = subprocess.run(
        ["sh", "-c", command, blur.path, *names],
        cwd=blur.folder,
        stderr=subprocess.PIPE,
        check=True,
        timeout=PATIENCE,
    )
    assert result.stderr == b""
    assert names_in(blur.folder / "out") == sorted(names)
    for name in names:
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)


@pytest.mark.parametrize("arguments", [ONE, MANY])
def test_left_by_another_machine(blur: Program, arguments: Tuple[str, ...]) -> None:
    """Its locks may not be seen here: a day decides."""
    other = f"{int(HOST, 16) ^ 1:04x}"
    fresh, old = (blur.folder / f"out/.blur-tmp-{other}{digits:08x}" for digits in (1, 2))
    for path in (fresh, old):
        path.write_bytes(b"left")
    day_ago = time.time() - 24 * 60 * 60
    os.utime(fresh, (day_ago + 300, day_ago + 300))
    os.utime(old, (day_ago - 300, day_ago - 300))
    blur.works(*arguments)
    assert temporaries(blur.folder) == [str(fresh.relative_to(blur.folder))]
