# SPDX-License-Identifier: MIT
"""The build does what is needed, and no more."""

import os
import subprocess
from pathlib import Path
from typing import Callable

import pytest

Make = Callable[..., str]


@pytest.fixture
def make(root: Path, tmp_path: Path) -> Make:
    """Runs make for one object in a build folder of the test."""

    def run(*settings: str) -> str:
        result = subprocess.run(
            ["make", "V=1", f"BUILD={tmp_path}", f"{tmp_path}/core/status.o", *settings],
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            env={**os.environ, "MAKEFLAGS": ""},
        )
        assert result.returncode == 0, result.stdout
        return result.stdout

    return run


def test_up_to_date(make: Make) -> None:
    assert " -c core/status.c" in make()
    assert " -c " not in make()


def test_changed_flags_rebuild(make: Make) -> None:
    make("CFLAGS=-O0")
    assert " -O1 " in make("CFLAGS=-O1")
    assert " -c " not in make("CFLAGS=-O1")


def test_changed_header_rebuilds(make: Make, tmp_path: Path) -> None:
    make()
    assert "core/blur.h" in (tmp_path / "core" / "status.d").read_text()
    os.utime(tmp_path / "core" / "status.o", (0, 0))
    assert " -c core/status.c" in make()


def test_missing_packages_are_named(root: Path, tmp_path: Path) -> None:
    """Without a compiler, the build fails with the line that installs one."""
    (tmp_path / "bin").mkdir()
    for name in ("sh", "sed", "mkdir", "cmp", "mv", "rm", "id", "echo", "cat"):
        (tmp_path / "bin" / name).symlink_to(f"/bin/{name}")
    result = subprocess.run(
        ["/usr/bin/make", f"BUILD={tmp_path}/build"],
        cwd=root,
        capture_output=True,
        text=True,
        env={"PATH": str(tmp_path / "bin")},
    )
    assert result.returncode != 0
    assert "Something that the build needs is missing. Try:\n" in result.stderr
    assert "apt-get install -y --no-install-recommends gcc " in result.stderr


def test_demo_without_a_way_to_install(root: Path, tmp_path: Path) -> None:
    """Where packages are missing and cannot be installed, the line is printed and make fails."""
    (tmp_path / "bin").mkdir()
    for name in ("sh", "id", "sed"):
        (tmp_path / "bin" / name).symlink_to(f"/bin/{name}")
    result = subprocess.run(
        ["/usr/bin/make", "demo"],
        cwd=root,
        capture_output=True,
        text=True,
        env={"PATH": str(tmp_path / "bin")},
    )
    assert result.returncode != 0
    assert "There is no apt-get here. Install what is missing with:\n" in result.stderr
    assert "apt-get install -y --no-install-recommends gcc libc6-dev" in result.stderr
