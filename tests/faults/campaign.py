# SPDX-License-Identifier: MIT
"""All faults of a scenario, and what comes of them."""

import subprocess
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Sequence

from faults.kinds import KINDS, Fault
from faults.scenarios import Scenario, all_scenarios
from faults.trial import Folder, Result
from faults.verdict import Judge

# Where an output is checked for what a run without preload.so makes of the same input, and the
# calls are the same but for how they come together: the most of so many runs is taken.
CLEAN_RUNS = 3
# As preload.so has it, of blocks of memory.
UNKNOWN = 1 << 30


class Build(NamedTuple):
    """What make has built for this."""

    folder: Path

    def command(self, scenario: Scenario) -> List[str]:
        program = "tests/faults/library" if scenario.is_of_library else "blur"
        return [str(self.folder / program)]

    def preload(self) -> Path:
        return self.folder / "tests/faults/preload.so"

    def is_sanitized(self) -> bool:
        """A sanitizer has an allocator of its own, and wants to be the first library."""
        symbols = subprocess.run(
            ["nm", "-D", str(self.folder / "libblur.so")],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return "__asan_init" in symbols.stdout

    def scenarios(self) -> List[Scenario]:
        """Those that it can do."""
        version = subprocess.run(
            [str(self.folder / "blur"), "--version"], stdout=subprocess.PIPE, check=True
        ).stdout
        return [scenario for scenario in all_scenarios() if scenario.needs in version]


class Tally(NamedTuple):
    injected: int
    failures: List[str]


def most_calls(scenario: Scenario, results: Sequence[Result], place: str) -> Dict[str, int]:
    """The most calls of each kind that any of these processes makes."""
    calls: Dict[str, int] = {}
    for result in results:
        for counts in result.processes:
            if place == "all" or (int(place) > 0) == (counts.process > 0):
                for kind, count in counts.calls.items():
                    calls[kind] = max(calls.get(kind, 0), count)
    kinds = set(scenario.kinds or KINDS) - set(scenario.spared)
    return {kind: count for kind, count in calls.items() if kind in kinds}


def numbers(count: int, step: int, offset: int) -> Iterator[int]:
    """Which of so many calls: each step-th, and the first and the last."""
    for number in range(1, count + 1):
        if number in (1, count) or (number + offset) % step == 0:
            yield number


class Campaign:
    """A scenario under way in a folder of its own."""

    def __init__(self, build: Build, scenario: Scenario, path: Path) -> None:
        self.scenario = scenario
        self.folder = Folder(path, scenario, build.command(scenario), build.preload())
        bare = self.folder.run(is_bare=True)
        self.clean = [self.folder.run() for _ in range(CLEAN_RUNS)]
        self.unfit = self._unfit(bare)
        self.judge = Judge(scenario, self.clean)

    def _unfit(self, bare: Result) -> str:
        """What is wrong with the scenario itself."""
        for clean in self.clean:
            if (clean.status, clean.lines, clean.out) != (bare.status, bare.lines, bare.out):
                return f"{clean.status} {clean.lines}, without preload.so {bare.lines}"
            if clean.files != bare.files:
                return "other files than without preload.so"
            if not clean.processes or any(counts.alive >= UNKNOWN for counts in clean.processes):
                return "no count of memory"
        return ""

    def faults(self, step: int = 1) -> List[Fault]:
        found = []
        for place in self.scenario.places:
            calls = most_calls(self.scenario, self.clean, place)
            for offset, (kind, count) in enumerate(sorted(calls.items())):
                for how in KINDS[kind]:
                    for number in numbers(count, step, offset):
                        found.append(Fault(place, kind, number, how))
        return found

    def run(self, faults: Sequence[Fault]) -> Tally:
        injected, failures = 0, []
        for fault in faults:
            result = self.folder.run(fault)
            injected += result.fired > 0
            wrong = self.judge.fault_of(fault, result)
            if wrong:
                failures.append(f"{self.scenario.name}, {fault}: {wrong}")
            if result.is_hanging:
                break  # what hangs once often does, and each takes long
        return Tally(injected, failures)


def run_scenario(build: Build, scenario: Scenario, path: Path, step: int = 1) -> Tally:
    campaign = Campaign(build, scenario, path)
    if campaign.unfit:
        return Tally(0, [f"{scenario.name}: {campaign.unfit}"])
    return campaign.run(campaign.faults(step))
