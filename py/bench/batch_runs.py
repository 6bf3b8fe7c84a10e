# SPDX-License-Identifier: MIT
"""Runs programs over the files of a folder, into an empty folder each time."""

import json
import shutil
import statistics
import subprocess
from dataclasses import dataclass, field
from typing import NamedTuple, Optional

from PIL import Image

from .batch_commands import LIST, OUTPUT, Form, line
from .batch_pictures import Pictures
from .machine import busy
from .processes import Failure, Launcher, Sample

# Seconds.
SHORT = 0.2


@dataclass
class Entry:
    """A form, and what its rounds took; or a note why there are none. It had the first so many of
    the files. Others: the part of the CPUs that others had meanwhile, where that is known."""

    form: Form
    files: int
    samples: list[Sample] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    note: str = ""

    @property
    def wall(self) -> float:
        """Seconds a file."""
        return statistics.median(sample.wall for sample in self.samples) / self.files

    @property
    def best(self) -> float:
        return min(sample.wall for sample in self.samples) / self.files

    @property
    def cpu(self) -> float:
        return statistics.median(sample.cpu for sample in self.samples) / self.files

    @property
    def peak(self) -> int:
        return max(sample.peak for sample in self.samples)


class Parts(NamedTuple):
    """What the program says of its files with --json, in seconds a file."""

    read: float
    blur: float
    write: float

    @property
    def all(self) -> float:
        return self.read + self.blur + self.write


class Runs:
    """Removes what the run before has written; or keeps it until all is over. Many small files are
    kept: where many inodes have just been freed, file systems can be slow to give new ones."""

    def __init__(self, launcher: Launcher, pictures: Pictures, cpus: int, keeps: bool) -> None:
        self.pictures = pictures
        self._keeps = keeps
        self._kept = 0
        self._others: list[float] = []
        self._launcher = launcher
        self._cpus = cpus
        self._output = pictures.folder / OUTPUT

    def begin(self) -> None:
        """The folder for the output is new."""
        if self._keeps and self._output.exists():
            self._kept += 1
            self._output.rename(self._output.with_name(f"{OUTPUT}-{self._kept}"))
        shutil.rmtree(self._output, ignore_errors=True)
        self._output.mkdir()

    def end(self, files: int) -> None:
        found = sum(1 for _ in self._output.iterdir())
        if found != files:
            raise Failure(f"{found} files came out of {files}")

    def run(self, form: Form, files: int) -> Sample:
        names = self.pictures.names[:files]
        (self.pictures.folder / LIST).write_text("\n".join(names) + "\n", encoding="ascii")
        self.begin()
        before = busy()
        sample = self._launcher.run(line(form, names, self._cpus))
        self._note_others(sample, before, busy())
        self.end(files)
        return sample

    def _note_others(self, sample: Sample, before: Optional[float], after: Optional[float]) -> None:
        """The system counts in hundredths of a second: of a short run they say nothing."""
        self._others = []
        if before is not None and after is not None and sample.wall >= SHORT:
            others = max(0.0, after - before - sample.cpu)
            self._others = [others / (sample.wall * self._cpus)]

    def add(self, entry: Entry) -> None:
        """One that fails is out of it, and what it took before says nothing."""
        try:
            entry.samples.append(self.run(entry.form, entry.files))
            entry.others += self._others
        except Failure as error:
            entry.note = f"failed: {error}"
            entry.samples.clear()

    def check(self) -> None:
        """Looks at what the last run has written."""
        with Image.open(self._output / self.pictures.names[0]) as image:
            if image.size != (self.pictures.width, self.pictures.height):
                raise Failure(f"its output is {image.width}x{image.height}")

    def parts(self, form: Form) -> Parts:
        """A run with --json, which is not timed."""
        names = self.pictures.names
        self.begin()
        result = subprocess.run(
            [*form.words, "--json", *names],
            cwd=self.pictures.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        self.end(len(names))
        return parts_of(result.stdout.decode(), len(names))


def parts_of(said: str, files: int) -> Parts:
    """From lines of JSON, one a file and the summary."""
    sums = dict.fromkeys(Parts._fields, 0.0)
    found = [each for each in map(json.loads, said.splitlines()) if "summary" not in each]
    if len(found) != files:
        raise Failure(f"--json tells of {len(found)} files of {files}")
    for each in found:
        for part in sums:
            sums[part] += each["milliseconds"][part] / 1e3 / files
    return Parts(**sums)
