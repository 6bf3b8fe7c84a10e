# SPDX-License-Identifier: MIT
"""A thousand files, some of which are damaged."""

from pathlib import Path
from typing import List, Tuple

import pytest

from batch_files import DAMAGES, alone, is_blur_of, names_in, write
from conftest import Program

COUNT = 1000
DAMAGED = range(20, COUNT, 33)


def write_thousand(folder: Path) -> List[str]:
    """Three in a hundred are damaged, in all ways there are; the names come in another order than
    sorted."""
    names = [f"in/{i * 7 % 10}/{i:04}.png" for i in range(COUNT)]
    write(folder, *names)
    for i, number in enumerate(DAMAGED):
        path = folder / names[number]
        path.write_bytes(DAMAGES[i % len(DAMAGES)](path.read_bytes()))
    return names


@pytest.mark.parametrize("options", [("-q",), ("-j", "5")], ids=" ".join)
def test_a_thousand_files(blur: Program, options: Tuple[str, ...]) -> None:
    names = write_thousand(blur.folder)
    before = names_in(blur.folder)
    listed = "\n".join(names).encode()
    result = blur.run(*options, "--files-from=-", "-d", "out", input=listed)
    lines = result.stderr.decode().splitlines()
    assert result.returncode == 1
    bad = [names[number] for number in DAMAGED]
    assert len(bad) == 30
    assert [line.split(": ")[1] for line in lines] == bad
    good = [name for name in names if name not in bad]
    made = sorted(f"out/{Path(name).name}" for name in good)
    assert names_in(blur.folder) == sorted([*before, *made])
    for name in good:
        assert is_blur_of((blur.folder / "out" / Path(name).name).read_bytes(), name)
    for name in good[::100]:
        assert (blur.folder / "out" / Path(name).name).read_bytes() == alone(blur, name)
    for name, line in list(zip(bad, lines))[: len(DAMAGES)]:
        blur.fails(1, line, name, "-o", "x.png")


def test_a_thousand_files_in_a_tree_again(blur: Program) -> None:
    """A second run with --no-clobber has nothing to do but what failed, and says the same of it."""
    names = write_thousand(blur.folder)
    first = blur.run("-r", "in", "-d", "out")
    made = {
        name: (blur.folder / "out" / name).stat().st_mtime_ns
        for name in names_in(blur.folder / "out")
    }
    assert len(made) == COUNT - len(DAMAGED)
    second = blur.run("-n", "-r", "in", "-d", "out")
    summary = b"blur: 970 of 1000 files skipped: their outputs were there\n"
    assert second.stderr == first.stderr + summary
    assert (first.returncode, second.returncode) == (1, 1)
    bad = sorted(names[number] for number in DAMAGED)
    assert [line.split(": ")[1] for line in first.stderr.decode().splitlines()] == bad
    for name, time in made.items():
        assert (blur.folder / "out" / name).stat().st_mtime_ns == time
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), f"in/{name}")
