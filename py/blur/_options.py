# SPDX-License-Identifier: MIT
"""Arguments, checked and stored in the library's options.

ctypes silently truncates numbers to the width of their C type, so ranges are checked here.
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

# The largest sample of the integer types.
_LARGEST = {UINT8: 255, UINT16: 65535}

# The radius of the kernel in sigmas, without k.
_REACH = {UINT8: 3, UINT16: 4, FLOAT32: 4}

_FLOAT_MAX = float(np.finfo(np.float32).max)


def as_integer(value: SupportsIndex) -> int:
    """TypeError: not an integer, which NumPy's bool_ is not either."""
    if isinstance(value, np.bool_):
        raise TypeError("expected an integer, not a bool")
    return operator.index(value)


def whole_number(name: str, value: SupportsIndex) -> int:
    try:
        return as_integer(value)
    except TypeError:
        advice = " (sigma may be fractional)" if name == "k" else ""
        raise TypeError(f"{name} is {value!r}; expected an integer{advice}") from None


def number_within(name: str, value: SupportsIndex, least: int, most: int) -> int:
    number = whole_number(name, value)
    if not least <= number <= most:
        raise ValueError(f"{name} is {number}; expected {least} to {most}")
    return number


def real_number(name: str, value: Real) -> float:
    if getattr(value, "ndim", 0) > 0:  # ctypes would take an array of one number, with a warning
        raise TypeError(f"{name} is {value!r}; expected a single number")
    try:
        # Unlike float(), this rejects strings.
        return ctypes.c_double(value).value  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{name} is {value!r}; expected a number") from None
    except OverflowError:
        return math.inf


def _along_axes(name: str, value: Any) -> tuple[Any, Any]:
    """The values along x and y. Told apart by ndim: every array has __index__()."""
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
    """Without k, sigma determines the kernel size, which has a limit."""
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
    """The number that a name stands for."""
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
    """The colour beyond the edge, a sample for each channel."""
    if (border == "constant") != (color is not None):
        raise ValueError('border_color and border="constant" require each other')
    if color is None:
        return []
    number: Callable[[str, Any], float] = real_number if sample == FLOAT32 else whole_number
    # Told apart by ndim: every array has __index__() and __iter__().
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


def set_method(options: Options, exact: bool, method: Method) -> None:
    options.accuracy = int(bool(exact))
    options.method = number_of("method", method, METHODS)
