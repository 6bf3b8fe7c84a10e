# SPDX-License-Identifier: MIT
"""Blurs a great many small files by one process, and by eight side by side into one folder, and
checks every output, that memory does not grow, and that no file stays open."""

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import List, NamedTuple, Sequence, Tuple

from load.collection import Collection
from load.watch import Course, Watch, course_of

SHARDS = 8
# KiB by which memory may still grow after the first quarter: malloc() takes its memory in steps of
# 132, and the kernel counts pages on each CPU in batches of 64, which is 256: two of the former and
# one of the latter. A leak of 8 bytes a file, 32 as malloc() counts, makes more than 1500 of
# 100000 files by one worker.
GROWTH = 2 * 132 + 256
# A file under way takes an input, or a temporary file and its lock: one more or less of these is
# what the last look may have seen.
UNDER_WAY = 3
# Bytes that the program itself may take for each name that it is given, at its peak: the name, that
# of its output, and while these are compared, either once more with its folder.
PER_NAME = 500
# KiB of a program that has little to do, with its libraries. Both are twice what there is.
IDLE = 8 * 1024
MOST_FAULTS = 10


class Run(NamedTuple):
    seconds: float
    faults: List[str]
    workers: List[Course]


def watch_all(
    commands: Sequence[Sequence[str]], folder: Path, pause: float, sees_own: bool
) -> Tuple[Watch, Run]:
    """Runs commands side by side."""
    watch, begin, faults = Watch(sees_own), time.monotonic(), []
    processes = [
        subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
        for command in commands
    ]
    while any(process.poll() is None for process in processes):
        watch.look([process.pid for process in processes if process.returncode is None])
        time.sleep(pause)
    seconds = time.monotonic() - begin
    for process in processes:
        said = process.communicate()[1]
        if process.returncode or said:
            faults.append(f"status {process.returncode}: {said[:200]}")
    return watch, Run(seconds, faults, [course_of(samples) for samples in watch.workers.values()])


def growth(what: str, course: Course) -> List[str]:
    faults = []
    for first, last in (course.peak, course.own):
        if last - first > GROWTH:
            faults.append(f"memory of {what} grows from {first} to {last} KiB")
    if course.descriptors[1] > course.descriptors[0] + UNDER_WAY:
        faults.append(f"open files of {what} grow from {course.descriptors}")
    return faults


def run_all(
    commands: Sequence[Sequence[str]], collection: Collection, output: str, is_sharded: bool
) -> Run:
    pause = 0.01 if collection.files <= 20000 else 0.1
    # The names of other shards leave gaps that are filled bit by bit, up to so much and no more,
    # which is no leak, and looks like one in memory that is not shared.
    watch, run = watch_all(commands, collection.folder, pause, sees_own=not is_sharded)
    faults = [*run.faults, *collection.faults_of(collection.folder / output, is_sharded)]
    if len(watch.workers) != len(commands):
        faults.append(f"{len(watch.workers)} workers, where each process needs one")
    for course in run.workers:
        faults += growth("a worker", course)
    most = IDLE + collection.files * PER_NAME // 1024
    for samples in watch.parents.values():
        course = course_of(samples)
        faults += growth("a process", course)
        if course.peak[1] > most:
            faults.append(f"a process takes {course.peak[1]} KiB, more than {most}")
    return run._replace(faults=faults)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="load", description=__doc__)
    parser.add_argument("--program", type=Path, default=Path("build/release/blur"))
    parser.add_argument("--files", type=int, default=100000)
    parser.add_argument("--folder", type=Path, default=Path("build/load"))
    return parser.parse_args()


def main() -> int:
    arguments = parse()
    program = str(arguments.program.resolve())
    shutil.rmtree(arguments.folder, ignore_errors=True)
    collection = Collection(arguments.folder.resolve(), arguments.files)
    collection.make()
    collection.work_out(arguments.program.resolve())
    one = [program, "-j1", "-r", "in", "-d", "one"]
    shards = [
        [program, "-j1", "--shard", f"{i}/{SHARDS}", "--files-from", "list", "-d", "shards"]
        for i in range(1, SHARDS + 1)
    ]
    runs = [
        run_all([one], collection, "one", is_sharded=False),
        run_all(shards, collection, "shards", is_sharded=True),
    ]
    shutil.rmtree(arguments.folder)
    return report(arguments.files, runs)


def report(files: int, runs: Sequence[Run]) -> int:
    faults = [fault for run in runs for fault in run.faults]
    for fault in faults[:MOST_FAULTS]:
        print(f"FAILED: {fault}")
    if faults:
        print(f"load: {len(faults)} failures")
        return 1
    workers = [course for run in runs for course in run.workers]
    worst = max(workers, key=lambda course: course.peak[1] - course.peak[0])
    first, last = (max(course.descriptors[i] for course in workers) for i in (0, 1))
    rate = len(runs) * files / sum(run.seconds for run in runs)
    print(
        f"load: {len(runs) * files} outputs right, RSS of a worker {worst.peak[0]} -> "
        f"{worst.peak[1]} KiB, descriptors {first} -> {last}, {rate:.0f} files/s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
