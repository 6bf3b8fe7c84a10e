# SPDX-License-Identifier: MIT
"""How programs are had to blur many files: all in one call, or spread over the CPUs by xargs. Of a
rival there are several forms, of which the fastest is the one to beat."""

import os
import shutil
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from .commands import IN, OURS, OUT, REFERENCE, RIVALS, locate, version, version_of
from .photos import SIGMA

# Below the folder with the files, which is the current one.
OUTPUT = "out"
LIST = "list"
# What a process gets of many files: no more than this, and so few that each CPU has two such.
MOST_SHARE = 50


class Each(Enum):
    """What a process is given."""

    ALL = "all files"
    SOME = "a part of the files"
    ONE = "one file"


class Form(NamedTuple):
    """Setting is a variable of the environment, as env has it, or nothing."""

    program: str
    name: str
    words: list[str]
    each: Each
    rival: bool = True
    setting: str = ""


class Many(NamedTuple):
    """A rival's own way to take many files; programs: names, of which the first there is taken."""

    name: str
    programs: tuple[str, ...]
    version: str
    words: list[str]


MANY = (
    Many("ImageMagick", ("mogrify",), "-version", ["-path", OUTPUT, "-blur", f"0x{SIGMA}"]),
    Many(
        "GraphicsMagick",
        ("gm",),
        "version",
        ["mogrify", "-output-directory", OUTPUT, "-blur", f"0x{SIGMA}"],
    ),
)
SINGLE = tuple(rival for rival in RIVALS if rival.name not in {many.name for many in MANY})


def own(program: Path) -> list[Form]:
    """The first is what all are compared with."""
    words = [str(program.resolve()), "-q", "-s", f"{SIGMA}", "-d", OUTPUT]
    return [
        Form(OURS, OURS, words, Each.ALL, rival=False),
        Form(OURS, f"{OURS}, xargs -n 1", [*words, IN], Each.ONE, rival=False),
        Form(OURS, f"{OURS}, xargs", words, Each.SOME, rival=False),
    ]


def forms_of_single(name: str, words: list[str]) -> list[Form]:
    """Of a program that takes one file. libvips also with one thread each, as there is a process
    for each CPU."""
    forms = [Form(name, f"{name}, xargs -n 1", words, Each.ONE)]
    if name == REFERENCE:
        setting = "VIPS_CONCURRENCY=1"
        forms.append(Form(name, f"{name}, the same, 1 thread", words, Each.ONE, setting=setting))
    return forms


def forms_of_many(name: str, words: list[str]) -> list[Form]:
    one_thread = "OMP_NUM_THREADS=1"
    return [
        Form(name, name, words, Each.ALL),
        Form(name, f"{name}, xargs, 1 thread", words, Each.SOME, setting=one_thread),
    ]


def gather(program: Path) -> tuple[list[Form], dict[str, str]]:
    """Returns the forms, and of each program its version or that it is missing."""
    forms, versions = own(program), {OURS: version_of(program, "--version")}
    for rivals, make in ((SINGLE, forms_of_single), (MANY, forms_of_many)):
        for rival in rivals:
            path = locate(rival.programs)
            versions[rival.name] = version(path, rival.programs, rival.version)
            if path:
                forms += make(rival.name, [str(path), *rival.words])
    return forms, versions


def share(count: int, cpus: int) -> int:
    return min(MOST_SHARE, -(-count // (2 * cpus)))


def tool(name: str) -> str:
    """Of the system, whatever is on PATH."""
    return shutil.which(name, path=os.defpath) or name


def line(form: Form, names: list[str], cpus: int) -> list[str]:
    """The command. What xargs is used for finds the names in the file LIST."""
    if form.each == Each.ALL:
        return [*form.words, *names]
    places = {IN: "{}", OUT: f"{OUTPUT}/{{}}"}
    words = [places.get(word, word) for word in form.words]
    how = ["-I{}"] if form.each == Each.ONE else ["-n", f"{share(len(names), cpus)}"]
    environment = [tool("env"), form.setting] if form.setting else []
    return [*environment, tool("xargs"), "-a", LIST, "-P", f"{cpus}", *how, *words]
