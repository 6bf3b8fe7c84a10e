# SPDX-License-Identifier: MIT
"""What the outputs of many files are called, and that none gets in another's way."""

import os
from typing import Dict, Tuple

import pytest

from batch_files import alone, encoded, is_blur_of, names_in, write
from conftest import Program
from pictures import decode


def check(blur: Program, arguments: Tuple[str, ...], outputs: Dict[str, str]) -> None:
    """Runs it, and expects these outputs of these inputs, and no other new file."""
    before = names_in(blur.folder)
    blur.works("-q", *arguments)
    made = sorted(set(names_in(blur.folder)) - set(before))
    assert made == sorted(set(outputs) - set(before))
    for output, name in outputs.items():
        assert is_blur_of((blur.folder / output).read_bytes(), name)


def test_outdir(blur: Program) -> None:
    """Names are kept, from whatever folder they come."""
    write(blur.folder, "a.png", "x/b.png", "x/y/c.d.PNG")
    names = ("a.png", "x/b.png", str(blur.folder / "x/y/c.d.PNG"))
    outputs = {"out/a.png": "a.png", "out/b.png": "x/b.png", "out/c.d.PNG": "x/y/c.d.PNG"}
    check(blur, (*names, "-d", "out"), outputs)
    check(blur, (*names, "-d", "out/"), outputs)
    check(blur, (*names, "--outdir=in/d.e/f"), {f"in/d.e/f{k[3:]}": v for k, v in outputs.items()})


def test_outdir_says_nothing(blur: Program) -> None:
    """Where the outputs are is clear; without -d a line tells of each."""
    write(blur.folder, "a.png", "b.png")
    assert blur.works("a.png", "b.png", "-d", "out") == b""
    result = blur.run("a.png", "b.png")
    expected = b"blur: a.png: written to a-blur.png\nblur: b.png: written to b-blur.png\n"
    assert (result.returncode, result.stderr) == (0, expected)


def test_one_file_with_outdir(blur: Program) -> None:
    write(blur.folder, "x/a.png")
    check(blur, ("x/a.png", "-d", "new/er"), {"new/er/a.png": "x/a.png"})


@pytest.mark.parametrize(
    ("arguments", "outputs"),
    [
        ((), ("a-blur.png", "x/b.c-blur.png", "noext-blur")),
        (("-S", "_soft"), ("a_soft.png", "x/b.c_soft.png", "noext_soft")),
        (("--suffix=-2",), ("a-2.png", "x/b.c-2.png", "noext-2")),
        (("-S", "1", "-d", "out"), ("out/a1.png", "out/b.c1.png", "out/noext1")),
        (("-S", "", "-d", "out"), ("out/a.png", "out/b.c.png", "out/noext")),
        (("-f", "png"), ("a-blur.png", "x/b.c-blur.png", "noext-blur.png")),
        (("-f", "png", "-d", "out"), ("out/a.png", "out/b.c.png", "out/noext.png")),
    ],
)
def test_suffixes(blur: Program, arguments: Tuple[str, ...], outputs: Tuple[str, ...]) -> None:
    inputs = ("a.png", "x/b.c.png", "noext")
    write(blur.folder, *inputs)
    check(blur, (*inputs, *arguments), dict(zip(outputs, inputs)))


def test_dot_in_a_suffix(blur: Program) -> None:
    """The extension stays the last; where there is none, the suffix's counts."""
    write(blur.folder, "a.png", "noext", "x")
    (blur.folder / "noext").write_bytes(encoded("noext.jpg"))
    check(blur, ("a.png", "-S", ".jpg"), {"a.jpg.png": "a.png"})
    blur.works("-q", "noext", "x", "-S.jpg")
    assert (blur.folder / "noext.jpg").read_bytes() == alone(blur, "noext", "-f", "jpeg")
    assert (blur.folder / "x.jpg").read_bytes() == alone(blur, "x", "-f", "jpeg")


def test_in_place(blur: Program) -> None:
    """An empty suffix replaces the inputs, as does their own folder for outputs."""
    write(blur.folder, "a.png", "x/b.png")
    check(blur, ("a.png", "x/b.png", "-S", ""), {"a.png": "a.png", "x/b.png": "x/b.png"})
    write(blur.folder, "a.png", "c.png")
    check(blur, ("a.png", "c.png", "-d", "."), {"a.png": "a.png", "c.png": "c.png"})


def test_formats_change_extensions(blur: Program) -> None:
    inputs = ["a.png", "b.PNG", "c.jpg", "d.JPEG", "e"]
    write(blur.folder, *inputs)
    blur.works(*inputs, "-f", "jpeg", "-d", "j")
    outputs = ["a.jpg", "b.jpg", "c.jpg", "d.JPEG", "e.jpg"]
    assert names_in(blur.folder / "j") == outputs
    for name, output in zip(inputs, outputs):
        data = (blur.folder / "j" / output).read_bytes()
        assert data[:3] == b"\xff\xd8\xff"
        assert data == alone(blur, name, "-f", "jpeg")
    blur.works(*inputs, "-f", "png", "-d", "p")
    outputs = ["a.png", "b.PNG", "c.png", "d.png", "e.png"]
    assert names_in(blur.folder / "p") == outputs
    for name, output in zip(inputs, outputs):
        assert (blur.folder / "p" / output).read_bytes() == alone(blur, name, "-f", "png")


def test_formats_without_option(blur: Program) -> None:
    """Each keeps its own."""
    write(blur.folder, "a.png", "b.jpg")
    blur.works("a.png", "b.jpg", "-d", "out")
    assert (blur.folder / "out/a.png").read_bytes() == alone(blur, "a.png")
    assert (blur.folder / "out/b.jpg").read_bytes() == alone(blur, "b.jpg")
    assert decode((blur.folder / "out/b.jpg").read_bytes()).shape == (6, 8, 3)


def test_unusual_names(blur: Program) -> None:
    names = ["-k", "--", "a b.png", "\n.png", "%s%n.png", "\udcff\udcfe.png", "\u00e9.png", " "]
    names += ["x" * 240 + ".png", "-.png", "..png", "*.png", "'\"\\.png"]
    write(blur.folder, *names)
    blur.works("-d", "out", "--", *[os.fsencode(name) for name in names])
    assert names_in(blur.folder / "out") == sorted(names)
    for name in names:
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)


# ---- What would get in each other's way is found before any work --------------------------------


TWO = "two files would be written to it"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("a.png", "a.jpg", "-f", "png", "-d", "out"), f"out/a.png: {TWO}"),
        (("a.png", "a.jpg", "--format", "png"), f"a-blur.png: {TWO}"),
        (("a.png", "a.jpg", "-f", "jpeg"), f"a-blur.jpg: {TWO}"),
        (("a.png", "b.png", "x/a.png", "-d", "out"), f"out/a.png: {TWO}"),
        (("a.png", "x/a.png", "-d", "new/er/"), f"new/er/a.png: {TWO}"),
        (("a.png", "./a.png", "-d", "out"), f"out/a.png: {TWO}"),
        (("a.png", "x/a.png", "-d", "x"), f"x/a.png: {TWO}"),
        (
            ("a.png", "b.png", "x/a1.png", "-S", "1", "-d", "x"),
            "x/a1.png: is given as input and is the output of a.png too",
        ),
        (
            ("x/a1.png", "b.png", "a.png", "-S", "1", "-d", "x"),
            "x/a1.png: is given as input and is the output of a.png too",
        ),
        (
            ("a.jpg", "link.png", "-S", "1", "-d", "x", "-f", "png"),
            "link.png: is given as input and is the output of a.jpg too",
        ),
    ],
)
def test_clashes(blur: Program, arguments: Tuple[str, ...], message: str) -> None:
    inputs = ["a.png", "a.jpg", "b.png", "x/a.png", "x/a1.png"]
    write(blur.folder, *inputs)
    (blur.folder / "out").mkdir()
    (blur.folder / "link.png").symlink_to("x/a1.png")
    before = names_in(blur.folder)
    blur.fails(2, f"blur: {message}", *arguments)
    assert names_in(blur.folder) == before
    for name in inputs:
        assert (blur.folder / name).read_bytes() == encoded(name)


def test_clash_by_a_second_name_of_the_folder(blur: Program) -> None:
    write(blur.folder, "x/a.png")
    (blur.folder / "z").symlink_to("x")
    result = blur.run("z/a.png", "x/a.png")
    assert result.returncode == 2
    assert result.stderr.decode().endswith(f"/a-blur.png: {TWO}\n")
    assert names_in(blur.folder) == ["x/a.png"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "o.png", "-d", "out"), "-o: cannot be used with -d or -S"),
        (("-o", "o.png", "-S", "x"), "-o: cannot be used with -d or -S"),
        (("-o", "o.png", "-S", ""), "-o: cannot be used with -d or -S"),
        (("b.png", "-o", "o.png"), "-o: cannot be used with more than one file"),
        (("b.png", "-o", "-"), "-o: cannot be used with more than one file"),
        (("-S", "a/b"), "-S: a suffix has no '/': try -d for a folder"),
        (("--suffix=/",), "-S: a suffix has no '/': try -d for a folder"),
        (("-d", ""), "-d: the name of a folder is needed"),
        (("-r",), "-r: needs -d DIR, below which the folders are laid out"),
        (("-r", "-o", "o.png"), "-r: needs -d DIR, below which the folders are laid out"),
        (("-0",), "-0: needs --files-from"),
        (("-0", "-d", "out"), "-0: needs --files-from"),
        (("-", "-d", "out"), "standard input: has no name for -d: use -o FILE"),
        (("--files-from=",), "--files-from: a file name is needed, or - for standard input"),
        (("-j", "-1"), "-j: must be from 0 to 1024"),
        (("-j", "1025"), "-j: must be from 0 to 1024"),
        (("-j", "x"), "-j: 'x' is not a whole number"),
        (("-d",), "-d: an argument is missing"),
        (("-j",), "-j: an argument is missing"),
        (("--newer=1",), "--newer=1: takes no argument"),
    ],
)
def test_what_does_not_go_together(blur: Program, arguments: Tuple[str, ...], message: str) -> None:
    write(blur.folder, "a.png", "b.png")
    blur.fails(2, f"blur: {message}", "a.png", *arguments)
    assert names_in(blur.folder) == ["a.png", "b.png"]


# ---- Folders for outputs that cannot be ---------------------------------------------------------


def test_outdir_is_a_file(blur: Program) -> None:
    """Each file fails by itself, or, where the folder is to be made, all at once; the file is left
    alone."""
    write(blur.folder, "a.png", "b.png", "out")
    result = blur.run("a.png", "b.png", "-d", "out")
    denied = b"blur: out/a.png: Not a directory\nblur: out/b.png: Not a directory\n"
    assert (result.returncode, result.stderr) == (1, denied)
    result = blur.run("a.png", "b.png", "-d", "out/x")
    denied = b"blur: out/x: Not a directory\n"
    assert (result.returncode, result.stderr) == (1, denied)
    assert (blur.folder / "out").read_bytes() == encoded("out")
    assert names_in(blur.folder) == ["a.png", "b.png", "out"]


def test_an_output_is_a_folder(blur: Program) -> None:
    write(blur.folder, "a.png", "b.png", "out/a.png/x")
    result = blur.run("a.png", "b.png", "-d", "out")
    assert (result.returncode, result.stderr) == (1, b"blur: out/a.png: Is a directory\n")
    assert names_in(blur.folder / "out") == ["a.png/x", "b.png"]
    assert is_blur_of((blur.folder / "out/b.png").read_bytes(), "b.png")


def test_no_folder_is_made_for_files_that_fail(blur: Program) -> None:
    write(blur.folder, "a.png")
    (blur.folder / "a.png").write_bytes(b"")
    blur.fails(1, "blur: a.png: empty file", "a.png", "-d", "out/x")


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 1, 0), (0, 2, 1)])
def test_one_input_by_several_names(blur: Program, order: Tuple[int, int, int]) -> None:
    """Its place is another job's output, whichever of them comes first."""
    write(blur.folder, "in/a.png")
    (blur.folder / "links").mkdir()
    for name in ("l.png", "m.png"):
        (blur.folder / "links" / name).symlink_to("../in/a.png")
    names = ["links/l.png", "in/a.png", "links/m.png"]
    result = blur.run(*(names[i] for i in order), "-d", "in")
    assert result.returncode == 2
    assert b"is given as input and is the output of in/a.png too\n" in result.stderr
    assert names_in(blur.folder / "in") == ["a.png"]


def test_hard_links_do_not_clash(blur: Program) -> None:
    """An output takes a name, and leaves other names of what was there alone."""
    write(blur.folder, "a.png", "b.png")
    (blur.folder / "out").mkdir()
    os.link(blur.folder / "b.png", blur.folder / "out/a.png")
    os.link(blur.folder / "b.png", blur.folder / "out/b.png")
    blur.works("a.png", "b.png", "-d", "out")
    for name in ("a.png", "b.png"):
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)
    assert (blur.folder / "b.png").read_bytes() == encoded("b.png")
