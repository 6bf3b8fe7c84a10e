# SPDX-License-Identifier: MIT
"""The exact result of what is blurred weighed by alpha, in linear light, in regions, or by other
kernels, in double precision."""

from typing import Any, Callable, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Blur = Callable[[Doubles], Doubles]
Region = Tuple[int, int, int, int]  # x, y, width, height


def to_light(samples: Doubles) -> Doubles:
    """IEC 61966-2-1, for samples of 0..1."""
    return np.where(samples <= 0.04045, samples / 12.92, ((samples + 0.055) / 1.055) ** 2.4)


def from_light(light: Doubles) -> Doubles:
    root = np.maximum(light, 1e-300) ** (1 / 2.4)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * root - 0.055)


def work(samples: "NDArray[Any]", linear: bool = False, straight: bool = False) -> Doubles:
    """What is blurred: of 0..1, in light, weighed by alpha."""
    values: Doubles = samples / np.float64(np.iinfo(samples.dtype).max)
    colors = samples.shape[2] - (samples.shape[2] + 1) % 2
    if linear:
        values[..., :colors] = to_light(values[..., :colors])
    if not straight and colors < samples.shape[2]:
        values[..., :-1] *= values[..., -1:]
    return values


def unwork(values: Doubles, most: int, linear: bool = False, straight: bool = False) -> Doubles:
    """The samples, not rounded. Of a pixel without alpha, colours are 0."""
    values = values.copy()
    colors = values.shape[2] - (values.shape[2] + 1) % 2
    if not straight and colors < values.shape[2]:
        alpha = values[..., -1:]
        values[..., :-1] = np.where(alpha > 0, values[..., :-1] / np.maximum(alpha, 1e-300), 0)
    if linear:
        values[..., :colors] = from_light(values[..., :colors])
    return values * most


def painted(
    samples: "NDArray[Any]",
    blur: Blur,
    weights: Optional[Doubles] = None,
    linear: bool = False,
    straight: bool = False,
) -> Doubles:
    """The exact result; weights say how much of each pixel is blurred."""
    values = work(samples, linear, straight)
    blurred = blur(values)
    if weights is not None:
        blurred = values + weights[..., None] * (blurred - values)
    return unwork(blurred, int(np.iinfo(samples.dtype).max), linear, straight)


def weights_of(
    height: int, width: int, regions: Sequence[Region], feather: int = 0, invert: bool = False
) -> Doubles:
    weights = np.zeros((height, width))
    y, x = np.mgrid[:height, :width]
    for left, top, region_width, region_height in regions:
        across = np.maximum(np.maximum(left - x, x - (left + region_width - 1)), 0)
        down = np.maximum(np.maximum(top - y, y - (top + region_height - 1)), 0)
        t = np.maximum(1 - np.hypot(across, down) / (feather + 1), 0)
        weights = np.maximum(weights, t * t * (3 - 2 * t))
    return 1 - weights if invert else weights


def blocks(size: int) -> Blur:
    """The mean of each block."""

    def mean(values: Doubles) -> Doubles:
        result = values.copy()
        for y in range(0, values.shape[0], size):
            for x in range(0, values.shape[1], size):
                part = values[y : y + size, x : x + size]
                result[y : y + size, x : x + size] = part.mean(axis=(0, 1))
        return result

    return mean


def kernel(weights: "NDArray[Any]", normalize: bool = True, pad: str = "") -> Blur:
    """Any kernel, over the taps inside, or with numpy's pad mode."""

    def weigh(values: Doubles) -> Doubles:
        ry, rx = weights.shape[0] // 2, weights.shape[1] // 2
        around = ((ry, ry), (rx, rx), (0, 0))
        ones = np.ones_like(values)
        padded = np.pad(values, around, pad or "constant")  # type: ignore[call-overload]
        inside = np.pad(ones, around, pad or "constant")  # type: ignore[call-overload]
        sums, divisors = np.zeros_like(values), np.zeros_like(values)
        for (i, j), weight in np.ndenumerate(weights.astype(np.float64)):
            rows, columns = slice(i, i + values.shape[0]), slice(j, j + values.shape[1])
            sums += weight * padded[rows, columns]
            divisors += weight * inside[rows, columns]
        return sums / divisors if normalize else sums

    return weigh


def check(out: "NDArray[Any]", exact: Doubles, bound: float, straight: bool = False) -> None:
    """Alpha within half a level and a little, colours within the bound where they are seen, and
    nothing where they are not."""
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
