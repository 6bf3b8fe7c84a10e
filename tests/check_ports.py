# SPDX-License-Identifier: MIT
"""Holds the program built for another machine against the one of this machine: same bytes, same
messages, same status; runs the C tests there, and sees that the library writes the samples that are
committed. Ends in one line that counts it all."""

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Dict, List, NamedTuple, Sequence

from run import core_programs, run_core
from varied_runs import Run, all_runs, write_files

# C tests that take an emulator of a big-endian machine more than ten seconds: for a long run alone,
# and for machines that this one can be. The others lead through each kind of work.
LONG = (
    *("test_bound", "test_convolve", "test_gaussian"),
    *("test_opaque_tiles", "test_composite", "test_composite_bytes", "test_composite_kinds"),
    *("test_plan", "test_plan_results", "test_run", "test_deep", "test_deep_run"),
    *("test_deep_values",),
)
# libjpeg-turbo without SIMD, which makes other pixels of coefficients that no encoder writes.
PLAIN = {"JSIMD_FORCENONE": "1"}
LIMIT = 3600  # seconds, for what hangs


class Result(NamedTuple):
    status: int
    said: str
    files: Dict[str, bytes]


def run(command: Sequence[str], folder: Path, run: Run) -> Result:
    """Does one run in a folder of its own."""
    folder.mkdir(parents=True)
    process = subprocess.run(
        [*command, *run.arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=LIMIT,
        env={**os.environ, "LC_ALL": "C.UTF-8", **(PLAIN if run.is_damaged else {})},
    )
    out = folder / "out"
    files = {path.name: path.read_bytes() for path in out.iterdir()} if out.is_dir() else {}
    return Result(process.returncode, process.stdout.decode(errors="replace"), files)


def essence(said: str) -> str:
    """Messages without what may differ: times, the loops that were chosen for the CPU, and the
    sandbox, which an emulator would not survive."""
    return re.sub(r"\b[\d.]+ ms\b|\bloops \w+|^blur: sandbox: .*\n", "", said, flags=re.M)


def differences(name: str, here: Result, there: Result) -> List[str]:
    """What is not the same; one line each."""
    found = []
    if here.status != there.status:
        found.append(f"{name}: status {there.status}, not {here.status}")
    if essence(here.said) != essence(there.said):
        found.append(f"{name}: says\n{there.said}not\n{here.said}")
    for file in sorted({*here.files, *there.files}):
        if here.files.get(file) != there.files.get(file):
            found.append(f"{name}: another {file}")
    return found


def compare(native: Path, command: Sequence[str], pool: ThreadPoolExecutor) -> str:
    """Does all runs by both programs; raises SystemExit where anything differs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder)
        runs = all_runs(folder)
        here = [pool.submit(run, [str(native)], folder / f"here{i}", r) for i, r in enumerate(runs)]
        there = [pool.submit(run, command, folder / f"there{i}", r) for i, r in enumerate(runs)]
        found: List[str] = []
        written = 0
        for i, one in enumerate(runs):
            found += differences(one.name, here[i].result(), there[i].result())
            written += len(here[i].result().files)
    if found:
        raise SystemExit("\n".join([*found, f"{len(found)} differences"]))
    assert written > 0
    files = sum(one.files for one in runs)
    return f"{len(runs)} sets of options, {files} pictures in, {written} out: no difference"


def compare_samples(build: Path, command: Sequence[str]) -> bool:
    """Whether the library writes what tests/golden/samples.txt says."""
    samples = Path(__file__).with_name("golden") / "samples.txt"
    result = subprocess.run(
        [*command, build / "tests" / "golden", "--check", samples],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    print(result.stdout, end="")
    return result.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--native", type=Path, required=True, help="folder of this machine's build")
    parser.add_argument("--foreign", type=Path, required=True, help="folder of the other build")
    parser.add_argument("--by", default="", help="command that runs programs of the other machine")
    parser.add_argument("--full", action="store_true", help="also the C tests that take long")
    arguments = parser.parse_args()
    native, foreign = arguments.native.resolve(), arguments.foreign.resolve()
    command = shlex.split(arguments.by)
    programs = core_programs(foreign)
    if not arguments.full:
        programs = [path for path in programs if path.name not in LONG]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        golden = pool.submit(compare_samples, foreign, command)
        tests = [pool.submit(run_core, program, command) for program in programs]
        compared = compare(native / "blur", [*command, str(foreign / "blur")], pool)
        counts = [each.result() for each in tests]
    passed, failed = sum(one.passed for one in counts), sum(one.failed for one in counts)
    tested = f"{passed} C tests of {len(programs)} programs passed, {failed} failed"
    print(f"{foreign.name}: {tested}; {compared}")
    return 1 if failed or not passed or not golden.result() else 0


if __name__ == "__main__":
    sys.exit(main())
