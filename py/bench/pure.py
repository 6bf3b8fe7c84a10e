# SPDX-License-Identifier: MIT
"""The same blur in Python: loops over lists, and sums of shifted arrays with NumPy."""

import math

import numpy as np
import numpy.typing as npt

from .case import Case, Pixels, Weights
from .rivals import Contestant, Run

Picture = list[list[list[int]]]
Floats = npt.NDArray[np.float32]

# Of the part of the picture that pure Python blurs: about a fifth of a second.
TILE_PRODUCTS = 10**6


def blur_sample(
    picture: Picture, kernel: list[list[float]], y: int, x: int, channel: int, columns: int
) -> int:
    radius = len(kernel) // 2
    total = weights = 0.0
    for i, line in enumerate(kernel):
        row = y + i - radius
        if row < 0 or row >= len(picture):
            continue
        for j, weight in enumerate(line):
            column = x + j - radius
            if 0 <= column < columns:
                total += weight * picture[row][column][channel]
                weights += weight
    return int(total / weights + 0.5)


def blur_lists(picture: Picture, kernel: list[list[float]], rows: int, columns: int) -> Picture:
    """Blurs the top left corner. The weights are positive, as a Gaussian's are."""
    width, channels = len(picture[0]), range(len(picture[0][0]))
    return [
        [[blur_sample(picture, kernel, y, x, c, width) for c in channels] for x in range(columns)]
        for y in range(rows)
    ]


def taps(size: int, count: int, radius: int) -> int:
    """How many taps the first places of an axis have inside the picture."""
    at = np.arange(count)
    return int((np.minimum(at + radius, size - 1) - np.maximum(at - radius, 0) + 1).sum())


def tile_of(case: Case) -> tuple[int, int]:
    """Rows and columns of a part that takes no longer than it should."""
    side = max(math.isqrt(TILE_PRODUCTS // (case.channels * case.kernel**2)), 1)
    return min(side, case.height), min(side, case.width)


def pure_python(full: bool) -> Contestant:
    """Time goes by the taps, so it is that of the part times all taps over those of the part."""

    def start(case: Case, source: Pixels) -> Run:
        rows, columns = (case.height, case.width) if full else tile_of(case)
        whole = rows == case.height and columns == case.width
        along_y = taps(case.height, case.height, case.radius) / taps(case.height, rows, case.radius)
        along_x = taps(case.width, case.width, case.radius) / taps(case.width, columns, case.radius)
        reached = source[: rows + case.radius, : columns + case.radius]
        picture: Picture = reached.tolist()
        kernel = np.outer(case.weights, case.weights).tolist()
        return Run(
            lambda: blur_lists(picture, kernel, rows, columns),
            lambda result: np.array(result, np.uint8),
            scale=along_y * along_x,
            note="" if whole else f"extrapolated from {columns}x{rows}",
        )

    return Contestant("pure Python", start, threaded=False, border="renormalize")


def along_first(values: Floats, weights: Weights) -> Floats:
    """The sum of the array shifted by each tap, over the weights that fall inside."""
    result, inside = np.zeros_like(values), np.zeros((len(values), 1, 1), np.float32)
    for tap, weight in enumerate(weights.astype(np.float32)):
        shift = tap - len(weights) // 2
        if abs(shift) < len(values):
            to = slice(max(-shift, 0), len(values) - max(shift, 0))
            result[to] += weight * values[max(shift, 0) : len(values) - max(-shift, 0)]
            inside[to] += weight
    result /= inside
    return result


def with_numpy() -> Contestant:
    def start(case: Case, source: Pixels) -> Run:
        def go() -> Pixels:
            rows = along_first(source.astype(np.float32), case.weights)
            both = along_first(rows.swapaxes(0, 1), case.weights).swapaxes(0, 1)
            rounded: Pixels = np.rint(both, out=both).astype(np.uint8)
            return rounded

        return Run(go, np.asarray)

    return Contestant("NumPy", start, threaded=False, border="renormalize")
