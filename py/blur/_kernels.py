# SPDX-License-Identifier: MIT
"""Kernels other than the Gaussian."""

from __future__ import annotations

import math
from typing import SupportsIndex

import numpy as np
import numpy.typing as npt

from ._options import PerAxis, Real, kernel_sizes, real_number

# The largest kernel made here takes 4 MB.
SIZE_MAX = 1023

Weights = npt.NDArray[np.float32]


def box_kernel(size: PerAxis[SupportsIndex]) -> Weights:
    """Ones, of shape (height, width)."""
    width, height = kernel_sizes("size", size, SIZE_MAX)
    return np.ones((height, width), np.float32)


def _trimmed(weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Without outer rows and columns of zeros, as many on either side."""
    radius = len(weights) // 2
    y, x = (np.abs(indices - radius).max() for indices in np.nonzero(weights))
    return weights[radius - y : radius + y + 1, radius - x : radius + x + 1]


def _direction(degrees: float) -> tuple[float, float]:
    """Cosine and sine, exactly 0 or 1 at multiples of 90 degrees."""
    turn = math.radians(degrees)
    numbers = [math.cos(turn), math.sin(turn)]
    x, y = (round(n) if abs(n - round(n)) < 1e-15 else n for n in numbers)
    return x, y


def motion_kernel(length: Real, angle: Real = 0) -> Weights:
    """Returns the kernel of a motion blur, for :func:`convolve`.

    A pixel whose centre is d pixels from the line has the weight ``max(0, 1 - d)``, divided by the
    sum of all weights. The line is ``length - 1`` pixels long, from the centre of the first pixel
    to that of the last: ``length`` 5 at ``angle`` 0 makes 5 pixels of equal weight.

    Parameters
    ----------
    length : float
        In pixels, 1 to 1023.
    angle : float
        In degrees, counter-clockwise as displayed: 0 is along x, 90 along y.

    Returns
    -------
    ndarray of float32, of shape (height, width), both odd

    Raises
    ------
    ValueError, TypeError
        ``length`` or ``angle`` is out of range or not a number.

    Examples
    --------
    >>> motion_kernel(2, 45).round(2)
    array([[0.  , 0.12, 0.04],
           [0.12, 0.45, 0.12],
           [0.04, 0.12, 0.  ]], dtype=float32)
    """
    pixels, degrees = real_number("length", length), real_number("angle", angle)
    if not 1 <= pixels <= SIZE_MAX:
        raise ValueError(f"length is {pixels}; expected 1 to {SIZE_MAX} pixels")
    if not math.isfinite(degrees):
        raise ValueError(f"angle is {degrees}; expected a finite number of degrees")
    half = (pixels - 1) / 2
    radius = math.ceil(half)
    cosine, sine = _direction(degrees)
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1].astype(np.float64)
    # y points down. The coordinates of each pixel along the line and across it.
    along, beside = x * cosine - y * sine, x * sine + y * cosine
    distance = np.hypot(beside, np.maximum(np.abs(along) - half, 0))
    weights = np.maximum(1 - distance, 0)
    # Summed in sequence, as in the program blur, which makes the same kernel to the bit.
    total = np.cumsum(weights)[-1]
    return np.ascontiguousarray(_trimmed(weights) / total, np.float32)
