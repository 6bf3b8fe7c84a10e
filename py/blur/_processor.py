# SPDX-License-Identifier: MIT
"""The worked example's class: one object, one library, arrays in and out."""

from __future__ import annotations

import ctypes
import os
import time
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from ._abi import INT_MAX, UINT8, Image
from ._arrays import Array, Bytes, ImageLike, Sample, as_array, native, packed, shape_of
from ._clibrary import SafeCLibrary
from ._gaussian import blur_array
from ._memory import ManagedImage
from ._options import Real, make_options, set_kernel


class _Struct(ctypes.Structure):
    """Image with an untyped pointer, which needs no cast."""

    _fields_ = (*Image._fields_[:3], ("data", ctypes.c_void_p))


def _struct_of(array: Array) -> _Struct:
    _, width, height, channels = shape_of(array)
    if max(width, height) > INT_MAX:
        raise ValueError(f"image is {width} x {height}; each may be at most {INT_MAX}")
    return _Struct(width, height, channels, array.ctypes.data)


def image_of(array: Array) -> Image:
    """The struct of a C-contiguous array, which it keeps alive."""
    image = Image.from_buffer(_struct_of(array))
    image.array = array
    return image


class ImageProcessor:
    """Blurs arrays with a given library, and measures the time.

    ``lib_path`` is as for :class:`SafeCLibrary`. A processor and its bound methods can be pickled,
    and used by any thread.

    Raises :class:`LibraryLoadError`.

    >>> import numpy as np
    >>> processor = ImageProcessor()
    >>> blurred, seconds = processor.apply_gaussian_blur(np.full((30, 40, 3), 9, np.uint8))
    >>> blurred.shape, int(blurred.max()), seconds > 0
    ((30, 40, 3), 9, True)
    """

    def __init__(self, lib_path: str | os.PathLike[str] | None = None) -> None:
        self.lib = SafeCLibrary(lib_path)

    def __reduce__(self) -> tuple[type[ImageProcessor], tuple[str]]:
        return type(self), (self.lib.path,)

    def numpy_to_image(self, array: Any) -> Image:
        """Returns C's struct for an array of shape (height, width) or (height, width, channels), of
        dtype uint8.

        It refers to the array's memory, or to a copy if the array is read-only or not C-contiguous,
        and keeps it alive; pass ``ctypes.byref(image)`` to C functions. (A copy of the struct, as
        in a ctypes array of them, keeps nothing alive.)

        Raises TypeError (dtype), ValueError (shape).
        """
        source = as_array(array)
        if shape_of(source).sample != UINT8:
            raise TypeError(f"unsupported dtype {source.dtype}; expected uint8")
        if not (source.flags.c_contiguous and source.flags.writeable):
            source = source.copy()
        return image_of(source)

    def image_to_numpy(self, image: Any) -> Bytes:
        """Returns a copy of an image's pixels, of shape (height, width, channels), or (height,
        width) with one channel.

        ``image`` is an :class:`Image`, a pointer to one, or a :class:`ManagedImage`. ValueError: it
        has no pixels, or is closed.
        """
        # image, which may be all that keeps its pixels alive, must outlive the copy.
        struct = image if isinstance(image, Image) else _pointed_at(image)
        height, width, channels = struct.height, struct.width, struct.channels
        if min(height, width, channels) < 1 or not struct.data:
            raise ValueError(f"image has no pixels: {width} x {height} x {channels}")
        shape = (height, width) if channels == 1 else (height, width, channels)
        result = np.empty(shape, np.uint8)
        ctypes.memmove(result.ctypes.data, struct.data, result.nbytes)
        return result

    @overload
    def apply_gaussian_blur(
        self, image: npt.NDArray[Sample], kernel_size: int = ..., sigma: Real = ...
    ) -> tuple[npt.NDArray[Sample], float]: ...

    @overload
    def apply_gaussian_blur(
        self, image: ImageLike, kernel_size: int = ..., sigma: Real = ...
    ) -> tuple[Array, float]: ...

    def apply_gaussian_blur(
        self, image: Any, kernel_size: int = 5, sigma: Real = 1.0
    ) -> tuple[Array, float]:
        """Blurs an array (not a Pillow image) as :func:`gaussian_blur` does, weighted by alpha if
        there are 2 or 4 channels.

        Returns the result, of the array's dtype and shape, and the seconds spent in C.

        Raises ValueError (kernel size, sigma, shape), TypeError (dtype), MemoryError.
        """
        array = as_array(image)
        shape = shape_of(array)
        options = make_options("renormalize", None, shape, 0)
        set_kernel(options, kernel_size, sigma, shape.sample)
        source, result = packed(array), np.empty(array.shape, native(array.dtype))
        start = time.perf_counter()
        blur_array(options, self.lib, source, result)
        seconds = time.perf_counter() - start
        return result.astype(array.dtype, copy=False), seconds


def _pointed_at(image: Any) -> Image:
    pointer = image.image if isinstance(image, ManagedImage) else image
    if not isinstance(pointer, ctypes.POINTER(Image)):
        raise TypeError(f"image is of type {type(pointer).__name__}; expected an Image")
    if not pointer:
        raise ValueError("image is a null pointer")
    contents: Image = pointer.contents
    return contents
