# SPDX-License-Identifier: MIT
"""Has valgrind look at the program through each codec both ways and each way to blur: for memory
that is used before it is written, touched where it must not be, or lost. Ends in one line."""

import argparse
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import List, Tuple

from varied_runs import Run, all_runs, write_files

# Nothing but errors is written, for each process to a file of its own.
VALGRIND = (
    *("valgrind", "--quiet", "--leak-check=full", "--errors-for-leak-kinds=definite"),
    *("--show-leak-kinds=definite", "--error-exitcode=99", "--log-file=said-%p"),
)
LIMIT = 600  # seconds, for what hangs


def look(program: Path, folder: Path, run: Run) -> Tuple[int, str]:
    """Does a run in a folder of its own. Returns how many pictures were written, and what there is
    to complain of."""
    folder.mkdir()
    process = subprocess.run(
        [*VALGRIND, program, *run.arguments],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    logs = list(folder.glob("said-*"))
    said = "".join(log.read_text(errors="replace") for log in logs)
    if process.returncode not in (0, 1) or not logs:
        said += f"status {process.returncode}\n{process.stdout}"
    out = folder / "out"
    return len(list(out.iterdir())) if out.is_dir() else 0, said


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, required=True)
    program = parser.parse_args().program.resolve()
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(os.cpu_count()) as pool:
        folder = Path(name)
        write_files(folder)
        runs = all_runs(folder)
        results = [
            pool.submit(look, program, folder / f"run{i}", run) for i, run in enumerate(runs)
        ]
        complaints: List[str] = []
        written = 0
        for run, result in zip(runs, results):
            count, said = result.result()
            written += count
            if said:
                complaints.append(f"blur {run.name}:\n{said}")
    print("".join(complaints), end="")
    files = sum(run.files for run in runs)
    print(
        f"memory: {len(runs)} runs under valgrind, {files} pictures in, {written} out,"
        f" {len(complaints)} runs with errors"
    )
    return 1 if complaints or not written else 0


if __name__ == "__main__":
    sys.exit(main())
