# SPDX-License-Identifier: MIT
"""README, manuals and behaviour agree."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Callable, List

import numpy as np
import pytest

from conftest import Program
from pictures import decode, exact_blur, largest_error


def section_of(path: Path, first: str, end: str) -> str:
    return path.read_text().split(first)[1].split(end)[0]


def test_readme_client_by_ctypes(
    root: Path, build: Path, tmp_path: Path, run_python: Callable[..., str]
) -> None:
    code = (root / "README.md").read_text().split("```python\n")[1].split("```")[0]
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "release").symlink_to(build)
    assert run_python(code, cwd=tmp_path) == "113\n"


def test_library_manual_names_every_function(root: Path) -> None:
    header = (root / "core" / "blur.h").read_text()
    manual = (root / "man" / "libblur.3").read_text()
    functions = re.findall(r"^BLUR_API [^;(]*?\**(\w+)\(", header, re.MULTILINE)
    for function in functions:
        assert re.search(rf"^\.Nm {function}( ,)?$", manual, re.MULTILINE), function
        assert re.search(rf"^\.F[on] {function}\b", manual, re.MULTILINE), function
    for struct in ("blur_options", "blur_plan_info"):
        fields = re.search(rf"struct {struct} \{{(.*?)\}}", header, re.DOTALL)
        assert fields
        members = re.sub(r"/\*.*?\*/", "", fields.group(1), flags=re.DOTALL)
        for field in re.findall(r"(\w+)(?:\[\d\])?;", members):
            assert re.search(rf"^\.It Va .*\b{field}\b", manual, re.MULTILINE), field


def test_library_manual_names_every_constant(root: Path) -> None:
    header = (root / "core" / "blur.h").read_text()
    manual = (root / "man" / "libblur.3").read_text()
    for group in ("ACCURACY", "METHOD", "VARIANT", "BORDER", "ALPHA", "LIGHT"):
        constants = set(re.findall(rf"^    (BLUR_{group}_\w+) =", header, re.MULTILINE))
        named = re.findall(rf"^\.(?:Dv|It Dv) (BLUR_{group}_\w+)", manual, re.MULTILINE)
        assert constants
        assert constants == set(named)


# What the programs of the library's manual print.
MANUAL_OUTPUT = ["success\n", "success by method direct\n", "480 rows\n"]


def manual_programs(root: Path) -> List[str]:
    manual = (root / "man" / "libblur.3").read_text()
    return [part.split(".Ed")[0] for part in manual.split(".Bd -literal\n")[1:]]


def test_library_manual_has_all_programs(root: Path) -> None:
    assert len(manual_programs(root)) == len(MANUAL_OUTPUT)


@pytest.mark.parametrize("number", range(len(MANUAL_OUTPUT)))
def test_library_manual_programs_run(root: Path, build: Path, tmp_path: Path, number: int) -> None:
    (tmp_path / "example.c").write_text(manual_programs(root)[number])
    flags = (build / "flags").read_text().split()
    sanitize = [flag for flag in flags if flag.startswith("-fsanitize")]
    subprocess.run(
        [
            *("cc", "-Wall", "-Werror", *sanitize, f"-I{build}/include", "example.c"),
            *(build / "libblur.a", "-lm", "-pthread", "-o", "example"),
        ],
        cwd=tmp_path,
        check=True,
    )
    result = subprocess.run([tmp_path / "example"], stdout=subprocess.PIPE, text=True)
    assert (result.returncode, result.stdout) == (0, MANUAL_OUTPUT[number])


def test_pictures_of_the_readme(root: Path) -> None:
    """The picture after is what the program makes of the one before."""
    before = decode((root / "man/pictures/before.png").read_bytes())
    after = decode((root / "man/pictures/after.png").read_bytes())
    assert largest_error(after, exact_blur(before, 21)) <= 0.55


def test_gallery_of_the_readme(root: Path, blur: Program) -> None:
    """The pictures are those that are made now, and README says how."""
    import gallery

    readme = section_of(root / "README.md", "## Gallery", "## Many files")
    gallery.make_gallery(blur.path, blur.folder)
    for name, panels in gallery.PANELS.items():
        file = f"gallery-{name}.png"
        assert f"(man/pictures/{file})" in readme
        made = decode((blur.folder / file).read_bytes())
        kept = decode((root / "man/pictures" / file).read_bytes())
        assert largest_error(made, kept.astype(np.float64)) <= 1
        for panel in panels:
            words = panel.arguments.replace("-k 61 -b ", "")
            assert words == "-k 1" or f" {words}`" in readme or f"`{words}`" in readme


def test_make_help(root: Path) -> None:
    text = subprocess.run(["make", "help"], cwd=root, stdout=subprocess.PIPE, text=True, check=True)
    for target in (
        "all",
        "demo",
        "check",
        "bench",
        "gallery",
        "install",
        "uninstall",
        "clean",
        "help",
    ):
        assert re.search(rf"^  make {target} +\w", text.stdout, re.MULTILINE), target


def test_no_warnings_in_manuals(root: Path) -> None:
    if not shutil.which("mandoc"):
        pytest.skip("no mandoc")
    pages = sorted((root / "man").glob("*.[13]"))
    assert len(pages) == 2
    result = subprocess.run(
        ["mandoc", "-Tlint", "-Wwarning", *pages], stdout=subprocess.PIPE, text=True
    )
    assert result.stdout == ""
