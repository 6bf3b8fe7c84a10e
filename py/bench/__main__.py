# SPDX-License-Identifier: MIT
"""Times the library against OpenCV, Pillow, SciPy, libvips and a copy of the same bytes, and
measures how far each is from the exact result."""

import argparse
import os
import re
import sys
import time
from pathlib import Path
from typing import Optional

from blur._names import VARIANTS

from . import own, report
from .case import NAMES, SAMPLES, Case
from .exact import BAND, picture, rounding_errors
from .files import save_json
from .library import Library
from .measure import Meter, Policy
from .plot import plot
from .report import Result
from .rivals import Contestant, gather

KERNELS = [3, 5, 7, 9, 15, 21, 31, 61, 101, 201, 501]
LARGE = (4000, 3000)
SIZES = [(1024, 1024), LARGE]


def size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]+)x([0-9]+)", text)
    if not match or min(int(match[1]), int(match[2])) < BAND:
        raise argparse.ArgumentTypeError(f"'{text}' is not WIDTHxHEIGHT, {BAND} or more each")
    return int(match[1]), int(match[2])


def kernel(text: str) -> int:
    if not text.isdigit() or int(text) % 2 == 0 or int(text) < 3:
        raise argparse.ArgumentTypeError(f"'{text}' is not an odd number, 3 or more")
    return int(text)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    add = parser.add_argument
    add("--quick", action="store_true", help="12 MP RGB, 1 thread, only ours, OpenCV and memcpy")
    add("--full", dest="quick", action="store_false", help="all of it (default)")
    add("--kernel", type=kernel, nargs="+", metavar="K", help="kernel sizes")
    add("--channels", type=int, nargs="+", choices=sorted(NAMES))
    add("--size", type=size, nargs="+", metavar="WxH")
    add("--sample", nargs="+", choices=SAMPLES, default=SAMPLES, help="types; default: all")
    add("--threads", type=int, nargs="+", metavar="N", help="default: 1 and as many as CPUs")
    add("--rounds", type=int, metavar="N", help="so many rounds, instead of by a budget of time")
    add("--budget", type=float, metavar="S", help="seconds for a contestant in a case")
    add("--variant", choices=sorted(VARIANTS), default="auto", help="inner loops of ours")
    add("--library", type=Path, default=Path("build/release/libblur.so"))
    add("--json", type=Path, default=Path("build/bench/bench.json"), metavar="FILE")
    add("--plot", type=Path, default=Path("build/bench/bench.svg"), metavar="FILE")
    options = parser.parse_args()
    if options.rounds is not None and options.rounds < 1:
        parser.error("--rounds: 1 or more")
    if min(options.threads or [1]) < 1:
        parser.error("--threads: 1 or more")
    return options


def all_threads() -> int:
    return len(os.sched_getaffinity(0))


def cases(options: argparse.Namespace) -> list[list[Case]]:
    """Groups that differ in the kernel only, which grows: see Meter."""
    quick = options.quick
    sizes = options.size or ([LARGE] if quick else SIZES)
    threads = options.threads or ([1] if quick else sorted({1, all_threads()}))
    channels = options.channels or ([3] if quick else sorted(NAMES))
    kernels = sorted(set(options.kernel or KERNELS))
    return [
        [Case(width, height, count, limit, k, sample=sample) for k in kernels]
        for sample in dict.fromkeys(options.sample)
        for width, height in sizes
        for limit in threads
        for count in channels
    ]


def policy(options: argparse.Namespace) -> Policy:
    budget = options.budget or (2.0 if options.quick else 0.4)
    return Policy(options.rounds, budget, thorough=options.quick)


def measure_all(meter: Meter, groups: list[list[Case]]) -> list[Result]:
    results = []
    for group in groups:
        found = []
        for case in group:
            found.append(Result(case, meter.measure(case), rounding_errors(case)))
            print(report.case_text(found[-1]), flush=True)
        print(report.group_text(found), flush=True)
        results += found
    return results


def measure_own(
    library: Library, options: argparse.Namespace, reference: Optional[Contestant]
) -> dict[str, object]:
    """The group about our own choices."""
    width, height = (options.size or [LARGE])[-1]
    found: dict[str, object] = {}
    for sample in dict.fromkeys(options.sample):
        for k in options.kernel or own.KERNELS:
            case = Case(width, height, 3, 1, k, sample=sample)
            choices = own.choices(library, case, all_threads(), policy(options))
            print(report.choices_text(case, choices), flush=True)
            found[f"{case}, k {k}"] = {choice.name: choice.times for choice in choices}
    kernels = sorted(set(options.kernel or KERNELS))
    latencies = own.latencies(library, reference, all_threads(), kernels)
    print(report.latencies_text(latencies))
    found["calls_us"] = {latency.name: latency.median for latency in latencies}
    return found


def save(path: Path, content: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    save_json(path, content)
    print(f"\nJSON: {path}")


def load(options: argparse.Namespace) -> Library:
    """Ends the program where the library, the variant or a type of samples cannot be had."""
    try:
        library = Library(options.library, options.variant)
        for sample in options.sample:
            case = Case(64, 64, 3, 1, 3, sample=sample)
            source = picture(*case.shape, sample)
            library.check(library.caller(case, source, source.copy())())
    except (OSError, RuntimeError) as error:
        sys.exit(f"bench: {options.library}, variant {options.variant}: {error}")
    return library


def main() -> int:
    options = parse()
    start = time.monotonic()
    library = load(options)
    contestants, versions = gather(library, options.quick)
    about = report.about(versions, options.variant)
    print("\n".join(f"{key + ':':<10} {value}" for key, value in about.items()))
    print(report.NOTES)
    results = measure_all(Meter(contestants, policy(options)), cases(options))
    reference = next((c for c in contestants if c.name == report.REFERENCE), None)
    ours = measure_own(library, options, reference)
    print(report.goals_text(results))
    found = {"about": about, "results": [report.result_json(result) for result in results]}
    save(options.json, {**found, "own": ours, "goals": report.goals(results)})
    options.plot.parent.mkdir(parents=True, exist_ok=True)
    print(plot(options.plot, results))
    print(f"took {time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
