# SPDX-License-Identifier: MIT
"""What is around the bytes of outputs: permissions, times, links, and what is no regular file."""

import os
import subprocess
import threading
from pathlib import Path
from typing import Dict, List, Tuple

import pytest

from batch_files import encoded, finish, gate_at, is_blur_of, names_in, running, write
from conftest import Program

TIME = 1_500_000_000_123_456_789


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def umask(mask: int) -> "Dict[str, object]":
    return {"preexec_fn": lambda: os.umask(mask)}


# Arguments of runs over one file or several, whose output is out/a.png.
REPLACING: List[Tuple[str, ...]] = [
    ("a.png", "-o", "out/a.png"),
    ("a.png", "-d", "out"),
    ("a.png", "b.png", "-d", "out"),
    ("a.png", "b.png", "-d", "out", "--sync"),
]
RUNS = [*REPLACING, ("a.png", "b.png", "-d", "out", "-n")]


def each(runs: List[Tuple[str, ...]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("arguments", runs, ids=" ".join)


@pytest.fixture(autouse=True)
def _inputs(blur: Program) -> None:
    """What these runs read, and the folder that they write to."""
    write(blur.folder, "a.png", "b.png")
    (blur.folder / "out").mkdir()


def check(blur: Program) -> None:
    assert is_blur_of((blur.folder / "out/a.png").read_bytes(), "a.png")


@pytest.mark.parametrize("mask", [0o077, 0o022, 0o002, 0])
@each(RUNS)
def test_new_files_have_the_umask(blur: Program, arguments: Tuple[str, ...], mask: int) -> None:
    os.chmod(blur.folder / "a.png", 0o400)
    blur.works(*arguments, **umask(mask))
    assert mode(blur.folder / "out/a.png") == 0o666 & ~mask
    check(blur)


@each(REPLACING)
def test_replaced_files_keep_their_mode(blur: Program, arguments: Tuple[str, ...]) -> None:
    for bits in (0o600, 0o640, 0o666, 0o755):
        (blur.folder / "out/a.png").write_bytes(b"old")
        os.chmod(blur.folder / "out/a.png", bits)
        blur.works(*arguments, **umask(0o027))
        assert mode(blur.folder / "out/a.png") == bits
        check(blur)


@each(REPLACING)
def test_mode_of_a_file_behind_a_link(blur: Program, arguments: Tuple[str, ...]) -> None:
    write(blur.folder, "kept/x")
    os.chmod(blur.folder / "kept/x", 0o604)
    (blur.folder / "out/a.png").symlink_to("../kept/x")
    blur.works(*arguments, **umask(0o077))
    assert (blur.folder / "out/a.png").is_symlink()
    assert mode(blur.folder / "kept/x") == 0o604
    assert names_in(blur.folder / "kept") == ["x"]
    check(blur)


@pytest.mark.parametrize("bits", [0o600, 0o666, 0o755])
@each(RUNS)
def test_preserve(blur: Program, arguments: Tuple[str, ...], bits: int) -> None:
    """Mode and times of the input, to the nanosecond, whatever the umask, for new files and for
    ones that are replaced."""
    picture = blur.folder / "a.png"
    os.chmod(picture, bits)
    for has_output in (False, "-n" not in arguments):
        os.utime(picture, ns=(TIME + 5, TIME))
        (blur.folder / "out/a.png").unlink(missing_ok=True)
        if has_output:
            (blur.folder / "out/a.png").write_bytes(b"old")
            os.chmod(blur.folder / "out/a.png", 0o620)
        blur.works("-q", "-p", *arguments, **umask(0o077))
        info = (blur.folder / "out/a.png").stat()
        assert (info.st_atime_ns, info.st_mtime_ns) == (TIME + 5, TIME)
        assert info.st_mode & 0o7777 == bits
        check(blur)


@each(RUNS)
def test_times_without_preserve(blur: Program, arguments: Tuple[str, ...]) -> None:
    os.utime(blur.folder / "a.png", ns=(TIME, TIME))
    blur.works(*arguments)
    assert (blur.folder / "out/a.png").stat().st_mtime_ns > TIME


def test_preserve_does_not_keep_set_user_id(blur: Program) -> None:
    os.chmod(blur.folder / "a.png", 0o6755)
    blur.works("-p", "a.png", "b.png", "-d", "out")
    assert mode(blur.folder / "out/a.png") == 0o755


def test_preserve_in_place(blur: Program) -> None:
    os.chmod(blur.folder / "a.png", 0o640)
    os.utime(blur.folder / "a.png", ns=(TIME, TIME))
    blur.works("-q", "--preserve", "-S", "", "a.png", "b.png")
    assert is_blur_of((blur.folder / "a.png").read_bytes(), "a.png")
    assert mode(blur.folder / "a.png") == 0o640
    assert (blur.folder / "a.png").stat().st_mtime_ns == TIME


def test_preserve_of_a_link(blur: Program) -> None:
    """What counts is the picture that it leads to."""
    write(blur.folder, "x/a.png")
    os.chmod(blur.folder / "x/a.png", 0o640)
    os.utime(blur.folder / "x/a.png", ns=(TIME, TIME))
    (blur.folder / "b.png").unlink()
    (blur.folder / "b.png").symlink_to("x/a.png")
    blur.works("-p", "a.png", "b.png", "-d", "out")
    assert not (blur.folder / "out/b.png").is_symlink()
    assert mode(blur.folder / "out/b.png") == 0o640
    assert (blur.folder / "out/b.png").stat().st_mtime_ns == TIME


def test_preserve_with_an_input_that_has_nothing_of_it(blur: Program) -> None:
    """A FIFO: the output is as if it had not been asked for."""
    (blur.folder / "a.png").unlink()
    with (
        gate_at(blur.folder / "a.png") as gate,
        running(blur, "-p", "a.png", "b.png", "-d", "out", **umask(0o027)) as program,
    ):
        os.chmod(gate.path, 0o606)
        gate.wait()
        gate.feed(encoded("a.png"))
        assert (finish(program), program.returncode) == (b"", 0)
    assert mode(blur.folder / "out/a.png") == 0o640
    check(blur)


def test_new_folders_have_the_umask(blur: Program) -> None:
    write(blur.folder, "in/x/a.png", "in/b.png")
    blur.works("-p", "-r", "in", "-d", "new/er", **umask(0o027))
    for folder in ("new", "new/er", "new/er/x"):
        assert mode(blur.folder / folder) & 0o777 == 0o750


# ---- Links --------------------------------------------------------------------------------------


@each(REPLACING)
def test_links_stay(blur: Program, arguments: Tuple[str, ...]) -> None:
    """What they lead to, over several of them and in another folder, is replaced."""
    write(blur.folder, "kept/x.png")
    (blur.folder / "kept/link").symlink_to("x.png")
    (blur.folder / "out/a.png").symlink_to(blur.folder / "kept/link")
    blur.works(*arguments)
    assert (blur.folder / "out/a.png").is_symlink()
    assert (blur.folder / "kept/link").is_symlink()
    assert not (blur.folder / "kept/x.png").is_symlink()
    assert names_in(blur.folder / "kept") == ["link", "x.png"]
    check(blur)


@each(REPLACING)
def test_no_dereference(blur: Program, arguments: Tuple[str, ...]) -> None:
    """The link goes, what it led to is as it was; also where that is nothing, or a folder."""
    write(blur.folder, "kept/x.png")
    os.chmod(blur.folder / "kept/x.png", 0o604)
    for target in ("../kept/x.png", "../no.png", "../kept", "/dev/null"):
        (blur.folder / "out/a.png").unlink(missing_ok=True)
        (blur.folder / "out/a.png").symlink_to(target)
        blur.works("--no-dereference", *arguments, **umask(0o026))
        assert not (blur.folder / "out/a.png").is_symlink()
        assert mode(blur.folder / "out/a.png") == 0o640, "that of a new file"
        check(blur)
        (blur.folder / "out/a.png").unlink()
    assert (blur.folder / "kept/x.png").read_bytes() == encoded("kept/x.png")
    assert mode(blur.folder / "kept/x.png") == 0o604
    assert names_in(blur.folder / "kept") == ["x.png"]


def test_no_dereference_of_links_to_one_file(blur: Program) -> None:
    """As the links are what is replaced, nothing is in the way of anything, though they lead to the
    same file, and that is an input."""
    write(blur.folder, "c.png")
    (blur.folder / "out/a.png").symlink_to("../c.png")
    (blur.folder / "out/b.png").symlink_to("../c.png")
    blur.works("--no-dereference", "a.png", "b.png", "c.png", "-d", "out")
    for name in ("a.png", "b.png", "c.png"):
        assert not (blur.folder / "out" / name).is_symlink()
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)
    assert (blur.folder / "c.png").read_bytes() == encoded("c.png")


@each(RUNS)
def test_no_dereference_without_a_link(blur: Program, arguments: Tuple[str, ...]) -> None:
    blur.works("--no-dereference", *arguments)
    check(blur)


def test_bad_links_in_a_batch(blur: Program) -> None:
    """Each is its own file's error."""
    write(blur.folder, "c.png", "d.png", "kept/x")
    (blur.folder / "out/a.png").symlink_to("no")
    (blur.folder / "out/b.png").symlink_to("b.png")
    (blur.folder / "out/c.png").symlink_to("../kept")
    result = blur.run("a.png", "b.png", "c.png", "d.png", "-d", "out")
    assert result.returncode == 1
    assert result.stderr.decode().splitlines() == [
        "blur: out/a.png: is a dangling symbolic link",
        "blur: out/b.png: Too many levels of symbolic links",
        "blur: out/c.png: Is a directory",
    ]
    assert is_blur_of((blur.folder / "out/d.png").read_bytes(), "d.png")
    assert names_in(blur.folder / "kept") == ["x"]


@each(REPLACING)
def test_a_hard_link_is_parted(blur: Program, arguments: Tuple[str, ...]) -> None:
    os.link(blur.folder / "a.png", blur.folder / "out/a.png")
    blur.works(*arguments)
    assert (blur.folder / "a.png").read_bytes() == encoded("a.png")
    check(blur)


# ---- What is no regular file --------------------------------------------------------------------


def test_devices_in_a_batch(blur: Program) -> None:
    write(blur.folder, "c.png")
    (blur.folder / "out/a.png").symlink_to("/dev/null")
    (blur.folder / "out/b.png").symlink_to("/dev/full")
    before = os.stat("/dev/null")
    result = blur.run("-p", "a.png", "b.png", "c.png", "-d", "out")
    message = b"blur: out/b.png: No space left on device\n"
    assert (result.returncode, result.stderr) == (1, message)
    assert (blur.folder / "out/a.png").is_symlink()
    assert os.stat("/dev/null").st_mode == before.st_mode
    assert is_blur_of((blur.folder / "out/c.png").read_bytes(), "c.png")


@each(RUNS)
def test_fifo_in_a_batch(blur: Program, arguments: Tuple[str, ...]) -> None:
    """It is written straight, and stays."""
    fifo = blur.folder / "out/a.png"
    os.mkfifo(fifo)
    got: List[bytes] = []
    reader = threading.Thread(target=lambda: got.append(fifo.read_bytes()), daemon=True)
    reader.start()
    blur.works(*arguments)
    reader.join(timeout=60)
    assert fifo.is_fifo()
    assert is_blur_of(got[0], "a.png")


def test_fifo_whose_reader_has_gone(blur: Program) -> None:
    """That is the file's error; the rest is done."""
    write(blur.folder, "a.png", "b.png", "c.png", height=200, width=300)
    os.mkfifo(blur.folder / "out/a.png")
    reader = subprocess.Popen(["head", "-c1", blur.folder / "out/a.png"], stdout=subprocess.PIPE)
    result = blur.run("a.png", "b.png", "c.png", "-d", "out")
    assert reader.communicate(timeout=60)[0] == b"\x89"
    assert (result.returncode, result.stderr) == (1, b"blur: out/a.png: Broken pipe\n")
    for name in ("b.png", "c.png"):
        data = (blur.folder / "out" / name).read_bytes()
        assert is_blur_of(data, name, height=200, width=300)
