# SPDX-License-Identifier: MIT
"""Inputs of runs over many files, what has to come of them, and how to watch such a run."""

import os
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time
import zlib
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, TypeVar

import pytest
from PIL import Image

from conftest import Argument, Program
from pictures import Samples, decode, exact_blur, jpeg, largest_error, noise, png

Result = TypeVar("Result")
# The most that a sample may be off by default.
BOUND = 0.75
# What is said of a file that needs more memory than there may be.
NEEDS = re.compile(
    r"blur: (\S+): needs about (\d+) bytes of memory, of which --max-memory allows (\d+)\n"
)
# What the longest wait for anything may take; nothing takes it unless it fails.
PATIENCE = 60.0


# ---- Pictures -----------------------------------------------------------------------------------


def samples_of(name: str, height: int = 6, width: int = 8) -> Samples:
    """Those of the picture that write() puts under a name: each name has others."""
    return noise(height, width, 3, seed=zlib.crc32(os.fsencode(name)))


def encoded(name: str, height: int = 6, width: int = 8) -> bytes:
    """The file that write() puts under a name."""
    samples = samples_of(name, height, width)
    return jpeg(samples) if name.lower().endswith((".jpg", ".jpeg")) else png(samples)


def write(folder: Path, *names: str, height: int = 6, width: int = 8) -> None:
    """Puts a picture of its own under each name, and makes the folders for it."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(encoded(name, height, width))


def is_blur_of(data: bytes, name: str, k: int = 5, height: int = 6, width: int = 8) -> bool:
    """Whether a PNG file is the blurred picture that write() has put under a name."""
    exact = exact_blur(samples_of(name, height, width), k)
    out = decode(data)
    return out.shape == exact.shape and largest_error(out, exact) <= BOUND


def alone(blur: Program, name: str, *options: Argument) -> bytes:
    """What becomes of one file when it is the only one."""
    target = blur.folder / "alone.png"
    if "-f" not in options and name.lower().endswith((".jpg", ".jpeg")):
        target = target.with_suffix(".jpg")
    result = blur.run("-q", *options, "-o", target, "--", name)
    assert (result.returncode, result.stderr) == (0, b"")
    data = target.read_bytes()
    target.unlink()
    return data


# Ways to damage a PNG file; each is refused.
DAMAGES: Sequence[Callable[[bytes], bytes]] = (
    lambda data: b"",
    lambda data: b"This is no picture.\n",
    lambda data: data[: len(data) // 2],
    lambda data: data[:-1],
    lambda data: data[:-20] + bytes([data[-20] ^ 1]) + data[-19:],  # among the samples
    lambda data: data[:20] + b"\0\0\0\0" + data[24:],  # no rows
    lambda data: data[:8],
    lambda data: data[1:],
    lambda data: b"\xff\xd8\xff\xe0" + data,
    lambda data: data[:8] + data[33:],  # no header
)


# ---- Folders ------------------------------------------------------------------------------------


def names_in(folder: Path) -> List[str]:
    """All that is below a folder, but for the folders: sorted, as the program sorts them."""
    found: List[str] = []
    for parent, _, files in os.walk(folder):
        found += [os.path.relpath(os.path.join(parent, file), folder) for file in files]
    return sorted(found)


def temporaries(folder: Path) -> List[str]:
    """Files below a folder that are not complete."""
    return [name for name in names_in(folder) if os.path.basename(name).startswith(".blur-tmp-")]


@contextmanager
def for_anyone(blur: Program) -> Iterator[Program]:
    """The program in a folder that any user can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp()).resolve()
    os.chmod(folder, 0o755)
    try:
        shutil.copy(blur.path, folder / "blur")
        yield Program(folder / "blur", folder)
    finally:
        for parent, folders, _ in os.walk(folder):
            for name in folders:
                os.chmod(os.path.join(parent, name), 0o755)
        shutil.rmtree(folder)


def as_user() -> Dict[str, Any]:
    """Options for Program.run(), for a user whom permissions bind."""
    return {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}


# ---- Runs ---------------------------------------------------------------------------------------


def wait_until(condition: Callable[[], Optional[Result]]) -> Result:
    """Waits until it is something true, and returns that."""
    end = time.monotonic() + PATIENCE
    while True:
        result = condition()
        if result:
            return result
        assert time.monotonic() < end, "this has not come to be"
        time.sleep(0.002)


def processes(blur: Program) -> List[int]:
    """Those of the program in the folder of the test: the one started, and its workers."""
    found = []
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit() and os.path.samefile(f"/proc/{entry}/exe", blur.path):
                folder = os.readlink(f"/proc/{entry}/cwd")
                found += [int(entry)] if folder == str(blur.folder.resolve()) else []
        except OSError:
            continue  # it has ended, or is somebody else's
    return sorted(found)


def has_ended(process: int) -> bool:
    """Whether all that it had open is closed: not yet so where it is no longer seen to be running
    a program."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return True
    return stat.rpartition(")")[2].split()[0] in "ZX"


def workers(blur: Program, program: "subprocess.Popen[bytes]") -> List[int]:
    return [number for number in processes(blur) if number != program.pid]


def opener_of(blur: Program, path: Path) -> Optional[int]:
    """The process of the program that has a file open."""
    for number in processes(blur):
        try:
            for entry in os.listdir(f"/proc/{number}/fd"):
                if os.readlink(f"/proc/{number}/fd/{entry}") == str(path.resolve()):
                    return number
        except OSError:
            continue
    return None


def send(process: int, number: int) -> None:
    """A signal to a process that may have ended meanwhile."""
    with suppress(ProcessLookupError):
        os.kill(process, number)


@contextmanager
def running(
    blur: Program, *arguments: Argument, **options: Any
) -> "Iterator[subprocess.Popen[bytes]]":
    """The program under way, its stderr being a pipe; at the end nothing of it is left."""
    command: List[Argument] = [blur.path, *arguments]
    options.setdefault("stdin", subprocess.DEVNULL)
    options.setdefault("stdout", subprocess.DEVNULL)
    options.setdefault("stderr", subprocess.PIPE)
    options.setdefault("env", {**os.environ, "LC_ALL": "C.UTF-8"})
    program = subprocess.Popen(command, cwd=blur.folder, **options)
    try:
        yield program
    finally:
        program.kill()
        program.wait()
        for number in processes(blur):
            send(number, signal.SIGKILL)
        for file in (program.stdin, program.stdout, program.stderr):
            if file:
                file.close()


def finish(program: "subprocess.Popen[bytes]") -> bytes:
    """Waits for its end and that of all its workers, and returns what is left of its stderr."""
    return program.communicate(timeout=PATIENCE)[1]


def read_until(descriptor: int, text: bytes) -> bytes:
    """Reads from a pipe or a terminal until a text has come; returns all that has."""
    got = b""
    while text not in got:
        ready = select.select([descriptor], [], [], PATIENCE)[0]
        more = os.read(descriptor, 4096) if ready else b""
        assert more, f"{text!r} has not come after {got!r}"
        got += more
    return got


def need_of(blur: Program, name: str, *options: str) -> int:
    """What one file needs, as the program says that refuses it, once it has found room for the file
    as it is."""
    limit = (blur.folder / name).stat().st_size + 1
    result = blur.run(*options, f"--max-memory={limit}", name, "-o", "no.png")
    said = NEEDS.fullmatch(result.stderr.decode())
    assert said, result.stderr
    assert (said[1], said[3], result.returncode) == (name, f"{limit}", 1)
    assert not (blur.folder / "no.png").exists()
    return int(said[2])


class Gate:
    """A FIFO given as a picture: who reads it waits until it is fed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        os.mkfifo(path)
        self.descriptor = -1

    def _open(self) -> bool:
        try:
            self.descriptor = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return False  # nobody reads it yet
        return True

    def wait(self) -> None:
        """Until the program reads it."""
        wait_until(self._open)

    def feed(self, data: bytes) -> None:
        """Lets the program have a picture, of less than a pipe holds."""
        os.write(self.descriptor, data)
        self.close()

    def close(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)
        self.descriptor = -1


@contextmanager
def gate_at(path: Path) -> Iterator[Gate]:
    gate = Gate(path)
    try:
        yield gate
    finally:
        gate.close()


class Traced(Program):
    """The program under strace, by whose options system calls are listed, delayed or fail."""

    def __init__(self, blur: Program, *options: str) -> None:
        super().__init__(Path("strace"), blur.folder)
        self.prefix: List[Argument] = ["-f", "-y", "-qq", *options, blur.path]
        probe = ["strace", "-qq", "-e", "trace=none", "true"]
        if not shutil.which("strace") or subprocess.run(probe, check=False).returncode != 0:
            pytest.skip("strace cannot be used here")

    def run(self, *arguments: Argument, **options: Any) -> "subprocess.CompletedProcess[bytes]":
        return super().run(*self.prefix, *arguments, env=self.environment(), **options)

    def environment(self) -> Dict[str, str]:
        """A sanitizer cannot look for leaks in a process that is traced."""
        return {**os.environ, "LC_ALL": "C.UTF-8", "ASAN_OPTIONS": "detect_leaks=0"}


# ---- Writing, caught in the act -----------------------------------------------------------------


def write_large(path: Path, size: int = 1500) -> None:
    """A PNG file that takes a while to write, as nothing makes noise smaller."""
    Image.fromarray(noise(size, size, 3)).save(path, compress_level=0)


def start_anew(target: Path) -> None:
    """Has its folder hold nothing but an old file of that name."""
    for path in target.parent.iterdir():
        path.unlink()
    target.write_bytes(b"old")


def state_of(process: int) -> str:
    """As in /proc: R, S, T for stopped, Z for a zombie; empty for one that is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def stop_writing(process: int, folder: Path) -> List[str]:
    """Waits until there is a temporary file, and stops the process that writes it. The temporary
    files that there are then: none if it was faster, and then it goes on."""
    end = time.monotonic() + PATIENCE
    while not temporaries(folder) and state_of(process) not in ("", "Z"):
        assert time.monotonic() < end
    if state_of(process) in ("", "Z"):
        return []
    send(process, signal.SIGSTOP)
    wait_until(lambda: state_of(process) in ("T", "Z", ""))
    found = temporaries(folder)
    if not found:
        send(process, signal.SIGCONT)
    return found
