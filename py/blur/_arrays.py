# SPDX-License-Identifier: MIT
"""NumPy arrays as the library sees images: an address, a stride, packed pixels."""

from __future__ import annotations

import ctypes
import math
import os
from typing import Any, NamedTuple, Protocol, TypeVar, Union

import numpy as np
import numpy.typing as npt

from ._names import SAMPLES

Array = npt.NDArray[Any]
Bytes = npt.NDArray[np.uint8]

# The type of an image's samples, and of the result's.
Sample = TypeVar("Sample", np.uint8, np.uint16, np.float32)

CHANNELS_MAX = 4


class HasArrayInterface(Protocol):
    @property
    def __array_interface__(self) -> dict[str, Any]: ...


class HasArray(Protocol):
    def __array__(self) -> npt.NDArray[Any]: ...


# What as_array() accepts.
ImageLike = Union[HasArray, HasArrayInterface, memoryview, "ctypes.Array[Any]"]

_NUMBERS = {np.dtype(name): number for name, number in SAMPLES.items()}


class Shape(NamedTuple):
    """Of an image of height x width (x channels)."""

    sample: int  # enum blur_sample
    width: int
    height: int
    channels: int


def is_long(samples: int, products: int = 1) -> bool:
    """Whether a call takes several milliseconds, so that checking for Ctrl-C adds at most 1 %."""
    return samples * products >= 1 << 24


def as_array(image: object) -> Array:
    """An array for any object with the array interface or the buffer protocol, without a copy if
    possible. TypeError: unsupported dtype."""
    if isinstance(image, (bytes, bytearray)):
        raise TypeError("image is bytes, without a shape; see blur_bytes or numpy.frombuffer")
    if isinstance(image, (str, os.PathLike)):
        raise TypeError(f"image is {image!r}; expected an array or a Pillow image")
    if isinstance(image, np.ma.MaskedArray):
        raise TypeError("image is a masked array; fill it first, see numpy.ma.filled")
    array = np.asarray(image)
    sample_of(array.dtype)
    return array


def native(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The same dtype in native byte order."""
    return dtype if dtype.isnative else dtype.newbyteorder("=")


def sample_of(dtype: np.dtype[Any]) -> int:
    """The library's number for a dtype in any byte order. TypeError: unsupported."""
    if native(dtype) not in _NUMBERS:
        advice = "; see numpy.ndarray.astype" if dtype.kind in "biuf" else ""
        raise TypeError(f"unsupported dtype {dtype}; expected {', '.join(SAMPLES)}{advice}")
    return _NUMBERS[native(dtype)]


def shape_of(array: Array) -> Shape:
    if array.ndim not in (2, 3):
        raise ValueError(
            f"image has {array.ndim} dimensions; expected 2 or 3: height, width, channels"
        )
    if array.size == 0:
        raise ValueError(f"image has no pixels: its shape is {array.shape}")
    height, width = array.shape[:2]
    channels = array.shape[2] if array.ndim == 3 else 1
    if channels > CHANNELS_MAX:
        advice = "blur a few channels at a time"
        if height <= CHANNELS_MAX:
            advice = "for channels first, see numpy.moveaxis"
        raise ValueError(f"image has {channels} channels; expected 1 to {CHANNELS_MAX}: {advice}")
    return Shape(_NUMBERS[native(array.dtype)], width, height, channels)


def row_bytes(array: Array) -> int:
    return array.itemsize * math.prod(array.shape[1:])


def is_packed(array: Array) -> bool:
    """Whether the samples of each row are contiguous, in native byte order, and rows do not overlap
    (they may be in reverse order). Strides of axes of length one do not count."""
    if not array.dtype.isnative:
        return False
    expected = array.itemsize
    for length, stride in zip(array.shape[:0:-1], array.strides[:0:-1]):
        if length > 1 and stride != expected:
            return False
        expected *= length
    return array.shape[0] == 1 or abs(array.strides[0]) >= expected


def stride_of(array: Array) -> int:
    """The distance between rows of a packed array, in bytes."""
    return row_bytes(array) if array.shape[0] == 1 else array.strides[0]


def packed(array: Array) -> Array:
    """The array itself if it is packed, else a copy."""
    return array if is_packed(array) else np.ascontiguousarray(array, native(array.dtype))


def are_same(a: Array, b: Array) -> bool:
    """Whether two packed arrays of the same shape are the same memory."""
    return a.ctypes.data == b.ctypes.data and stride_of(a) == stride_of(b)


def bounds(array: Array) -> tuple[int, int]:
    """The addresses of an array's first byte and of the byte after its last."""
    steps = [(length - 1) * stride for length, stride in zip(array.shape, array.strides)]
    first = array.ctypes.data + sum(step for step in steps if step < 0)
    return first, first + sum(abs(step) for step in steps) + array.itemsize


def source_for(array: Array, target: Array) -> Array:
    """The image to read while target is written: packed, and either target itself or not
    overlapping it."""
    source = packed(array)
    if np.may_share_memory(source, target) and not are_same(source, target):
        return np.array(source, order="C")
    return source
