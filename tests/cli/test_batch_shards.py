# SPDX-License-Identifier: MIT
"""--shard: files spread over machines that know nothing of each other."""

import json
from typing import Dict, List, Sequence

import pytest

from batch_files import is_blur_of, names_in, write
from conftest import Program

NAMES = [f"{i:02}.png" for i in range(40)]


def part(blur: Program, shard: int, shards: int, names: Sequence[str]) -> List[str]:
    """The names that one shard takes, in the order in which it takes them: none of them exists."""
    result = blur.run("--json", "--shard", f"{shard}/{shards}", "-d", "out", *names)
    files = [json.loads(line) for line in result.stdout.splitlines()]
    assert files.pop()["summary"]["files"] == len(files)
    assert result.returncode == (1 if files else 0)
    assert not (blur.folder / "out").exists()
    return [file["name"] for file in files]


def parts(blur: Program, shards: int, names: Sequence[str]) -> Dict[str, int]:
    """Which shard takes each name."""
    found = {}
    for shard in range(1, shards + 1):
        taken = part(blur, shard, shards, names)
        assert taken == [name for name in names if name in taken], "in their order"
        for name in taken:
            assert name not in found, "by one shard only"
            found[name] = shard
    assert set(found) == set(names)
    return found


def test_all_shards_do_every_file_once(blur: Program) -> None:
    write(blur.folder, *NAMES)
    done: List[str] = []
    for shard in range(1, 5):
        folder = f"out{shard}"
        blur.works("--shard", f"{shard}/4", *NAMES, "-d", folder)
        made = names_in(blur.folder / folder)
        assert 3 <= len(made) <= 20, "they are about as many"
        done += made
        for name in made:
            assert is_blur_of((blur.folder / folder / name).read_bytes(), name)
    assert sorted(done) == NAMES


@pytest.mark.parametrize("shards", [1, 2, 3, 7])
def test_parts_depend_on_names_alone(blur: Program, shards: int) -> None:
    """Not on their order, nor on what else there is."""
    found = parts(blur, shards, NAMES)
    assert parts(blur, shards, NAMES[::-1]) == found
    assert parts(blur, shards, NAMES[5:30:3]) == {name: found[name] for name in NAMES[5:30:3]}
    more = parts(blur, shards, ["0", *NAMES, "x/y.png"])
    assert {name: more[name] for name in NAMES} == found
    assert set(found.values()) == set(range(1, shards + 1))


def part_of(name: str, shards: int) -> int:
    """By FNV-1a of 64 bits and the finalizer of MurmurHash3, of which the upper half is scaled."""
    number = 0xCBF29CE484222325
    for byte in name.encode():
        number = (number ^ byte) * 0x100000001B3 % 2**64
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        number = (number ^ number >> 33) * factor % 2**64
    number ^= number >> 33
    return (number >> 32) * shards // 2**32 + 1


# Which part of 4, and of 1000, has a name.
KEPT = {
    "a.png": (2, 466),
    "b.png": (1, 206),
    "c.png": (2, 287),
    "photos/IMG_1234.JPG": (4, 874),
    "./a.png": (4, 967),
    "été.jpg": (4, 899),
}


@pytest.mark.parametrize(("index", "shards"), [(0, 4), (1, 1000)])
def test_parts_stay_from_version_to_version(blur: Program, index: int, shards: int) -> None:
    """The machines of one run may have several; another run does what one has left."""
    for name, numbers in KEPT.items():
        assert part_of(name, shards) == numbers[index]
    for name in [*KEPT, *NAMES]:
        assert part(blur, part_of(name, shards), shards, [name]) == [name]


def test_parts_are_even(blur: Program) -> None:
    """Also of names that differ in little."""
    for names in (
        [f"photos/IMG_{i}.JPG" for i in range(1000, 1400)],
        [f"{'x' * 200}{i}.png" for i in range(400)],
        [f"scan{i:03}" for i in range(400)],
    ):
        (blur.folder / "list").write_text("\n".join(names))
        sizes = []
        for shard in range(1, 9):
            options = ("--json", f"--shard={shard}/8", "--files-from=list")
            result = blur.run(*options, "-S", "x", "-f", "png")
            sizes.append(result.stdout.count(b"\n") - 1)
        assert sum(sizes) == 400
        assert min(sizes) >= 25
        assert max(sizes) <= 80


def test_more_shards_than_files(blur: Program) -> None:
    """A shard without any has nothing to do, and that is fine; so is one with one file alone."""
    write(blur.folder, "a.png", "b.png")
    for shard in range(1, 21):
        blur.works("-q", "--shard", f"{shard}/20", "a.png", "b.png", "-d", "out")
    assert names_in(blur.folder / "out") == ["a.png", "b.png"]
    for name in ("a.png", "b.png"):
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)


def test_shards_of_a_tree(blur: Program) -> None:
    write(blur.folder, *[f"in/{i % 3}/{i}.png" for i in range(12)])
    for shard in (2, 1, 3):
        blur.works("--shard", f"{shard}/3", "-r", "in", "-d", "out")
    assert len(names_in(blur.folder / "out")) == 12
    for name in names_in(blur.folder / "out"):
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), f"in/{name}")


def test_shards_of_a_list(blur: Program) -> None:
    write(blur.folder, *NAMES[:9])
    listed = "\0".join(NAMES[:9]).encode()
    for shard in (1, 2):
        blur.works(f"--shard={shard}/2", "-0", "--files-from=-", "-d", "out", input=listed)
    assert names_in(blur.folder / "out") == NAMES[:9]


def test_the_last_one_given_counts(blur: Program) -> None:
    assert part(blur, 2, 3, NAMES) == part(blur, 2, 3, ["--shard", "1/2", "--shard=2/3", *NAMES])


@pytest.mark.parametrize("shard", range(1, 5))
def test_clashes_between_shards(blur: Program, shard: int) -> None:
    """Of files that belong to whichever."""
    names = [*NAMES[:6], *[f"x/{name}" for name in NAMES[5:7]]]
    write(blur.folder, *names)
    arguments = ("--shard", f"{shard}/4", *names)
    message = f"blur: out/{NAMES[5]}: two files would be written to it"
    blur.fails(2, message, *arguments, "-d", "out")
    write(blur.folder, "00-blur.png")
    message = "blur: 00-blur.png: is given as input and is the output of 00.png too"
    blur.fails(2, message, *arguments, "00-blur.png")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0/4", "I/N counts from 1/N to N/N, not '0/4'"),
        ("5/4", "I/N counts from 1/N to N/N, not '5/4'"),
        ("1/0", "I/N counts from 1/N to N/N, not '1/0'"),
        ("0/0", "I/N counts from 1/N to N/N, not '0/0'"),
        ("-1/4", "I/N counts from 1/N to N/N, not '-1/4'"),
        ("1/-4", "I/N counts from 1/N to N/N, not '1/-4'"),
        ("1/99999999999999999999", "I/N counts from 1/N to N/N, not '1/99999999999999999999'"),
        ("1", "'1' is not I/N, such as 1/4"),
        ("", "'' is not I/N, such as 1/4"),
        ("/", "'/' is not I/N, such as 1/4"),
        ("a/b", "'a/b' is not I/N, such as 1/4"),
        ("1/", "'1/' is not I/N, such as 1/4"),
        ("/4", "'/4' is not I/N, such as 1/4"),
        ("1/4/2", "'1/4/2' is not I/N, such as 1/4"),
        ("1 /4", "'1 /4' is not I/N, such as 1/4"),
        ("1/ 4", "'1/ 4' is not I/N, such as 1/4"),
        ("1/4x", "'1/4x' is not I/N, such as 1/4"),
        ("0x1/4", "'0x1/4' is not I/N, such as 1/4"),
        ("1.0/4", "'1.0/4' is not I/N, such as 1/4"),
        ("1:4", "'1:4' is not I/N, such as 1/4"),
    ],
)
def test_bad_shards(blur: Program, text: str, message: str) -> None:
    write(blur.folder, "a.png")
    blur.fails(2, f"blur: --shard: {message}", f"--shard={text}", "a.png", "-d", "out")
