# SPDX-License-Identifier: MIT
"""The exact result of a blur with alpha as a weight, in linear light, by any kernel, or of regions:
in double precision, straight from the definition."""

from typing import Any, Callable, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from pictures import PAD_MODES

Floats = NDArray[np.float64]
Samples = NDArray[Any]
Blur = Callable[[Floats], Floats]
Region = Tuple[int, int, int, int]  # x, y, width, height
WHITE = {"uint8": 255.0, "uint16": 65535.0, "float32": 1.0}


def light(samples: Floats) -> Floats:
    """The light of samples of 0 to 1, by IEC 61966-2-1."""
    return np.where(samples <= 0.04045, samples / 12.92, ((samples + 0.055) / 1.055) ** 2.4)


def encoded(values: Floats) -> Floats:
    """The reverse of light(), saturated."""
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


class FloatImage:
    """The values that are blurred: samples or light of 0 to 1, the colours times alpha, if it is a
    weight."""

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


def composited(
    image: Samples,
    blur: Blur,
    *,
    alpha: str = "weighted",
    linear: bool = False,
    weights: Optional[Floats] = None,
) -> Floats:
    """The result for an image of height x width x channels, not rounded. weights: how much of each
    pixel is blurred."""
    floats = FloatImage(image, alpha == "weighted", linear)
    blurred = blur(floats.values)
    if weights is not None:
        blurred = floats.values + weights[..., None] * (blurred - floats.values)
    return floats.put(blurred)


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
    """What a kernel makes of an image, divided by its sum. color: of border constant."""
    beyond = np.zeros(image.shape[2])
    if border == "constant":
        pixel = np.asarray(color, image.dtype).reshape(1, 1, -1)
        beyond = FloatImage(pixel, alpha == "weighted", linear).values[0, 0]
    inside = np.full(image.shape[2], 0.0 if border == "renormalize" else 1.0)

    def blur(values: Floats) -> Floats:
        divisors = correlate(np.ones_like(values), kernel, border, inside)
        return correlate(values, kernel, border, beyond) / divisors

    return composited(image, blur, alpha=alpha, linear=linear, weights=weights)


def blocks(size: int) -> Blur:
    """The mean of each block."""

    def pixelate(values: Floats) -> Floats:
        result = np.empty_like(values)
        for y in range(0, values.shape[0], size):
            for x in range(0, values.shape[1], size):
                part = np.s_[y : y + size, x : x + size]
                result[part] = values[part].mean(axis=(0, 1))
        return result

    return pixelate


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


def check(out: Samples, exact: Floats, bound: float, straight: bool = False) -> None:
    """Asserts that alpha is rounded correctly, and that colours are within the bound (that grows
    for 16 bits as alpha shrinks), or 0 where alpha is 0."""
    assert out.shape == exact.shape
    error = np.abs(out - exact)
    if straight or out.shape[2] % 2 == 1:
        assert error.max() <= bound
        return
    assert error[..., -1].max() <= 0.51
    seen = out[..., -1] > 0
    share = 1.0 if out.dtype == np.uint8 else out[..., -1:] / np.float64(65535)
    assert ((error[..., :-1] - 0.5) * share)[seen].max(initial=0) <= bound - 0.5
    assert (out[~seen] == 0).all()
