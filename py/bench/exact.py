# SPDX-License-Identifier: MIT
"""The picture that is blurred, its exact blur, and how far a result is from that.

The exact result is computed in double precision, on three bands of rows (at the top, the middle
and the bottom) over the full width: the whole of a large picture would take minutes.
"""

from functools import lru_cache
from typing import NamedTuple, Optional

import numpy as np
import numpy.typing as npt

from .case import Case, Pixels, Weights

BAND = 24
Rows = npt.NDArray[np.float64]


class Errors(NamedTuple):
    """In levels of 255. mean has a sign: darker is negative."""

    maximum: float
    mean: float
    rms: float


@lru_cache(maxsize=2)
def picture(width: int, height: int, channels: int) -> Pixels:
    """Noise to the left, black and white pixels in the middle, a step in x and y to the right, so
    that any row shows what each of them does to a blur. Noise and dots grow brighter along x: the
    blur of large kernels would else come to a single value, and its rounding error with it."""
    generator = np.random.default_rng(1)
    shape = (height, width, channels)
    ramp = np.linspace(0, 1, width)[:, np.newaxis]
    result = generator.integers(0, 128, shape, dtype=np.uint8) + np.uint8(127 * ramp)
    dots = slice(width // 3, 2 * width // 3)
    chance = generator.random((height, dots.stop - dots.start, channels), dtype=np.float32)
    result[:, dots] = np.where(chance < ramp[dots], 255, 0)
    step = slice(dots.stop, width)
    right = np.arange(step.start, width) > (step.start + width) // 2
    below = np.arange(height) > height // 2
    result[:, step] = np.where(below[:, np.newaxis] ^ right, 255, 0)[:, :, np.newaxis]
    return np.ascontiguousarray(result.reshape(height, width, channels).astype(np.uint8))


def bands(height: int) -> list[slice]:
    tops = (0, (height - BAND) // 2, height - BAND)
    return [slice(top, top + BAND) for top in tops]


def along_rows(values: Rows, weights: Weights) -> Rows:
    """Convolves along the first axis; the result is shorter by the halo."""
    count = len(values) - len(weights) + 1
    result = np.zeros((count, *values.shape[1:]))
    for tap, weight in enumerate(weights):
        result += weight * values[tap : tap + count]
    return result


@lru_cache(maxsize=16)
def exact_bands(width: int, height: int, channels: int, kernel: int) -> list[Rows]:
    case = Case(width, height, channels, 1, kernel)
    source = picture(width, height, channels)
    columns = np.arange(-case.radius, width + case.radius).clip(0, width - 1)
    result = []
    for band in bands(height):
        rows = np.arange(band.start - case.radius, band.stop + case.radius).clip(0, height - 1)
        lines = along_rows(source[rows].astype(np.float64), case.weights)
        halo = np.ascontiguousarray(lines.transpose(1, 0, 2)[columns])
        result.append(along_rows(halo, case.weights).transpose(1, 0, 2))
    return result


def summary(difference: Rows) -> Errors:
    """Of mean and rms the worst over the three kinds of content."""
    thirds = np.array_split(difference, 3, axis=1)
    return Errors(
        float(np.abs(difference).max()),
        max((float(third.mean()) for third in thirds), key=abs),
        max(float(np.sqrt((third**2).mean())) for third in thirds),
    )


def errors(case: Case, result: Pixels) -> Errors:
    exact = np.concatenate(exact_bands(*case.shape, case.kernel))
    shaped = result.reshape(case.height, case.width, case.channels)
    return summary(np.concatenate([shaped[band] for band in bands(case.height)]) - exact)


def interior_errors(case: Case, result: Pixels) -> Optional[Errors]:
    """Of the band in the middle, away from the edges; None where nothing is."""
    middle, inside = bands(case.height)[1], slice(case.radius, case.width - case.radius)
    if middle.start < case.radius or case.width - 2 * case.radius < BAND:
        return None
    shaped = result.reshape(case.height, case.width, case.channels)
    exact = exact_bands(*case.shape, case.kernel)[1]
    return summary(shaped[middle, inside] - exact[:, inside])


def rounding_errors(case: Case) -> Errors:
    """What is left when all is exact but the rounding to whole levels: nothing can be better."""
    exact = np.concatenate(exact_bands(*case.shape, case.kernel))
    return summary(np.rint(exact) - exact)
