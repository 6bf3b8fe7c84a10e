# SPDX-License-Identifier: MIT
"""Memory and open files of processes and their workers, while they run."""

import os
import time
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional, Sequence, Tuple


class Sample(NamedTuple):
    seconds: float
    peak: int  # KiB: the most so far, which misses nothing between two samples
    own: int  # KiB that it shares with nobody: see own_memory()
    descriptors: int


class Course(NamedTuple):
    """How a process was after a quarter of its time, and at its end."""

    peak: Tuple[int, int]  # KiB
    own: Tuple[int, int]  # the most in the second quarter, and in the last
    descriptors: Tuple[int, int]  # the same


def numbers_in(process: int, file: str) -> Dict[str, int]:
    """Those of the lines "name: number kB" of a file of /proc."""
    pairs = (line.split()[:2] for line in Path(f"/proc/{process}/{file}").read_text().splitlines())
    return {pair[0][:-1]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdigit()}


def own_memory(process: int) -> int:
    """A worker begins with all memory of its parent, and with the gaps in it: what is taken in
    these is seen only in that pages are not shared any more."""
    numbers = numbers_in(process, "smaps_rollup")
    return numbers.get("Private_Dirty", 0) + numbers.get("Private_Clean", 0)


def sample_of(process: int, sees_own: bool) -> Optional[Sample]:
    """None: it has ended."""
    try:
        peak = numbers_in(process, "status").get("VmHWM")
        if peak is None:
            return None
        count = len(os.listdir(f"/proc/{process}/fd"))
        return Sample(time.monotonic(), peak, own_memory(process) if sees_own else 0, count)
    except OSError:
        return None


def children_of(process: int) -> List[int]:
    try:
        text = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in text.split()]


def course_of(samples: Sequence[Sample]) -> Course:
    begin, end = samples[0].seconds, samples[-1].seconds

    def part(first: float, last: float) -> List[Sample]:
        """Those between two fractions of the time; there is one at either end."""
        low, high = begin + first * (end - begin), begin + last * (end - begin)
        found = [sample for sample in samples if low <= sample.seconds <= high]
        return found or [min(samples, key=lambda sample: abs(sample.seconds - high))]

    second, last = part(0.25, 0.5), part(0.75, 1)
    return Course(
        (second[0].peak, last[-1].peak),
        (max(s.own for s in second), max(s.own for s in last)),
        (max(s.descriptors for s in second), max(s.descriptors for s in last)),
    )


class Watch:
    def __init__(self, sees_own: bool) -> None:
        """sees_own: memory that is not shared, which takes the kernel long to find out."""
        self.sees_own = sees_own
        self.parents: Dict[int, List[Sample]] = {}
        self.workers: Dict[int, List[Sample]] = {}

    def look(self, processes: Sequence[int]) -> None:
        for process in processes:
            self._add(self.parents, process)
            for worker in children_of(process):
                self._add(self.workers, worker)

    def _add(self, samples: Dict[int, List[Sample]], process: int) -> None:
        sample = sample_of(process, self.sees_own)
        if sample:
            samples.setdefault(process, []).append(sample)
