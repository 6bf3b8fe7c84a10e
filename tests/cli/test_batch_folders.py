# SPDX-License-Identifier: MIT
"""-r: folders stand for the images below them, and the tree is kept."""

import os
from typing import Dict, List

from batch_files import (
    alone,
    as_user,
    encoded,
    for_anyone,
    is_blur_of,
    names_in,
    write,
)
from conftest import Program

IS_FOLDER = b"Is a directory (-r takes what is in it)\n"


def check(blur: Program, outputs: Dict[str, str]) -> None:
    """The outputs in out are these, of these inputs, and nothing else."""
    assert names_in(blur.folder / "out") == sorted(outputs)
    for output, name in outputs.items():
        data = (blur.folder / "out" / output).read_bytes()
        if output.endswith(".png"):
            assert is_blur_of(data, name)
        else:
            assert data == alone(blur, name)


def test_tree(blur: Program) -> None:
    """Only what has the extension of an image, in whatever case; with whatever spelling of the
    folder."""
    images = [
        "a.png",
        "b.PnG",
        "c.jpg",
        "d.JPEG",
        "x/a.png",
        "x/y/z/e.png",
        "x.png/f.png",
        ".g.png",
    ]
    others = ["README", "a.txt", "png", "x/.png", "x/h.gif", "i.png.bak", "x/j.jp2"]
    write(blur.folder, *[f"in/{name}" for name in [*images, *others]])
    for folder in ("in", "in/", "./in//", str(blur.folder / "in"), "in/."):
        blur.works("-r", folder, "-d", "out")
        check(blur, {name: f"in/{name}" for name in images})


def test_tree_of_the_working_folder(blur: Program) -> None:
    write(blur.folder, "a.png", "x/b.png")
    blur.works("--recursive", ".", "-d", "out")
    check(blur, {"a.png": "a.png", "x/b.png": "x/b.png"})


def test_order(blur: Program) -> None:
    """By the bytes of the names, whatever the locale and the order in the folder."""
    names = ["B", "Z", "_", "a", "a-", "a.", "a0", "aa", "b", "~", "\u00e4"]
    for name in reversed(names):
        write(blur.folder, f"in/{name}/1.png")
        (blur.folder / "in" / name / "1.png").write_bytes(b"")
    for locale in ("C", "C.UTF-8"):
        result = blur.run("-r", "in", "-d", "out", env={**os.environ, "LC_ALL": locale})
        expected = [f"blur: in/{name}/1.png: empty file" for name in names]
        if locale == "C":
            expected = [line.replace("\u00e4", "??") for line in expected]
        assert result.returncode == 1
        assert result.stderr.decode().splitlines() == expected
    assert not (blur.folder / "out").exists()


def test_files_beside_folders(blur: Program) -> None:
    """A file that is named is taken whatever its extension, under its name alone."""
    write(blur.folder, "in/x/a.png", "other/b", "other/c.png")
    blur.works("-r", "other/b", "in", "other/c.png", "-d", "out")
    assert names_in(blur.folder / "out") == ["b", "c.png", "x/a.png"]
    for output, name in (("b", "other/b"), ("c.png", "other/c.png"), ("x/a.png", "in/x/a.png")):
        assert is_blur_of((blur.folder / "out" / output).read_bytes(), name)


def test_several_roots(blur: Program) -> None:
    write(blur.folder, "1/x/a.png", "1/b.png", "2/x/c.png", "2/y/b.png")
    blur.works("-r", "1", "2/", "-d", "out")
    check(
        blur,
        {
            "x/a.png": "1/x/a.png",
            "b.png": "1/b.png",
            "x/c.png": "2/x/c.png",
            "y/b.png": "2/y/b.png",
        },
    )


def test_roots_that_clash(blur: Program) -> None:
    write(blur.folder, "1/x/a.png", "2/x/a.png", "2/b.png")
    message = "blur: out/x/a.png: two files would be written to it"
    blur.fails(2, message, "-r", "1", "2", "-d", "out")
    blur.fails(2, message, "-r", "1", "./1", "-d", "out")
    write(blur.folder, "1/x/a.jpg")
    blur.fails(2, message, "-r", "1", "-d", "out", "-f", "png")


def test_suffix_and_format(blur: Program) -> None:
    write(blur.folder, "in/x/a.jpg", "in/b.png")
    blur.works("-r", "in", "-d", "out", "-S", "-soft", "-f", "png")
    assert names_in(blur.folder / "out") == ["b-soft.png", "x/a-soft.png"]
    out = (blur.folder / "out/x/a-soft.png").read_bytes()
    assert out == alone(blur, "in/x/a.jpg", "-f", "png")
    assert is_blur_of((blur.folder / "out/b-soft.png").read_bytes(), "in/b.png")


def test_links(blur: Program) -> None:
    """Those to files are taken; those to folders are not followed, but for one that is named."""
    write(blur.folder, "in/a.png", "elsewhere/b.png")
    (blur.folder / "in/file.png").symlink_to("../elsewhere/b.png")
    (blur.folder / "in/folder").symlink_to("../elsewhere")
    (blur.folder / "in/folder.png").symlink_to("../elsewhere")
    (blur.folder / "in/round").symlink_to(".")
    (blur.folder / "link").symlink_to("in")
    blur.works("-r", "in", "-d", "out")
    check(blur, {"a.png": "in/a.png", "file.png": "elsewhere/b.png"})
    blur.works("-r", "link", "-d", "out")
    check(blur, {"a.png": "in/a.png", "file.png": "elsewhere/b.png"})


def test_link_to_nothing(blur: Program) -> None:
    write(blur.folder, "in/a.png", "in/c.png")
    (blur.folder / "in/b.png").symlink_to("no.png")
    result = blur.run("-r", "in", "-d", "out")
    message = b"blur: in/b.png: No such file or directory\n"
    assert (result.returncode, result.stderr) == (1, message)
    check(blur, {"a.png": "in/a.png", "c.png": "in/c.png"})


def test_outputs_within_the_inputs(blur: Program) -> None:
    """They are not taken for inputs, however often it runs and however their folder is spelled."""
    write(blur.folder, "a.png", "x/b.png")
    outputs = {"a.png": "a.png", "x/b.png": "x/b.png"}
    for folder in ("out", "./out/", str(blur.folder / "out"), "x/../out"):
        blur.works("-r", ".", "-d", folder)
        check(blur, outputs)
    (blur.folder / "other").symlink_to("out")
    blur.works("-r", ".", "-d", "other")
    check(blur, outputs)


def test_outputs_into_a_folder_below_a_folder(blur: Program) -> None:
    write(blur.folder, "a.png", "x/b.png")
    for _ in range(2):
        blur.works("-r", ".", "-d", "x/out/deep")
        found = names_in(blur.folder)
        assert found == ["a.png", "x/b.png", "x/out/deep/a.png", "x/out/deep/x/b.png"]
        assert is_blur_of((blur.folder / "x/out/deep/x/b.png").read_bytes(), "x/b.png")


def test_inputs_within_the_outputs(blur: Program) -> None:
    """A folder in the folder of the outputs can be asked for."""
    write(blur.folder, "out/in/a.png")
    blur.works("-r", "out/in", "-d", "out")
    check_in = (blur.folder / "out/in/a.png").read_bytes()
    assert check_in == encoded("out/in/a.png")
    assert is_blur_of((blur.folder / "out/a.png").read_bytes(), "out/in/a.png")


def test_tree_in_place(blur: Program) -> None:
    write(blur.folder, "a.png", "x/b.png")
    blur.works("-r", ".", "-d", ".")
    assert names_in(blur.folder) == ["a.png", "x/b.png"]
    for name in ("a.png", "x/b.png"):
        assert is_blur_of((blur.folder / name).read_bytes(), name)


def test_empty_folders(blur: Program) -> None:
    (blur.folder / "in/x/y").mkdir(parents=True)
    note = b"blur: in: there are no images in it\n"
    result = blur.run("-r", "in", "-d", "out")
    assert (result.returncode, result.stderr) == (0, note)
    assert blur.works("-q", "-r", "in", "-d", "out") == b""
    write(blur.folder, "in/x/README")
    result = blur.run("-r", "in", "-d", "out")
    assert (result.returncode, result.stderr) == (0, note)
    assert not (blur.folder / "out").exists(), "no folder without a file in it"


def test_missing_folder(blur: Program) -> None:
    write(blur.folder, "in/a.png")
    result = blur.run("-r", "no", "in", "-d", "out")
    message = b"blur: no: No such file or directory\n"
    assert (result.returncode, result.stderr) == (1, message)
    check(blur, {"a.png": "in/a.png"})


def test_folder_without_the_option(blur: Program) -> None:
    write(blur.folder, "in/a.png", "b.png")
    result = blur.run("in", "b.png", "-d", "out")
    assert (result.returncode, result.stderr) == (1, b"blur: in: " + IS_FOLDER)
    check(blur, {"b.png": "b.png"})


def test_names_with_odd_bytes(blur: Program) -> None:
    names: List[str] = ["\udcff/\n.png", "-r/-.png", "a b/\u00e9.png", " /--.png"]
    write(blur.folder, *[f"in/{name}" for name in names])
    blur.works("-r", "in", "-d", "out")
    check(blur, {name: f"in/{name}" for name in names})


def test_unreadable_folder(blur: Program) -> None:
    """It is one error, and the rest is done."""
    with for_anyone(blur) as program:
        write(program.folder, "in/a.png", "in/b/c.png", "in/d/e.png")
        (program.folder / "out").mkdir()
        os.chmod(program.folder / "out", 0o777)
        os.chmod(program.folder / "in/b", 0)
        result = program.run("-r", "in", "-d", "out", **as_user())
        message = b"blur: in/b: Permission denied\n"
        assert (result.returncode, result.stderr) == (1, message)
        found = names_in(program.folder / "out")
        data = (program.folder / "out/d/e.png").read_bytes()
    assert found == ["a.png", "d/e.png"]
    assert is_blur_of(data, "in/d/e.png")


def test_unreadable_folder_that_is_named(blur: Program) -> None:
    """It is one error too, and nothing else is said of it."""
    with for_anyone(blur) as program:
        write(program.folder, "in/a.png", "more/b.png")
        (program.folder / "out").mkdir()
        os.chmod(program.folder / "out", 0o777)
        os.chmod(program.folder / "in", 0)
        result = program.run("-r", "in", "more", "-d", "out", **as_user())
        found = names_in(program.folder / "out")
    assert (result.returncode, result.stderr) == (1, b"blur: in: Permission denied\n")
    assert found == ["b.png"]


def test_folder_that_can_be_listed_but_not_entered(blur: Program) -> None:
    with for_anyone(blur) as program:
        write(program.folder, "in/a.png", "in/b/c.png", "in/b/d.txt")
        (program.folder / "out").mkdir()
        os.chmod(program.folder / "out", 0o777)
        os.chmod(program.folder / "in/b", 0o444)
        result = program.run("-r", "in", "-d", "out", **as_user())
        found = names_in(program.folder / "out")
    assert result.returncode == 1
    assert b"blur: in/b/c.png: Permission denied\n" in result.stderr
    assert found == ["a.png"]


def test_no_image_is_what_is_no_file(blur: Program) -> None:
    """A FIFO would be waited for, for ever."""
    write(blur.folder, "in/a.png")
    os.mkfifo(blur.folder / "in/b.png")
    (blur.folder / "in/c.png").symlink_to("b.png")
    blur.works("-r", "in", "-d", "out")
    assert names_in(blur.folder / "out") == ["a.png"]
