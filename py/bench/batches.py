# SPDX-License-Identifier: MIT
"""Times the program on many files in one call: against one process a file, against the programs of
libvips, ImageMagick, GraphicsMagick and FFmpeg, and on tiny files; and watches its memory."""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Optional

from . import batches_report as report
from .arguments import PHOTO, add_common, check_common, size, whole
from .batch_commands import OUTPUT, Each, Form, gather, own, tool
from .batch_memory import Watched, watch
from .batch_pictures import Source, make_photos, make_tiny, source
from .batch_runs import Entry, Runs
from .batches_report import Found, Photos, Tiny
from .files import save_json, whole_file
from .machine import cpus
from .processes import Failure, Launcher
from .programs_report import about as about_all
from .progress import Progress
from .turns import turns

SIZE = (1200, 900)
PHOTOS, PHOTOS_QUICK = 500, 100
TINY, TINY_SIDE = 10_000, 32
# The file from which on memory is not to grow.
MARK = 100
# Of ours, which are short and close together; of rivals; of tiny files.
ROUNDS, ROUNDS_RIVAL, ROUNDS_TINY = 7, 3, 3
ROUNDS_QUICK, ROUNDS_RIVAL_QUICK, ROUNDS_TINY_QUICK = 3, 1, 2
# Seconds of a rival's run, which has so many of the files; but for each CPU at least LEAST.
RIVAL_SECONDS, RIVAL_SECONDS_QUICK, LEAST = 3.0, 1.0, 10


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.batches", description=__doc__)
    add_common(parser)
    add = parser.add_argument
    add("--photos", type=whole(1, 99_999), metavar="N", help=f"so many JPEG, instead of {PHOTOS}")
    add("--size", type=size, metavar="WxH", help="draw the photos, so large")
    add("--tiny", type=whole(2, 50_000), metavar="N", default=TINY, help=f"default: {TINY}")
    options = parser.parse_args()
    check_common(parser, options)
    options.photos = options.photos or (PHOTOS_QUICK if options.quick else PHOTOS)
    return options


def choose(options: argparse.Namespace, full: int, quick: int) -> int:
    return int(options.rounds or (quick if options.quick else full))


# ---- Photos --------------------------------------------------------------------------------------


def enter(runs: Runs, form: Form, options: argparse.Namespace) -> Entry:
    """The first run, which is not counted, but whose result is looked at. Of a rival it has a part
    of the files, and says how many the others can have."""
    every = len(runs.pictures.names)
    least = min(every, LEAST * cpus())
    files = -(-least // 2) if form.rival else every
    try:
        first = runs.run(form, files)
        runs.check()
    except (Failure, OSError) as error:
        return Entry(form, files, note=f"skipped: {error}")
    if form.rival:
        seconds = RIVAL_SECONDS_QUICK if options.quick else RIVAL_SECONDS
        files = min(max(int(seconds * files / first.wall), least), every)
    return Entry(form, files)


def compete(
    runs: Runs, forms: list[Form], options: argparse.Namespace, show: Progress
) -> list[Entry]:
    entries = []
    for form in forms:
        show.measuring(f"{form.name}, for the first time")
        entries.append(enter(runs, form, options))
    ours = choose(options, ROUNDS, ROUNDS_QUICK)
    rivals = choose(options, ROUNDS_RIVAL, ROUNDS_RIVAL_QUICK)
    counts = [rivals if entry.form.rival else ours for entry in entries]
    for turn, place in turns(counts):
        entry = entries[place]
        show.measuring(f"{entry.form.name}, round {turn + 1} of {max(counts)}")
        if not entry.note:
            runs.add(entry)
    return entries


def measure_photos(
    origin: Source, forms: list[Form], options: argparse.Namespace, show: Progress
) -> Photos:
    width, height = options.size or SIZE
    show.show(f"making {options.photos} photos ...")
    with tempfile.TemporaryDirectory() as name:
        pictures = make_photos(Path(name), origin, width, height, options.photos)
        with Launcher(pictures.folder) as launcher:
            runs = Runs(launcher, pictures, cpus(), keeps=False)
            photos = Photos(pictures, compete(runs, forms, options, show), launcher.least)
    show.clear()
    print(report.photos_text(photos), flush=True)
    return photos


# ---- Tiny files ----------------------------------------------------------------------------------


def run_tiny(runs: Runs, ours: Form, options: argparse.Namespace, show: Progress) -> Tiny:
    files = len(runs.pictures.names)
    copying = Form("cp", "cp", [tool("cp"), "-t", OUTPUT], Each.ALL, rival=False)
    tiny = Tiny(runs.pictures, cpus(), Entry(ours, files), Entry(copying, files), [])
    rounds = choose(options, ROUNDS_TINY, ROUNDS_TINY_QUICK)
    runs.run(ours, files)
    runs.check()
    for turn, place in turns([rounds] * 3):
        show.measuring(f"tiny files, round {turn + 1} of {rounds}")
        if place == 2:
            tiny.parts.append(runs.parts(ours))
        else:
            runs.add((tiny.ours, tiny.copy)[place])
    return tiny


def measure_memory(runs: Runs, ours: Form) -> Optional[Watched]:
    pictures = runs.pictures
    runs.begin()
    mark = min(MARK, (len(pictures.names) + 1) // 2)
    return watch([*ours.words, *pictures.names], pictures.folder, pictures.folder / OUTPUT, mark)


def measure_tiny(
    origin: Source, ours: Form, options: argparse.Namespace, show: Progress
) -> tuple[Tiny, Optional[Watched]]:
    """All files are removed at its end: on some disks that takes long once they are written."""
    show.show(f"making {options.tiny} tiny files ...")
    with tempfile.TemporaryDirectory() as name:
        pictures = make_tiny(Path(name), origin, TINY_SIDE, options.tiny)
        with Launcher(pictures.folder) as launcher:
            runs = Runs(launcher, pictures, cpus(), keeps=True)
            tiny = run_tiny(runs, ours, options, show)
            show.measuring("memory")
            memory = measure_memory(runs, ours)
        show.show("removing the tiny files ...")
    show.clear()
    print(report.tiny_text(tiny))
    print(report.memory_text(memory), flush=True)
    return tiny, memory


# ---- All of it -----------------------------------------------------------------------------------


def measure_all(forms: list[Form], options: argparse.Namespace) -> Found:
    """The tiny files first: see Runs."""
    show = Progress(quiet=False)
    photo = PHOTO if PHOTO.is_file() and not options.size else None
    origin = source(photo, *(options.size or SIZE))
    ours = own(options.program)[0]
    tiny, memory = measure_tiny(origin, ours, options, show)
    return Found(measure_photos(origin, forms, options, show), tiny, memory)


def save(options: argparse.Namespace, about: dict[str, str], found: Found) -> None:
    if options.json:
        save_json(options.json, {"about": about, **report.found_json(found)})
    if options.markdown:
        with whole_file(options.markdown) as unfinished:
            unfinished.write_text(report.markdown(found, about), encoding="utf-8")


def main() -> int:
    options = parse()
    start = time.monotonic()
    forms, versions = gather(options.program)
    about = about_all(versions)
    print("\n".join(f"{key + ':':<15} {value}" for key, value in about.items()))
    print(report.NOTES, flush=True)
    found = measure_all(forms, options)
    print(report.goals_text(found))
    save(options, about, found)
    print(f"took {time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Failure, OSError) as error:
        sys.exit(f"bench.batches: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
