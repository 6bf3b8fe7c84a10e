# SPDX-License-Identifier: MIT
"""The build does what is needed, and no more."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Callable, Dict, Optional, Tuple

import pytest

Make = Callable[..., str]


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """A copy of what the library is built of."""
    for folder in ("core", ".ci"):
        shutil.copytree(root / folder, tmp_path / folder)
    shutil.copy(root / "Makefile", tmp_path)
    return tmp_path


@pytest.fixture
def make(checkout: Path) -> Make:
    """Runs make for one object."""

    def run(*settings: str) -> str:
        result = subprocess.run(
            ["make", "V=1", "BUILD=build", "build/core/status.o", *settings],
            cwd=checkout,
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


def test_changed_header_rebuilds(make: Make, checkout: Path) -> None:
    make()
    later = (checkout / "build/core/status.o").stat().st_mtime + 1
    os.utime(checkout / "core/blur.h", (later, later))
    assert " -c core/status.c" in make()


@pytest.fixture
def poor_make(root: Path, tmp_path: Path) -> Callable[..., Tuple[int, str]]:
    """Runs make where there are but a few programs; returns its status and stderr."""

    def run(programs: str, *arguments: str, scripts: Optional[Dict[str, str]] = None) -> Any:
        folder = tmp_path / "bin"
        folder.mkdir()
        for name in programs.split():
            (folder / name).symlink_to(f"/bin/{name}")
        for name, script in (scripts or {}).items():
            (folder / name).write_text(f"#!/bin/sh\n{script}\n")
            (folder / name).chmod(0o755)
        result = subprocess.run(
            ["/usr/bin/make", *arguments],
            cwd=root,
            capture_output=True,
            text=True,
            env={"PATH": str(folder)},
        )
        return result.returncode, result.stderr

    return run


LINE = "apt-get install -y --no-install-recommends gcc libc6-dev libstb-dev libdeflate-dev"


def test_missing_packages_are_named(poor_make: Callable[..., Any], tmp_path: Path) -> None:
    """Without a compiler, the build fails with the line that installs one."""
    status, said = poor_make("sh sed mkdir cmp mv rm id echo cat", f"BUILD={tmp_path}/build")
    assert status != 0
    assert "Something that the build needs is missing. Try:\n" in said
    assert f"{LINE}\n" in said


def test_demo_without_a_way_to_install(poor_make: Callable[..., Any]) -> None:
    """Where packages are missing and cannot be installed, the line is printed and make fails."""
    status, said = poor_make("sh id sed", "demo")
    assert status != 0
    assert "There is no apt-get here. Install what is missing with:\n" in said
    assert f"{LINE} python3\n" in said


def test_demo_without_the_right_to_install(poor_make: Callable[..., Any]) -> None:
    status, said = poor_make("sh sed", "demo", scripts={"id": "echo 1000", "apt-get": "exit 9"})
    assert status != 0
    reason = "Packages cannot be installed without root or sudo. Install what is missing with:\n"
    assert f"{reason}  sudo {LINE} python3\n" in said


def test_demo_where_installing_fails(poor_make: Callable[..., Any]) -> None:
    scripts = {"id": "echo 0", "apt-get": "echo no network; exit 9"}
    status, said = poor_make("sh sed mktemp tail rm env", "demo", scripts=scripts)
    assert status != 0
    assert (
        f"no network\nInstalling failed. Install what is missing with:\n  {LINE} python3\n" in said
    )


def test_unknown_flavour(poor_make: Callable[..., Any]) -> None:
    status, said = poor_make("sh sed", "FLAVOUR=fast")
    assert status != 0
    assert 'FLAVOUR is release, debug, asan, tsan, msan or fuzz, not "fast"' in said
