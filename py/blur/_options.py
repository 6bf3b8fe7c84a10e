# SPDX-License-Identifier: MIT
"""What callers ask for, checked and put into the library's options.

ctypes cuts numbers to the width of their C type in silence, so each is held against its range here.
"""

from __future__ import annotations

import ctypes
import math
import operator
from typing import Any, Callable, Mapping, Sequence, SupportsFloat, SupportsIndex, TypeVar, Union

import numpy as np
import numpy.typing as npt

from ._abi import (
    FLOAT32,
    GIVEN_KERNEL_SIZE,
    GIVEN_KERNEL_SIZE_Y,
    GIVEN_SIGMA,
    GIVEN_SIGMA_Y,
    KERNEL_SIZE_MAX,
    THREADS_MAX,
    UINT8,
    UINT16,
    Options,
)
from ._arrays import Shape
from ._names import BORDERS, METHODS, Border, Method

Real = Union[SupportsFloat, SupportsIndex]
Color = Union[Real, Sequence[Real], npt.NDArray[Any]]

# One for both axes, or two: along x and along y.
_T = TypeVar("_T")
PerAxis = Union[_T, Sequence[_T]]

Name = TypeVar("Name", bound=str)

# Of whole samples the largest.
_LARGEST = {UINT8: 255, UINT16: 65535}

# Without k the kernel reaches so many sigmas to each side.
_REACH = {UINT8: 3, UINT16: 4, FLOAT32: 4}

_FLOAT_MAX = float(np.finfo(np.float32).max)


def index_of(value: SupportsIndex) -> int:
    """TypeError: it is no whole number. NumPy's bool is none either, of which older versions of
    NumPy only warn."""
    if isinstance(value, np.bool_):
        raise TypeError("a whole number is needed, not a bool")
    return operator.index(value)


def whole_number(name: str, value: SupportsIndex) -> int:
    try:
        return index_of(value)
    except TypeError:
        advice = " (sigma may be fractional)" if name == "k" else ""
        raise TypeError(f"{name} is {value!r}; expected an integer{advice}") from None


def number_within(name: str, value: SupportsIndex, least: int, most: int) -> int:
    number = whole_number(name, value)
    if not least <= number <= most:
        raise ValueError(f"{name} is {number}; expected {least} to {most}")
    return number


def real_number(name: str, value: Real) -> float:
    if getattr(value, "ndim", 0) > 0:  # ctypes would take an array of one number, and warn of it
        raise TypeError(f"{name} is {value!r}; expected a single number")
    try:
        # Unlike float(), this takes no text.
        return ctypes.c_double(value).value  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{name} is {value!r}; expected a number") from None
    except OverflowError:
        return math.inf


def _along_axes(name: str, value: Any) -> tuple[Any, Any]:
    """What holds along x and along y. By the number of axes: an array of any has __index__()."""
    is_one = not isinstance(value, (tuple, list)) and getattr(value, "ndim", 0) == 0
    pair = (value, value) if is_one else value
    if len(pair) != 2:
        raise ValueError(f"{name} is {value!r}; expected a number or a pair (x, y)")
    return pair[0], pair[1]


def kernel_size(value: SupportsIndex, name: str = "k", most: int = KERNEL_SIZE_MAX) -> int:
    k = whole_number(name, value)
    if k < 1:
        raise ValueError(f"{name} is {k}; expected an odd, positive kernel size")
    if k > most:
        raise ValueError(f"{name} is {k}; the largest kernel size is {most}")
    if k % 2 == 0:
        raise ValueError(f"{name} is {k}; expected an odd kernel size, such as {k - 1} or {k + 1}")
    return k


def kernel_sizes(
    name: str, value: PerAxis[SupportsIndex], most: int = KERNEL_SIZE_MAX
) -> tuple[int, int]:
    x, y = _along_axes(name, value)
    return kernel_size(x, name, most), kernel_size(y, name, most)


def standard_deviation(value: Real, sample: int, k: int | None = None) -> float:
    """Without k, the kernel size follows from sigma, and has a limit."""
    sigma = real_number("sigma", value)
    if not 0 <= sigma < math.inf:
        raise ValueError(f"sigma is {sigma}; expected a finite number, 0 or more")
    most = (KERNEL_SIZE_MAX - 1) / 2 / _REACH[sample]
    if k is None and sigma > most:
        raise ValueError(f"sigma is {sigma}; without k the maximum is {math.floor(most)}")
    return sigma


def thread_count(value: SupportsIndex) -> int:
    threads = whole_number("threads", value)
    if not 0 <= threads <= THREADS_MAX:
        raise ValueError(f"threads is {threads}; expected 0 (one for each CPU) to {THREADS_MAX}")
    return threads


def number_of(name: str, value: Name, numbers: Mapping[Name, int]) -> int:
    """The number that stands for one of several words."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is {value!r}; expected one of {', '.join(numbers)}")
    if value not in numbers:
        raise ValueError(f"{name} is {value!r}; expected one of {', '.join(numbers)}")
    return numbers[value]


def _check_range(samples: list[float], color: Any, sample: int) -> None:
    largest = _LARGEST.get(sample)
    if largest is not None and not all(0 <= value <= largest for value in samples):
        raise ValueError(f"border_color is {color!r}; expected samples of 0 to {largest}")
    if largest is None and not all(abs(value) <= _FLOAT_MAX for value in samples):
        raise ValueError(f"border_color is {color!r}; expected finite float32 samples")


def border_samples(border: Border, color: Any, sample: int, channels: int) -> list[float]:
    """The samples of the colour beyond the edge, one a channel."""
    if (border == "constant") != (color is not None):
        raise ValueError('border_color and border="constant" require each other')
    if color is None:
        return []
    number: Callable[[str, Any], float] = real_number if sample == FLOAT32 else whole_number
    # By the number of axes: an array has __index__() and __iter__() with any number of them.
    if np.ndim(color) > 0:
        samples = [number("border_color", value) for value in color]
    else:
        samples = [number("border_color", color)] * channels
    if len(samples) != channels:
        raise ValueError(
            f"border_color has {len(samples)} samples; the number of channels is {channels}"
        )
    _check_range(samples, color, sample)
    return samples


def set_border(
    options: Options, border: Border, color: Color | None, sample: int, channels: int
) -> None:
    options.border = number_of("border", border, BORDERS)
    samples = border_samples(border, color, sample, channels)
    field = options.border_color if sample == UINT8 else options.border_value
    field[: len(samples)] = samples


def make_options(
    border: Border, border_color: Color | None, shape: Shape, threads: SupportsIndex
) -> Options:
    """Options without a kernel and without progress."""
    options = Options(size=ctypes.sizeof(Options))
    set_border(options, border, border_color, shape.sample, shape.channels)
    options.threads = thread_count(threads)
    return options


def set_kernel(
    options: Options, k: PerAxis[SupportsIndex] | None, sigma: PerAxis[Real] | None, sample: int
) -> None:
    if k is not None:
        options.kernel_size, options.kernel_size_y = kernel_sizes("k", k)
        options.given |= GIVEN_KERNEL_SIZE | GIVEN_KERNEL_SIZE_Y
    if sigma is not None:
        x, y = _along_axes("sigma", sigma)
        options.sigma = standard_deviation(x, sample, options.kernel_size or None)
        options.sigma_y = standard_deviation(y, sample, options.kernel_size_y or None)
        options.given |= GIVEN_SIGMA | GIVEN_SIGMA_Y


def set_way(options: Options, exact: bool, method: Method) -> None:
    options.accuracy = int(bool(exact))
    options.method = number_of("method", method, METHODS)
