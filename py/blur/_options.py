# SPDX-License-Identifier: MIT
"""What callers ask for, checked and put into the library's options.

ctypes cuts numbers to the width of their C type in silence, so each is held against its range here.
"""

from __future__ import annotations

import ctypes
import math
import operator
from typing import Any, Mapping, Sequence, SupportsFloat, SupportsIndex, Union

import numpy as np
import numpy.typing as npt

from ._abi import (
    BORDERS,
    GIVEN_KERNEL_SIZE,
    GIVEN_SIGMA,
    KERNEL_SIZE_MAX,
    METHODS,
    THREADS_MAX,
    Options,
)

Color = Union[SupportsIndex, Sequence[SupportsIndex], npt.NDArray[Any]]
Real = Union[SupportsFloat, SupportsIndex]


def whole_number(name: str, value: SupportsIndex) -> int:
    try:
        return operator.index(value)
    except TypeError:
        advice = "; sigma may be any" if name == "k" else ""
        raise TypeError(f"{name} is {value!r}: a whole number is needed{advice}") from None


def real_number(name: str, value: Real) -> float:
    if getattr(value, "ndim", 0) > 0:  # ctypes would take an array of one number, and warn of it
        raise TypeError(f"{name} is {value!r}: a single number is needed")
    try:
        # Unlike float(), this takes no text.
        return ctypes.c_double(value).value  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{name} is {value!r}: a number is needed") from None
    except OverflowError:
        return math.inf


def kernel_size(value: SupportsIndex) -> int:
    k = whole_number("k", value)
    if k < 1:
        raise ValueError(f"k is {k}: the kernel size is odd and positive, such as 5")
    if k > KERNEL_SIZE_MAX:
        raise ValueError(f"k is {k}: the kernel size is at most {KERNEL_SIZE_MAX}")
    if k % 2 == 0:
        raise ValueError(f"k is {k}: the kernel size is odd; try {k - 1} or {k + 1}")
    return k


def standard_deviation(value: Real, k: int | None = None) -> float:
    """Without k, the kernel size follows from sigma, and has a limit."""
    sigma = real_number("sigma", value)
    if not 0 <= sigma < math.inf:
        raise ValueError(f"sigma is {sigma}: it is 0 or more, and finite")
    most = (KERNEL_SIZE_MAX - 1) / 2 / 3
    if k is None and sigma > most:
        raise ValueError(f"sigma is {sigma}: without k it is at most {math.floor(most)}")
    return sigma


def thread_count(value: SupportsIndex) -> int:
    threads = whole_number("threads", value)
    if not 0 <= threads <= THREADS_MAX:
        raise ValueError(f"threads is {threads}: it is 0 (one for each CPU) to {THREADS_MAX}")
    return threads


def number_of(name: str, value: str, numbers: Mapping[str, int]) -> int:
    """The number that stands for one of several words."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is {value!r}: one of {', '.join(numbers)} is needed")
    if value not in numbers:
        raise ValueError(f"{name} is {value!r}: it is one of {', '.join(numbers)}")
    return numbers[value]


def border_samples(border: str, color: Any, channels: int) -> list[int]:
    """The samples of the colour beyond the edge, one a channel."""
    if (border == "constant") != (color is not None):
        raise ValueError('border_color goes with border="constant", and that with border_color')
    if color is None:
        return []
    # By the number of axes: an array has __index__() and __iter__() with any number of them.
    if np.ndim(color) > 0:
        samples = [whole_number("border_color", sample) for sample in color]
    else:
        samples = [whole_number("border_color", color)] * channels
    if len(samples) != channels:
        raise ValueError(f"border_color has {len(samples)} samples, but the image {channels}")
    if not all(0 <= sample <= 255 for sample in samples):
        raise ValueError(f"border_color is {color!r}: its samples are 0 to 255")
    return samples


def make_options(
    border: str, border_color: Color | None, channels: int, threads: SupportsIndex
) -> Options:
    """Options without a kernel and without progress."""
    options = Options(size=ctypes.sizeof(Options))
    options.border = number_of("border", border, BORDERS)
    samples = border_samples(border, border_color, channels)
    options.border_color[: len(samples)] = samples
    options.threads = thread_count(threads)
    return options


def set_kernel(options: Options, k: SupportsIndex | None, sigma: Real | None) -> None:
    if k is not None:
        options.kernel_size = kernel_size(k)
        options.given |= GIVEN_KERNEL_SIZE
    if sigma is not None:
        options.sigma = standard_deviation(sigma, options.kernel_size or None)
        options.given |= GIVEN_SIGMA


def set_way(options: Options, exact: bool, method: str) -> None:
    options.accuracy = int(bool(exact))
    options.method = number_of("method", method, METHODS)
