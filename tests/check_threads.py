# SPDX-License-Identifier: MIT
"""Looks for data that two threads use without order between them: in the C tests that start
threads, in the program through each codec and each way to blur on three threads, and in some of its
tests, all as ThreadSanitizer builds them. Ends in one line."""

import argparse
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Tuple

from check_memory import Look, look
from run import TESTS, run_core, run_pytest
from varied_runs import Run, all_runs, write_files

# The C tests that start threads, by program and pattern of their names, the longest first: of plans
# by bands, of masks and compositing, and of convolutions. Those with longer
# sweeps over the same threads are left to the plain build.
CORE = (
    ("test_run", "*thread*"),
    ("test_deep_run", "test_threads_and_place_change_nothing"),
    ("test_run_threads", "*"),
    ("test_composite_bytes", "test_pixelated"),
    ("test_composite_bytes", "test_linear"),
    ("test_composite_bytes", "test_inverted_mask"),
    ("test_composite_bytes", "test_some_regions"),
    ("test_composite_bytes", "test_dithered"),
    ("test_deep_convolve", "*"),
    ("test_convolution", "*"),
    ("test_convolve_calls", "*"),
    ("test_run", "test_after_fork"),
    ("test_api", "*"),
)
# Signals, messages and progress of several processes, each of which may have threads.
PROGRAM = (
    "test_signals.py",
    "test_progress_lines.py",
    "test_batch_crash.py",
    "test_batch_order.py",
)
# But for those that wait for seconds until large files are written, which is no matter of threads.
SLOW = "rows_go_on or while_a_worker_writes or while_writing or on_a_terminal"
# Each process writes what it finds to a file of its own, and ends there.
OPTIONS = "halt_on_error=1:log_path="


def on_threads(run: Run) -> Run:
    """The same where nothing else is asked for: the file is read, blurred and written by a thread
    each."""
    return run._replace(arguments=["-t3", *run.arguments])


def fix_addresses(program: Path) -> None:
    """Begins again with addresses that are the same in each run where the sanitizer finds its own
    taken, as older ones do where a newer kernel spreads them over more bits."""
    result = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    if "unexpected memory mapping" in result.stderr and "BLUR_FIXED" not in os.environ:
        os.environ["BLUR_FIXED"] = "1"
        os.execvp("setarch", ["setarch", "-R", sys.executable, *sys.argv])
    result.check_returncode()


def check_core(build: Path, log: Path, test: Tuple[str, str]) -> Tuple[int, int]:
    program, pattern = test
    by = ("env", f"BLUR_TESTS={pattern}", f"TSAN_OPTIONS={OPTIONS}{log}")
    count = run_core(build / "tests" / program, by)
    return count.passed, count.failed


def check_program(build: Path, folder: Path, run: Run) -> Tuple[int, int]:
    how = Look((str(build / "blur"),), {"TSAN_OPTIONS": f"{OPTIONS}said"})
    written, complaint = look(how, folder, on_threads(run))
    print(complaint, end="")
    return written, 1 if complaint else 0


def check_all(build: Path, folder: Path) -> Tuple[int, int, int]:
    """Returns how many tests passed, how many pictures were written, and how much went wrong, which
    is shown."""
    log = folder / "said"
    write_files(folder)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        core = [pool.submit(check_core, build, log, test) for test in CORE]
        runs = [
            pool.submit(check_program, build, folder / f"run{i}", run)
            for i, run in enumerate(all_runs(folder))
        ]
    passed, failed = (sum(column) for column in zip(*(each.result() for each in core)))
    written, complaints = (sum(column) for column in zip(*(each.result() for each in runs)))
    files = [str(TESTS / "cli" / name) for name in PROGRAM]
    sys.stdout.flush()
    arguments = ["--numprocesses=auto", "-k", f"not ({SLOW})", *files]
    tests = run_pytest(build, "pytest-threads", *arguments, TSAN_OPTIONS=f"{OPTIONS}{log}")
    races = list(folder.glob("said.*"))
    for race in races:
        print(race.read_text(errors="replace"))
    return passed + tests.passed, written, failed + complaints + tests.failed + len(races)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, required=True, help="folder of the build to test")
    build = parser.parse_args().build.resolve()
    fix_addresses(build / "blur")
    with tempfile.TemporaryDirectory() as name:
        passed, written, errors = check_all(build, Path(name))
    print(f"threads: {passed} tests passed, {written} pictures written, {errors} errors")
    return 1 if errors or not passed or not written else 0


if __name__ == "__main__":
    sys.exit(main())
