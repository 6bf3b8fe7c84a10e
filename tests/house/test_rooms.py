# SPDX-License-Identifier: MIT
"""Which file lies where, and which may include which. Their order is in tests/c_sources.py."""

from collections import defaultdict
from pathlib import Path
from typing import Dict, List, Optional, Set

import pytest

from c_sources import (
    COMMON,
    PARTS,
    ROOMS,
    TOP,
    Include,
    includes,
    lines_that_match,
    room_of,
    sources,
)

each_tree = pytest.mark.parametrize("tree", sorted(ROOMS))
both_trees = pytest.mark.parametrize("trees", (["cli"], ["core"], ["cli", "core"]), ids="-".join)


def check(faults: List[str]) -> None:
    assert not faults, "\n".join(["", *faults])


@each_tree
def test_files_lie_in_rooms(root: Path, tree: str) -> None:
    folders = {tree, *(f"{tree}/{room}" for room in ROOMS[tree] + PARTS[tree])}
    check(
        [
            f"{path}: {path.parent} is no room: move it into one of {', '.join(ROOMS[tree][1:])}"
            for path in sources(root, tree)
            if str(path.parent) not in folders
        ]
    )


def test_main_alone_is_outside_the_rooms(root: Path) -> None:
    check(
        [
            f"{path}: only main.c lies outside the rooms: move it into one of them"
            for path in sources(root, "cli")
            if room_of(path) == TOP and path.name != "main.c"
        ]
    )


@each_tree
def test_includes_name_the_room(root: Path, tree: str) -> None:
    """By the path below core/ or cli/; of the other tree there is the public header alone."""
    check(
        [
            f'{include}: "{include.name}" is no file of {tree}/: name it with its room, as in '
            f'"{ROOMS[tree][-1]}/file.h"'
            for include in includes(root, tree)
            if include.name not in COMMON[tree] and not (root / tree / include.name).is_file()
        ]
    )


def looks_back(tree: str, include: Include) -> bool:
    order = ROOMS[tree]
    used = room_of(Path(tree) / include.name)
    user = room_of(include.source)
    return used in order and user in order and order.index(used) < order.index(user)


@each_tree
def test_rooms_use_only_those_behind_them(root: Path, tree: str) -> None:
    """So that there is no circle of rooms either."""
    order = " -> ".join(ROOMS[tree])
    check(
        [
            f"{include}: {room_of(include.source)} may not use {include.name} ({order}): move what "
            "both need, or hand it over as an argument or a function"
            for include in includes(root, tree)
            if (root / tree / include.name).is_file()
            and include.name not in COMMON[tree]
            and looks_back(tree, include)
        ]
    )


def find_circle(graph: Dict[str, Dict[str, Include]]) -> Optional[List[str]]:
    """The nodes of one, the first of them once more at the end."""
    done: Set[str] = set()

    def visit(node: str, path: List[str]) -> Optional[List[str]]:
        if node in path:
            return [*path[path.index(node) :], node]
        if node in done:
            return None
        circles = (visit(used, [*path, node]) for used in graph.get(node, {}))
        found = next((circle for circle in circles if circle), None)
        done.add(node)
        return found

    return next((circle for node in sorted(graph) if (circle := visit(node, []))), None)


@each_tree
def test_no_circle_of_files(root: Path, tree: str) -> None:
    """A source and its header count as one; a template is a part of what includes it."""
    graph: Dict[str, Dict[str, Include]] = defaultdict(dict)
    for include in includes(root, tree):
        node = str(include.source.with_suffix(""))
        used = str((Path(tree) / include.name).with_suffix(""))
        is_template = used.endswith(("_template", "_variant"))
        if used != node and not is_template and include.name not in COMMON[tree]:
            graph[node].setdefault(used, include)
    circle = find_circle(graph) or []
    steps = [f"{graph[node][used]}: {node} uses {used}" for node, used in zip(circle, circle[1:])]
    check(steps and [*steps, "a circle: split one of them, so that one part uses the other"])


@both_trees
def test_file_names_are_unique(root: Path, trees: List[str]) -> None:
    """A path can be told from its last part."""
    places: Dict[str, List[Path]] = defaultdict(list)
    for tree in trees:
        for path in sources(root, tree):
            places[path.name].append(path)
    check(
        [
            f"{paths[1]}: there is {paths[0]} too: name one of them by what only it does"
            for paths in places.values()
            if len(paths) > 1
        ]
    )


@both_trees
def test_tags_have_one_meaning(root: Path, trees: List[str]) -> None:
    places: Dict[str, Dict[Path, int]] = defaultdict(dict)
    for tree in trees:
        for path in sources(root, tree):
            for line, match in lines_that_match(
                root / path, r"\b(?:struct|union|enum)\s+(\w+)\s*\{"
            ):
                places[match.group(1)].setdefault(path, line)
    check(
        [
            f"{path}:{line}: {tag} is defined in {next(iter(found))} too: put its file's name in it"
            for tag, found in places.items()
            for path, line in list(found.items())[1:]
        ]
    )
