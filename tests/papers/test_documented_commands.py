# SPDX-License-Identifier: MIT
"""The examples of README and manual, each run as it is written."""

import os
import re
import subprocess
from pathlib import Path
from typing import Dict, List

import pytest

from conftest import ROOT, Program
from option_documents import read_table
from pictures import noise, png

PHOTOS = ("a.jpg", "b c.jpg", "d.jpg")


def section(text: str, first: str, end: str) -> str:
    return text.split(first)[1].split(end)[0]


def readme(root: Path) -> str:
    return (root / "README.md").read_text()


def manual(root: Path) -> str:
    return (root / "man" / "blur.1").read_text().replace("\\&", "").replace("\\e", "\\")


def command_lines(markdown: str) -> List[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", markdown, re.MULTILINE | re.DOTALL)
    return [line for block in blocks if "#!" not in block for line in block.splitlines()]


def readme_lines(root: Path) -> List[str]:
    examples = section(readme(root), "## Examples", "## Options")
    return command_lines(examples + section(readme(root), "## Many files", "### Scaling out"))


def manual_lines(root: Path) -> List[str]:
    return re.findall(r"^\.Dl \$ (.*)$", section(manual(root), ".Sh EXAMPLES", ".Sh SCALING"), re.M)


def scaling_lines(root: Path) -> List[str]:
    return command_lines(section(readme(root), "### Scaling out", "## What is kept"))


def scaling_files(root: Path) -> Dict[str, str]:
    """The makefile and the script of the README."""
    text = section(readme(root), "### Scaling out", "## What is kept")
    makefile = section(text, "```make\n", "```")
    script = next(part for part in text.split("```sh\n") if part.startswith("#!")).split("```")[0]
    return {"blur.mk": makefile, "job.sh": script}


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    """A folder with all that the examples read."""
    (tmp_path / "pictures").mkdir()
    (tmp_path / "photos").mkdir()
    names = ["input.png", "in.png", "mask.png", "tile.png", "a.png", "photo.jpg", "pictures/1.png"]
    for name in [*names, *(f"photos/{photo}" for photo in PHOTOS)]:
        (tmp_path / name).write_bytes(png(noise(30, 20, 3)))
    (tmp_path / "photos.txt").write_text("".join(f"photos/{photo}\n" for photo in PHOTOS))
    return tmp_path


def run_line(blur: Program, folder: Path, line: str, **environment: str) -> None:
    path = f"{blur.path.parent}:/usr/local/bin:/usr/bin:/bin"
    result = subprocess.run(
        line,
        shell=True,
        cwd=folder,
        env={"PATH": path, "HOME": str(folder), "LC_ALL": "C.UTF-8", **environment},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    assert result.returncode == 0, (line, result.stderr)


def test_readme_lines(blur: Program, root: Path, examples: Path) -> None:
    lines = readme_lines(root)
    for line in lines:
        run_line(blur, examples, line)
    for name in ("out.png", "photo-blur.jpg", "out.jpg", "blurred/1.png", "out/1.png"):
        assert (examples / name).stat().st_size > 0
    assert (examples / "report.json").read_text().count("\n") == 2  # a file, and the summary


@pytest.mark.parametrize("line", manual_lines(ROOT))
def test_manual_lines(blur: Program, examples: Path, line: str) -> None:
    before = {path: path.stat().st_mtime_ns for path in examples.rglob("*")}
    run_line(blur, examples, line)
    after = {path: path.stat().st_mtime_ns for path in examples.rglob("*")}
    assert after != before


def check_scaled(blur: Program, folder: Path) -> None:
    """Each photo has become what it becomes by itself, and nothing else is there."""
    expected = {}
    for photo in PHOTOS:
        blur.works("-k", "9", f"photos/{photo}", "-o", "expected.jpg")
        expected[photo] = (folder / "expected.jpg").read_bytes()
    found = {path.name: path.read_bytes() for path in (folder / "blurred").iterdir()}
    assert found == expected


@pytest.mark.parametrize("number", range(3))
def test_scaling_lines(blur: Program, root: Path, examples: Path, number: int) -> None:
    lines = scaling_lines(root)
    assert [line.split("|")[-1].split()[0] for line in lines] == ["xargs", "parallel", "parallel"]
    run_line(blur, examples, lines[number])
    check_scaled(blur, examples)


def test_parallel_goes_on_where_it_was_stopped(blur: Program, root: Path, examples: Path) -> None:
    line = scaling_lines(root)[1]
    (examples / "photos" / "b c.jpg").rename(examples / "later.jpg")
    run_line(blur, examples, line)
    (examples / "later.jpg").rename(examples / "photos" / "z.jpg")
    kept = (examples / "blurred" / "a.jpg").stat().st_ino
    run_line(blur, examples, line)
    assert (examples / "blurred" / "a.jpg").stat().st_ino == kept
    assert (examples / "blurred" / "z.jpg").exists()


def test_makefile(blur: Program, root: Path, examples: Path) -> None:
    (examples / "photos" / "b c.jpg").rename(examples / "photos" / "bc.jpg")
    (examples / "blur.mk").write_text(scaling_files(root)["blur.mk"])
    assert "`make -j2 -f blur.mk`" in readme(root)
    run_line(blur, examples, "make -j2 -f blur.mk")
    first = {path.name: path.stat().st_ino for path in (examples / "blurred").iterdir()}
    assert sorted(first) == ["a.jpg", "bc.jpg", "d.jpg"]
    os.utime(examples / "photos" / "d.jpg", (2**31, 2**31))
    run_line(blur, examples, "make -j2 -f blur.mk")
    second = {path.name: path.stat().st_ino for path in (examples / "blurred").iterdir()}
    assert {name for name in first if first[name] != second[name]} == {"d.jpg"}


def test_array_of_jobs(blur: Program, root: Path, examples: Path) -> None:
    script = scaling_files(root)["job.sh"]
    (examples / "job.sh").write_text(script)
    assert "#SBATCH --array=1-4" in script
    for task in range(1, 5):
        run_line(blur, examples, "sh job.sh", SLURM_ARRAY_TASK_ID=str(task))
    check_scaled(blur, examples)


def test_manual_scales_as_the_readme(root: Path) -> None:
    text = section(manual(root), ".Sh SCALING OUT", ".Sh DIAGNOSTICS")
    assert re.findall(r"^\.Dl \$ (.*)$", text, re.M) == scaling_lines(root)
    blocks = re.findall(r"^\.Bd -literal -offset indent\n(.*?)^\.Ed", text, re.M | re.DOTALL)
    assert blocks == list(scaling_files(root).values())


def test_every_option_has_an_example(root: Path, build: Path) -> None:
    """Of those that do something to a picture."""
    lines = readme_lines(root) + manual_lines(root) + scaling_lines(root)
    lines += scaling_files(root)["job.sh"].splitlines()
    words = {word.split("=")[0] for line in lines for word in line.split()}
    without = []
    for option in read_table(build).options:
        with_number = re.compile(rf"-{option.letter}\d" if option.letter else r"(?!)")
        if not words.intersection(option.spellings) and not any(map(with_number.match, words)):
            without.append(option.name)
    without = [name for name in without if name not in ("help", "version")]
    assert not without, f"no example of {', '.join(without)}"
