# SPDX-License-Identifier: MIT
"""What all Python tests share: the build to test, the program, and folders."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Union

import pytest

import sanitizer

ROOT = Path(__file__).resolve().parent.parent
Argument = Union[str, bytes, Path]
# What an assertion has found is shown in the modules that tests share, too.
SHARED = {path.stem for path in (ROOT / "tests").glob("*.py")}
pytest.register_assert_rewrite(*SHARED.difference(sys.modules))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--build", default="build/release", help="folder of the build to test")


def build_folder(config: pytest.Config) -> Path:
    return (ROOT / str(config.getoption("--build"))).resolve()


def pytest_configure(config: pytest.Config) -> None:
    """Processes that tests start import the Python package from py/, as the tests do, and load the
    library of the build to test."""
    os.environ["BLUR_LIBRARY"] = str(build_folder(config) / "libblur.so")
    os.environ["PYTHONPATH"] = str(ROOT / "py")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Without what they need, all tests would fail in ways of their own."""
    build = build_folder(session.config)
    missing = [name for name in ("blur", "libblur.so") if not (build / name).exists()]
    if missing:
        raise pytest.UsageError(
            f"{build} has no {' and no '.join(missing)}: build with \"make tests\","
            " or give the folder of another build with --build"
        )
    if collects(session, ROOT / "tests" / "python"):
        check_preloaded(build)


def collects(session: pytest.Session, folder: Path) -> bool:
    """Whether tests of a folder are among those that were asked for."""
    given = [Path(argument.split("::")[0]).resolve() for argument in session.config.args]
    return any(path in (folder, *folder.parents) or folder in path.parents for path in given)


def check_preloaded(build: Path) -> None:
    """Python itself must have been started with what the library of a sanitizer needs."""
    needed = sanitizer.preload(build)
    if any(os.environ.get(name) != value for name, value in needed.items()):
        settings = " ".join(f"{name}={value}" for name, value in needed.items())
        raise pytest.UsageError(f"for the tests of the package, start pytest with {settings}")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def build(request: pytest.FixtureRequest) -> Path:
    """The folder of the build to test."""
    return build_folder(request.config)


class Program:
    """The program, run in a folder of the test."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path = path
        self.folder = folder

    def run(self, *arguments: Argument, **options: Any) -> "subprocess.CompletedProcess[bytes]":
        """Runs it and returns its status, stdout and stderr."""
        command: List[Argument] = [self.path, *arguments]
        options.setdefault("stdin", subprocess.DEVNULL)
        if "input" in options:
            del options["stdin"]
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("env", {**os.environ, "LC_ALL": "C.UTF-8"})
        return subprocess.run(
            command, stderr=subprocess.PIPE, cwd=self.folder, check=False, timeout=120, **options
        )

    def works(self, *arguments: Argument, **options: Any) -> bytes:
        """Runs it, expects success in silence, and returns its stdout."""
        result = self.run(*arguments, **options)
        assert (result.returncode, result.stderr) == (0, b"")
        return result.stdout or b""

    def fails(self, status: int, message: str, *arguments: Argument, **options: Any) -> None:
        """Runs it and expects exactly this status, this one line, and nothing on stdout."""
        before = sorted(os.listdir(self.folder))
        result = self.run(*arguments, **options)
        assert result.stderr.decode() == message + "\n"
        assert result.returncode == status
        assert not result.stdout
        assert sorted(os.listdir(self.folder)) == before, "a file was left or lost"


@pytest.fixture
def blur(build: Path, tmp_path: Path) -> Program:
    """The program; its working folder is tmp_path."""
    return Program(build / "blur", tmp_path)


@pytest.fixture(scope="session")
def preload(build: Path) -> Dict[str, str]:
    """Environment variables with which Python can load the library."""
    return sanitizer.preload(build)


@pytest.fixture
def run_python(preload: Dict[str, str]) -> Callable[..., str]:
    """Runs Python code in a process of its own and returns what it printed."""

    def run(code: str, *arguments: Argument, cwd: Optional[Path] = None) -> str:
        environment = {**os.environ, **preload}
        result = subprocess.run(
            [sys.executable, "-c", code, *[str(argument) for argument in arguments]],
            capture_output=True,
            text=True,
            env=environment,
            cwd=cwd,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    return run


@pytest.fixture
def has_turbo(blur: Program) -> bool:
    """Whether libjpeg-turbo is built in."""
    return b"libjpeg-turbo" in blur.works("--version")


@pytest.fixture
def has_deep(blur: Program) -> bool:
    """Whether 16 bits can be written at all."""
    return b"writes 16 bits" in blur.works("--version").replace(b"8 bits 16", b"16")
