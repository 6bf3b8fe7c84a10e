# SPDX-License-Identifier: MIT
"""README, --help, manual, completions and behaviour agree."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Callable, List, Set, Tuple

import numpy as np
import pytest

from conftest import Program
from help_text import listed_options
from pictures import decode, exact_blur, largest_error

# Arguments of several parts in mdoc(7), as they stand before another word and at the end.
PARTS = {
    "N[xM]": ("n Ns Oo x Ns Ar m Oc", "n"),
    "X[xY]": ("x Ns Oo x Ns Ar y Oc", "x"),
    "LENGTH@ANGLE": ("length Ns @ Ns Ar angle", "length Ns @ Ns Ar angle"),
}


def section_of(path: Path, first: str, end: str) -> str:
    return path.read_text().split(first)[1].split(end)[0]


@pytest.fixture
def options(blur: Program) -> List[Tuple[str, str, str]]:
    """Letter, name and argument of each option, by --help."""
    return listed_options(blur)


def compare(found: List[str], options: List[str]) -> None:
    """Holds what there is of options somewhere against what --help says, in its order."""
    missing = [option for option in options if option not in found]
    unknown = [option for option in found if option not in options]
    assert (missing, unknown) == ([], []), "missing, and unknown"
    assert found == options


def names(options: List[Tuple[str, str, str]]) -> Set[str]:
    return {f"--{name}" for _, name, _ in options} | {f"-{letter}" for letter, _, _ in options}


def test_manual_has_every_option(root: Path, options: List[Tuple[str, str, str]]) -> None:
    manual = (root / "man" / "blur.1").read_text()
    items = re.findall(r"^\.It Fl (.*?)(?: Ns Op .*)?$", manual, re.MULTILINE)
    expected = []
    for letter, name, argument in options:
        first, last = PARTS.get(argument, (argument.lower(), argument.lower()))
        short = f"{letter}{f' Ar {first}' if argument else ''} , Fl " if letter else ""
        expected.append(f"{short}-{name}{f' Ar {last}' if argument else ''}")
    compare(items, expected)


def test_readme_has_every_option(root: Path, options: List[Tuple[str, str, str]]) -> None:
    readme = (root / "README.md").read_text()
    rows = re.findall(r"^\| `(-.*?)(?:\[=all\])?` \|", readme, re.MULTILINE)
    expected = []
    for letter, name, argument in options:
        short = f"-{letter}`, `" if letter else ""
        expected.append(f"{short}--{name}{' ' + argument if argument else ''}")
    compare(rows, expected)


def test_bash_completion(root: Path, options: List[Tuple[str, str, str]]) -> None:
    def complete(*words: str) -> Set[str]:
        script = f"""source {shlex.quote(str(root / "cli/completions/blur.bash"))}
            COMP_WORDS=({shlex.join(words)}); COMP_CWORD={len(words) - 1}
            _blur; printf '%s\\n' "${{COMPREPLY[@]}}" """
        result = subprocess.run(["bash", "-c", script], stdout=subprocess.PIPE, text=True)
        return set(result.stdout.split())

    assert complete("blur", "-") == names(options) - {"-"}
    assert complete("blur", "-b", "re") == {"renormalize", "replicate", "reflect"}
    assert complete("blur", "--format", "p") == {"png"}
    assert complete("blur", "--border", "=", "w") == {"wrap"}
    assert complete("blur", "--format", "=") == {"png", "jpeg"}
    assert complete("blur", "--codec", "s") == {"stb"}
    assert complete("blur", "--progress", "a") == {"auto", "always"}
    assert complete("blur", "--", "-") == set()


def test_other_completions(root: Path, options: List[Tuple[str, str, str]]) -> None:
    fish = (root / "cli/completions/blur.fish").read_text()
    zsh = (root / "cli/completions/_blur").read_text()
    compare(sorted(re.findall(r" -l ([\w-]+)", fish)), sorted(name for _, name, _ in options))
    assert set(re.findall(r" -s (\w)", fish)) == {letter for letter, _, _ in options if letter}
    for letter, name, argument in options:
        equals = "=" if argument else ""
        plus = "+" if argument else ""
        assert f"--{name}{equals}" in zsh
        assert not letter or f"{{-{letter}{plus},--{name}{equals}}}" in zsh
    for shell, path in (("zsh", "_blur"), ("fish", "blur.fish")):
        if shutil.which(shell):
            subprocess.run([shell, "-n", root / "cli/completions" / path], check=True)


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
