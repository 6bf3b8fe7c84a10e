# SPDX-License-Identifier: MIT
"""The benchmark of whole programs on small pictures: what it says, not how fast anything is."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

import pytest
from PIL import Image

from bench import commands, programs_report
from bench.commands import Command
from bench.photos import Photo, photos
from bench.processes import Failure, Launcher, Sample
from bench.programs_report import Contest, Entry
from bench.turns import turns

Run = Callable[..., "subprocess.CompletedProcess[str]"]
OWN = ["blur", "blur -t 1", "blur --codec=stb"]
RIVALS = ["libvips", "ImageMagick", "GraphicsMagick", "FFmpeg"]


@pytest.fixture(scope="module")
def run(build: Path) -> Run:
    def run(*options: str, **more: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "bench.programs", "--program", str(build / "blur")]
        return subprocess.run(
            [*command, "--size", "61x47", "--rounds", "2", *options],
            capture_output=True,
            text=True,
            env={**os.environ, **more},
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture(scope="module")
def folder(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the results of a run where no rival is installed."""
    folder = tmp_path_factory.mktemp("programs")
    files = ("--json", str(folder / "a.json"), "--markdown", str(folder / "a.md"))
    result = run(*files, PATH=str(folder / "nowhere"))
    assert (result.returncode, result.stderr) == (0, "")
    (folder / "stdout").write_text(result.stdout)
    return folder


def test_json(folder: Path) -> None:
    figures = json.loads((folder / "a.json").read_text())
    results: Dict[str, Any] = {result["key"]: result for result in figures["results"]}
    assert list(results) == ["jpeg", "png", "small", "png16"]
    for rival in RIVALS:
        assert figures["about"][rival].startswith("missing (no ")
    for key in ("jpeg", "png", "small"):
        assert [each["name"] for each in results[key]["programs"]] == OWN
        for each in results[key]["programs"]:
            assert (each["note"], len(each["times_s"])) == ("", 2)
            assert 0 < each["best_s"] <= each["median_s"]
            assert min(each["peak_bytes"], each["output_bytes"], each["memory"]) > 0
        assert results[key]["programs"][0]["ratio"] == 1
    assert {goal["case"] for goal in figures["goals"]} >= {"jpeg", "png", "small"}
    for goal in figures["goals"]:
        assert goal["reached"] == (goal["value"] <= goal["most"])


def test_texts(folder: Path) -> None:
    said = (folder / "stdout").read_text()
    assert "JPEG to JPEG, 61x47, 8 bits, " in said
    assert "(drawn, progressive, 4:2:0)" in said
    assert "at most 3 ms:  " in said
    table = (folder / "a.md").read_text().splitlines()
    assert table[0].startswith("| sigma 2 | JPEG to JPEG | memory | file | PNG to PNG | ")
    assert [line.split(" | ")[0] for line in table[2:5]] == [f"| {name}" for name in OWN]
    assert len({line.count("|") for line in table[:5]}) == 1


def test_rivals_that_fail_and_scripts(run: Run, tmp_path: Path) -> None:
    """One that fails is told of, and the others go on; a script is not taken for the program."""
    (tmp_path / "vips").symlink_to(str(shutil.which("false")))
    script = tmp_path / "gm"
    script.write_text("#!/bin/sh\nexec false\n")
    script.chmod(0o755)
    result = run("--case", "small", PATH=str(tmp_path))
    assert (result.returncode, result.stderr) == (0, "")
    lines = {line[2:19].strip(): line[19:].strip() for line in result.stdout.splitlines()}
    assert lines["libvips"] == "skipped: status 1"
    assert "GraphicsMagick: missing (no gm)" in result.stdout
    assert "blur -t 1" in lines


@pytest.mark.parametrize(
    "options",
    [
        "--size 3",
        "--size 0x3",
        "--size 99999x99999",
        "--rounds 0",
        "--case gif",
        "--photo a.jpg",
        "--program /nowhere/blur",
        "--json /nowhere/a.json",
        "--markdown /nowhere/a.md",
        "picture.png",
    ],
)
def test_bad_options(run: Run, options: str) -> None:
    result = run(*options.split())
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("usage: bench.programs")


def test_launcher(tmp_path: Path) -> None:
    """The peak is that of the program, however much this process has."""
    much = bytearray(b"x") * 200_000_000
    with Launcher(tmp_path) as launcher:
        assert launcher.least.peak < len(much) / 2
        assert launcher.run([sys.executable, "-c", "b'x' * 150_000_000"]).peak > 150_000_000
        with pytest.raises(Failure, match=r"^last$"):
            launcher.run(["/bin/sh", "-c", "echo first >&2; echo last >&2; exit 3"])
        with pytest.raises(Failure, match="No such file"):
            launcher.run(["/nowhere/program"])
        with pytest.raises(Failure, match="line break"):
            launcher.run(["/bin/echo", "a\nb"])


def test_turns() -> None:
    """Each has as many as it asks for, and those of fewer rounds are spread evenly."""
    order = list(turns([6, 0, 2, 3]))
    assert Counter(place for _, place in order) == {0: 6, 2: 2, 3: 3}
    assert [turn for turn, place in order if place == 2] == [0, 3]
    assert list(turns([])) == []


def entry(name: str, wall: float, peak: int, size: int, rival: bool = True) -> Entry:
    return Entry(Command(name, [], rival), [Sample(wall, wall, peak)], size)


def judged(key: str, *entries: Entry) -> List[Tuple[float, str]]:
    photo = Photo(key, key, Path("a.png"), 100, 100, 8, "")
    goals = programs_report.goals(Contest(photo, 500, list(entries)))
    return [(goal.value, goal.word) for goal in goals]


def test_goals() -> None:
    """Of memory, 1.25 * 30000 + 500 + 2000 is wanted at most."""
    ours, vips = entry("blur", 0.2, 60_000, 2000, rival=False), entry("libvips", 0.4, 1, 1000)
    assert judged("png", ours) == [(1.5, "missed")]
    assert judged("jpeg", ours, vips) == [(0.5, "reached"), (1.5, "missed")]
    assert judged("png", ours, vips) == [(0.5, "missed"), (2, "missed"), (1.5, "missed")]
    faster = entry("other", 0.1, 1, 1)
    assert judged("small", ours, vips, faster) == [(200, "missed"), (2, "missed")]
    assert judged("png", Entry(Command("blur", [], False), [], 0, note="skipped: no"), vips) == []


def test_photos(tmp_path: Path) -> None:
    """Their sizes; and that the file of 16 bits, which is written by hand, can be read."""
    made = list(photos(tmp_path, None, (37, 23), ("jpeg", "png", "small", "png16")))
    assert [(each.width, each.height) for each in made] == [
        (37, 23),
        (37, 23),
        (128, 128),
        (37, 23),
    ]
    with Image.open(made[1].path) as png, Image.open(made[3].path) as deep:
        assert deep.convert("RGB").tobytes() == png.tobytes()
    assert made[3].path.read_bytes()[24:26] == b"\x10\x02"
    assert made[3].decoded == 37 * 23 * 6


def test_command_lines() -> None:
    command = Command("x", ["gm", "convert", commands.IN, commands.OUT])
    assert command.line("a.png", "b.png") == ["gm", "convert", "a.png", "b.png"]
