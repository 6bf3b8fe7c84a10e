# SPDX-License-Identifier: MIT
"""The benchmark of many files on few: what it says, not how fast anything is."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Callable, List, Optional

import pytest
from PIL import Image

from bench import batch_commands, batches_report
from bench.batch_commands import Each, Form
from bench.batch_memory import PROGRAM, WORKER, Watched, watch
from bench.batch_pictures import make_photos, make_tiny, source
from bench.batch_runs import Entry, Parts, parts_of
from bench.processes import Failure, Sample

Run = Callable[..., "subprocess.CompletedProcess[str]"]
OWN = ["blur", "blur, xargs -n 1", "blur, xargs"]
RIVALS = ["libvips", "ImageMagick", "GraphicsMagick", "FFmpeg"]


@pytest.fixture(scope="module")
def run(build: Path) -> Run:
    def run(*options: str, **more: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "bench.batches", "--program", str(build / "blur")]
        few = ["--size", "64x48", "--photos", "6", "--tiny", "12", "--rounds", "1"]
        return subprocess.run(
            [*command, *few, *options],
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
    folder = tmp_path_factory.mktemp("batches")
    files = ("--json", str(folder / "a.json"), "--markdown", str(folder / "a.md"))
    result = run(*files, PATH=str(folder / "nowhere"))
    assert (result.returncode, result.stderr) == (0, "")
    (folder / "stdout").write_text(result.stdout)
    return folder


def test_json_of_photos(folder: Path) -> None:
    figures = json.loads((folder / "a.json").read_text())
    for rival in RIVALS:
        assert figures["about"][rival].startswith("missing (no ")
    photos = figures["photos"]
    assert (photos["files"], photos["width"], photos["height"]) == (6, 64, 48)
    assert [each["name"] for each in photos["programs"]] == OWN
    for each in photos["programs"]:
        assert (each["note"], each["files"], len(each["times_s"])) == ("", 6, 1)
        assert 0 < each["files_per_s"] <= each["best_files_per_s"]
        assert min(each["cpu_ms_per_file"], each["peak_bytes"], each["ratio"]) > 0
    assert photos["fastest"]["blur"] in OWN


def test_json_of_tiny_files(folder: Path) -> None:
    figures = json.loads((folder / "a.json").read_text())
    tiny = figures["tiny"]
    told = tiny["told_ms"]
    assert tiny["files"] == 12
    assert told["read"] + told["blur"] + told["write"] == pytest.approx(told["all"])
    assert tiny["ms_per_file_and_core"] - told["all"] == pytest.approx(tiny["rest_ms"])
    assert min(len(tiny["ours"]["times_s"]), len(tiny["copy"]["times_s"])) == 1
    assert {goal["case"] for goal in figures["goals"]} >= {"photos", "tiny files"}
    for goal in figures["goals"]:
        sign = 1 if goal["is_least"] else -1
        assert goal["reached"] == (sign * goal["value"] >= sign * goal["bound"])


def test_texts(folder: Path) -> None:
    said = (folder / "stdout").read_text()
    assert "6 files, JPEG, baseline, 4:2:0, 64x48, " in said
    assert "12 files, PNG, RGB, 32x32, " in said
    assert "at least 1.3 times those of blur, xargs -n 1:  " in said
    assert "at most 0.5 ms a file and core, with the codec:  " in said
    assert "FFmpeg:         missing (no ffmpeg)" in said
    table = (folder / "a.md").read_text().splitlines()
    assert table[0].startswith("| sigma 2 | files a second | ")
    assert [line.split(" | ")[0] for line in table[2:5]] == [f"| {name}" for name in OWN]
    assert len({line.count("|") for line in table[:5]}) == 1


def test_rivals_that_fail(run: Run, tmp_path: Path) -> None:
    """They are told of, and the others go on."""
    for name in ("vips", "gm"):
        (tmp_path / name).symlink_to(str(shutil.which("false")))
    result = run(PATH=str(tmp_path))
    assert (result.returncode, result.stderr) == (0, "")
    lines = {line[2:36].strip(): line[36:].strip() for line in result.stdout.splitlines()}
    assert lines["libvips, xargs -n 1"].startswith("skipped: ")
    assert lines["GraphicsMagick"] == "skipped: status 1"
    assert "ImageMagick:    missing (no mogrify)" in result.stdout
    assert "fastest rival" not in result.stdout.partition("  goal")[2]


@pytest.mark.parametrize(
    "options",
    [
        "--size 3",
        "--rounds 0",
        "--photos 0",
        "--tiny 1",
        "--tiny 50001",
        "--program /nowhere/blur",
        "--json /nowhere/a.json",
        "--markdown /nowhere/a.md",
        "picture.png",
    ],
)
def test_bad_options(run: Run, options: str) -> None:
    result = run(*options.split())
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("usage: bench.batches")


def entry(name: str, each: Each, wall: float, rival: bool = True) -> Entry:
    form = Form(name.partition(",")[0], name, [name], each, rival)
    return Entry(form, 10, [Sample(wall, wall, 1000)] if wall else [])


def judged(*entries: Entry) -> List[str]:
    goals = batches_report.photo_goals(list(entries))
    return [f"{goal.value:g} {goal.what.split()[-3]} {goal.word}" for goal in goals]


def test_goals_of_photos() -> None:
    """Of each rival the best form counts; ours is what is done in one call."""
    ours = entry("blur", Each.ALL, 1.0, rival=False)
    alone = entry("blur, xargs -n 1", Each.ONE, 1.25, rival=False)
    other = entry("blur, xargs", Each.SOME, 0.1, rival=False)
    rivals = [entry("gm", Each.ALL, 9.0), entry("gm, xargs", Each.SOME, 3.0)]
    vips = entry("vips", Each.ONE, 4.0)
    assert judged(ours) == []
    assert judged(ours, alone, other) == ["1.25 xargs missed"]
    assert judged(ours, vips, *rivals) == ["3 the reached"]
    assert "gm, xargs," in batches_report.photo_goals([ours, vips, *rivals])[0].what
    assert judged(ours, entry("vips", Each.ONE, 0), alone) == ["1.25 xargs missed"]
    assert judged(entry("blur", Each.ALL, 0, rival=False), alone, vips) == []


def test_fastest_of_each() -> None:
    gm, shared = entry("gm", Each.ALL, 9.0), entry("gm, xargs", Each.SOME, 3.0)
    assert batches_report.fastest([gm, shared, entry("x", Each.ONE, 0)]) == {"gm": shared}


def test_warning() -> None:
    """What else the machine does is said where it is much; nothing is known of short runs."""
    ours, vips = entry("blur", Each.ALL, 1.0, rival=False), entry("vips", Each.ONE, 4.0)
    assert batches_report.warning([ours, vips]) == []
    ours.others, vips.others = [0.05], [0.02, 0.1, 0.9]
    assert batches_report.warning([ours, vips]) == []
    vips.others = [0.02, 0.25, 0.9]
    assert "up to 25 %" in batches_report.warning([ours, vips])[0]


def test_command_lines() -> None:
    names = [f"{number}.jpg" for number in range(30)]
    ours, alone, shared = batch_commands.own(Path("/b/blur"))
    words = ["/b/blur", "-q", "-s", "2", "-d", "out"]
    assert batch_commands.line(ours, names, 2) == [*words, *names]
    xargs = [batch_commands.tool("xargs"), "-a", "list", "-P", "2"]
    assert batch_commands.line(alone, names, 2) == [*xargs, "-I{}", *words, "{}"]
    assert batch_commands.line(shared, names, 2) == [*xargs, "-n", "8", *words]
    vips = batch_commands.forms_of_single("libvips", ["vips", "gaussblur", "{in}", "{out}", "2"])[1]
    assert batch_commands.line(vips, names, 2) == [
        *(batch_commands.tool("env"), "VIPS_CONCURRENCY=1", *xargs),
        *("-I{}", "vips", "gaussblur", "{}", "out/{}", "2"),
    ]
    assert [batch_commands.share(count, 2) for count in (1, 5, 500)] == [1, 2, 50]


def test_pictures(tmp_path: Path) -> None:
    """All of the size that is asked for, no two alike, and baseline."""
    drawn = source(None, 64, 48)
    photos = make_photos(tmp_path, drawn, 64, 48, 5)
    tiny = make_tiny(tmp_path, drawn, 32, 7)
    assert len({(photos.folder / name).read_bytes() for name in photos.names}) == 5
    assert len({(tiny.folder / name).read_bytes() for name in tiny.names}) == 7
    with Image.open(photos.folder / photos.names[4]) as image:
        assert (image.size, image.mode, image.info.get("progressive")) == ((64, 48), "RGB", None)
    with Image.open(tiny.folder / tiny.names[6]) as image:
        assert (image.size, image.mode) == ((32, 32), "RGB")
    small = tmp_path / photos.names[0]
    assert source(small, 64, 48).origin == "parts of p00000.jpg"
    assert source(small, 65, 48).origin == "drawn"


def test_parts() -> None:
    said = '{"milliseconds": {"read": 1, "blur": 2, "write": 4}}\n' * 2 + '{"summary": {}}\n'
    assert parts_of(said, 2) == pytest.approx(Parts(0.001, 0.002, 0.004))
    with pytest.raises(Failure, match="2 files of 3"):
        parts_of(said, 3)


# Its worker needs more memory for the last files than for the first ones.
GROWING = """
import os, sys, time
worker = os.fork()
kept = []
for number in range(9):
    time.sleep(0.05)
    if worker:
        open(f"out/{number}", "w").close()
    elif number == 7:
        kept.append(b"x" * 40_000_000)
sys.exit(os.waitpid(worker, 0)[1] if worker else 0)
"""


def watched(folder: Path, program: str, mark: int) -> Optional[Watched]:
    (folder / "out").mkdir(exist_ok=True)
    return watch([sys.executable, "-c", program], folder, folder / "out", mark)


def test_memory_is_watched(tmp_path: Path) -> None:
    seen = watched(tmp_path, GROWING, 3)
    assert seen is not None
    assert seen.files >= 3
    assert 1 <= (seen.growth(PROGRAM) or 0) < 1.1
    assert seen.growth(WORKER) == seen.most_growth
    growth = (seen.final_peak(WORKER) or 0) - (seen.marked_peak(WORKER) or 0)
    assert 39e6 < growth < 60e6


def test_memory_that_cannot_be_watched(tmp_path: Path) -> None:
    assert watched(tmp_path, "", 3) is None
    assert "not seen" in batches_report.memory_text(None)
    assert batches_report.memory_json(None) is None
    with pytest.raises(Failure, match="status 3"):
        watched(tmp_path, "raise SystemExit(3)", 3)
