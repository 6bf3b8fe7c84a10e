# SPDX-License-Identifier: MIT
"""Where a result goes: into the caller's array, or into a new one."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ._arrays import Array, is_packed, native
from ._pictures import is_picture


def _check(out: object, image: object, array: Array) -> None:
    if is_picture(image):
        raise TypeError("out is not supported for Pillow images")
    if not isinstance(out, np.ndarray):
        raise TypeError(f"out is of type {type(out).__name__}; expected a NumPy array")
    if out.dtype != array.dtype:
        raise TypeError(f"out is of dtype {out.dtype}; expected that of the image, {array.dtype}")
    if out.shape != array.shape:
        raise ValueError(f"out is of shape {out.shape}; expected that of the image, {array.shape}")
    if not out.flags.writeable:
        raise ValueError("out is read-only")


def target_for(out: Array | None, image: object, array: Array) -> Array:
    """The array that the library writes: out if it is packed, else a new one."""
    if out is not None:
        _check(out, image, array)
        if is_packed(out):
            return out
    return np.empty(array.shape, native(array.dtype))


def deliver(target: Array, out: Array | None, wrap: Callable[[Array], Any]) -> Any:
    """What the caller gets: out, filled, or the result as wrap() converts it."""
    if out is None:
        return wrap(target)
    if out is not target:
        out[...] = target
    return out
