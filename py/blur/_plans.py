# SPDX-License-Identifier: MIT
"""Images of any dtype one after the other, by plans that those of one shape share."""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from contextlib import contextmanager
from typing import Any, Iterator, Tuple

from ._abi import Options
from ._arrays import Array, Shape, bounds, shape_of, stride_of
from ._clibrary import library
from ._progress import Sum

# An image and where its result goes: packed, and either one and the same or apart.
Pair = Tuple[Array, Array]


def check_targets(pairs: list[Pair]) -> None:
    """ValueError: a target overlaps another one, or the image of another one."""
    spans = sorted((*bounds(target), index) for index, (_, target) in enumerate(pairs))
    starts, ends = ([span[side] for span in spans] for side in (0, 1))
    overlap = any(start < end for start, end in zip(starts[1:], ends))
    for index, (source, _) in enumerate(pairs):
        first, end = bounds(source)
        # Of targets that do not overlap the ends are in order too.
        near = spans[bisect_right(ends, first) : bisect_left(starts, end)]
        overlap = overlap or any(other != index for *_, other in near)
    if overlap:
        raise ValueError("arrays of out overlap each other, or another image")


def _make(options: Options, shape: Shape) -> Any:
    plan = ctypes.c_void_p()
    library().get_function("blur_plan_make")(ctypes.byref(options), *shape, ctypes.byref(plan))
    return plan


@contextmanager
def plans_for(options: Options, pairs: list[Pair]) -> Iterator[dict[Shape, Any]]:
    """A plan for each shape, so that whatever cannot be done is found before anything is written.
    UnsupportedError, MemoryError."""
    plans: dict[Shape, Any] = {}
    try:
        for _, target in pairs:
            shape = shape_of(target)
            if shape not in plans:
                plans[shape] = _make(options, shape)
        yield plans
    finally:
        for plan in plans.values():
            library().get_function("blur_plan_free")(plan)


def run_plans(plans: dict[Shape, Any], pairs: list[Pair], total: Sum | None) -> None:
    run = library().get_function("blur_plan_run")
    for source, target in pairs:
        run(
            plans[shape_of(target)],
            *(source.ctypes.data, stride_of(source)),
            *(target.ctypes.data, stride_of(target)),
        )
        if total is not None:
            total.rows_before += target.shape[0]
