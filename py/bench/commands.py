# SPDX-License-Identifier: MIT
"""The command lines that blur one file into another: the program's, and its rivals'."""

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple, Optional

from .photos import SIGMA

IN, OUT = "{in}", "{out}"
OURS = "blur"
REFERENCE = "libvips"


class Command(NamedTuple):
    name: str
    words: list[str]
    rival: bool = True

    def line(self, source: str, result: str) -> list[str]:
        places = {IN: source, OUT: result}
        return [places.get(word, word) for word in self.words]


class Rival(NamedTuple):
    """programs: names, of which the first that is there is taken."""

    name: str
    programs: tuple[str, ...]
    version: str
    words: list[str]


RIVALS = (
    Rival(REFERENCE, ("vips",), "--version", ["gaussblur", IN, OUT, f"{SIGMA}"]),
    Rival("ImageMagick", ("magick", "convert"), "-version", [IN, "-blur", f"0x{SIGMA}", OUT]),
    Rival("GraphicsMagick", ("gm",), "version", ["convert", IN, "-blur", f"0x{SIGMA}", OUT]),
    Rival(
        "FFmpeg",
        ("ffmpeg",),
        "-version",
        [*("-v", "error", "-y", "-i", IN), *("-vf", f"gblur=sigma={SIGMA}", "-frames:v", "1", OUT)],
    ),
)


def own(program: Path) -> list[Command]:
    """The first is what the rivals are compared with."""
    words = [str(program.resolve()), IN, "--sigma", f"{SIGMA}", "--output", OUT]
    return [
        Command(OURS, words, rival=False),
        Command(f"{OURS} -t 1", [*words, "--threads", "1"], rival=False),
        Command(f"{OURS} --codec=stb", [*words, "--codec", "stb"], rival=False),
    ]


def is_script(path: Path) -> bool:
    with open(path, "rb") as file:
        return file.read(2) == b"#!"


def find(program: str) -> Optional[Path]:
    """On PATH, but for scripts: one that goes on to start the program takes its own time first."""
    for folder in os.get_exec_path():
        path = Path(folder or ".", program)
        if path.is_file() and os.access(path, os.X_OK) and not is_script(path):
            return path.absolute()
    return None


def version_of(path: Path, option: str) -> str:
    """From the first line of what it says."""
    result = subprocess.run(
        [path, option],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    line = result.stdout.decode(errors="replace").partition("\n")[0].strip()
    number = re.search(r"[0-9]+\.[0-9]\S*", line)
    return number[0] if number else line


def locate(programs: tuple[str, ...]) -> Optional[Path]:
    return next(filter(None, map(find, programs)), None)


def version(path: Optional[Path], programs: tuple[str, ...], option: str) -> str:
    """Or that it is missing."""
    return version_of(path, option) if path else f"missing (no {' or '.join(programs)})"


def gather(program: Path) -> tuple[list[Command], dict[str, str]]:
    """Returns the commands, and of each program its version or that it is missing."""
    commands, versions = own(program), {OURS: version_of(program, "--version")}
    for rival in RIVALS:
        path = locate(rival.programs)
        versions[rival.name] = version(path, rival.programs, rival.version)
        if path:
            commands.append(Command(rival.name, [str(path), *rival.words]))
    return commands, versions
