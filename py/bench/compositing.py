# SPDX-License-Identifier: MIT
"""What alpha, linear light, regions and dithering cost: times over those of the same picture
without them, in the library on one thread, and in the program from PNG to PNG.

    python -m bench.compositing [--program FILE] [--quick] [--size WIDTHxHEIGHT] [--rounds N]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Callable, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from blur import gaussian_blur

from .arguments import size, whole
from .turns import turns

Picture = npt.NDArray[np.uint8]
KERNELS = (5, 31, 101)
SIZE = (4000, 3000)
SIZE_QUICK = (2000, 1500)


class Way(NamedTuple):
    """What is done to which picture. Without options it is what the others are compared with."""

    name: str
    picture: str
    options: dict[str, Any]
    arguments: tuple[str, ...]


STRAIGHT = {"alpha": "straight"}


def pictures(width: int, height: int) -> dict[str, Picture]:
    """Noise in squares. Alpha: opaque; a disc with a soft edge; partly transparent all over."""
    squares = np.random.default_rng(3).integers(0, 256, (height // 50 + 1, width // 50 + 1, 4))
    noise = np.kron(squares, np.ones((50, 50, 1))).astype(np.uint8)[:height, :width]
    y, x = np.mgrid[:height, :width]
    far = np.hypot(x - width / 2, y - height / 2) / (height / 2)
    alphas = {
        "opaque": np.full(far.shape, 255.0),
        "disc": np.clip((0.85 - far) * 20000 / 75, 0, 255),
        "soft": np.clip(far * 120, 1, 254),
    }
    found = {"rgb": np.ascontiguousarray(noise[..., :3])}
    for name, alpha in alphas.items():
        found[name] = np.dstack([noise[..., :3], alpha.astype(np.uint8)])
    return found


def ways(width: int, height: int) -> list[list[Way]]:
    """In groups, the first of which the others are compared with."""
    region = (width // 4, height // 4, width // 4, height // 4)
    geometry = "25%x25%+25%+25%"
    found = [
        [
            Way(f"RGBA, {name}, straight", name, STRAIGHT, ("--straight",)),
            Way(f"RGBA, {name}, weighted by alpha", name, {}, ()),
        ]
        for name in ("opaque", "disc", "soft")
    ]
    found.append(
        [
            Way("RGB", "rgb", {}, ()),
            Way("RGB, linear light", "rgb", {"linear": True}, ("-l",)),
            Way("RGB, dithered", "rgb", {"dither": True}, ("--dither",)),
            Way("RGB, a region of 1/16", "rgb", {"regions": [region]}, ("-R", geometry)),
            Way(
                "RGB, the same with a feather",
                "rgb",
                {"regions": [region], "feather": 20},
                ("-R", geometry, "--feather=20"),
            ),
        ]
    )
    return found


def medians(runs: list[Callable[[], object]], rounds: int) -> list[float]:
    """Milliseconds; all take their turns. The first run of each does not count."""
    times: list[list[float]] = [[] for _ in runs]
    for run in runs:
        run()
    for _, place in turns([rounds] * len(runs)):
        start = time.perf_counter()
        runs[place]()
        times[place].append(time.perf_counter() - start)
    return [statistics.median(one) * 1e3 for one in times]


def in_library(way: Way, sources: dict[str, Picture], kernel: int) -> Callable[[], object]:
    source = sources[way.picture]
    out = np.empty_like(source)
    return lambda: gaussian_blur(source, kernel, threads=1, out=out, **way.options)


def in_program(way: Way, program: Path, folder: Path, kernel: int) -> Callable[[], object]:
    command = [str(program), "-q", "-k", str(kernel), *way.arguments, f"{way.picture}.png"]
    return lambda: subprocess.run([*command, "-o", "out.png"], cwd=folder, check=True)


def print_group(group: list[Way], columns: list[list[float]]) -> None:
    for place, way in enumerate(group):
        cells = [
            f"{times[place]:.0f}" if place == 0 else f"{times[place] / times[0]:.2f} x"
            for times in columns
        ]
        print(f"| {way.name} | {' | '.join(cells)} |", flush=True)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.compositing", description=__doc__)
    parser.add_argument("--program", type=Path, default=Path("build/release/blur"))
    parser.add_argument("--quick", action="store_true", help="smaller pictures, few rounds")
    parser.add_argument("--size", type=size, metavar="WIDTHxHEIGHT")
    parser.add_argument("--rounds", type=whole(1, 1000), metavar="N")
    options = parser.parse_args()
    if not os.access(options.program, os.X_OK):
        parser.error(f"{options.program}: no such program")
    return options


def main() -> int:
    options = parse()
    width, height = options.size or (SIZE_QUICK if options.quick else SIZE)
    rounds = options.rounds or (3 if options.quick else 7)
    sources = pictures(width, height)
    titles = [f"library, k {kernel}" for kernel in KERNELS]
    titles += [f"PNG to PNG, k {kernel}" for kernel in KERNELS]
    print(f"{width} x {height}; milliseconds of the first of each group, others over it\n")
    print(f"| | {' | '.join(titles)} |\n|---|{'---|' * len(titles)}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for picture, samples in sources.items():
            Image.fromarray(samples).save(folder / f"{picture}.png", compress_level=1)
        for group in ways(width, height):
            columns = [
                medians([in_library(way, sources, kernel) for way in group], rounds)
                for kernel in KERNELS
            ]
            program = options.program.resolve()
            columns += [
                medians([in_program(way, program, folder, kernel) for way in group], rounds)
                for kernel in KERNELS
            ]
            print_group(group, columns)
    return 0


if __name__ == "__main__":
    sys.exit(main())
