# SPDX-License-Identifier: MIT
"""What the library writes is what it once wrote, by any loops and on any number of threads."""

import subprocess
from pathlib import Path
from typing import Dict

import pytest

SAMPLES = Path(__file__).with_name("samples.txt")
LACKS_VARIANT = 77


def golden(build: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [build / "tests" / "golden", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def committed() -> Dict[str, str]:
    """Names of cases, and what came of them."""
    lines = SAMPLES.read_text().splitlines()
    return {line[18:]: line[:16].strip() for line in lines}


@pytest.mark.parametrize("threads", ["1", "2", "5"])
@pytest.mark.parametrize("variant", ["plain", "avx2", "avx512", "auto"])
def test_samples_are_kept(build: Path, variant: str, threads: str) -> None:
    result = golden(build, "--variant", variant, "--threads", threads, "--check", str(SAMPLES))
    if result.returncode == LACKS_VARIANT and variant not in ("plain", "auto"):
        pytest.skip(result.stdout.strip())
    assert result.stdout == f"{len(committed())} cases, 0 differences\n"
    assert result.returncode == 0


def test_ways_agree() -> None:
    """In place, by a stream, or with strides: the samples of the plain call."""
    cases = committed()
    others = [name for name in cases if " / " in name]
    assert len(others) > 100
    assert [name for name in others if cases[name] != cases[name.split(" / ")[0]]] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", "0 differences"),
        (
            "{hash}  {name}",
            "0123456789abcdef  {name}",
            "changed  0123456789abcdef now {hash}  {name}",
        ),
        ("{hash}  {name}\n", "", "new      {hash}                  {name}"),
        ("{name}", "{name} of yore", "missing  {hash}                  {name} of yore"),
    ],
)
def test_a_difference_is_told(build: Path, tmp_path: Path, old: str, new: str, said: str) -> None:
    name, result = next(iter(committed().items()))
    old, new, said = (text.format(hash=result, name=name) for text in (old, new, said))
    changed = tmp_path / "samples.txt"
    changed.write_text(SAMPLES.read_text().replace(old, new, 1))
    told = golden(build, "--check", str(changed))
    assert said in told.stdout
    assert told.returncode == (1 if old else 0)
