# SPDX-License-Identifier: MIT
"""Places for outputs that run out of space, or that cannot be written to, in mid-batch."""

import os
import re
import resource
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Callable, Iterator, Tuple

import pytest

from batch_files import (
    alone,
    as_user,
    encoded,
    for_anyone,
    is_blur_of,
    names_in,
    temporaries,
    write,
)
from conftest import Program


def small_files(is_ignored: bool) -> Callable[[], None]:
    """Limits files to 1000 bytes in the child, as a full disk would."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN if is_ignored else signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    return limit


@pytest.mark.parametrize("is_ignored", [False, True], ids=["SIG_DFL", "SIG_IGN"])
@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
def test_some_outputs_are_too_large(blur: Program, jobs: str, is_ignored: bool) -> None:
    """Each of these fails in the middle of its writing; the signal that comes too ends nothing."""
    small, large = ["a.png", "c.png", "e.png"], ["b.png", "d.png", "f.png"]
    write(blur.folder, *small)
    write(blur.folder, *large, height=30, width=40)
    write(blur.folder, "out/b.png", "out/c.png")
    names = sorted(small + large)
    result = blur.run(
        *(jobs, *names, "-d", "out"), preexec_fn=small_files(is_ignored), restore_signals=False
    )
    lines = [f"blur: out/{name}: File too large" for name in large]
    assert (result.returncode, result.stderr.decode().splitlines()) == (1, lines)
    assert names_in(blur.folder / "out") == ["a.png", "b.png", "c.png", "e.png"]
    assert (blur.folder / "out/b.png").read_bytes() == encoded("out/b.png")
    for name in small:
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KiB, in the folder out."""
    folder = tmp_path / "out"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "blur-test", str(folder)]
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root can make a small file system")
    if subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode != 0:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("options", [("-j1",), ("-j2",), ("-j2", "--sync")], ids=" ".join)
def test_full_disk(blur: Program, small_disk: Path, options: Tuple[str, ...]) -> None:
    """What has no room fails, and leaves no part of it; what there was stays until its successor
    is complete."""
    names = [f"{i}.png" for i in range(8)]
    write(blur.folder, *names, height=60, width=60)
    for name in names[::2]:
        (small_disk / name).write_bytes(b"old" * 100)
    result = blur.run("-k1", *options, *names, "-d", "out")
    lines = result.stderr.decode().splitlines()
    assert result.returncode == 1
    assert 1 < len(lines) < len(names) - 1
    failed = [name for name in names if f"blur: out/{name}: No space left on device" in lines]
    assert len(failed) == len(lines), lines
    for name in names:
        data = (small_disk / name).read_bytes() if (small_disk / name).exists() else None
        if name not in failed:
            assert data == alone(blur, name, "-k1")
        else:
            assert data == (b"old" * 100 if name in names[::2] else None)
    assert not temporaries(blur.folder)


def test_full_disk_and_one_file(blur: Program, small_disk: Path) -> None:
    write(blur.folder, "in.png", height=200, width=200)
    (small_disk / "in.png").write_bytes(b"old")
    message = "blur: out/in.png: No space left on device"
    blur.fails(1, message, "in.png", "-d", "out")
    assert names_in(small_disk) == ["in.png"]
    assert (small_disk / "in.png").read_bytes() == b"old"


def test_full_disk_has_no_room_for_a_folder(blur: Program, small_disk: Path) -> None:
    """The others do not need one."""
    write(blur.folder, "in/a.png", "in/x/b.png")
    (small_disk / "filler").write_bytes(b"x" * (64 << 10))
    result = blur.run("-r", "in", "-d", "out")
    assert result.returncode == 1
    lines = result.stderr.decode().splitlines()
    assert len(lines) == 2
    assert lines[0] == "blur: out/a.png: No space left on device"
    assert re.fullmatch("blur: out/x(/b.png)?: No space left on device", lines[1])
    assert names_in(small_disk) == ["filler"]


# ---- Folders that cannot be written to ----------------------------------------------------------


@pytest.mark.parametrize("jobs", ["-j1", "-j3"])
def test_read_only_folder_among_others(blur: Program, jobs: str) -> None:
    """Its files fail; those beside them are done."""
    names = [f"{folder}/{i}.png" for folder in "abc" for i in range(3)]
    with for_anyone(blur) as program:
        write(program.folder, *names, "b/1-blur.png")
        for folder in "ac":
            os.chmod(program.folder / folder, 0o777)
        os.chmod(program.folder / "b", 0o555)
        result = program.run("-q", jobs, *names, **as_user())
        found = names_in(program.folder)
        outputs = {name: (program.folder / name).read_bytes() for name in found if "-blur" in name}
    lines = [f"blur: b/{i}-blur.png: Permission denied" for i in range(3)]
    assert (result.returncode, result.stderr.decode().splitlines()) == (1, lines)
    assert outputs.pop("b/1-blur.png") == encoded("b/1-blur.png")
    assert len(outputs) == 6
    for name, data in outputs.items():
        assert is_blur_of(data, name.replace("-blur", ""))
    assert found == sorted(["blur", *names, *outputs, "b/1-blur.png"])


def test_outdir_cannot_be_made(blur: Program) -> None:
    """It is said once, and nothing else happens."""
    with for_anyone(blur) as program:
        write(program.folder, "a.png", "b.png")
        os.chmod(program.folder, 0o555)
        result = program.run("a.png", "b.png", "-d", "new/er", **as_user())
        os.chmod(program.folder, 0o755)
        found = names_in(program.folder)
    assert (result.returncode, result.stderr) == (1, b"blur: new/er: Permission denied\n")
    assert found == ["a.png", "b.png", "blur"]


def test_unreadable_files_among_others(blur: Program) -> None:
    with for_anyone(blur) as program:
        write(program.folder, "in/a.png", "in/b.png", "in/c.png")
        os.chmod(program.folder / "in/b.png", 0)
        (program.folder / "out").mkdir()
        os.chmod(program.folder / "out", 0o777)
        result = program.run("-r", "in", "-d", "out", **as_user())
        data = {name: (program.folder / "out" / name).read_bytes() for name in ("a.png", "c.png")}
        found = names_in(program.folder / "out")
    assert (result.returncode, result.stderr) == (1, b"blur: in/b.png: Permission denied\n")
    assert found == ["a.png", "c.png"]
    for name in found:
        assert is_blur_of(data[name], f"in/{name}")


def test_preserve_where_the_file_is_of_somebody_else(blur: Program) -> None:
    """A folder that anyone may write to lets anyone replace a file in it; the new one is theirs,
    with the mode of the input."""
    with for_anyone(blur) as program:
        write(program.folder, "a.png", "b.png", "out/a.png")
        os.chmod(program.folder / "out", 0o777)
        os.chmod(program.folder / "a.png", 0o604)
        os.utime(program.folder / "a.png", ns=(5, 7))
        assert program.works("-p", "a.png", "b.png", "-d", "out", **as_user()) == b""
        info = (program.folder / "out/a.png").stat()
    assert (info.st_mode & 0o777, info.st_mtime_ns) == (0o604, 7)
