# SPDX-License-Identifier: MIT
"""Compares ways to blur one picture: the library, plain C, plain Python, NumPy, and what else is
installed of Pillow, OpenCV, SciPy, scikit-image and libvips."""

import argparse
import math
import os
import re
import sys
from pathlib import Path
from typing import Any, Optional

import blur

from . import plot, table
from .case import NAMES, Case
from .exact import picture
from .files import json_text, save_json
from .machine import cpu_model
from .measure import Meter, Policy
from .progress import Progress
from .report import Result, about
from .ways import REPLICATE, Ways, gather, judge

PLOT_KERNELS = (3, 5, 9, 15, 31, 61, 101)
KERNEL_MOST = 65535
PIXELS_MOST = 2**28
BUDGET = 0.5


def size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,9})x([0-9]{1,9})", text)
    if not match or not 0 < int(match[1]) * int(match[2]) <= PIXELS_MOST:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not WIDTHxHEIGHT, {PIXELS_MOST} pixels at most"
        )
    return int(match[1]), int(match[2])


def kernel(text: str) -> int:
    if (
        not re.fullmatch("[0-9]{1,5}", text)
        or not 3 <= int(text) <= KERNEL_MOST
        or int(text) % 2 == 0
    ):
        raise argparse.ArgumentTypeError(f"'{text}' is not an odd number from 3 to {KERNEL_MOST}")
    return int(text)


def count(text: str) -> int:
    if not re.fullmatch("[0-9]{1,4}", text) or not 1 <= int(text) <= 1024:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to 1024")
    return int(text)


def positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.01 <= value <= 1e4:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0.01 to 10000")
    return value


def picture_file(text: str) -> Path:
    path = Path(text)
    if path.suffix not in (".png", ".svg", ".pdf"):
        raise argparse.ArgumentTypeError(f"'{text}' ends in none of .png, .svg and .pdf")
    return path


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmark.py", description=__doc__)
    add = parser.add_argument
    add("--size", type=size, default=(1024, 1024), metavar="WxH", help="default: 1024x1024")
    add("--channels", type=int, default=3, choices=sorted(NAMES), help="default: 3")
    add("--kernel", type=kernel, nargs="+", default=[5], metavar="K", help="sizes; default: 5")
    add("--sigma", type=positive, metavar="S", help="default: what belongs to the kernel size")
    add("--threads", type=count, default=1, metavar="N", help="of those that have any; default: 1")
    add("--rounds", type=count, metavar="N", help="so many rounds, instead of by a budget of time")
    add("--budget", type=positive, default=BUDGET, metavar="S", help="seconds for each way")
    add("--full", action="store_true", help="blur all of it with pure Python too")
    add("--library", metavar="PATH", help="default: the one that the package blur finds")
    add("--json", metavar="FILE", help="the figures; - for standard output, and no table there")
    add("--plot", type=picture_file, metavar="FILE.png", help="time against kernel size")
    add("--quiet", action="store_true", help="no line that says what is being done")
    options = parser.parse_args()
    for path in (options.plot, options.json):
        folder = Path(path).parent if path and path != "-" else Path()
        if not os.access(folder, os.W_OK):
            parser.error(f"{path}: nothing can be written into {folder}")
    return options


def cases(options: argparse.Namespace) -> list[Case]:
    """With kernels growing: see Meter. A plot of one size would be none."""
    kernels = set(options.kernel)
    if options.plot and len(kernels) == 1:
        kernels.update(PLOT_KERNELS)
    width, height = options.size
    shape = (width, height, options.channels)
    return [Case(*shape, options.threads, k, options.sigma) for k in sorted(kernels)]


def load_library(path: Optional[str]) -> None:
    """Ends the program where the library cannot be had, or does not blur."""
    if path is not None:
        os.environ["BLUR_LIBRARY"] = path
    try:
        blur.gaussian_blur(picture(8, 8, 3), 3, threads=1)
    except (OSError, blur.CLibraryError) as error:
        sys.exit(f"benchmark.py: {error}")


def load_pyplot() -> Any:
    """Ends the program where there is none."""
    try:
        return plot.load()
    except ImportError as error:
        sys.exit(f"benchmark.py: --plot needs matplotlib: {error}")


def measure_all(options: argparse.Namespace, ways: Ways, progress: Progress) -> list[Result]:
    policy = Policy(options.rounds, options.budget, thorough=False)
    meter = Meter(ways.racers(), policy, judge, progress.measuring)
    results = []
    for case in cases(options):
        results.append(Result(case, meter.measure(case) + table.missing(ways)))
        progress.clear()
        if options.json != "-":
            print(table.text(results[-1], ways), flush=True)
    return results


def in_plot(result: Result) -> Result:
    """Without the second line of ours, which would lie on the first."""
    return result._replace(measured=[m for m in result.measured if m.name != REPLICATE])


def put_json(name: str, content: dict[str, object]) -> None:
    if name == "-":
        print(json_text(content), end="", flush=True)
    else:
        save_json(Path(name), content)


def compare(options: argparse.Namespace, progress: Progress) -> None:
    pyplot = load_pyplot() if options.plot else None
    load_library(options.library)
    ways = gather(options.full)
    results = measure_all(options, ways, progress)
    if options.json != "-":
        print(table.notes(ways, cpu_model()), flush=True)
    if pyplot:
        plot.save(pyplot, options.plot, [in_plot(result) for result in results])
    if options.json:
        found = [table.result_json(result, ways) for result in results]
        put_json(options.json, {"about": about(ways.versions, "auto"), "results": found})


def drop_stdout() -> None:
    """What is still to be written there would fail once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> int:
    options = parse()
    progress = Progress(options.quiet)
    try:
        compare(options, progress)
    except BrokenPipeError:
        drop_stdout()
        return 1
    except (OSError, MemoryError) as error:
        drop_stdout()
        progress.clear()
        print(f"benchmark.py: {str(error) or 'not enough memory'}", file=sys.stderr)
        return 1
    finally:
        progress.clear()
    return 0
