# SPDX-License-Identifier: MIT
"""The picture that is blurred, its exact blur, and how far a result is from that.

The exact result is computed in double precision; of a large picture, which would take minutes, on
three bands of rows (at the top, the middle and the bottom) over the full width.
"""

from functools import lru_cache
from typing import NamedTuple, Optional, Union

import numpy as np
import numpy.typing as npt

from blur._names import SampleName

from .case import BYTES, UNIT, WHITE, Case, Pixels, Weights

BAND = 24
WHOLE_SAMPLES = 2**23
WHOLE_PRODUCTS = 10**9
Rows = npt.NDArray[np.float64]


class Errors(NamedTuple):
    """In the UNIT of the samples' type. mean has a sign: darker is negative."""

    maximum: float
    mean: float
    rms: float
    mean_size: float  # the mean without signs, over all that is compared


@lru_cache(maxsize=2)
def picture(width: int, height: int, channels: int, sample: SampleName = BYTES) -> Pixels:
    """The same content in samples of any type."""
    levels = drawn(width, height, channels)
    if sample == BYTES:
        return levels
    scale = WHITE[sample] / WHITE[BYTES]
    return (levels * np.float64(scale)).astype(sample)


def drawn(width: int, height: int, channels: int) -> npt.NDArray[np.uint8]:
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


def along_axis(
    values: Union[Pixels, Rows], start: int, stop: int, weights: Weights, border: str
) -> Rows:
    """Convolves along the first axis with a rule for what stands beyond the edges; the result has
    the places from start to stop."""
    radius = len(weights) // 2
    at = np.arange(start - radius, stop + radius)
    lines = values[at.clip(0, len(values) - 1)].astype(np.float64)
    if border == "replicate":
        return along_rows(lines, weights)
    lines[(at < 0) | (at >= len(values))] = 0
    inside = ((at >= 0) & (at < len(values))).astype(np.float64)
    return along_rows(lines, weights) / along_rows(inside[:, np.newaxis, np.newaxis], weights)


def exact_rows(case: Case, start: int, stop: int, border: str) -> Rows:
    source = picture(*case.shape, case.sample)
    lines = along_axis(source, start, stop, case.weights, border)
    turned = np.ascontiguousarray(lines.transpose(1, 0, 2))
    return along_axis(turned, 0, case.width, case.weights, border).transpose(1, 0, 2)


@lru_cache(maxsize=16)
def exact_bands(case: Case, border: str = "replicate") -> list[Rows]:
    return [exact_rows(case, band.start, band.stop, border) for band in bands(case.height)]


@lru_cache(maxsize=2)
def exact_whole(case: Case, border: str) -> Rows:
    return exact_rows(case, 0, case.height, border)


def summary(case: Case, distance: Rows) -> Errors:
    """Of mean and rms the worst over the three kinds of content."""
    difference = distance / UNIT[case.sample]
    thirds = [third for third in np.array_split(difference, 3, axis=1) if third.size]
    return Errors(
        float(np.abs(difference).max()),
        max((float(third.mean()) for third in thirds), key=abs),
        max(float(np.sqrt((third**2).mean())) for third in thirds),
        float(np.abs(difference).mean()),
    )


def compared_rows(case: Case) -> int:
    """How many rows difference() compares: all, but for pictures where that would take long."""
    samples = case.width * case.height * case.channels
    whole = samples <= WHOLE_SAMPLES and samples * case.kernel <= WHOLE_PRODUCTS
    return case.height if whole or case.height < 3 * BAND else 3 * BAND


def difference(case: Case, result: Pixels, border: str) -> Errors:
    """The same with either border, and over the whole picture where that is feasible. A result that
    is smaller than the picture is its top left corner."""
    key = case._replace(threads=1)
    if result.size != case.width * case.height * case.channels:
        rows, columns = result.shape[:2]
        return summary(key, result - exact_rows(key, 0, rows, border)[:, :columns])
    shaped = result.reshape(case.height, case.width, case.channels)
    if compared_rows(case) == case.height:
        return summary(key, shaped - exact_whole(key, border))
    parts = [shaped[band] for band in bands(case.height)]
    return summary(key, np.concatenate(parts) - np.concatenate(exact_bands(key, border)))


def errors(case: Case, result: Pixels) -> Errors:
    exact = np.concatenate(exact_bands(case._replace(threads=1)))
    shaped = result.reshape(case.height, case.width, case.channels)
    return summary(case, np.concatenate([shaped[band] for band in bands(case.height)]) - exact)


def interior_errors(case: Case, result: Pixels) -> Optional[Errors]:
    """Of the band in the middle, away from the edges; None where nothing is."""
    middle, inside = bands(case.height)[1], slice(case.radius, case.width - case.radius)
    if middle.start < case.radius or case.width - 2 * case.radius < BAND:
        return None
    shaped = result.reshape(case.height, case.width, case.channels)
    exact = exact_bands(case._replace(threads=1))[1]
    return summary(case, shaped[middle, inside] - exact[:, inside])


def rounding_errors(case: Case) -> Errors:
    """What is left when all is exact but the rounding to a sample: nothing can be better."""
    exact = np.concatenate(exact_bands(case._replace(threads=1)))
    floats = np.issubdtype(case.sample, np.floating)
    return summary(case, (exact.astype(case.sample) if floats else np.rint(exact)) - exact)
