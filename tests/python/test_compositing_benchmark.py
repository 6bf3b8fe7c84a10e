# SPDX-License-Identifier: MIT
"""The benchmark of what alpha, light and regions cost: that it runs, not how fast anything is."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Dict


def test_table(build: Path, preload: Dict[str, str]) -> None:
    command = [sys.executable, "-m", "bench.compositing", "--program", str(build / "blur")]
    result = subprocess.run(
        [*command, "--size", "61x47", "--rounds", "1"],
        capture_output=True,
        text=True,
        env={**os.environ, **preload},
        check=False,
        timeout=120,
    )
    assert (result.returncode, result.stderr) == (0, "")
    rows = [line for line in result.stdout.splitlines() if line.startswith("| RGB")]
    assert len(rows) == 11
    assert all(row.count("|") == 8 for row in rows)
    assert sum(" x |" in row for row in rows) == 7


def test_wrong_program() -> None:
    command = [sys.executable, "-m", "bench.compositing", "--program", "nowhere"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 2
    assert result.stderr.endswith("error: nowhere: no such program\n")
