# SPDX-License-Identifier: MIT
"""Runs the fuzz targets, one after another or side by side, on corpora that grow in the build
folder, and ends in a line for each and one for all."""

import argparse
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import List, NamedTuple

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from fuzz import regressions, seeds  # noqa: E402

STOPPED = 72  # libFuzzer's status where a signal ended it
CRASH = re.compile(r"Test unit written to (\S+)")


class Target(NamedTuple):
    """What is fuzzed, and within which limits."""

    name: str
    longest: int  # bytes of an input
    dictionary: str = ""


# The longest inputs hold several of whatever there may be several of; a larger picture has no more
# branches. The smallest of the sizes that libFuzzer tries are for the others.
TARGETS = (
    Target("png", 4096, "png"),
    Target("jpeg", 4096, "jpeg"),
    Target("pipeline", 4096, "png"),
    Target("core", 2048),
    Target("metadata", 4096, "metadata"),
    Target("command", 512, "command"),
    Target("kernel_file", 512, "kernel_file"),
)

# An input takes milliseconds; with the sanitizers, and other programs at work, some take a thousand
# times as long. The memory is that of the sanitizers and of the largest kernel file, twice.
SECONDS_FOR_ONE = 60
MEGABYTES = 1024


class Result(NamedTuple):
    name: str
    replayed: int
    executions: int
    corpus: int
    crashes: List[str]
    is_whole: bool = True  # no signal ended it before its time


class Fuzzer:
    """A target with its folders."""

    def __init__(self, build: Path, target: Target, seed: int) -> None:
        self.target = target
        self.seed = seed
        self.program = build / f"fuzz_{target.name}"
        self.corpus = build / "corpus" / target.name
        self.fixed = build / "replayed" / target.name
        self.crashes = build / "crashes" / target.name
        for folder in (self.corpus, self.crashes):
            folder.mkdir(parents=True, exist_ok=True)
        seeds.write(self.fixed, target.name)
        regressions.write(self.fixed, target.name)

    def command(self, *options: str) -> List[str]:
        return [
            str(self.program),
            f"-timeout={SECONDS_FOR_ONE}",
            f"-rss_limit_mb={MEGABYTES}",
            f"-max_len={self.target.longest}",
            f"-artifact_prefix={self.crashes}/",
            f"-seed={self.seed}",
            "-print_final_stats=1",
            *options,
        ]

    def run(self, *options: str) -> "subprocess.CompletedProcess[str]":
        # What a program is killed by, if not by libFuzzer, fails as well.
        return subprocess.run(
            self.command(*options),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            check=False,
        )

    def failures(self, result: "subprocess.CompletedProcess[str]", default: str) -> List[str]:
        """The inputs that a run failed on."""
        if result.returncode in (0, STOPPED):
            return []
        print(result.stderr[-8000:], file=sys.stderr)
        return CRASH.findall(result.stderr) or [default]

    def replay(self) -> Result:
        """Runs each of the inputs that are kept, once."""
        files = sorted(self.fixed.iterdir())
        crashes: List[str] = []
        result = self.run(*map(str, files))
        if result.returncode != 0:  # which of them?
            for file in files:
                crashes += self.failures(self.run(str(file)), str(file)) and [str(file)]
            crashes = crashes or [f"{self.target.name}: all inputs that are kept, together"]
        return Result(self.target.name, len(files), 0, 0, crashes)

    def fuzz(self, seconds: int) -> Result:
        """Looks for new inputs, from the ones that are there on."""
        options = [f"-max_total_time={seconds}", "-reload=0", "-verbosity=1"]
        if self.target.dictionary:
            options.append(f"-dict={FOLDER / 'dictionaries' / self.target.dictionary}.txt")
        result = self.run(*options, str(self.corpus), str(self.fixed))
        found = re.search(r"stat::number_of_executed_units: (\d+)", result.stderr)
        return Result(
            self.target.name,
            0,
            int(found.group(1)) if found else 0,
            sum(1 for _ in self.corpus.iterdir()),
            self.failures(result, f"{self.target.name}: status {result.returncode}"),
            result.returncode != STOPPED,
        )


def say(result: Result, seconds: float) -> None:
    print(
        f"{result.name:12} {result.executions:10} executions in {seconds:.0f} s, "
        f"corpus {result.corpus}, {len(result.crashes)} crashes"
        + ("" if result.is_whole else ", stopped"),
        flush=True,
    )
    for crash in result.crashes:
        print(f"{result.name}: {crash}", flush=True)


def fuzz_one(fuzzer: Fuzzer, seconds: int) -> Result:
    start = time.monotonic()
    result = fuzzer.fuzz(seconds)
    say(result, time.monotonic() - start)
    return result


def run(fuzzers: List[Fuzzer], seconds: int, jobs: int) -> List[Result]:
    """Replays, then fuzzes, what does not fail already."""
    with ThreadPoolExecutor(jobs) as pool:
        results = list(pool.map(Fuzzer.replay, fuzzers))
        for result in results:
            for crash in result.crashes:
                print(f"{result.name}: {crash}", flush=True)
        if any(result.crashes for result in results):
            return results
        tasks = [pool.submit(fuzz_one, fuzzer, seconds) for fuzzer in fuzzers]
        try:
            wait(tasks)
        except KeyboardInterrupt:  # the targets got that, too
            pool.shutdown(cancel_futures=True)
    return results + [task.result() for task in tasks if not task.cancelled()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, required=True, help="folder of the targets")
    parser.add_argument("--seconds", type=int, required=True, help="for each target")
    parser.add_argument("--target", choices=[target.name for target in TARGETS])
    parser.add_argument("--jobs", type=int, default=1, help="targets side by side")
    parser.add_argument("--seed", type=int, default=0, help="where to begin; 0: anywhere")
    arguments = parser.parse_args()
    chosen = [each for each in TARGETS if arguments.target in (None, each.name)]
    build = arguments.build.resolve()
    fuzzers = [Fuzzer(build, target, arguments.seed) for target in chosen]
    results = run(fuzzers, arguments.seconds, arguments.jobs)
    crashes = [crash for result in results for crash in result.crashes]
    print(
        f"fuzz: {len(chosen)} targets, {sum(each.replayed for each in results)} inputs replayed, "
        f"{sum(each.executions for each in results)} executions, {len(crashes)} crashes"
    )
    return 1 if crashes or not all(each.is_whole for each in results) else 0


if __name__ == "__main__":
    sys.exit(main())
