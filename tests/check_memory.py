# SPDX-License-Identifier: MIT
"""Looks for memory that is used before it is written, touched where it must not be, or lost: in
the program under valgrind and as clang's MemorySanitizer builds it, through each codec both ways
and each way to blur; and in the C tests under MemorySanitizer. Ends in one line."""

import argparse
import os
import subprocess
import sys
import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Dict, List, NamedTuple, Sequence, Tuple

from run import core_programs, run_core
from varied_runs import Run, all_runs, write_files

# Nothing but errors is written, by each process to a file of its own; lost is what no pointer leads
# to, not what is left to the end of the process.
VALGRIND = (
    *("valgrind", "--quiet", "--leak-check=full", "--errors-for-leak-kinds=definite"),
    *("--show-leak-kinds=definite", "--error-exitcode=99", "--log-file=said.%p"),
)
SANITIZER = {"MSAN_OPTIONS": "log_path=said"}
# C tests that take more than some five seconds under MemorySanitizer; each function that they test
# is led through by others, too.
LONG = (
    *("test_convolve", "test_opaque_tiles", "test_composite_bytes", "test_composite_kinds"),
    *("test_deep", "test_deep_run", "test_deep_values"),
)
LIMIT = 600  # seconds, for what hangs


class Look(NamedTuple):
    """How a program is looked at."""

    command: Tuple[str, ...]
    environment: Dict[str, str]


def look(how: Look, folder: Path, run: Run) -> Tuple[int, str]:
    """Does a run in a folder of its own. Returns how many pictures were written, and what there is
    to complain of."""
    folder.mkdir(parents=True)
    process = subprocess.run(
        [*how.command, *run.arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=LIMIT,
        env={**os.environ, **how.environment},
    )
    complaint = "".join(log.read_text(errors="replace") for log in folder.glob("said.*"))
    if process.returncode not in (0, 1):
        complaint += f"status {process.returncode}\n{process.stdout.decode(errors='replace')}"
    out = folder / "out"
    written = len(list(out.iterdir())) if out.is_dir() else 0
    return written, complaint and f"{' '.join(how.command)}, {run.name}:\n{complaint}"


def look_all(how: Sequence[Look], folder: Path, pool: ThreadPoolExecutor) -> Tuple[List[int], int]:
    """Does all runs each way. Returns how many pictures each way has written, and in how many runs
    there was something to complain of, which is shown."""
    write_files(folder)
    futures: List[List[Future[Tuple[int, str]]]] = [
        [
            pool.submit(look, one, folder / f"way{way}" / f"run{i}", run)
            for i, run in enumerate(all_runs(folder))
        ]
        for way, one in enumerate(how)
    ]
    results = [[future.result() for future in way] for way in futures]
    complaints = [said for way in results for _, said in way if said]
    print("".join(complaints), end="")
    return [sum(written for written, _ in way) for way in results], len(complaints)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, required=True, help="for valgrind")
    parser.add_argument(
        "--msan", type=Path, required=True, help="folder of MemorySanitizer's build"
    )
    arguments = parser.parse_args()
    msan = arguments.msan.resolve()
    programs = [path for path in core_programs(msan) if path.name not in LONG]
    how = [
        Look((*VALGRIND, str(arguments.program.resolve())), {}),
        Look((str(msan / "blur"),), SANITIZER),
    ]
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(os.cpu_count()) as pool:
        tests = [pool.submit(run_core, program) for program in programs]
        written, errors = look_all(how, Path(name), pool)
        counts = [each.result() for each in tests]
        runs = all_runs(Path(name))
    passed, failed = sum(one.passed for one in counts), sum(one.failed for one in counts)
    print(
        f"memory: {len(runs)} runs of {sum(run.files for run in runs)} pictures under valgrind and"
        f" MemorySanitizer each, {written[0]} and {written[1]} written; {passed} C tests of"
        f" {len(programs)} programs under MemorySanitizer; {errors + failed} errors"
    )
    return 1 if errors or failed or not passed or 0 in written else 0


if __name__ == "__main__":
    sys.exit(main())
