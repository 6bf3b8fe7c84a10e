# SPDX-License-Identifier: MIT
"""Blurs many files on all CPUs, with concurrent.futures.

Each file is blurred into FOLDER under its own name, which it gets when it is complete. A file that
cannot be blurred is told of, and does not stop the others.
"""

import argparse
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("sigma", type=float)
    parser.add_argument("sources", type=Path, nargs="+", metavar="file")
    sys.exit(main(**vars(parser.parse_args())))
