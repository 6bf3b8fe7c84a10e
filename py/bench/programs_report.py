# SPDX-License-Identifier: MIT
"""What the whole programs took, as tables, as Markdown and as JSON."""

import math
import statistics
from typing import NamedTuple, Optional

from .commands import OURS, REFERENCE, Command
from .machine import machine
from .photos import SIGMA, Photo
from .processes import Sample

# Memory that is wanted at most: so many times the decoded picture, and the two files.
MEMORY_PICTURES = 1.25

NOTES = f"""
Whole processes, file to file, sigma {SIGMA}: each runs once in turn, round after round (n of them),
after a first run that is not counted. ms is the median of wall time, best the least of it, CPU the
median of user and system time, peak the largest resident set, of memory that over {MEMORY_PICTURES}
times the decoded picture plus both files. {OURS} / it: the median of {OURS} over that of the line.
Every program has its own defaults: threads, JPEG quality and sampling, PNG compression, radius."""


class Entry(NamedTuple):
    """One command in one contest: samples, or a note why there are none."""

    command: Command
    samples: list[Sample]
    size: int
    note: str = ""
    first: float = math.nan

    @property
    def wall(self) -> float:
        return median([sample.wall for sample in self.samples])

    @property
    def best(self) -> float:
        return min((sample.wall for sample in self.samples), default=math.nan)

    @property
    def cpu(self) -> float:
        return median([sample.cpu for sample in self.samples])

    @property
    def peak(self) -> float:
        return max((sample.peak for sample in self.samples), default=math.nan)


class Contest(NamedTuple):
    photo: Photo
    size: int
    entries: list[Entry]

    def find(self, name: str) -> Optional[Entry]:
        """None, too, where it was not measured."""
        return next((e for e in self.entries if e.command.name == name and e.samples), None)

    def ratio(self, entry: Entry) -> float:
        """The time of ours over its time."""
        return self.entries[0].wall / entry.wall

    def memory(self, entry: Entry) -> float:
        files = self.size + entry.size
        return entry.peak / (MEMORY_PICTURES * self.photo.decoded + files)

    @property
    def rivals(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.command.rival and entry.samples]


class Goal(NamedTuple):
    case: str
    what: str
    value: float
    most: float

    @property
    def reached(self) -> bool:
        return self.value <= self.most

    @property
    def word(self) -> str:
        return "reached" if self.reached else "missed"


def median(values: list[float]) -> float:
    return statistics.median(values) if values else math.nan


def goals(contest: Contest) -> list[Goal]:
    """Those that can be judged with what was measured."""
    case, ours, vips = contest.photo.key, contest.find(OURS), contest.find(REFERENCE)
    if ours is None:
        return []
    found = []
    if case == "small":
        found.append(Goal(case, "ms", ours.wall * 1e3, 3))
        if contest.rivals:
            fastest = min(contest.rivals, key=lambda entry: entry.wall)
            what = f"of {fastest.command.name}, the fastest rival"
            found.append(Goal(case, what, contest.ratio(fastest), 0.2))
        return found
    if vips is not None and case in ("jpeg", "png"):
        most = 0.6 if case == "jpeg" else 0.4
        found.append(Goal(case, f"of {REFERENCE}", contest.ratio(vips), most))
    if vips is not None and case == "png":
        found.append(Goal(case, f"of {REFERENCE}'s file", ours.size / vips.size, 1))
    return [*found, Goal(case, "of memory", contest.memory(ours), 1)]


def about(versions: dict[str, str]) -> dict[str, str]:
    return {**machine(), **versions}


def title(contest: Contest) -> str:
    photo = contest.photo
    return (
        f"{photo.title}, {photo.width}x{photo.height}, {photo.depth} bits,"
        f" {kilobytes(contest.size)} ({photo.origin})"
    )


def kilobytes(size: int) -> str:
    return f"{size / 1e3:,.{1 if size < 1e6 else 0}f} kB"


def megabytes(entry: Entry, least: Sample) -> str:
    """A peak that is about that of a process that does nothing is known to be no larger."""
    mark = "<" if entry.peak <= 1.02 * least.peak else ""
    return f"{mark}{entry.peak / 1e6:.1f}"


def least_text(least: Sample) -> str:
    return (
        f"\nA process that does nothing takes {least.wall * 1e3:.2f} ms, and no peak below"
        f" {least.peak / 1e6:.1f} MB can be told."
    )


def row(contest: Contest, entry: Entry, least: Sample) -> str:
    name = f"  {entry.command.name:<18}"
    if not entry.samples:
        return name + entry.note
    small = contest.photo.key == "small"
    memory = "-" if small else f"{contest.memory(entry):.2f}"
    digits = 2 if small else 0
    return (
        f"{name}{entry.wall * 1e3:9.{digits}f}{entry.best * 1e3:9.{digits}f}"
        f"{entry.cpu * 1e3:9.{digits}f}{len(entry.samples):>5}{megabytes(entry, least):>9}"
        f"{memory:>11}{kilobytes(entry.size):>12}{contest.ratio(entry):>10.3f}"
    )


def contest_text(contest: Contest, least: Sample) -> str:
    head = (
        f"  {'':<18}{'ms':>9}{'best':>9}{'CPU':>9}{'n':>5}{'peak MB':>9}{'of memory':>11}"
        f"{'output':>12}{f'{OURS} / it':>10}"
    )
    lines = [row(contest, entry, least) for entry in contest.entries]
    return "\n".join(["", title(contest), head, *lines])


def goals_text(found: list[Contest]) -> str:
    lines = [
        f"  goal  {contest.photo.title + ':':<20}{goal.value:>8.3f}, at most {goal.most:g}"
        f" {goal.what}:  {goal.word}"
        for contest in found
        for goal in goals(contest)
    ]
    return "\n".join(["", *lines])


def markdown(found: list[Contest], about: dict[str, str]) -> str:
    """A row for each command, and columns for each case that was measured."""
    measured = [contest for contest in found if contest.find(OURS)]
    heads = [head for contest in measured for head in markdown_heads(contest)]
    lines = [f"| sigma {SIGMA} | {' | '.join(heads)} |", "|---|" + "--:|" * len(heads)]
    names = dict.fromkeys(entry.command.name for contest in measured for entry in contest.entries)
    for name in names:
        cells = [cell for contest in measured for cell in markdown_cells(contest, name)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    versions = "; ".join(f"{name}: {value}" for name, value in about.items())
    return "\n".join([*lines, "", versions, ""])


def markdown_heads(contest: Contest) -> list[str]:
    more = [] if contest.photo.key == "small" else ["memory", "file"]
    return [contest.photo.title, *more]


def markdown_cells(contest: Contest, name: str) -> list[str]:
    entry = contest.find(name)
    if entry is None:
        return ["-"] * len(markdown_heads(contest))
    time = f"{entry.wall * 1e3:.{1 if entry.wall < 0.1 else 0}f} ms"
    if contest.photo.key == "small":
        return [time]
    return [time, f"{entry.peak / 1e6:.0f} MB", kilobytes(entry.size)]


def known(value: float) -> Optional[float]:
    return None if math.isnan(value) else value


def entry_json(contest: Contest, entry: Entry) -> dict[str, object]:
    return {
        "name": entry.command.name,
        "rival": entry.command.rival,
        "note": entry.note,
        "times_s": [sample.wall for sample in entry.samples],
        "median_s": known(entry.wall),
        "best_s": known(entry.best),
        "cpu_s": known(entry.cpu),
        "peak_bytes": known(entry.peak),
        "output_bytes": entry.size,
        "memory": known(contest.memory(entry)),
        "ratio": known(contest.ratio(entry)),
    }


def goal_json(goal: Goal) -> dict[str, object]:
    return {**goal._asdict(), "reached": goal.reached}


def contest_json(contest: Contest) -> dict[str, object]:
    photo = contest.photo._asdict()
    del photo["path"]
    return {
        **photo,
        "sigma": SIGMA,
        "input_bytes": contest.size,
        "programs": [entry_json(contest, entry) for entry in contest.entries],
    }
