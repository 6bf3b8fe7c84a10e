# SPDX-License-Identifier: MIT
"""System calls: their order where that counts, and what comes of it when they fail or take long."""

import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, List, Tuple

import pytest

from batch_files import (
    PATIENCE,
    Traced,
    alone,
    encoded,
    is_blur_of,
    names_in,
    processes,
    running,
    temporaries,
    wait_until,
    write,
)
from conftest import Program

ONE: Tuple[str, ...] = ("a.png", "-o", "out/a.png")
MANY: Tuple[str, ...] = ("-j1", "a.png", "b.png", "-d", "out")
RENAMES = "rename,renameat,renameat2"
LINKS = "link,linkat"


@pytest.fixture(autouse=True)
def _inputs(blur: Program) -> None:
    write(blur.folder, "a.png", "b.png")
    (blur.folder / "out").mkdir()


def check(blur: Program, *names: str) -> None:
    """These are the outputs, and nothing else is there."""
    assert names_in(blur.folder / "out") == sorted(names)
    for name in names:
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)


# ---- Their order --------------------------------------------------------------------------------


def calls_of(blur: Program, *arguments: str) -> List[str]:
    """Of those that sync and rename, in their order: "file" for its being synced, "rename",
    "folder NAME" for one being synced."""
    trace = blur.folder / "trace"
    calls = f"fsync,fdatasync,sync,syncfs,{RENAMES},{LINKS}"
    Traced(blur, "-o", str(trace), "-e", f"trace={calls}").works(*arguments)
    found = []
    for line in trace.read_text().splitlines():
        call = re.search(r"\b(?:fsync|fdatasync|syncfs)\(\d+<([^>]*)>", line)
        if call:
            name = os.path.relpath(call[1], blur.folder.resolve())
            found.append("file" if ".blur-tmp-" in name else f"folder {name}")
        elif re.search(r"\b(rename|renameat|renameat2|link|linkat)\(", line):
            found.append("rename")
    trace.unlink()
    return found


@pytest.mark.parametrize("more", [(), ("-n",)], ids=["", "-n"])
def test_sync(blur: Program, more: Tuple[str, ...]) -> None:
    """A file is on the disk before it has its name, and that before anything else is done; so are
    folders that are made for it, before there is something in them."""
    one = ["file", "rename", "folder out"]
    assert calls_of(blur, "--sync", *ONE, *more) == one
    each = ["file", "rename", "folder new/er"]
    calls = calls_of(blur, "--sync", "-j1", "a.png", "b.png", "-d", "new/er", *more)
    assert calls == ["folder .", "folder new", *each, *each]


@pytest.mark.parametrize("arguments", [ONE, MANY])
def test_no_sync_unless_asked_for(blur: Program, arguments: Tuple[str, ...]) -> None:
    assert set(calls_of(blur, *arguments, "-p")) == {"rename"}


def test_sync_changes_no_bytes(blur: Program) -> None:
    blur.works("--sync", "a.png", "b.png", "-d", "new/er")
    for name in ("a.png", "b.png"):
        assert (blur.folder / "new/er" / name).read_bytes() == alone(blur, name)
    blur.works("--sync", "a.png", "-o", "x.png")
    assert (blur.folder / "x.png").read_bytes() == alone(blur, "a.png")
    assert blur.works("--sync", "a.png", "-o", "-") == alone(blur, "a.png")


# ---- What takes long ----------------------------------------------------------------------------


def is_about_to_be_named(blur: Program) -> bool:
    """Whether all has been done to the temporary file of the only process that has one: it has its
    mode, and has been closed but for the descriptor that holds the lock."""
    names = temporaries(blur.folder / "out")
    for process in processes(blur) if names else []:
        path = blur.folder / "out" / names[0]
        links = [f"/proc/{process}/fd/{entry}" for entry in os.listdir(f"/proc/{process}/fd")]
        descriptors = [link for link in links if os.path.realpath(link) == str(path.resolve())]
        return path.stat().st_mode & 0o777 != 0o600 and len(descriptors) <= 1
    return False


@contextmanager
def held_before_it_has_its_name(blur: Program, *arguments: str) -> Iterator[None]:
    """A run of one file that takes half a second for its last step, and has come to that."""
    calls = f"{RENAMES},{LINKS}"
    options = (
        "-o",
        "/dev/null",
        "-e",
        f"trace={calls}",
        "-e",
        f"inject={calls}:delay_enter=500000",
    )
    slow = Traced(blur, *options)
    with running(
        slow,
        *(*slow.prefix, *arguments),
        env=slow.environment(),
        preexec_fn=lambda: os.umask(0o022),
    ) as program:
        wait_until(lambda: is_about_to_be_named(blur))
        yield
        said = program.communicate(timeout=PATIENCE)[1]
    assert (program.returncode, said) == (0, b"")


def test_another_run_just_before_the_file_has_its_name(blur: Program) -> None:
    """It takes the complete file for what somebody still writes, which it is."""
    with held_before_it_has_its_name(blur, *ONE):
        blur.works("b.png", "-o", "out/b.png")
    check(blur, "a.png", "b.png")


@pytest.mark.parametrize("is_link", [False, True], ids=["file", "link"])
def test_output_that_comes_to_be_in_the_last_moment(blur: Program, is_link: bool) -> None:
    """With --no-clobber it is kept even then."""
    output = blur.folder / "out/a.png"
    with held_before_it_has_its_name(blur, "-n", *ONE):
        if is_link:
            output.symlink_to("no")
        else:
            output.write_bytes(b"theirs")
    assert os.readlink(output) == "no" if is_link else output.read_bytes() == b"theirs"
    assert names_in(blur.folder / "out") == ["a.png"]


# ---- What fails ---------------------------------------------------------------------------------


def failing(blur: Program, calls: str, how: str) -> Traced:
    return Traced(blur, "-o", "/dev/null", "-e", f"trace={calls}", "-e", f"inject={calls}:{how}")


@pytest.mark.parametrize(
    ("calls", "how", "options", "reason"),
    [
        (RENAMES, "error=EACCES", (), "Permission denied"),
        ("fsync", "error=EIO:when=1", ("--sync",), "Input/output error"),
        ("fchmod", "error=EPERM", (), "Operation not permitted"),
        ("utimensat", "error=EPERM", ("-p",), "Operation not permitted"),
        (f"{RENAMES},{LINKS}", "error=EIO", ("-n",), "Input/output error"),
    ],
)
def test_steps_that_fail(
    blur: Program, calls: str, how: str, options: Tuple[str, ...], reason: str
) -> None:
    """What was there stays, and the temporary file goes."""
    before = []
    if "-n" not in options:
        write(blur.folder, "out/a.png")
        before = ["a.png"]
    result = failing(blur, calls, how).run(*ONE, *options)
    assert (result.returncode, result.stderr.decode()) == (1, f"blur: out/a.png: {reason}\n")
    assert names_in(blur.folder / "out") == before
    result = failing(blur, calls, how).run(*MANY, *options)
    assert result.returncode == 1
    expected = [f"blur: out/{name}: {reason}" for name in ("a.png", "b.png")]
    lines = result.stderr.decode().splitlines()
    assert lines == (expected[:1] if "when" in how else expected)
    for name in before:
        assert (blur.folder / "out" / name).read_bytes() == encoded(f"out/{name}")
    assert names_in(blur.folder / "out") == before + (["b.png"] if "when" in how else [])


def test_folder_that_cannot_be_synced(blur: Program) -> None:
    """The file has its name by then; that it may not be there to stay is an error all the same.
    File systems that know no such thing are left in peace."""
    result = failing(blur, "fsync", "error=EIO:when=2").run("--sync", *ONE)
    assert (result.returncode, result.stderr) == (1, b"blur: out/a.png: Input/output error\n")
    check(blur, "a.png")
    failing(blur, "fsync", "error=EINVAL:when=2").works("--sync", *ONE)
    check(blur, "a.png")


@pytest.mark.parametrize("arguments", [ONE, MANY])
def test_file_system_without_links(blur: Program, arguments: Tuple[str, ...]) -> None:
    """Such as FAT: --no-clobber does without."""
    without = failing(blur, LINKS, "error=EPERM")
    without.works("-n", *arguments)
    check(blur, *[name for name in arguments if name in ("a.png", "b.png")])


@pytest.mark.parametrize("arguments", [ONE, MANY])
def test_file_system_without_locks(blur: Program, arguments: Tuple[str, ...]) -> None:
    """All works, but that what killed runs have left stays."""
    left = blur.folder / "out/.blur-tmp-0123456789ab"
    left.write_bytes(b"left")
    failing(blur, "flock", "error=ENOLCK").works(*arguments)
    assert left.read_bytes() == b"left"
    left.unlink()
    check(blur, *[name for name in arguments if name in ("a.png", "b.png")])


@pytest.mark.parametrize("calls", ["read", "write", "sendto", "poll", "wait4,waitid"])
@pytest.mark.parametrize("arguments", [ONE, MANY])
def test_interrupted_calls(blur: Program, calls: str, arguments: Tuple[str, ...]) -> None:
    """Each is tried again, as when a signal has come that means nothing."""
    interrupted = failing(blur, calls, "error=EINTR:when=1+2")
    if calls == "read":  # those of the picture, as the loader of programs takes no such thing
        interrupted.prefix[:0] = ["-P", blur.folder.resolve() / "a.png"]
    interrupted.works(*arguments)
    check(blur, *[name for name in arguments if name in ("a.png", "b.png")])


def test_folder_that_others_make_meanwhile(blur: Program) -> None:
    """To make it fails then, which is as good."""
    (blur.folder / "new").mkdir()
    failing(blur, "mkdir", "error=EEXIST:when=1").works("a.png", "b.png", "-d", "new", "-j1")
    assert names_in(blur.folder / "new") == ["a.png", "b.png"]
    result = failing(blur, "mkdir", "error=ENOSPC").run("a.png", "b.png", "-d", "newer")
    message = b"blur: newer: No space left on device\n"
    assert (result.returncode, result.stderr) == (1, message)
    assert not Path(blur.folder / "newer").exists()
