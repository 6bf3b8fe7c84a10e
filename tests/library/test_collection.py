# SPDX-License-Identifier: MIT
"""All Python tests can be run at once, by pytest alone."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from sanitizer import preload


def pytest_of(
    root: Path, *arguments: object, **variables: str
) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pytest", *map(str, arguments)]
    environment = {**os.environ, **variables}
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )


def test_no_two_files_share_a_name(root: Path) -> None:
    """As modules they would be one."""
    names = Counter(path.name for path in (root / "tests").rglob("*.py"))
    assert {name for name, count in names.items() if count > 1} == {"__main__.py"}


def test_all_are_collected_at_once(root: Path, build: Path) -> None:
    arguments = ("tests", "--collect-only", "-q", "--ignore=tests/python", f"--build={build}")
    result = pytest_of(root, *arguments, **preload(build))
    assert result.returncode == 0, result.stdout[-1000:]
    for folder in ("cli", "library", "papers"):
        assert f"tests/{folder}/test_" in result.stdout


def test_without_a_build(root: Path, tmp_path: Path) -> None:
    result = pytest_of(root, "tests", f"--build={tmp_path}")
    assert result.returncode == 4
    assert result.stderr.startswith(f"ERROR: {tmp_path} has no blur and no libblur.so: build with")
