# SPDX-License-Identifier: MIT
"""The memory of a program and of the processes that it starts, watched while they run: what each
has had at its peak by the time that so many files were done, and by its end."""

import os
import re
import subprocess
import time
from pathlib import Path
from typing import NamedTuple, Optional

from .processes import Failure

PROGRAM, WORKER = "the program", "its largest worker"
# Seconds from one look to the next, until the mark and after it.
OFTEN, SELDOM = 0.001, 0.005

Peaks = dict[int, int]


class Watched(NamedTuple):
    """Bytes at the peak, by process: the first is the program. Files: how many were done at the
    mark, as soon as that was seen."""

    files: int
    marked: Peaks
    final: Peaks

    def marked_peak(self, who: str) -> Optional[int]:
        return largest(self.marked, who)

    def final_peak(self, who: str) -> Optional[int]:
        return largest(self.final, who)

    def growth(self, who: str) -> Optional[float]:
        marked, final = self.marked_peak(who), self.final_peak(who)
        return final / marked if marked and final else None

    @property
    def most_growth(self) -> Optional[float]:
        growths = [self.growth(who) for who in (PROGRAM, WORKER)]
        return max((growth for growth in growths if growth), default=None)


def largest(peaks: Peaks, who: str) -> Optional[int]:
    found = list(peaks.values())
    return max(found[:1] if who == PROGRAM else found[1:], default=None)


def peak(process: int) -> int:
    """0: it has ended, or there is no telling."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(r"^VmHWM:\s*(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def children(process: int) -> list[int]:
    try:
        path = Path(f"/proc/{process}/task/{process}/children")
        return [int(word) for word in path.read_text(encoding="ascii").split()]
    except OSError:
        return []


def look(process: int, peaks: Peaks) -> None:
    """One that has ended keeps its last."""
    for each in (process, *children(process)):
        peaks[each] = max(peaks.get(each, 0), peak(each))


def done(folder: Path) -> int:
    """Files that have their names: those under way are hidden."""
    return sum(1 for entry in os.scandir(folder) if not entry.name.startswith("."))


def watch(command: list[str], folder: Path, output: Path, mark: int) -> Optional[Watched]:
    """Runs the command in the folder. None: it was over before anything could be seen."""
    peaks: Peaks = {}
    marked: Optional[Peaks] = None
    files = 0
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL) as process:
        while process.poll() is None:
            files = files if marked else done(output)
            look(process.pid, peaks)
            if files >= mark and not marked:
                marked = dict(peaks)
            time.sleep(SELDOM if marked else OFTEN)
    if process.returncode != 0:
        raise Failure(f"status {process.returncode}")
    if not marked:
        return None
    return Watched(files, marked, peaks)
