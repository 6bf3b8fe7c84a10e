# SPDX-License-Identifier: MIT
"""The C sources of core/ and cli/: their rooms, what they include, and what they define."""

import re
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Tuple

# Each room may use those behind it in its list, and none before it. Outside the rooms lies what is
# in the tree's own folder.
TOP = "the top"
ROOMS: Dict[str, List[str]] = {
    "cli": [TOP, "batch", "pipeline", "options", "formats", "files", "messages", "os"],
    "core": [TOP, "run", "composite", "method", "simd", "kernel", "image"],
}
# Folders within a room.
PARTS = {
    "cli": ["formats/png", "formats/jpeg", "formats/metadata"],
    "core": ["simd/x86", "simd/arm"],
}
# What everybody may include.
COMMON = {"cli": ["blur.h"], "core": ["blur.h", "status.h"]}


class Include(NamedTuple):
    source: Path  # as all paths here, from the checkout on
    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.source}:{self.line}"


def sources(root: Path, tree: str) -> List[Path]:
    paths = [path for suffix in ("c", "h") for path in (root / tree).rglob(f"*.{suffix}")]
    return sorted(path.relative_to(root) for path in paths)


def room_of(path: Path) -> str:
    return path.parts[1] if len(path.parts) > 2 else TOP


def text_of(path: Path) -> str:
    """Without comments; lines stay where they are."""
    text = path.read_text(encoding="utf-8")
    blank = re.compile(r"[^\n]")
    return re.sub(r"/\*.*?\*/", lambda match: blank.sub(" ", match.group()), text, flags=re.DOTALL)


def lines_that_match(path: Path, pattern: str) -> Iterator[Tuple[int, "re.Match[str]"]]:
    text = text_of(path)
    for match in re.finditer(pattern, text, re.MULTILINE):
        yield text.count("\n", 0, match.start()) + 1, match


def includes(root: Path, tree: str) -> List[Include]:
    """Those of our own files: in quotes. What is in third_party/ belongs to no tree."""
    return [
        Include(path, line, match.group(1))
        for path in sources(root, tree)
        for line, match in lines_that_match(root / path, r'^[ \t]*#[ \t]*include\s*"([^"]+)"')
        if not (root / "third_party" / match.group(1)).is_file()
    ]
