# SPDX-License-Identifier: MIT
"""What somebody could do who had taken a decoder over: nothing outside of the output's folder, and
no more than that in it."""

import os
import re
import subprocess
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

import pytest

from batch_files import alone, is_blur_of, names_in, write
from conftest import Program

# What the two parts of the sandbox bar.
FILES = (
    "read /etc/passwd",
    "read a file beside the input",
    "read the input again",
    "read /proc/self/maps",
    "write beside the input",
    "write to a file beside the input",
    "write to /tmp",
    "remove a file",
    "move a file into the output folder",
    "link a file into the output folder",
)
CALLS = (
    "change a mode",
    "cut a file off",
    "internet socket",
    "datagram socket",
    "local socket",
    "process",
    "program",
    "signal to the parent",
    "trace",
    "executable memory",
    "memory made executable",
    "memory without a file system",
    "type into the terminal",
)
EITHER = ("make a symbolic link", "make a device")


def kind_of(blur: Program) -> str:
    found = re.search(rb"^sandbox: (.+)$", blur.works("--version"), re.M)
    assert found
    return found[1].decode()


@pytest.fixture(scope="module")
def taken_over(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that stands in the decoder's place."""
    library = tmp_path_factory.mktemp("taken_over") / "taken_over.so"
    source = Path(__file__).with_name("taken_over.c")
    command = ["cc", "-D_GNU_SOURCE", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
    subprocess.run(command, check=True)
    return library


@pytest.fixture
def environment(blur: Program, taken_over: Path) -> Dict[str, str]:
    """Of a run whose decoder is taken over, with files for it to go for."""
    write(blur.folder, "a.png", "b.png")
    (blur.folder / "out").mkdir()
    for name in ("secret", "victim", "moved"):
        (blur.folder / name).write_bytes(b"precious")
    return {**os.environ, "LC_ALL": "C.UTF-8", "LD_PRELOAD": str(taken_over)}


def attempts(text: bytes) -> List[Tuple[str, str]]:
    """What was tried, and what came of it."""
    return re.findall(r"^([\w /]+): (in|OUT)$", text.decode(), re.M)


def check_nothing_done(blur: Program, outputs: Sequence[str], *others: str) -> None:
    inputs = ("a.png", "b.png", "secret", "victim", "moved")
    assert names_in(blur.folder) == sorted([*inputs, *outputs, *others])
    for name in ("secret", "victim", "moved"):
        assert (blur.folder / name).read_bytes() == b"precious"


def check_barred(blur: Program, text: bytes, times: int) -> None:
    kind = kind_of(blur)
    barred = [*(FILES if "Landlock" in kind else ()), *(CALLS if "seccomp" in kind else ())]
    barred += [*(EITHER if kind != "none" else ())]
    if not barred:
        pytest.skip("no sandbox in this build, or on this machine")
    found = attempts(text)
    for name in barred:
        assert found.count((name, "in")) == times, name
        assert (name, "OUT") not in found, name
    if "Landlock" in kind and "seccomp" in kind:
        assert sorted({name for name, _ in found}) == sorted(barred), "an attempt is not judged"


def test_alone(blur: Program, environment: Dict[str, str]) -> None:
    """One file, which the program decodes by itself."""
    result = blur.run("a.png", "-d", "out", env=environment)
    check_barred(blur, result.stderr, 1)
    assert result.returncode == 0
    assert is_blur_of((blur.folder / "out/a.png").read_bytes(), "a.png")
    check_nothing_done(blur, ["out/a.png"])


@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
def test_workers(blur: Program, environment: Dict[str, str], jobs: str) -> None:
    """What one tells that is none of the program's own lines is shown without its control
    characters, as one line."""
    result = blur.run(jobs, "a.png", "b.png", "-d", "out", env=environment)
    check_barred(blur, result.stderr, int(jobs[2:]))
    assert result.returncode == 0
    assert b"forged ?[2J?blur: and more" in result.stderr
    assert b"\033" not in result.stderr
    for name in ("a.png", "b.png"):
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)
    check_nothing_done(blur, ["out/a.png", "out/b.png"])


def test_mask(blur: Program, environment: Dict[str, str]) -> None:
    """It is decoded in a process of its own, which may write to nothing at all."""
    result = blur.run("-m", "b.png", "a.png", "-o", "out/a.png", env=environment)
    check_barred(blur, result.stderr, 2)
    assert result.returncode == 0
    check_nothing_done(blur, ["out/a.png"])


def test_outputs_beside_inputs(blur: Program, environment: Dict[str, str]) -> None:
    """There, what is in the folder can be written, but not be read."""
    result = blur.run("a.png", env=environment)
    if kind_of(blur) == "none":
        pytest.skip("no sandbox in this build, or on this machine")
    found = dict(attempts(result.stderr))
    if "Landlock" in kind_of(blur):
        assert found["read a file beside the input"] == "in"
        assert found["read the input again"] == "in"
        assert found["write to /tmp"] == "in"
    if "seccomp" in kind_of(blur):
        assert found["internet socket"] == "in"
    assert is_blur_of((blur.folder / "a-blur.png").read_bytes(), "a.png")


def test_switched_off(blur: Program, environment: Dict[str, str]) -> None:
    """By the environment, for tools that are in the process too. Then all of it is open, which also
    shows that what is tried above could come off."""
    environment["BLUR_SANDBOX"] = "off"
    result = blur.run("-v", "a.png", "-d", "out", env=environment)
    if b"libasan" in result.stderr or not attempts(result.stderr):
        pytest.skip("nothing can come before the sanitizer's library")
    found = attempts(result.stderr)
    assert [name for name, came in found if came == "in"] in (
        ["type into the terminal"],
        ["executable memory", "memory made executable", "type into the terminal"],
    )
    assert b"blur: sandbox: none\n" in result.stderr
    version = blur.works("--version", env={**os.environ, "BLUR_SANDBOX": "off"})
    assert b"\nsandbox: none\n" in version
    assert b"\nsandbox: none\n" not in blur.works("--version") or kind_of(blur) == "none"
    Path("/tmp/.blur-evil").unlink(missing_ok=True)


def test_kind(blur: Program) -> None:
    """As --version and -v say it."""
    write(blur.folder, "a.png")
    kind = kind_of(blur)
    assert re.fullmatch(
        r"none|(files by Landlock \d+)?(, )?(calls by seccomp \(libseccomp \d+\.\d+\.\d+\))?", kind
    )
    said = blur.run("-v", "a.png", "-o", "out.png").stderr.decode().splitlines()
    assert said[0] == f"blur: sandbox: {kind}"


@pytest.mark.parametrize("more", [(), ("b",)], ids=["alone", "workers"])
def test_fifos_in(blur: Program, more: Tuple[str, ...]) -> None:
    """They are opened by who decodes them, as that may take long."""
    write(blur.folder, "a.png")
    expected = alone(blur, "a.png")
    feeders = []
    for name in ("in", *more):
        os.mkfifo(blur.folder / name)
        feeders.append(subprocess.Popen(["sh", "-c", f"cat a.png > {name}"], cwd=blur.folder))
    blur.works("-q", "in", *more, "-f", "png", "-d", "out")
    assert [feeder.wait(timeout=60) for feeder in feeders] == [0] * len(feeders)
    for name in ("in.png", *(f"{name}.png" for name in more)):
        assert (blur.folder / "out" / name).read_bytes() == expected


def test_fifo_out(blur: Program) -> None:
    write(blur.folder, "a.png")
    expected = alone(blur, "a.png")
    os.mkfifo(blur.folder / "out")
    with subprocess.Popen(["cat", "out"], cwd=blur.folder, stdout=subprocess.PIPE) as reader:
        blur.works("a.png", "-f", "png", "-o", "out")
        assert reader.communicate(timeout=60)[0] == expected


def test_links_out(blur: Program) -> None:
    """The file behind a link lies in another folder, which is that of the output then."""
    write(blur.folder, "a.png", "b.png", "far/a.png", "far/b.png")
    (blur.folder / "out").mkdir()
    for name in ("a.png", "b.png"):
        (blur.folder / "out" / name).symlink_to(f"../far/{name}")
    blur.works("a.png", "-d", "out")
    assert is_blur_of((blur.folder / "far/a.png").read_bytes(), "a.png")
    write(blur.folder, "far/a.png")
    blur.works("a.png", "b.png", "-d", "out")
    for name in ("a.png", "b.png"):
        assert is_blur_of((blur.folder / "far" / name).read_bytes(), name)
        assert (blur.folder / "out" / name).is_symlink()


@pytest.mark.parametrize("names", [("bad.png",), ("bad.png", "no.png")], ids=["alone", "many"])
@pytest.mark.parametrize("folder", ["new", "new/", "new/a/b", "./new//a"])
def test_folder_that_stays_empty(blur: Program, names: Tuple[str, ...], folder: str) -> None:
    """It is made before the sandbox, and goes again: what was there is as it was."""
    (blur.folder / "bad.png").write_bytes(b"no picture")
    result = blur.run(*names, "-d", folder)
    assert (result.returncode, len(result.stderr.splitlines())) == (1, len(names))
    assert sorted(os.listdir(blur.folder)) == ["bad.png"]


def test_folder_that_was_there_stays(blur: Program) -> None:
    (blur.folder / "bad.png").write_bytes(b"no picture")
    (blur.folder / "there").mkdir()
    blur.fails(1, "blur: bad.png: not a PNG or JPEG image", "bad.png", "-d", "there")
    blur.fails(1, "blur: bad.png: not a PNG or JPEG image", "bad.png", "-d", "there/new/er")
    assert sorted(os.listdir(blur.folder / "there")) == []
