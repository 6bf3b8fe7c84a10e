# SPDX-License-Identifier: MIT
"""Blurs many files on all CPUs, with concurrent.futures.

Usage: python many_files.py FOLDER SIGMA FILE...

Each file is blurred into FOLDER under its own name, which it gets when it is complete. A file that
cannot be blurred is told of, and does not stop the others.
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import blur


def blur_file(source: Path, folder: Path, sigma: float) -> str:
    """Returns what went wrong, if anything did."""
    target = folder / source.name
    partial_file = folder / f".{source.name}.part"
    try:
        # Each process has one CPU to itself.
        partial_file.write_bytes(blur.blur_bytes(source.read_bytes(), sigma=sigma, threads=1))
        os.replace(partial_file, target)
    except (OSError, ValueError, TypeError, MemoryError) as error:
        partial_file.unlink(missing_ok=True)
        return f"{source}: {error}"
    return ""


def main(folder: Path, sigma: float, sources: list[Path]) -> int:
    with ProcessPoolExecutor() as pool:
        results = pool.map(partial(blur_file, folder=folder, sigma=sigma), sources)
        errors = [error for error in results if error]
    print("\n".join(errors), end="\n" if errors else "", file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]), [Path(name) for name in sys.argv[3:]]))
