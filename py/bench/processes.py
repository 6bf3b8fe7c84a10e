# SPDX-License-Identifier: MIT
"""What whole programs take: time, CPU and memory of a process, from its start to its end."""

import os
import shutil
import statistics
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Optional

LAUNCHER = Path(__file__).with_name("launcher.py")


class Sample(NamedTuple):
    """One process; seconds, and bytes at its peak."""

    wall: float
    cpu: float
    peak: int


class Failure(Exception):
    """A program that cannot be started or that fails: what it said last."""


class Launcher:
    """Runs programs in a folder, which their arguments are relative to. Least is what a program
    takes that does nothing: a part of every other's time, and no smaller peak can be told."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(LAUNCHER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
            text=True,
        )

    @cached_property
    def least(self) -> Sample:
        nothing = str(shutil.which("true", path=os.defpath))
        samples = [self.run([nothing]) for _ in range(20)]
        walls, cpus, peaks = zip(*samples)
        return Sample(statistics.median(walls), statistics.median(cpus), max(peaks))

    def __enter__(self) -> "Launcher":
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        value: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self._process.communicate()

    def run(self, command: list[str]) -> Sample:
        assert self._process.stdin
        if any("\0" in word or "\n" in word for word in command):
            raise Failure("a line break in a name")
        self._process.stdin.write("\0".join(command) + "\n")
        self._process.stdin.flush()
        status, wall, cpu, peak = self._answer().split()
        if status != "0":
            raise Failure(self._last_words() or f"status {status}")
        return Sample(float(wall), float(cpu), int(peak) * 1024)

    def _answer(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise Failure("the launcher ended")
        return line

    def _last_words(self) -> str:
        said = (self._folder / "stderr").read_text(encoding="utf-8", errors="replace")
        return said.strip().rpartition("\n")[2]
