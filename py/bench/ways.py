# SPDX-License-Identifier: MIT
"""The ways to blur that py/benchmark.py compares: the library, plain code, and other libraries."""

import importlib
from functools import partial
from typing import Callable, NamedTuple, Optional

import numpy as np

import blur
from blur._names import Border

from .case import Case, Pixels
from .exact import Errors, difference
from .naive import naive_c
from .pure import pure_python, with_numpy
from .rivals import RIVALS, Contestant, Rival, Run

OURS = "blur"
REPLICATE = "blur, replicate"
NAIVE_C = "naive C"
PYTHON = "pure Python"


class Ways(NamedTuple):
    """missing: by name, why. versions: of what there is."""

    contestants: list[Contestant]
    missing: dict[str, str]
    versions: dict[str, str]

    def find(self, name: str) -> Optional[Contestant]:
        return next((way for way in self.contestants if way.name == name), None)

    def racers(self) -> list[Contestant]:
        """All take part with any number of threads: one that has no threads runs on one."""
        return [way._replace(threaded=True) for way in self.contestants]


def ours(name: str, border: Border) -> Contestant:
    def start(case: Case, source: Pixels) -> Run:
        result = np.empty_like(source)

        def go() -> Pixels:
            return blur.gaussian_blur(
                source, case.kernel, case.sigma, border=border, threads=case.threads, out=result
            )

        return Run(go, np.asarray)

    return Contestant(name, start, skippable=False, border=border)


def first_of(rival: Rival) -> Contestant:
    """The most usual of a rival's ways, by the rival's name."""
    module = importlib.import_module(rival.module)
    return rival.contestants(module)[0]._replace(name=rival.title)


def version_of(rival: Rival) -> str:
    return rival.version(importlib.import_module(rival.module))


def gather(full: bool) -> Ways:
    """What cannot be had is missing, whatever the reason."""
    ways = Ways([ours(OURS, "renormalize"), ours(REPLICATE, "replicate")], {}, {})
    ways.versions.update({OURS: blur.version(), "NumPy": np.__version__})
    attempt(ways, NAIVE_C, lambda: naive_c(full))
    ways.contestants.extend([pure_python(full), with_numpy()])
    for rival in RIVALS:
        if attempt(ways, rival.title, partial(first_of, rival)):
            ways.versions[rival.title] = version_of(rival)
    return ways


def attempt(ways: Ways, name: str, make: Callable[[], Contestant]) -> bool:
    try:
        ways.contestants.append(make())
    except (ImportError, OSError) as error:  # OSError: a shared library that is not there
        ways.missing[name] = (str(error) or type(error).__name__).splitlines()[0]
    return name not in ways.missing


def judge(way: Contestant, case: Case, result: Pixels) -> Errors:
    """Against the exact result with the border that the way has."""
    return difference(case, result, way.border)
