# SPDX-License-Identifier: MIT
"""Names from a list: lines or NUL-terminated, from a file or from standard input."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import List, Tuple

import pytest

from batch_files import PATIENCE, as_user, for_anyone, is_blur_of, names_in, write
from conftest import Argument, Program

NAMES = ["b.png", "a b.png", "-v", "--", " ", "\udcff\udc80.png", "\u00e9 .png", "x/-d.png", "#"]


def check(blur: Program, names: List[str]) -> None:
    """The outputs in out are those of these inputs, and nothing else."""
    outputs = {os.path.basename(name): name for name in names}
    assert names_in(blur.folder / "out") == sorted(outputs)
    for output, name in outputs.items():
        assert is_blur_of((blur.folder / "out" / output).read_bytes(), name)
    shutil.rmtree(blur.folder / "out")


def listed(names: List[str], end: bytes) -> bytes:
    return b"".join(os.fsencode(name) + end for name in names)


@pytest.mark.parametrize(
    ("end", "option"), [(b"\n", ()), (b"\0", ("-0",)), (b"\0", ("--null",))], ids=repr
)
def test_lists(blur: Program, end: bytes, option: Tuple[str, ...]) -> None:
    """From a file and from standard input, with and without an end of the last name, with gaps."""
    names = [*NAMES, "\n.png", "a\nb.png"] if end == b"\0" else NAMES
    write(blur.folder, *names)
    data = listed(names, end)
    for text in (data, data[:-1], end + data.replace(end, 2 * end) + end):
        (blur.folder / "list").write_bytes(text)
        blur.works("--files-from", "list", "-d", "out", *option)
        check(blur, names)
        blur.works("--files-from=-", "-d", "out", *option, input=text)
        check(blur, names)


def test_lists_as_find_makes_them(blur: Program) -> None:
    write(blur.folder, "in/\n.png", "in/x/-.png")
    command = 'find in -name "*.png" -print0 | "$0" --files-from - -0 -d out'
    subprocess.run(["sh", "-c", command, blur.path], cwd=blur.folder, check=True, timeout=PATIENCE)
    check(blur, ["in/\n.png", "in/x/-.png"])


def test_operands_come_first(blur: Program) -> None:
    (blur.folder / "list").write_text("2\n3\n")
    result = blur.run("1", "--files-from", "list", "4", "-d", "out")
    expected = [f"blur: {name}: No such file or directory" for name in (1, 4, 2, 3)]
    assert (result.returncode, result.stderr.decode().splitlines()) == (1, expected)


def test_outputs_beside_the_inputs(blur: Program) -> None:
    write(blur.folder, "a.png", "x/b.png")
    blur.works("-q", "--files-from=-", input=b"a.png\nx/b.png\n")
    assert names_in(blur.folder) == ["a-blur.png", "a.png", "x/b-blur.png", "x/b.png"]
    assert is_blur_of((blur.folder / "x/b-blur.png").read_bytes(), "x/b.png")


@pytest.mark.parametrize("text", [b"", b"\n", b"\n\n\n"])
@pytest.mark.parametrize("more", [(), ("-d", "out"), ("-o", "out.png"), ("-S", "x"), ("-v",)])
def test_empty_lists(blur: Program, text: bytes, more: Tuple[str, ...]) -> None:
    """Nothing is to be done, and nothing is."""
    assert blur.works("--files-from=-", *more, input=text) == b""
    (blur.folder / "list").write_bytes(text)
    assert blur.works("--files-from=list", *more) == b""
    assert names_in(blur.folder) == ["list"]


def test_empty_list_beside_an_operand(blur: Program) -> None:
    write(blur.folder, "a.png")
    blur.works("a.png", "--files-from=-", "-d", "out", input=b"")
    check(blur, ["a.png"])


def test_list_of_one_with_output(blur: Program) -> None:
    write(blur.folder, "a.png", "b.png")
    blur.works("--files-from=-", "-o", "out.png", input=b"a.png\n")
    assert is_blur_of((blur.folder / "out.png").read_bytes(), "a.png")
    (blur.folder / "out.png").unlink()
    message = "blur: -o: cannot be used with more than one file"
    for arguments in ([], ["b.png"]):
        listing = b"a.png\n" if arguments else b"a.png\nb.png\n"
        blur.fails(2, message, *arguments, "--files-from=-", "-o", "out.png", input=listing)


def test_clashes_within_a_list(blur: Program) -> None:
    write(blur.folder, "a.png", "x/a.png")
    message = "blur: out/a.png: two files would be written to it"
    blur.fails(2, message, "--files-from=-", "-d", "out", input=b"a.png\nx/a.png\n")
    blur.fails(2, message, "a.png", "--files-from=-", "-d", "out", input=b"x/a.png\n")


@pytest.mark.parametrize(
    ("arguments", "listing", "message"),
    [
        (("--files-from=no",), b"", "no: No such file or directory"),
        (("--files-from=no/list",), b"", "no/list: No such file or directory"),
        (("--files-from=folder",), b"", "folder: Is a directory"),
        (("--files-from=-",), b"a.png\0b.png\0", "standard input: has NUL bytes: use -0"),
        (("--files-from=-",), b"a.png\nb.png\0\n", "standard input: has NUL bytes: use -0"),
        (("--files-from=-",), b"\0\n", "standard input: has NUL bytes: use -0"),
        (
            ("-", "--files-from=-"),
            b"a.png\n",
            "standard input: cannot be both the list and an image",
        ),
        (("--files-from=-",), b"-\n", "standard input: cannot be both the list and an image"),
        (("--files-from=-",), b"a.png\n-", "standard input: cannot be both the list and an image"),
    ],
)
def test_bad_lists(
    blur: Program, arguments: Tuple[Argument, ...], listing: bytes, message: str
) -> None:
    """Nothing is done, not even what comes before the fault."""
    write(blur.folder, "a.png", "b.png", "folder/c.png")
    for more in ((), ("a.png",)):
        blur.fails(2, f"blur: {message}", *arguments, *more, "-S", "x", input=listing)
    assert names_in(blur.folder) == ["a.png", "b.png", "folder/c.png"]


def test_closed_standard_input(blur: Program) -> None:
    write(blur.folder, "a.png")
    message = "blur: standard input: Bad file descriptor"
    for more in ((), ("a.png",)):
        blur.fails(
            *(2, message, *more, "--files-from=-"), stdin=None, preexec_fn=lambda: os.close(0)
        )


def test_nul_bytes_in_a_file(blur: Program) -> None:
    write(blur.folder, "a.png")
    (blur.folder / "list").write_bytes(b"a.png\0")
    blur.fails(2, "blur: list: has NUL bytes: use -0", "--files-from", "list")


def test_unreadable_list(blur: Program) -> None:
    with for_anyone(blur) as program:
        write(program.folder, "list")
        os.chmod(program.folder / "list", 0)
        program.fails(2, "blur: list: Permission denied", "--files-from=list", **as_user())


def test_image_from_standard_input_beside_a_list(blur: Program) -> None:
    """The list being a file, - is an image; it goes to standard output, the rest to files."""
    write(blur.folder, "a.png", "b.png")
    (blur.folder / "list").write_text("a.png\n")
    data = (blur.folder / "b.png").read_bytes()
    out = blur.works("-q", "-", "--files-from=list", input=data)
    assert is_blur_of(out, "b.png")
    assert is_blur_of((blur.folder / "a-blur.png").read_bytes(), "a.png")


def test_lists_with_folders(blur: Program) -> None:
    """With -r they stand for what is below them; without, they are no images."""
    write(blur.folder, "in/x/a.png", "b.png")
    blur.works("-r", "--files-from=-", "-d", "out", input=b"in\nb.png\n")
    assert names_in(blur.folder / "out") == ["b.png", "x/a.png"]
    assert is_blur_of((blur.folder / "out/x/a.png").read_bytes(), "in/x/a.png")
    result = blur.run("--files-from=-", "-d", "out2", input=b"in\nb.png\n")
    message = b"blur: in: Is a directory (-r takes what is in it)\n"
    assert (result.returncode, result.stderr) == (1, message)
    assert names_in(blur.folder / "out2") == ["b.png"]


def test_long_names(blur: Program) -> None:
    """Longer than any buffer, and than the system allows."""
    (blur.folder / "list").write_bytes(b"x" * 300 + b"\n" + b"y/" * 3000 + b"\n")
    result = blur.run("--files-from=list", "-d", "out")
    first, second = result.stderr.decode().splitlines()
    assert result.returncode == 1
    assert first == f"blur: {'x' * 300}: File name too long"
    assert second.startswith("blur: y/y/y/")
    assert not Path(blur.folder / "out").exists()
