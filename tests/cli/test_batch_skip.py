# SPDX-License-Identifier: MIT
"""What is left alone because its output is there: --no-clobber and --newer."""

import os
from pathlib import Path
from typing import Tuple

import pytest

from batch_files import (
    alone,
    encoded,
    finish,
    gate_at,
    is_blur_of,
    names_in,
    running,
    temporaries,
    write,
)
from conftest import Program

SECOND = 1_000_000_000


def set_time(path: Path, nanoseconds: int) -> None:
    os.utime(path, ns=(nanoseconds, nanoseconds))


def identity(path: Path) -> Tuple[int, int]:
    """Another one after the file has been replaced, or written to."""
    info = path.stat()
    return info.st_ino, info.st_mtime_ns


def skips(blur: Program, summary: str, *arguments: str) -> None:
    """Runs it and expects this line, and success; nothing when quiet."""
    result = blur.run(*arguments)
    assert (result.returncode, result.stderr.decode()) == (
        0,
        f"blur: {summary}\n" if summary else "",
    )


def summary(skipped: int, files: int) -> str:
    return f"{skipped} of {files} files skipped: their outputs were there"


# ---- --no-clobber -------------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["-n", "--no-clobber"])
def test_no_clobber(blur: Program, option: str) -> None:
    write(blur.folder, "a.png", "b.png", "c.png")
    (blur.folder / "out").mkdir()
    (blur.folder / "out/b.png").write_bytes(b"old")
    skips(blur, summary(1, 3), option, "a.png", "b.png", "c.png", "-d", "out")
    assert names_in(blur.folder / "out") == ["a.png", "b.png", "c.png"]
    assert (blur.folder / "out/b.png").read_bytes() == b"old"
    for name in ("a.png", "c.png"):
        assert (blur.folder / "out" / name).read_bytes() == alone(blur, name)


def test_no_clobber_without_outputs(blur: Program) -> None:
    """Nothing is skipped, so nothing is said of it."""
    write(blur.folder, "a.png", "b.png")
    skips(blur, "", "-n", "a.png", "b.png", "-d", "out")
    assert is_blur_of((blur.folder / "out/b.png").read_bytes(), "b.png")


def test_no_clobber_says_it_as_loud_as_asked(blur: Program) -> None:
    write(blur.folder, "a.png", "b.png", "out/a.png", "out/b.png")
    arguments = ("-n", "a.png", "b.png", "-d", "out")
    skips(blur, summary(2, 2), *arguments)
    skips(blur, "", *arguments, "-q")
    result = blur.run(*arguments, "-v")
    lines = [f"blur: {name}.png: skipped: its output is there" for name in "ab"]
    assert result.stderr.decode().splitlines()[1:] == [*lines, f"blur: {summary(2, 2)}"]
    assert (blur.folder / "out/a.png").read_bytes() == encoded("out/a.png")


def test_no_clobber_does_not_look_at_the_input(blur: Program) -> None:
    write(blur.folder, "out/a.png", "out/b.png")
    (blur.folder / "b.png").write_bytes(b"no picture")
    skips(blur, summary(2, 2), "-n", "a.png", "b.png", "-d", "out")


def test_no_clobber_keeps_links(blur: Program) -> None:
    """Also one to nothing: it is there, and what it points to is not made."""
    write(blur.folder, "a.png", "b.png", "c.png", "kept")
    (blur.folder / "out").mkdir()
    (blur.folder / "out/a.png").symlink_to("../no.png")
    (blur.folder / "out/b.png").symlink_to("../kept")
    skips(blur, summary(2, 3), "-n", "a.png", "b.png", "c.png", "-d", "out")
    assert os.readlink(blur.folder / "out/a.png") == "../no.png"
    assert os.readlink(blur.folder / "out/b.png") == "../kept"
    assert (blur.folder / "kept").read_bytes() == encoded("kept")
    assert not (blur.folder / "no.png").exists()


def test_no_clobber_and_no_dereference(blur: Program) -> None:
    """A link that would be replaced itself is kept too."""
    write(blur.folder, "a.png", "b.png")
    (blur.folder / "out").mkdir()
    (blur.folder / "out/a.png").symlink_to("../no.png")
    skips(blur, summary(1, 2), "-n", "--no-dereference", "a.png", "b.png", "-d", "out")
    assert os.readlink(blur.folder / "out/a.png") == "../no.png"


def test_no_clobber_resumes(blur: Program) -> None:
    """After a run that could do a part of it, the same command does the rest."""
    names = [f"{i}.png" for i in range(6)]
    write(blur.folder, *names)
    for name in names[3:]:
        (blur.folder / name).rename(blur.folder / f"{name}.later")
    result = blur.run("-n", *names, "-d", "out")
    assert result.returncode == 1
    assert result.stderr.count(b": No such file or directory\n") == 3
    before = [identity(blur.folder / "out" / name) for name in names[:3]]
    for name in names[3:]:
        (blur.folder / f"{name}.later").rename(blur.folder / name)
    skips(blur, summary(3, 6), "-n", *names, "-d", "out")
    skips(blur, summary(6, 6), "-n", *names, "-d", "out")
    for name in names:
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)
    assert before == [identity(blur.folder / "out" / name) for name in names[:3]]


def test_no_clobber_with_failures(blur: Program) -> None:
    write(blur.folder, "a.png", "out/a.png", "c.png")
    result = blur.run("-n", "a.png", "b.png", "c.png", "-d", "out")
    lines = ["blur: b.png: No such file or directory", f"blur: {summary(1, 3)}"]
    assert (result.returncode, result.stderr.decode().splitlines()) == (1, lines)


def test_no_clobber_of_one_file(blur: Program) -> None:
    write(blur.folder, "in.png", "out.png")
    skips(blur, "in.png: skipped: out.png is there", "-n", "in.png", "-o", "out.png")
    skips(blur, "", "-n", "-q", "in.png", "-o", "out.png")
    assert (blur.folder / "out.png").read_bytes() == encoded("out.png")
    (blur.folder / "in-blur.png").symlink_to("no.png")
    skips(blur, "in.png: skipped: in-blur.png is there", "-n", "in.png")
    assert not (blur.folder / "no.png").exists()
    blur.works("-n", "in.png", "-o", "new.png")
    assert is_blur_of((blur.folder / "new.png").read_bytes(), "in.png")


def test_no_clobber_in_place(blur: Program) -> None:
    """The output is the input, so it is there."""
    write(blur.folder, "a.png", "b.png")
    skips(blur, summary(2, 2), "-n", "-S", "", "a.png", "b.png")
    assert (blur.folder / "a.png").read_bytes() == encoded("a.png")


def test_no_clobber_where_nothing_can_be_lost(blur: Program) -> None:
    """Devices and standard output are no files to keep."""
    write(blur.folder, "in.png")
    blur.works("-n", "in.png", "-o", "/dev/null")
    for name in ("-", "/dev/stdout"):
        assert is_blur_of(blur.works("-n", "in.png", "-o", name), "in.png")


@pytest.mark.parametrize("others", [("b.png",), ()], ids=["batch", "alone"])
@pytest.mark.parametrize("is_link", [False, True], ids=["file", "link"])
def test_output_that_comes_to_be_meanwhile(
    blur: Program, others: Tuple[str, ...], is_link: bool
) -> None:
    """While the file is worked on, long after it was found that there is no output."""
    write(blur.folder, "b.png")
    output = blur.folder / "out/a.png"
    with (
        gate_at(blur.folder / "a.png") as gate,
        running(blur, "-v", "-n", "a.png", *others, "-d", "out") as program,
    ):
        gate.wait()
        output.parent.mkdir(exist_ok=True)
        if is_link:
            output.symlink_to("no")
        else:
            output.write_bytes(b"theirs")
        gate.feed(encoded("a.png"))
        said = finish(program).decode()
    assert program.returncode == 0
    assert "blur: a.png: skipped: out/a.png was created meanwhile\n" in said
    assert (summary(1, 2) in said) == bool(others)
    assert os.readlink(output) == "no" if is_link else output.read_bytes() == b"theirs"
    assert names_in(blur.folder / "out") == ["a.png", *others]
    for name in others:
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)
    assert not temporaries(blur.folder)


# ---- --newer ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "is_done"),
    [(-SECOND, True), (-1, True), (0, False), (1, False), (SECOND, False)],
)
def test_newer(blur: Program, age: int, is_done: bool) -> None:
    """To the nanosecond; at the same time is not older. Another file is there for a batch."""
    write(blur.folder, "a.png", "b.png", "out/a.png")
    when = 1_600_000_000 * SECOND
    set_time(blur.folder / "a.png", when)
    set_time(blur.folder / "out/a.png", when + age)
    for arguments in (("a.png",), ("a.png", "b.png")):
        result = blur.run("--newer", *arguments, "-d", "out", "-q")
        assert (result.returncode, result.stderr) == (0, b"")
        data = (blur.folder / "out/a.png").read_bytes()
        assert is_blur_of(data, "a.png") == is_done
        assert (data == encoded("out/a.png")) != is_done
    assert is_blur_of((blur.folder / "out/b.png").read_bytes(), "b.png")


def test_newer_says_it(blur: Program) -> None:
    write(blur.folder, "a.png", "b.png", "out/a.png", "out/b.png")
    set_time(blur.folder / "a.png", SECOND)
    set_time(blur.folder / "out/b.png", SECOND)
    skips(blur, summary(1, 2), "--newer", "a.png", "b.png", "-d", "out")
    assert (blur.folder / "out/a.png").read_bytes() == encoded("out/a.png")
    assert is_blur_of((blur.folder / "out/b.png").read_bytes(), "b.png")
    skips(blur, "a.png: skipped: out/a.png is there", "--newer", "a.png", "-d", "out")


def test_newer_only_does_what_has_changed(blur: Program) -> None:
    """Run again, it does nothing; after an input has changed, it does that one."""
    names = [f"{i}.png" for i in range(4)]
    write(blur.folder, *names)
    for name in names:
        set_time(blur.folder / name, SECOND)
    skips(blur, "", "--newer", *names, "-d", "out")
    skips(blur, summary(4, 4), "--newer", *names, "-d", "out")
    (blur.folder / "2.png").write_bytes(encoded("other.png"))
    os.utime(blur.folder / "out/2.png", ns=(SECOND, SECOND))
    skips(blur, summary(3, 4), "--newer", *names, "-d", "out")
    assert is_blur_of((blur.folder / "out/2.png").read_bytes(), "other.png")


def test_newer_with_preserved_times(blur: Program) -> None:
    """An output that has the times of its input is not older."""
    write(blur.folder, "a.png", "b.png")
    set_time(blur.folder / "a.png", 1_600_000_000 * SECOND + 123_456_789)
    blur.works("-p", "--newer", "a.png", "b.png", "-d", "out")
    skips(blur, summary(2, 2), "-p", "--newer", "a.png", "b.png", "-d", "out")


def test_newer_looks_behind_links(blur: Program) -> None:
    """At the age of what would be replaced."""
    write(blur.folder, "a.png", "b.png", "kept")
    set_time(blur.folder / "kept", SECOND)
    (blur.folder / "out").mkdir()
    (blur.folder / "out/a.png").symlink_to("../kept")
    blur.works("--newer", "a.png", "b.png", "-d", "out")
    assert is_blur_of((blur.folder / "kept").read_bytes(), "a.png")
    assert (blur.folder / "out/a.png").is_symlink()


def test_newer_with_a_missing_input(blur: Program) -> None:
    write(blur.folder, "b.png", "out/a.png", "out/b.png")
    set_time(blur.folder / "b.png", SECOND)
    result = blur.run("--newer", "a.png", "b.png", "-d", "out")
    lines = ["blur: a.png: No such file or directory", f"blur: {summary(1, 2)}"]
    assert (result.returncode, result.stderr.decode().splitlines()) == (1, lines)
    assert (blur.folder / "out/a.png").read_bytes() == encoded("out/a.png")


def test_both(blur: Program) -> None:
    """What exists is skipped even where it is older."""
    write(blur.folder, "a.png", "b.png", "out/a.png")
    set_time(blur.folder / "out/a.png", SECOND)
    skips(blur, summary(1, 2), "-n", "--newer", "a.png", "b.png", "-d", "out")
    assert is_blur_of((blur.folder / "out/b.png").read_bytes(), "b.png")
    assert (blur.folder / "out/a.png").read_bytes() == encoded("out/a.png")


@pytest.mark.parametrize(("cut", "is_skipped"), [(0, True), (123_000_000, True), (5, False)])
def test_newer_where_times_are_coarser(blur: Program, cut: int, is_skipped: bool) -> None:
    """An output that was given its input's time, by a file system that cuts it off."""
    write(blur.folder, "a.png")
    (blur.folder / "out.png").write_bytes(b"old")
    os.utime(blur.folder / "a.png", ns=(0, 10**18 + 123_456_789))
    os.utime(blur.folder / "out.png", ns=(0, 10**18 + cut))
    blur.run("--newer", "a.png", "-o", "out.png")
    assert ((blur.folder / "out.png").read_bytes() == b"old") == is_skipped


def test_newer_looks_at_what_is_replaced(blur: Program) -> None:
    write(blur.folder, "a.png")
    (blur.folder / "out.png").symlink_to("a.png")
    blur.works("--newer", "--no-dereference", "a.png", "-o", "out.png")
    assert not (blur.folder / "out.png").is_symlink()
