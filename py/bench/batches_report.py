# SPDX-License-Identifier: MIT
"""What many files took, as tables, as Markdown and as JSON."""

from typing import NamedTuple, Optional

from .batch_commands import Each
from .batch_memory import PROGRAM, WORKER, Watched
from .batch_pictures import Pictures
from .batch_runs import Entry, Parts
from .commands import OURS
from .photos import SIGMA
from .processes import Sample
from .programs_report import known, median

NOTES = f"""
Many files in few calls, sigma {SIGMA}, into an empty folder each time. All take their turns, round
after round (n of them), after a first run that is not counted. files/s is by the median of wall
time, best by the least; CPU is user and system time a file, of all processes; peak is the largest
resident set of any one of them; others is the part of the CPUs that all else had meanwhile, or -
where that cannot be told: the larger it is, the less do wall times say.
xargs runs as many processes as there are CPUs; where it gives each more than one file, {OURS} uses
all CPUs in each, and the others one thread. Slow ones blur fewer of the files. Of each program, *
is the fastest form; libvips has none for more than one file. {OURS} / it: the time of {OURS} in one
call over that of the line.

Of the tiny files, wall time times the CPUs, over the files, is what a core does for a file, and
what it waits for. It is judged whole, with codec, blur and file system in it, which is more than
the time beyond the codec. What the program tells with --json (in runs of their own) would be too
much to take off: it is how long each file was read, blurred and written, opening and renaming
included, by the clock. The rest is what a batch costs around that: names, processes, reports, CPUs
that wait."""

# A part of the CPUs that others have beside a measurement.
MUCH = 0.1


class Goal(NamedTuple):
    case: str
    what: str
    value: float
    bound: float
    is_least: bool

    @property
    def reached(self) -> bool:
        return self.value >= self.bound if self.is_least else self.value <= self.bound

    @property
    def word(self) -> str:
        return "reached" if self.reached else "missed"


class Tiny(NamedTuple):
    """Parts of each run with --json. Copy: what cp takes for the same files, on one CPU."""

    pictures: Pictures
    cpus: int
    ours: Entry
    copy: Entry
    parts: list[Parts]

    @property
    def total(self) -> float:
        """Milliseconds a file and core."""
        return self.ours.wall * self.cpus * 1e3

    def part(self, name: str) -> float:
        return 1e3 * median([float(getattr(parts, name)) for parts in self.parts])

    @property
    def rest(self) -> float:
        return self.total - self.part("all")


class Photos(NamedTuple):
    """Least is what a program takes that does nothing: no smaller peak can be told."""

    pictures: Pictures
    entries: list[Entry]
    least: Sample

    def megabytes(self, entry: Entry, digits: int) -> str:
        mark = "<" if entry.peak <= 1.02 * self.least.peak else ""
        return f"{mark}{entry.peak / 1e6:.{digits}f}"


class Found(NamedTuple):
    """All results; memory is None where nothing was seen of it."""

    photos: Photos
    tiny: Tiny
    memory: Optional[Watched]


def fastest(entries: list[Entry]) -> dict[str, Entry]:
    """Of each program, the form to beat."""
    found: dict[str, Entry] = {}
    for entry in (entry for entry in entries if entry.samples):
        best = found.setdefault(entry.form.program, entry)
        if entry.wall < best.wall:
            found[entry.form.program] = entry
    return found


def photo_goals(entries: list[Entry]) -> list[Goal]:
    """Those that can be judged with what was measured."""
    ours = entries[0]
    rivals = [entry for entry in fastest(entries).values() if entry.form.rival]
    alone = next((e for e in entries if e.form.each == Each.ONE and e.form.program == OURS), None)
    if not ours.samples:
        return []
    goals = []
    if rivals:
        rival = min(rivals, key=lambda entry: entry.wall)
        what = f"times the files/s of {rival.form.name}, the fastest rival"
        goals.append(Goal("photos", what, rival.wall / ours.wall, 2, True))
    if alone and alone.samples:
        what = f"times those of {alone.form.name}"
        goals.append(Goal("photos", what, alone.wall / ours.wall, 1.3, True))
    return goals


def goals(found: Found) -> list[Goal]:
    tiny, memory = found.tiny, found.memory
    judged = photo_goals(found.photos.entries)
    if tiny.ours.samples:
        what = "ms a file and core, with the codec"
        judged.append(Goal("tiny files", what, tiny.total, 0.5, False))
    if memory and memory.most_growth:
        what = f"times the peak at file {memory.files}"
        judged.append(Goal("memory", what, memory.most_growth, 1.1, False))
    return judged


def goal_text(goal: Goal) -> str:
    side = "at least" if goal.is_least else "at most"
    return (
        f"  goal  {goal.case + ':':<12}{goal.value:>7.3f}, {side} {goal.bound:g}"
        f" {goal.what}:  {goal.word}"
    )


def title(pictures: Pictures) -> str:
    return (
        f"{len(pictures.names)} files, {pictures.title}, {pictures.width}x{pictures.height},"
        f" {pictures.bytes_each / 1e3:,.1f} kB each ({pictures.origin})"
    )


def others(entry: Entry) -> str:
    return f"{100 * median(entry.others):.0f} %" if entry.others else "-"


def row(photos: Photos, entry: Entry, is_fastest: bool) -> str:
    ours = photos.entries[0]
    name = f"  {entry.form.name + (' *' if is_fastest else ''):<34}"
    if not entry.samples:
        return name + entry.note
    ratio = f"{ours.wall / entry.wall:10.3f}" if ours.samples else f"{'-':>10}"
    return (
        f"{name}{1 / entry.wall:8.1f}{1 / entry.best:8.1f}{entry.cpu * 1e3:9.1f}"
        f"{entry.files:>7}{len(entry.samples):>4}{photos.megabytes(entry, 1):>9}"
        f"{others(entry):>8}{ratio}"
    )


def photos_text(photos: Photos) -> str:
    head = (
        f"  {'':<34}{'files/s':>8}{'best':>8}{'CPU, ms':>9}{'files':>7}{'n':>4}{'peak MB':>9}"
        f"{'others':>8}{f'{OURS} / it':>10}"
    )
    best = fastest(photos.entries)
    lines = [row(photos, e, best.get(e.form.program) is e) for e in photos.entries]
    return "\n".join(["", title(photos.pictures), head, *lines])


def tiny_lines(tiny: Tiny) -> list[tuple[str, str]]:
    if not tiny.ours.samples:
        return [(OURS, tiny.ours.note)]
    each = ", ".join(f"{name} {tiny.part(name):.3f}" for name in Parts._fields)
    lines = [
        (f"{OURS}, all of it", f"{tiny.total:.3f} (n {len(tiny.ours.samples)})"),
        ("told of the files with --json", f"{tiny.part('all'):.3f} ({each})"),
        ("the rest", f"{tiny.rest:.3f}"),
        ("CPU time, user and system", f"{tiny.ours.cpu * 1e3:.3f}"),
        ("part of the CPUs that others had", others(tiny.ours)),
    ]
    if tiny.copy.samples:
        lines.append(("cp of the same, on one CPU", f"{tiny.copy.wall * 1e3:.3f}"))
    return lines


def tiny_text(tiny: Tiny) -> str:
    lines = [f"  {name:<34}{text}" for name, text in tiny_lines(tiny)]
    head = f"  {'':<34}ms a file and core, of {tiny.cpus}"
    return "\n".join(["", f"{title(tiny.pictures)}, in one call", head, *lines])


def memory_text(memory: Optional[Watched]) -> str:
    if not memory:
        return "\nMemory at the peak: not seen, as it was over too soon or /proc tells too little"
    lines = [
        "",
        f"Memory at the peak in one such call, MB: at file {memory.files}, at the end, ratio",
    ]
    for who in (PROGRAM, WORKER):
        marked, final = memory.marked_peak(who), memory.final_peak(who)
        if marked and final:
            lines.append(f"  {who:<34}{marked / 1e6:.2f}  {final / 1e6:.2f}  {final / marked:.3f}")
    return "\n".join(lines)


def warning(entries: list[Entry]) -> list[str]:
    """Where others had much of the CPUs, those of more threads had more of the rest."""
    most = max((median(entry.others) for entry in entries if entry.others), default=0.0)
    if most <= MUCH:
        return []
    return [f"  Others had up to {100 * most:.0f} % of the CPUs: ratios of times say little here."]


def goals_text(found: Found) -> str:
    lines = map(goal_text, goals(found))
    return "\n".join(["", *lines, *warning([*found.photos.entries, found.tiny.ours])])


def markdown(found: Found, about: dict[str, str]) -> str:
    heads = "files a second | times as slow | CPU a file | peak memory"
    lines = [f"| sigma {SIGMA} | {heads} |", "|---|--:|--:|--:|--:|"]
    ours = found.photos.entries[0]
    for entry in (entry for entry in found.photos.entries if entry.samples):
        slow = f"{entry.wall / ours.wall:.2f}" if ours.samples else "-"
        lines.append(
            f"| {entry.form.name} | {1 / entry.wall:.0f} | {slow} | {entry.cpu * 1e3:.1f} ms"
            f" | {found.photos.megabytes(entry, 0)} MB |"
        )
    lines += ["", *(line.strip() for line in goals_text(found).splitlines()[1:])]
    return "\n".join([*lines, "", "; ".join(f"{key}: {what}" for key, what in about.items()), ""])


def entry_json(entry: Entry, ours: Entry) -> dict[str, object]:
    figures = {
        "files_per_s": 1 / entry.wall,
        "best_files_per_s": 1 / entry.best,
        "cpu_ms_per_file": entry.cpu * 1e3,
        "peak_bytes": entry.peak,
        "others": known(median(entry.others)),
        "ratio": ours.wall / entry.wall if ours.samples else None,
    }
    return {
        "name": entry.form.name,
        "program": entry.form.program,
        "rival": entry.form.rival,
        "each": entry.form.each.value,
        "note": entry.note,
        "files": entry.files,
        "times_s": [sample.wall for sample in entry.samples],
        **(figures if entry.samples else dict.fromkeys(figures)),
    }


def tiny_json(tiny: Tiny) -> dict[str, object]:
    has_ours = bool(tiny.ours.samples)
    return {
        "files": len(tiny.pictures.names),
        "cpus": tiny.cpus,
        "ms_per_file_and_core": tiny.total if has_ours else None,
        "told_ms": {name: known(tiny.part(name)) for name in (*Parts._fields, "all")},
        "rest_ms": tiny.rest if has_ours else None,
        "ours": entry_json(tiny.ours, tiny.ours),
        "copy": entry_json(tiny.copy, tiny.ours),
    }


def memory_json(memory: Optional[Watched]) -> Optional[dict[str, object]]:
    if not memory:
        return None
    peaks: dict[str, object] = {
        who: {
            "marked_bytes": memory.marked_peak(who),
            "final_bytes": memory.final_peak(who),
            "growth": memory.growth(who),
        }
        for who in (PROGRAM, WORKER)
    }
    return {"marked_at_file": memory.files, **peaks}


def found_json(found: Found) -> dict[str, object]:
    pictures, entries, least = found.photos
    return {
        "sigma": SIGMA,
        "least": least._asdict(),
        "photos": {
            "files": len(pictures.names),
            "width": pictures.width,
            "height": pictures.height,
            "bytes_each": pictures.bytes_each,
            "origin": pictures.origin,
            "programs": [entry_json(entry, entries[0]) for entry in entries],
            "fastest": {name: entry.form.name for name, entry in fastest(entries).items()},
        },
        "tiny": tiny_json(found.tiny),
        "memory": memory_json(found.memory),
        "goals": [{**goal._asdict(), "reached": goal.reached} for goal in goals(found)],
    }
