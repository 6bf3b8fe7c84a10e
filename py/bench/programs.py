# SPDX-License-Identifier: MIT
"""Times the whole program, from file to file, against the programs of libvips, ImageMagick,
GraphicsMagick and FFmpeg: those of them that are on PATH."""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Optional

from PIL import Image

from . import programs_report as report
from .arguments import PHOTO, add_common, check_common, size
from .commands import Command, gather
from .files import save_json, whole_file
from .photos import Photo, photos
from .processes import Failure, Launcher, Sample
from .programs_report import Contest, Entry
from .progress import Progress
from .turns import turns

CASES = ("jpeg", "png", "small", "png16")
SIZE = (3000, 4000)
BUDGET = 5.0
QUICK_BUDGET = 0.5
# At least the second where a run is over the first (in seconds) or in quick, else the third.
SLOW, ROUNDS_SLOW, ROUNDS_LEAST, ROUNDS_MOST = 4.0, 3, 7, 200


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.programs", description=__doc__)
    add_common(parser)
    add = parser.add_argument
    add("--case", nargs="+", choices=CASES, default=CASES, help="default: all")
    add("--photo", type=Path, metavar="FILE.jpg", help=f"default: {PHOTO.name}, or a drawn one")
    add("--size", type=size, metavar="WxH", help="draw the photo, so large")
    options = parser.parse_args()
    check_common(parser, options)
    if options.photo and (options.size or not options.photo.is_file()):
        parser.error(f"{options.photo}: no such file, or a size is given too")
    return options


def photo_of(options: argparse.Namespace) -> Optional[Path]:
    if options.photo or options.size:
        return Path(options.photo) if options.photo else None
    return PHOTO if PHOTO.is_file() else None


class Contestants:
    """Run one file; what they write stays until the next run."""

    def __init__(self, launcher: Launcher, folder: Path, photo: Photo) -> None:
        self._launcher = launcher
        self._photo = photo
        self._output = folder / photo.output

    def run(self, command: Command) -> Sample:
        """The output is always a new file: what it costs to replace one is not measured."""
        self._output.unlink(missing_ok=True)
        return self._launcher.run(command.line(self._photo.path.name, self._photo.output))

    def enter(self, command: Command) -> Entry:
        """The first run, which is not counted, but whose result is looked at."""
        try:
            first = self.run(command)
            with Image.open(self._output) as image:
                if image.size != (self._photo.width, self._photo.height):
                    raise Failure(f"its output is {image.width}x{image.height}")
            return Entry(command, [], self._output.stat().st_size, first=first.wall)
        except (Failure, OSError) as error:
            return Entry(command, [], 0, note=f"skipped: {error}")


def rounds_for(entry: Entry, options: argparse.Namespace) -> int:
    if entry.note:
        return 0
    if options.rounds:
        return int(options.rounds)
    least = ROUNDS_SLOW if options.quick or entry.first > SLOW else ROUNDS_LEAST
    budget = QUICK_BUDGET if options.quick else BUDGET
    return min(max(int(budget / entry.first), least), ROUNDS_MOST)


def compete(
    contestants: Contestants, commands: list[Command], options: argparse.Namespace, show: Progress
) -> list[Entry]:
    """Where ours cannot do it, nobody runs."""
    entries = [contestants.enter(commands[0])]
    if entries[0].note:
        return entries
    entries += [contestants.enter(command) for command in commands[1:]]
    counts = [rounds_for(entry, options) for entry in entries]
    for turn, place in turns(counts):
        entry = entries[place]
        show.measuring(f"{entry.command.name}, round {turn + 1} of {max(counts)}")
        entry.samples.append(contestants.run(entry.command))
    return entries


def contests(
    folder: Path, launcher: Launcher, commands: list[Command], options: argparse.Namespace
) -> Iterator[Contest]:
    show = Progress(quiet=False)
    for photo in photos(folder, photo_of(options), options.size or SIZE, options.case):
        found = compete(Contestants(launcher, folder, photo), commands, options, show)
        show.clear()
        yield Contest(photo, photo.path.stat().st_size, found)


def measure_all(
    commands: list[Command], options: argparse.Namespace
) -> tuple[list[Contest], Sample]:
    """Returns what a process takes that does nothing, too."""
    found = []
    with tempfile.TemporaryDirectory() as name, Launcher(Path(name)) as launcher:
        for contest in contests(Path(name), launcher, commands, options):
            found.append(contest)
            print(report.contest_text(contest, launcher.least), flush=True)
        return found, launcher.least


def save(
    options: argparse.Namespace, about: dict[str, str], found: list[Contest], least: Sample
) -> None:
    if options.json:
        results = [report.contest_json(contest) for contest in found]
        goals = [report.goal_json(goal) for contest in found for goal in report.goals(contest)]
        save_json(
            options.json,
            {"about": about, "least": least._asdict(), "results": results, "goals": goals},
        )
    if options.markdown:
        with whole_file(options.markdown) as unfinished:
            unfinished.write_text(report.markdown(found, about), encoding="utf-8")


def main() -> int:
    options = parse()
    start = time.monotonic()
    commands, versions = gather(options.program)
    about = report.about(versions)
    print("\n".join(f"{key + ':':<15} {value}" for key, value in about.items()))
    print(report.NOTES)
    found, least = measure_all(commands, options)
    print(report.least_text(least))
    print(report.goals_text(found))
    save(options, about, found, least)
    print(f"took {time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Failure, OSError) as error:
        sys.exit(f"bench.programs: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
