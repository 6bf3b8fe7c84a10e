# SPDX-License-Identifier: MIT
"""Options that the benchmarks of whole programs have in common."""

import argparse
import os
from pathlib import Path
from typing import Callable

PHOTO = Path(__file__).resolve().parents[2].parent / "shared" / "images" / "photo-12mp.jpg"


def size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit() and 0 < int(width) * int(height) <= 2**26):
        raise argparse.ArgumentTypeError(f"'{text}' is not WIDTHxHEIGHT, {2**26} pixels at most")
    return int(width), int(height)


def whole(least: int, most: int) -> Callable[[str], int]:
    def convert(text: str) -> int:
        if not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(
                f"'{text}' is not a whole number from {least} to {most}"
            )
        return int(text)

    return convert


def add_common(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--program", type=Path, default=Path("build/release/blur"))
    add("--quick", action="store_true", help="few rounds")
    add("--rounds", type=whole(1, 1000), metavar="N", help="so many rounds of all")
    add("--json", type=Path, metavar="FILE")
    add("--markdown", type=Path, metavar="FILE", help="the table for a README")


def check_common(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Before anything is measured: what would fail after it."""
    if not os.access(options.program, os.X_OK):
        parser.error(f"{options.program}: no such program")
    for path in (options.json, options.markdown):
        if path and not os.access(path.parent, os.W_OK):
            parser.error(f"{path}: nothing can be written into {path.parent}")
