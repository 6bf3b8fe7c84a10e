# SPDX-License-Identifier: MIT
"""What is done beside a blur, in double precision, straight from its definition: alpha as a weight,
linear light, and images of which a part is blurred."""

from typing import Any, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from pictures import PAD_MODES

Floats = NDArray[np.float64]
Samples = NDArray[Any]
WHITE = {"uint8": 255.0, "uint16": 65535.0, "float32": 1.0}


def light(samples: Floats) -> Floats:
    """The light of samples of 0 to 1, by IEC 61966-2-1."""
    return np.where(samples <= 0.04045, samples / 12.92, ((samples + 0.055) / 1.055) ** 2.4)


def encoded(values: Floats) -> Floats:
    """The reverse of light(), with its ends held on to."""
    held = values.clip(0, 1)
    return np.where(held <= 0.0031308, held * 12.92, 1.055 * held ** (1 / 2.4) - 0.055)


def gaussian(k: int, sigma: Optional[float] = None) -> Floats:
    """Weights along one axis."""
    deviation = 0.3 * ((k - 1) / 2 - 1) + 0.8 if sigma is None else sigma
    positions = np.arange(k) - k // 2
    if deviation == 0:
        return np.asarray(positions == 0, np.float64)
    weights = np.exp(-(positions**2) / (2 * deviation**2))
    return np.asarray(weights / weights.sum())


def correlate(values: Floats, kernel: Floats, border: str, beyond: Floats) -> Floats:
    """The sums of height x width x channels; beyond the edge stands the border, or that pixel."""
    total = kernel.sum()
    column, row = kernel.sum(axis=1, keepdims=True), kernel.sum(axis=0, keepdims=True)
    if min(kernel.shape) > 1 and total and np.allclose(column * row / total, kernel, 1e-12, 0):
        lines = correlate(values, row / total, border, beyond)  # a product: one axis at a time
        return correlate(lines, column, border, beyond * row.sum() / total)
    ry, rx = kernel.shape[0] // 2, kernel.shape[1] // 2
    around = ((ry, ry), (rx, rx), (0, 0))
    if border in PAD_MODES:
        padded = np.pad(values, around, PAD_MODES[border])  # type: ignore[call-overload]
    else:
        padded = np.pad(values - beyond, around) + beyond
    height, width = values.shape[:2]
    sums = np.zeros_like(values)
    for (i, j), weight in np.ndenumerate(kernel):
        if weight != 0:
            sums += weight * padded[i : i + height, j : j + width]
    return sums


def region_weights(
    size: Tuple[int, int], regions: Sequence[Sequence[int]], feather: int = 0
) -> Floats:
    """How much of each pixel is blurred."""
    weights = np.zeros(size)
    y, x = np.indices(size)
    for left, top, width, height in regions:
        if width == 0 or height == 0:
            continue
        across = np.maximum(np.maximum(left - x, x - (left + width - 1)), 0)
        down = np.maximum(np.maximum(top - y, y - (top + height - 1)), 0)
        t = (1 - np.hypot(across, down) / (feather + 1)).clip(0, 1)
        weights = np.maximum(weights, 3 * t**2 - 2 * t**3)
    return weights


class Working:
    """An image as it is worked on: of samples or of light, the colours times alpha, and alpha
    behind them."""

    def __init__(self, image: Samples, weighted: bool, linear: bool) -> None:
        self.linear = linear
        self.white = WHITE[image.dtype.name]
        self.weighted = weighted and image.shape[2] in (2, 4)
        self.colors = image.shape[2] - (image.shape[2] in (2, 4))
        self.values = self.take(image)

    def take(self, image: Samples) -> Floats:
        values = image / self.white
        if self.linear:
            values[..., : self.colors] = light(values[..., : self.colors])
        if self.weighted:
            values[..., :-1] *= values[..., -1:]
        return values

    def put(self, values: Floats) -> Floats:
        values = values.copy()
        if self.weighted:
            alpha = values[..., -1:]
            values[..., :-1] = np.divide(
                values[..., :-1], alpha, out=np.zeros_like(values[..., :-1]), where=alpha > 0
            )
        if self.linear:
            values[..., : self.colors] = encoded(values[..., : self.colors])
        return values * self.white


def mean(
    image: Samples,
    kernel: Floats,
    border: str = "renormalize",
    color: Sequence[float] = (),
    *,
    alpha: str = "weighted",
    linear: bool = False,
    weights: Optional[Floats] = None,
) -> Floats:
    """What a kernel makes of an image of height x width x channels, not rounded. color: of border
    constant. weights: how much of each pixel that is."""
    work = Working(image, alpha == "weighted", linear)
    beyond = np.zeros(image.shape[2])
    if border == "constant":
        beyond = work.take(np.asarray(color, image.dtype).reshape(1, 1, -1))[0, 0]
    inside = 0.0 if border == "renormalize" else 1.0
    sums = correlate(work.values, kernel, border, beyond)
    divisors = correlate(np.ones_like(sums), kernel, border, np.full(image.shape[2], inside))
    blurred = sums / divisors
    if weights is not None:
        blurred = work.values + weights[..., None] * (blurred - work.values)
    return work.put(blurred)


def blocks(image: Samples, size: int, *, alpha: str = "weighted", linear: bool = False) -> Floats:
    """The mean of each block."""
    work = Working(image, alpha == "weighted", linear)
    result = np.empty_like(work.values)
    for y in range(0, image.shape[0], size):
        for x in range(0, image.shape[1], size):
            part = np.s_[y : y + size, x : x + size]
            result[part] = work.values[part].mean(axis=(0, 1))
    return work.put(result)


def excess(result: Samples, wanted: Floats, bound: float, weighted: bool = True) -> float:
    """By how much an error is over its limit, at most: a bound is of levels, or of floats relative
    to the image's largest, which is taken for 1 where it is not seen; and that of colours of 16
    bits grows where there is little alpha. Where no alpha is left there is no colour but 0."""
    errors = np.abs(result - wanted)
    limits = np.full(wanted.shape, bound)
    has_alpha = weighted and wanted.shape[2] in (2, 4)
    if result.dtype == np.float32:
        limits *= max(1, np.abs(wanted).max())
    if has_alpha and result.dtype == np.uint16:
        alpha = np.maximum(result[..., -1:], 1).astype(np.float64)
        limits[..., :-1] = 0.5 + (bound - 0.5) * 2 * 65535 / alpha
    if has_alpha and result.dtype != np.float32:
        unseen = result[..., -1] == 0
        assert not result[unseen].any(), "a colour where there is no alpha"
        errors[unseen, :-1] = 0
    return float((errors - limits).max())
