# SPDX-License-Identifier: MIT
"""py/benchmark.py and python -m bench on small pictures: what they say, not how fast it is."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest

from bench import report
from bench.case import SAMPLES, Case
from bench.exact import picture
from bench.files import save_json, whole_file
from bench.measure import TOO_SLOW, Measured, Policy, rounds_for

Run = Callable[..., "subprocess.CompletedProcess[str]"]
RIVALS = ("Pillow", "OpenCV", "SciPy", "scikit-image", "libvips")
PLAIN = ("naive C", "pure Python", "NumPy")


@pytest.fixture(scope="module")
def command(root: Path, build: Path) -> List[str]:
    script = root / "py" / "benchmark.py"
    return [sys.executable, str(script), "--library", str(build / "libblur.so"), "--rounds", "2"]


@pytest.fixture(scope="module")
def environment(preload: Dict[str, str]) -> Dict[str, str]:
    return {**os.environ, **preload}


@pytest.fixture(scope="module")
def run(command: List[str], environment: Dict[str, str]) -> Run:
    def run(*options: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*command, *options],
            capture_output=True,
            text=True,
            env={**environment, **more},
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture(scope="module")
def figures(run: Run) -> Any:
    """Of a picture of which pure Python blurs all of it, and, with the larger kernel, a part."""
    result = run("--size", "61x47", "--kernel", "5", "15", "--json", "-")
    assert (result.returncode, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_json(figures: Any) -> None:
    assert figures["about"]["blur"]
    assert [result["kernel"] for result in figures["results"]] == [5, 15]
    for result in figures["results"]:
        assert (result["width"], result["height"], result["channels"]) == (61, 47, 3)
        assert (result["threads"], result["compared_rows"]) == (1, 47)
        assert result["sigma"] == pytest.approx(0.3 * (result["kernel"] // 2 - 1) + 0.8)
        names = [way["name"] for way in result["ways"]]
        assert sorted(names) == sorted(("blur", "blur, replicate", *PLAIN, *RIVALS))


def test_measured_and_missing(figures: Any) -> None:
    for result in figures["results"]:
        for way in result["ways"]:
            if way["status"] == "measured":
                assert len(way["times_s"]) == 2
                assert way["median_s"] > 0
                assert way["speed_up_over_python"] > 0
                assert way["speed_up_over_naive_c"] > 0
                assert way["border"] in ("renormalize", "replicate")
                assert 0 <= way["mean_difference"] <= way["max_difference"]
            else:
                assert (way["status"], way["name"] in RIVALS) == ("missing", True)
                assert way["note"].startswith("missing: ")
                assert way["times_s"] == []
                assert way["median_s"] is None


@pytest.mark.parametrize("name", ["blur", "blur, replicate", *PLAIN])
def test_exact_ways(figures: Any, name: str) -> None:
    for result in figures["results"]:
        (way,) = (way for way in result["ways"] if way["name"] == name)
        assert way["status"] == "measured"
        assert way["max_difference"] <= (0.75 if name.startswith("blur") else 0.55)


def test_extrapolated(figures: Any) -> None:
    """It is said; and --full extrapolates nothing."""
    notes = [
        way["note"]
        for result in figures["results"]
        for way in result["ways"]
        if way["name"] == "pure Python"
    ]
    assert notes == ["", "extrapolated from 38x38"]


def test_full(run: Run) -> None:
    result = run("--size", "45x45", "--kernel", "15", "--full")
    assert (result.returncode, result.stderr) == (0, "")
    assert "extrapolated" not in result.stdout


def test_table_names_what_is_missing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "cv2.py").write_text("raise ImportError('not today')\n")
    result = run("--size", "9x7", PYTHONPATH=str(tmp_path), CC="/nowhere/cc -m64")
    assert (result.returncode, result.stderr) == (0, "")
    lines = {line[2:19].strip(): line[19:] for line in result.stdout.splitlines()}
    assert lines["OpenCV"] == "missing: not today"
    assert lines["naive C"].startswith("missing: no compiler /nowhere/cc: ")
    assert lines["NumPy"].startswith("renormalize")


def test_json_file_beside_the_table(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    options = ("--channels", "1", "--sigma", "2", "--threads", "2")
    result = run("--size", "1x1", "--json", str(path), *options)
    assert (result.returncode, result.stderr) == (0, "")
    assert "1x1 grey, 2 threads, kernel 5x5, sigma 2\n" in result.stdout
    assert json.loads(path.read_text())["results"][0]["sigma"] == 2


@pytest.mark.parametrize(
    "options",
    [
        "--size 3",
        "--size 0x3",
        "--size 99999x99999",
        "--kernel 4",
        "--kernel",
        "--kernel 65537",
        "--sigma nan",
        "--sigma 0",
        "--channels 2",
        "--threads 0",
        "--rounds 0",
        "--budget x",
        "--plot speed.bmp",
        "--plot /nowhere/speed.png",
        "--json /nowhere/a.json",
        "--unknown",
        "picture.png",
    ],
)
def test_bad_options(run: Run, options: str) -> None:
    result = run(*options.split())
    assert result.returncode == 2
    assert result.stderr.startswith("usage: benchmark.py")
    assert result.stdout == ""


def test_no_library(run: Run, tmp_path: Path) -> None:
    result = run("--library", str(tmp_path / "none.so"))
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"benchmark.py: {tmp_path}/none.so: no such file\n"


def test_plot_without_matplotlib(run: Run, tmp_path: Path) -> None:
    """It is said at once."""
    (tmp_path / "matplotlib.py").write_text("raise ImportError('not today')\n")
    result = run("--plot", str(tmp_path / "speed.png"), PYTHONPATH=str(tmp_path))
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "benchmark.py: --plot needs matplotlib: not today\n"


def test_full_output(command: List[str], environment: Dict[str, str]) -> None:
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [*command, "--size", "9x7"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            check=False,
        )
    assert result.returncode == 1
    assert result.stderr == "benchmark.py: [Errno 28] No space left on device\n"


def on_terminal(
    command: List[str], environment: Dict[str, str], interrupt_at: bytes
) -> "tuple[int, bytes, bytes]":
    """Runs it with stderr on a terminal; interrupts it when that is said there. Returns its status,
    stdout and what the terminal got."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=slave,
        env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None,
    )
    os.close(slave)
    said, interrupted = b"", False
    try:
        while block := os.read(master, 4096):
            said += block
            if interrupt_at and interrupt_at in said and not interrupted:
                process.send_signal(signal.SIGINT)
                interrupted = True
    except OSError:  # as Linux says that nobody has the other end open
        pass
    os.close(master)
    output = process.communicate(timeout=60)[0]
    return process.returncode, output, said


def test_progress(command: List[str], environment: Dict[str, str]) -> None:
    status, _, said = on_terminal([*command, "--size", "9x7"], environment, b"")
    assert status == 0
    assert b"measuring NumPy, 5 of " in said
    assert b"measuring blur, round 2 of 2 ..." in said
    assert said.endswith(b"\r\x1b[K")


def test_quiet(command: List[str], environment: Dict[str, str]) -> None:
    status, output, said = on_terminal([*command, "--size", "9x7", "--quiet"], environment, b"")
    assert (status, said) == (0, b"")
    assert output


def test_interrupt(command: List[str], environment: Dict[str, str]) -> None:
    slow = [*command, "--size", "700x700", "--full"]
    status, output, said = on_terminal(slow, environment, b"measuring pure Python")
    assert (status, output) == (130, b"")
    assert b"Traceback" not in said
    assert said.endswith(b"\r\x1b[K")


NAIVE = """
import sys
sys.path.insert(0, sys.argv[1])
import ctypes, pathlib
import numpy as np
from bench import naive
ours, plain = naive.load(pathlib.Path(sys.argv[2])), naive.load(naive.build())
random = np.random.default_rng(7)
for size in (1, 3, 7, 15):
    for low in (0, -0.3):
        kernel = random.uniform(low, 1, (size, size)).astype(np.float32)
        for shape in ((1, 1, 1), (40, 30, 3), (5, 60, 4), (3, 2, 4)):
            source = random.integers(0, 256, shape, dtype=np.uint8)
            results = [np.empty_like(source), np.empty_like(source)]
            for function, result in zip((ours, plain), results):
                images = naive.image_of(source), naive.image_of(result)
                function(*map(ctypes.byref, images), kernel.ctypes.data, size)
            apart = np.abs(results[0].astype(int) - results[1])
            assert apart.max() <= 1, (size, low, shape)
            assert np.count_nonzero(apart) <= 0.01 * apart.size, (size, low, shape)
print("fine")
"""


def test_naive_c_agrees(root: Path, build: Path, run_python: Callable[..., str]) -> None:
    """It and the library's function of that name, but for values halfway between two levels."""
    assert run_python(NAIVE, root / "py", build / "libblur.so") == "fine\n"


def test_results_get_their_name_when_they_are_complete(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    save_json(path, {"a": 1})
    with pytest.raises(TypeError, match="not JSON serializable"):
        save_json(path, {"a": path})

    def fail() -> None:
        with whole_file(path) as unfinished:
            unfinished.write_text("half of it")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert json.loads(path.read_text()) == {"a": 1}
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]
    save_json(Path(os.devnull), {})
    assert not Path(os.devnull).is_file()


@pytest.fixture(scope="module")
def library_figures(
    build: Path, environment: Dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """Of python -m bench, with its default types of samples."""
    folder = tmp_path_factory.mktemp("bench")
    command = [sys.executable, "-m", "bench", "--library", str(build / "libblur.so")]
    command += "--size 61x47 --kernel 5 15 --channels 3 --threads 1 --rounds 1".split()
    command += ["--json", str(folder / "a.json"), "--plot", str(folder / "a.svg")]
    result = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=120,
    )
    assert (result.returncode, result.stderr) == (0, "")
    for sample, unit in report.UNITS.items():
        name = "" if sample == "uint8" else f" {sample}"
        assert f"\n61x47 RGB{name}, 1 thread, k 5, sigma 1.1; errors in {unit}\n" in result.stdout
    return json.loads((folder / "a.json").read_text())


def test_every_type_of_samples(library_figures: Any) -> None:
    results = library_figures["results"]
    assert [(result["sample"], result["kernel"]) for result in results] == [
        (sample, kernel) for sample in SAMPLES for kernel in (5, 15)
    ]
    assert list(library_figures["own"])[:-1] == [
        f"{Case(61, 47, 3, 1, kernel, sample=sample)}, k {kernel}"
        for sample in SAMPLES
        for kernel in (5, 15)
    ]
    for result in results:
        contestants = {each["name"]: each for each in result["contestants"]}
        assert {"blur", "blur exact", "memcpy"} <= set(contestants)
        if result["sample"] != "uint8":
            assert all(name.startswith(("blur", "cv2", "memcpy")) for name in contestants)


def test_errors_of_every_type(library_figures: Any) -> None:
    """Within what the library promises, in the type's unit, and no less than rounding takes."""
    for result in library_figures["results"]:
        floats = result["sample"] == "float32"
        alone = result["rounding_alone"]["maximum"]
        assert (0 < alone < 0.01) if floats else (0.3 < alone <= 0.5)
        most = {"blur": 1 if floats else 0.75, "blur exact": 0.1 if floats else 0.55}
        for each in result["contestants"]:
            if each["name"] in most:
                assert len(each["times_s"]) == 1
                assert alone / 2 < each["errors"]["maximum"] <= most[each["name"]]


def test_same_content_in_every_type() -> None:
    levels = picture(61, 47, 3)
    assert (str(levels.dtype), levels.min(), levels.max()) == ("uint8", 0, 255)
    deep, floats = picture(61, 47, 3, "uint16"), picture(61, 47, 3, "float32")
    assert (str(deep.dtype), str(floats.dtype)) == ("uint16", "float32")
    assert (deep == levels.astype(int) * 257).all()
    assert floats.max() == 1
    assert abs(floats - levels / 255).max() < 1e-7


def test_goals() -> None:
    """Of 12 megapixels of RGB on one thread alone, by type."""
    measured = [Measured(report.OURS, [0.5]), Measured(report.REFERENCE, [1.0])]
    large = Case(4000, 3000, 3, 1, 3)
    cases = [large._replace(sample=each, kernel=k) for each in SAMPLES for k in (3, 61)]
    cases += [large._replace(kernel=11), large._replace(channels=1, sample="uint16")]
    results = [report.Result(case, measured) for case in cases]
    results.append(report.Result(large, measured[:1]))
    assert [tuple(goal.values()) for goal in report.goals(results)] == [
        ("uint8", 3, 0.5, 0.5, True),
        ("uint8", 61, 0.5, 0.05, False),
        ("uint16", 3, 0.5, 0.6, True),
        ("uint16", 61, 0.5, 0.1, False),
        ("float32", 3, 0.5, 0.8, True),
        ("float32", 61, 0.5, 0.1, False),
    ]
    assert "\n  goal  uint16   k  61:  0.5000 of 0.1    missed\n" in report.goals_text(results)


@pytest.mark.parametrize("skippable", [False, True])
def test_what_takes_seconds_is_not_repeated(skippable: bool) -> None:
    """Unless it is asked for."""
    quick = Policy(None, 2.0, thorough=True)
    assert rounds_for(1.1 * TOO_SLOW, quick, skippable) == 0
    assert rounds_for(0.9 * TOO_SLOW, quick, skippable) == 5
    assert rounds_for(1.1 * TOO_SLOW, quick._replace(rounds=3), skippable) == 3
