# SPDX-License-Identifier: MIT
"""Takes times in turn, so that what else the machine does meets every contestant alike."""

import time
from typing import Callable, NamedTuple, Optional, Union

import numpy as np

from .case import BYTES, Case, Pixels
from .exact import Errors, errors, interior_errors, picture
from .rivals import Contestant, Run
from .turns import turns

ROUNDS_LEAST = 5
ROUNDS_MOST = 41
# A run longer than SLOW seconds is done three times, or once if its contestant is skippable; one
# longer than TOO_SLOW is done once, and its contestant, if skippable, gets no larger kernels.
# OpenCV takes up to 15 s for 16-bit and float samples, of which noise is a small part.
SLOW = 0.5
TOO_SLOW = 2.0


class Policy(NamedTuple):
    rounds: Optional[int]  # exactly so many, or by the budget
    budget: float  # seconds for a contestant in a case
    thorough: bool  # at least ROUNDS_LEAST rounds of all that is not over TOO_SLOW


class Measured(NamedTuple):
    """One contestant in one case: times in seconds, or a note why there are none. With times, a
    note says from what they were extrapolated."""

    name: str
    times: list[float]
    errors: Optional[Errors] = None
    note: str = ""

    @property
    def median(self) -> float:
        return float(np.median(self.times)) if self.times else float("nan")

    @property
    def spread(self) -> float:
        """The interquartile range, as a part of the median."""
        if len(self.times) < 3:
            return float("nan")
        low, high = np.percentile(self.times, (25, 75))
        return float(high - low) / self.median


class Entry(NamedTuple):
    """A contestant in a race: its run, the time of a first one, and how often it will run."""

    name: str
    go: Callable[[], object]
    first: float
    rounds: int
    errors: Optional[Errors] = None
    scale: float = 1.0
    note: str = ""


Watch = Callable[[str], None]  # is told what is done next


def timed(go: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    result = go()
    return time.perf_counter() - start, result


def errors_of(contestant: Contestant, case: Case, result: Pixels) -> Optional[Errors]:
    if not contestant.blurs:
        return None
    return errors(case, result) if contestant.edges else interior_errors(case, result)


def rounds_for(first: float, policy: Policy, skippable: bool) -> int:
    """0: the first run is the only one."""
    if policy.rounds is not None:
        return policy.rounds
    if first > TOO_SLOW:
        return 0
    if first > SLOW and not policy.thorough:
        return 0 if skippable else 3
    return min(max(int(policy.budget / first), ROUNDS_LEAST), ROUNDS_MOST)


def race(entries: list[Entry], watch: Watch = lambda _: None) -> list[Measured]:
    times: list[list[float]] = [[] for _ in entries]
    rounds = [entry.rounds for entry in entries]
    for turn, place in turns(rounds):
        watch(f"{entries[place].name}, round {turn + 1} of {max(rounds)}")
        times[place].append(timed(entries[place].go)[0])
    return [
        Measured(entry.name, scaled(own or [entry.first], entry.scale), entry.errors, entry.note)
        for entry, own in zip(entries, times)
    ]


def scaled(times: list[float], scale: float) -> list[float]:
    return [time * scale for time in times]


def takes_part(contestant: Contestant, case: Case) -> bool:
    threads = case.threads == 1 or contestant.threaded
    return threads and (case.sample == BYTES or contestant.deep)


class Meter:
    """Measures case after case, with kernels growing, and remembers who is too slow for more."""

    def __init__(
        self,
        contestants: list[Contestant],
        policy: Policy,
        judge: Callable[[Contestant, Case, Pixels], Optional[Errors]] = errors_of,
        watch: Watch = lambda _: None,
    ) -> None:
        self._contestants = contestants
        self._policy = policy
        self._judge = judge
        self._watch = watch
        self._skipped: dict[tuple[object, ...], str] = {}

    def measure(self, case: Case) -> list[Measured]:
        entries, absent = [], []
        for place, contestant in enumerate(self._contestants, 1):
            self._watch(f"{contestant.name}, {place} of {len(self._contestants)}")
            if not takes_part(contestant, case):
                continue
            found = self._enter(contestant, case)
            if isinstance(found, Entry):
                entries.append(found)
            else:
                absent.append(found)
        return [*race(entries, self._watch), *absent]

    def _enter(self, contestant: Contestant, case: Case) -> Union[Entry, Measured]:
        """The first run: it is not counted, where others follow, but its result is compared."""
        key = (contestant.name, *case.group)
        if key in self._skipped:
            return Measured(contestant.name, [], note=self._skipped[key])
        source = picture(*case.shape, case.sample)
        try:
            run = contestant.start(case, source)
            first, result = timed(run.go)
            found = self._judge(contestant, case, run.pixels(result))
        except Exception as error:  # a rival's may be of any kind; the others go on
            return Measured(contestant.name, [], note=f"failed: {error}")
        if first > TOO_SLOW and contestant.skippable:
            self._skipped[key] = f"skipped: k {case.kernel} took {first:.1f} s"
        rounds = rounds_for(first, self._policy, contestant.skippable)
        return Entry(contestant.name, run.go, first, rounds, found, run.scale, run.note)


def race_runs(runs: list[tuple[str, Run]], policy: Policy) -> list[Measured]:
    """The same for runs that need no comparing; what they return is checked all the same."""
    entries = []
    for name, run in runs:
        first, result = timed(run.go)
        run.pixels(result)
        entries.append(Entry(name, run.go, first, rounds_for(first, policy, False)))
    return race(entries)
