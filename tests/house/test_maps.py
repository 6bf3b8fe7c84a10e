# SPDX-License-Identifier: MIT
"""The maps of core/ and cli/: what they name is there."""

import re
from pathlib import Path
from typing import List, Tuple

import pytest

from c_sources import ROOMS, TOP, text_of

MAX_LINES = 130


def trees(root: Path) -> List[str]:
    return [tree for tree in sorted(ROOMS) if (root / tree / "README.md").exists()]


def map_lines(root: Path, tree: str) -> List[str]:
    return (root / tree / "README.md").read_text(encoding="utf-8").splitlines()


def code(root: Path, tree: str) -> List[Tuple[int, str]]:
    """What is in backticks, by its line."""
    return [
        (number, text)
        for number, line in enumerate(map_lines(root, tree), 1)
        for text in re.findall(r"`([^`]+)`", line)
    ]


def file_of(root: Path, tree: str, name: str) -> Path:
    """By the path in the tree, or from the checkout on."""
    return root / tree / name if (root / tree / name).exists() else root / name


@pytest.mark.parametrize("tree", sorted(ROOMS))
def test_functions_are_where_the_map_says(root: Path, tree: str) -> None:
    if tree not in trees(root):
        pytest.skip(f"{tree}/ has no map yet")
    steps = [
        (number, text.split(":"))
        for number, text in code(root, tree)
        if re.fullmatch(r"[\w/]+\.[ch]:\w+", text)
    ]
    assert len(steps) > 10
    for number, (name, function) in steps:
        path = file_of(root, tree, name)
        assert path.is_file(), f"{tree}/README.md:{number}: there is no {name}"
        assert re.search(
            rf"^\w[\w *]*?\b{function}\(", text_of(path), re.MULTILINE
        ), f"{tree}/README.md:{number}: {name} defines no {function}()"


@pytest.mark.parametrize("tree", sorted(ROOMS))
def test_files_are_where_the_map_says(root: Path, tree: str) -> None:
    if tree not in trees(root):
        pytest.skip(f"{tree}/ has no map yet")
    names = [
        (number, text)
        for number, text in code(root, tree)
        if re.fullmatch(r"[\w./]+(/|\.(c|h|py|md|1|mk))", text)
    ]
    assert names
    for number, name in names:
        assert file_of(root, tree, name).exists(), f"{tree}/README.md:{number}: there is no {name}"


@pytest.mark.parametrize("tree", sorted(ROOMS))
def test_the_map_has_every_room(root: Path, tree: str) -> None:
    if tree not in trees(root):
        pytest.skip(f"{tree}/ has no map yet")
    lines = map_lines(root, tree)
    for room in ROOMS[tree]:
        assert room == TOP or any(
            line.startswith(f"| `{room}/`") for line in lines
        ), f"{tree}/README.md: no line of the table is of {room}/"
    assert len(lines) <= MAX_LINES, f"{tree}/README.md: {len(lines)} lines, at most {MAX_LINES}"
