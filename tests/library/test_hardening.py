# SPDX-License-Identifier: MIT
"""What makes a fault in memory harder to use is in the files that were built: of a flag that is
lost on the way, nothing else would tell."""

import platform
import re
import subprocess
from pathlib import Path
from typing import List

import pytest

FILES = ["blur", "libblur.so"]


@pytest.fixture(autouse=True)
def _flags(build: Path) -> None:
    """Whoever gives flags of his own has what he gave; sanitizers bring other checks."""
    how = (build / "flags").read_text().strip().split(" # ")[-1]
    if how != "release, CFLAGS: file, LDFLAGS: file":
        pytest.skip(f"not a release with the Makefile's own flags, but {how}")
    if platform.machine() != "x86_64":
        pytest.skip("what there is to see on other machines than x86-64 is not known")


def output(*command: object) -> str:
    words = [str(word) for word in command]
    return subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout


def readelf(what: str, path: Path) -> str:
    return output("readelf", "--wide", what, path)


def imported(path: Path) -> List[str]:
    """The functions that it expects of other libraries."""
    return re.findall(r" FUNC +GLOBAL +DEFAULT +UND (\w+)", readelf("--dyn-syms", path))


@pytest.mark.parametrize("name", FILES)
def test_lies_anywhere(build: Path, name: str) -> None:
    """It can be loaded at any address, and no code has to be made writable for that."""
    assert re.search(r"Type: +DYN ", readelf("--file-header", build / name))
    dynamic = readelf("--dynamic", build / name)
    assert "TEXTREL" not in dynamic
    assert bool(re.search(r"\(FLAGS_1\) .*\bPIE\b", dynamic)) == (name == "blur")


@pytest.mark.parametrize("name", FILES)
def test_addresses_are_not_written_to(build: Path, name: str) -> None:
    """All that the loader fills in is filled in at once, and write-protected then."""
    assert re.search(r"\(FLAGS_1\) .*\bNOW\b", readelf("--dynamic", build / name))
    assert re.search(r"^ +GNU_RELRO ", readelf("--segments", build / name), re.MULTILINE)


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_writable_and_executable(build: Path, name: str) -> None:
    segments = readelf("--segments", build / name)
    rights = dict(re.findall(r"^ +(GNU_STACK|LOAD)(?: +0x\w+){5} (...) ", segments, re.MULTILINE))
    assert sorted(rights) == ["GNU_STACK", "LOAD"]
    assert rights["GNU_STACK"] == "RW "
    assert not re.search(r"^ +\w+(?: +0x\w+){5} .WE ", segments, re.MULTILINE)


@pytest.mark.parametrize("name", FILES)
def test_libraries_are_the_system_s(build: Path, name: str) -> None:
    """No folder is built in where they would be looked for first."""
    dynamic = readelf("--dynamic", build / name)
    assert "(NEEDED)" in dynamic
    assert not re.search(r"\((RPATH|RUNPATH)\)", dynamic)


@pytest.mark.parametrize("name", FILES)
def test_stack_is_checked(build: Path, name: str) -> None:
    assert "__stack_chk_fail" in imported(build / name)


@pytest.mark.parametrize("name", FILES)
def test_lengths_are_checked(build: Path, name: str) -> None:
    """Where the compiler can tell them."""
    if not output("getconf", "GNU_LIBC_VERSION").startswith("glibc"):
        pytest.skip("the C library has no such functions")
    assert [function for function in imported(build / name) if re.match("__mem.*_chk$", function)]


def objects(build: Path, root: Path) -> List[Path]:
    """All that the program and the library are made of."""
    sources = [
        path for each in ("core", "cli", "third_party") for path in root.glob(f"{each}/**/*.c")
    ]
    assert sources
    return [(build / path.relative_to(root)).with_suffix(".o") for path in sources]


MARK = re.compile("x86 feature: .*IBT.*SHSTK")


def test_jumps_are_guarded(build: Path, root: Path) -> None:
    for path in objects(build, root):
        assert MARK.search(readelf("--notes", path)), path


@pytest.mark.parametrize("name", FILES)
def test_guarded_jumps_are_marked(build: Path, name: str) -> None:
    """The linker marks a whole of which each part has the mark: also what the C library has each
    program begin with, which Debian's has not."""
    start = output("cc", "-print-file-name=crti.o").strip()
    if not MARK.search(readelf("--notes", Path(start))):
        pytest.skip(f"{start} has no mark")
    assert MARK.search(readelf("--notes", build / name))


def test_functions_can_be_jumped_to(build: Path) -> None:
    """Those that the library has for others begin with the instruction that guards look for."""
    code = output("objdump", "--disassemble", "--no-show-raw-insn", build / "libblur.so")
    first = dict(re.findall(r"^\w+ <(\w+)>:\n +\w+:\t(\w+)", code, re.MULTILINE))
    exported = re.findall(
        r" GLOBAL +DEFAULT +\d+ (\w+)", readelf("--dyn-syms", build / "libblur.so")
    )
    assert "blur_plan_run" in exported
    assert [name for name in exported if first[name] != "endbr64"] == []


def test_stack_grows_page_by_page(build: Path) -> None:
    """Before more than a page of it is taken at once, each page is touched: what lies below the
    stack's end cannot be reached in one step. (0xff...: what is taken is negative, so given.)"""
    code = output("objdump", "--disassemble", "--no-show-raw-insn", build / "blur")
    steps = [int(step, 16) for step in re.findall(r"\tsub +\$0x(\w+),%rsp$", code, re.MULTILINE)]
    assert 0x1000 in steps
    assert max(step for step in steps if step < 1 << 63) <= 0x1000
