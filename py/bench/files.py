# SPDX-License-Identifier: MIT
"""Results as files, which get their names when they are complete."""

import json
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yields the path to write to: beside the one that is meant, with the same ending. What is no
    ordinary file, such as /dev/null, is written to itself."""
    if path.exists() and not path.is_file():
        yield path
        return
    unfinished = path.with_name(f".part-{path.name}")
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def json_text(content: dict[str, object]) -> str:
    return json.dumps(content, indent=1) + "\n"


def save_json(path: Path, content: dict[str, object]) -> None:
    with whole_file(path) as unfinished:
        unfinished.write_text(json_text(content), encoding="utf-8")
