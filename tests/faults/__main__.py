# SPDX-License-Identifier: MIT
"""Has every single call of the program and the library fail that can, one in each run, and ends in
a line that counts what came of it."""

import argparse
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import List

from faults.campaign import Build, Tally, run_scenario
from faults.scenarios import Scenario


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="faults", description=__doc__)
    parser.add_argument("--build", type=Path, default=Path("build/release"))
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--step", type=int, default=1, help="no more than each so many-th call")
    parser.add_argument("--only", default="", help="scenarios that have this in their name")
    return parser.parse_args()


def run_all(build: Build, scenarios: List[Scenario], jobs: int, step: int) -> List[Tally]:
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(jobs) as pool:

        def run(number: int) -> Tally:
            scenario = scenarios[number]
            tally = run_scenario(build, scenario, Path(name) / str(number), step)
            print(f"{scenario.name}: {tally.injected} faults", flush=True)
            for failure in tally.failures:
                print(f"FAILED: {failure}", flush=True)
            return tally

        return list(pool.map(run, range(len(scenarios))))


def main() -> int:
    arguments = parse()
    build = Build(arguments.build.resolve())
    if build.is_sanitized():
        print("faults: not with a sanitizer, whose allocator cannot be replaced")
        return 1
    scenarios = [one for one in build.scenarios() if arguments.only in one.name]
    tallies = run_all(build, scenarios, arguments.jobs, arguments.step)
    injected = sum(tally.injected for tally in tallies)
    failed = sum(len(tally.failures) for tally in tallies)
    print(
        f"faults: {len(scenarios)} scenarios, {injected} faults injected, "
        f"{injected - failed} survived, {failed} failed"
    )
    return 1 if failed or not injected else 0


if __name__ == "__main__":
    sys.exit(main())
