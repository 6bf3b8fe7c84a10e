# SPDX-License-Identifier: MIT
"""Runs every test, in C and in Python, and ends in one line that counts them all."""

import argparse
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import List, NamedTuple, Sequence, Tuple

from sanitizer import preload

TESTS = Path(__file__).resolve().parent
PARALLEL = "--numprocesses=auto"  # a process for each CPU, by pytest-xdist
# One that is done takes over what another has before it. Not where tests measure the memory of
# their process: what is handed over in the middle of one would count.
STEALING = "--dist=worksteal"
# The C programs that take the longest: begun first, so that no CPU waits for one begun last.
LONGEST = ("test_checkasm", "test_deep_run", "test_composite", "test_composite_bytes", "test_deep")


class Count(NamedTuple):
    passed: int
    failed: int
    skipped: Tuple[str, ...] = ()  # the reason of each


def run_core(program: Path, by: Sequence[str] = ()) -> Count:
    """Runs one cmocka program, by what runs programs of its machine; one that ends early counts as
    a failure more."""
    result = subprocess.run(
        [*by, program],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env={**os.environ, "CMOCKA_MESSAGE_OUTPUT": "TAP"},
    )
    # Some versions of cmocka call what is skipped "not ok".
    tests = re.findall(r"^(not )?ok \d+ (?:# SKIP (.*))?", result.stdout, re.MULTILINE)
    skipped = [name for _, name in tests if name]
    failed = sum(bool(is_not) for is_not, name in tests if not name)
    passed = len(tests) - len(skipped) - failed
    plan = re.search(r"^1\.\.(\d+)", result.stdout, re.MULTILINE)
    complete = plan is not None and len(tests) == int(plan.group(1)) > 0
    if not complete or (result.returncode != 0 and failed == 0):
        failed += 1
    print(f"{program.name}: {passed} passed, {failed} failed" + (":" if failed else ""))
    if failed:
        print(f"{result.stdout}status {result.returncode}")
    return Count(passed, failed, tuple(f"{program.name}: {name}" for name in skipped))


def core_programs(build: Path) -> List[Path]:
    return [path for path in sorted((build / "tests").glob("test_*")) if not path.suffix]


def run_pytest(
    build: Path, name: str, *arguments: str, python: str = sys.executable, **environment: str
) -> Count:
    """Runs Python tests; a run that ends without a report counts as a failure."""
    report = build / f"{name}.xml"
    report.unlink(missing_ok=True)
    result = subprocess.run(
        [
            *(python, "-m", "pytest", "-q", "-rfE"),  # main() shows what was skipped
            *(f"--build={build}", f"--junitxml={report}", *arguments),
        ],
        check=False,
        cwd=TESTS.parent,
        env={**os.environ, **environment},
    )
    if not report.exists():
        print(f"{name}: status {result.returncode}, and no report")
        return Count(0, 1)
    total = failed = 0
    skipped: List[str] = []
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += [skip.get("message", "") for skip in suite.iter("skipped")]
    return Count(total - failed - len(skipped), failed, tuple(skipped))


def run_all_core(build: Path) -> List[Count]:
    programs = core_programs(build)
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    programs.sort(key=lambda path: (ranks.get(path.name, len(ranks)), path.name))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        counts = list(pool.map(run_core, programs))
    if not counts:
        print("no test programs were built")
        counts.append(Count(0, 1))
    sys.stdout.flush()
    return counts


def summarize(counts: Sequence[Count]) -> int:
    """Shows why tests were skipped, and the line that counts them all; returns the exit status."""
    passed, failed = sum(count.passed for count in counts), sum(count.failed for count in counts)
    skipped = Counter(reason for count in counts for reason in count.skipped)
    for reason, times in sorted(skipped.items()):
        print(f"{times} skipped: {reason}")
    total = sum(skipped.values())
    print(f"{passed} passed, {failed} failed" + (f", {total} skipped" if total else ""))
    return 1 if failed or not passed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, required=True, help="folder of the build to test")
    parser.add_argument(
        "--program",
        action="store_true",
        help="without the tests of the library and its package, which are the same with any codecs",
    )
    parser.add_argument(
        "--package-python",
        default=sys.executable,
        help="what runs the tests of the Python package: of another virtual environment",
    )
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    counts = [] if arguments.program else run_all_core(build)
    # Those of the build itself install and rebuild: nothing else may use it meanwhile.
    counts.append(
        run_pytest(build, "pytest", *(str(TESTS / each) for each in ("library", "papers", "house")))
    )
    counts.append(run_pytest(build, "pytest-cli", PARALLEL, STEALING, str(TESTS / "cli")))
    if not arguments.program:
        counts.append(run_pytest(build, "pytest-golden", PARALLEL, str(TESTS / "golden")))
        package = [PARALLEL, str(TESTS / "python")]
        python = arguments.package_python
        counts.append(run_pytest(build, "pytest-python", *package, python=python, **preload(build)))
    return summarize(counts)


if __name__ == "__main__":
    sys.exit(main())
