# SPDX-License-Identifier: MIT
"""Plans of the library, shared by images of one kind."""

from __future__ import annotations

import ctypes
import math
from typing import Dict, NamedTuple, Tuple

from ._abi import PROGRESS, Options, PlanInfo
from ._arrays import Shape, is_long
from ._clibrary import library


class Kind(NamedTuple):
    """What images that share a plan have in common."""

    shape: Shape
    alpha: int  # enum blur_alpha


class Plan(ctypes.c_void_p):
    """Freed with the last reference to it: when a call is interrupted, one of its threads may still
    be running the plan. It keeps alive what the options point to."""

    options: Options

    def __del__(self) -> None:
        if self:
            library().get_function("blur_plan_free")(self)


class Plans(Dict[Tuple[Kind, int], Plan]):
    """Plans by kind and maximum number of threads (0: all), made on first use. UnsupportedError,
    MemoryError."""

    def __init__(self, options: Options) -> None:
        super().__init__()
        self._watched = options
        self._silent = Options.from_buffer_copy(options)
        self._silent.progress = PROGRESS()

    def __missing__(self, key: tuple[Kind, int]) -> Plan:
        """Only plans for images that take long report progress."""
        (shape, alpha), threads = key
        options = self._watched if is_long(math.prod(shape[1:])) else self._silent
        options.alpha, options.threads = alpha, threads
        plan = Plan()
        make = library().get_function("blur_plan_make")
        make(ctypes.byref(options), *shape, ctypes.byref(plan))
        plan.options = self._watched
        self[key] = plan
        return plan


def thread_count_of(plan: Plan) -> int:
    """How many threads a run uses."""
    info = PlanInfo(size=ctypes.sizeof(PlanInfo))
    library().get_function("blur_plan_describe")(plan, ctypes.byref(info))
    return int(info.threads)
