# SPDX-License-Identifier: MIT
"""What the library's own choices cost: border, accuracy, threads, the plan, and a single call."""

from typing import Callable, NamedTuple, Optional

import numpy as np

from blur._abi import Status
from blur._names import Border

from .case import Case, Pixels
from .exact import picture
from .library import Library
from .measure import Measured, Policy, race_runs
from .rivals import Contestant, Run

KERNELS = (5, 21, 101)
CALLS = 50


class Choice(NamedTuple):
    name: str
    border: Border = "replicate"
    exact: bool = False
    threads: int = 1


def choices(library: Library, case: Case, threads: int, policy: Policy) -> list[Measured]:
    """The first is what the others are compared with."""
    source = picture(*case.shape, case.sample)
    result = np.empty_like(source)
    wanted = [Choice("replicate"), Choice("renormalize", border="renormalize")]
    wanted.append(Choice("exact", exact=True))
    if threads > 1:
        wanted.append(Choice(f"{threads} threads", threads=threads))
    runs, refused = [], []
    for choice in wanted:
        own = case._replace(threads=choice.threads)
        call = library.caller(own, source, result, choice.border, choice.exact)
        status = call()
        if status == 0:
            runs.append((choice.name, checked(library, call)))
        else:
            refused.append(Measured(choice.name, [], note=f"refused with status {status}"))
    return [*race_runs(runs, policy), *refused]


def checked(library: Library, call: Callable[[], int], expected: int = 0) -> Run:
    def pixels(status: object) -> Pixels:
        if status != expected:
            library.check(int(str(status)))
        return np.empty(0, np.uint8)

    return Run(call, pixels)


def repeated(call: Callable[[], object]) -> Callable[[], object]:
    """Many calls as one run; returns what the last one returned."""

    def go() -> object:
        for _ in range(CALLS - 1):
            call()
        return call()

    return go


class Latency(NamedTuple):
    """Microseconds a call."""

    name: str
    median: float
    spread: float


def per_call(measured: Measured) -> Latency:
    return Latency(measured.name, measured.median / CALLS * 1e6, measured.spread)


def small_runs(library: Library, name: str, case: Case, expected: int = 0) -> tuple[str, Run]:
    source = picture(64, 64, case.channels)
    call = library.caller(case, source, np.empty_like(source))
    return name, checked(library, call, expected)._replace(go=repeated(call))


def plan_runs(library: Library, kernels: list[int]) -> list[tuple[str, Run]]:
    """What is done before the work, for a large picture, on which the choices depend."""
    runs = []
    for kernel in kernels:
        call = library.planner(Case(4000, 3000, 3, 1, kernel))
        run = checked(library, call)._replace(go=repeated(call))
        runs.append((f"plan: 4000x3000 RGB, k {kernel}", run))
    return runs


def latencies(
    library: Library, reference: Optional[Contestant], threads: int, kernels: list[int]
) -> list[Latency]:
    """Calls on small pictures, in turn. A picture of no width is refused at once: the time of that
    is what ctypes takes, and is part of all others."""
    case = Case(64, 64, 3, 1, 5)
    runs = [small_runs(library, "ctypes alone: no pixels", case._replace(width=0), Status.ARGUMENT)]
    runs.append(small_runs(library, "64x64 RGB, k 5, 1 thread", case))
    if threads > 1:
        name = f"64x64 RGB, k 5, {threads} threads"
        runs.append(small_runs(library, name, case._replace(threads=threads)))
    if reference is not None:
        run = reference.start(case, picture(64, 64, 3))
        name = f"the same, {reference.name}, 1 thread"
        runs.append((name, run._replace(go=repeated(run.go))))
    runs += plan_runs(library, kernels)
    return [per_call(measured) for measured in race_runs(runs, Policy(None, 0.2, False))]
