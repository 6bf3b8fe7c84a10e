# SPDX-License-Identifier: MIT
"""What the linker and the compiler were asked for to make faults harder to use, seen in the files
that were built."""

import re
import subprocess
from pathlib import Path

import pytest


def read(build: Path, name: str, *options: str) -> str:
    flags = (build / "flags").read_text()
    if "-D_FORTIFY_SOURCE=3" not in flags or "-fsanitize" in flags:
        pytest.skip("not built with the flags of a release")
    command = ["readelf", "--wide", *options, str(build / name)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


FILES = ["blur", "libblur.so"]


@pytest.mark.parametrize("name", FILES)
def test_segments(build: Path, name: str) -> None:
    """What the linker has resolved cannot be written to any more; nothing writable is run."""
    text = read(build, name, "--program-headers")
    assert "GNU_RELRO" in text
    stack = re.search(r"GNU_STACK .* (\S+) +0x\S+$", text, re.M)
    assert stack
    assert "E" not in stack[1]
    for line in re.findall(r"^ +LOAD .*$", text, re.M):
        assert "RWE" not in line


@pytest.mark.parametrize("name", FILES)
def test_dynamic_section(build: Path, name: str) -> None:
    """All symbols are bound at the start, wherever the file lies; no path to libraries is built
    in."""
    text = read(build, name, "--dynamic")
    assert re.search(r"\(FLAGS_1\).*\bNOW\b", text)
    assert not re.search(r"\((TEXTREL|RPATH|RUNPATH)\)", text)
    assert "DYN" in read(build, name, "--file-header")
    if name == "blur":
        assert re.search(r"\(FLAGS_1\).*\bPIE\b", text)


@pytest.mark.parametrize("name", FILES)
def test_checks(build: Path, name: str) -> None:
    """Of the stack's ends, and of lengths that the compiler can tell."""
    text = read(build, name, "--dyn-syms")
    assert "__stack_chk_fail" in text
    if name == "blur":
        assert re.search(r"__(memcpy|snprintf|vsnprintf|fprintf)_chk", text)


def test_guarded_jumps(build: Path, root: Path) -> None:
    """Every object of ours is marked. Whether the whole is, is the system's to say, whose objects
    that begin a program need the mark, too: those of Debian 12 do not have it."""
    if "x86-64" not in read(build, "blur", "--file-header").lower():
        pytest.skip("another machine")
    folders = ("core", "cli", "third_party")
    sources = [path for folder in folders for path in (root / folder).glob("**/*.c")]
    assert sources
    for path in sources:
        name = str(path.relative_to(root).with_suffix(".o"))
        assert "x86 feature: IBT, SHSTK" in read(build, name, "--notes"), name
