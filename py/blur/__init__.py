# SPDX-License-Identifier: MIT
"""Gaussian blur of images, exact and fast: libblur for NumPy and Pillow.

    >>> import blur, numpy
    >>> image = numpy.zeros((480, 640, 3), numpy.uint8)
    >>> blurred = blur.gaussian_blur(image, sigma=2.5)

Functions: :func:`gaussian_blur`, :func:`box_blur`, :func:`motion_blur`, :func:`convolve`,
:func:`pixelate`, :func:`blur_many`, :func:`blur_bytes`, :func:`gaussian_kernel`,
:func:`motion_kernel`, :func:`radius_for`, :func:`version`.

Closer to C: :class:`ImageProcessor`, :class:`SafeCLibrary`, :class:`Image`,
:class:`ManagedBuffer`, :class:`ManagedImage`, :class:`MemoryManager`.

Errors are Python's own, ``ValueError``, ``TypeError``, ``MemoryError`` and ``OSError``; those that
come from C are also a :class:`CLibraryError`.
"""

from ._abi import Image
from ._bytes import blur_bytes
from ._clibrary import SafeCLibrary, library
from ._convolve import convolve
from ._effects import box_blur, motion_blur, pixelate
from ._errors import (
    CLibraryError,
    FunctionCallError,
    InvalidArgumentError,
    LibraryLoadError,
    MemoryExhaustedError,
    ResourceLimitError,
    UnsupportedError,
)
from ._gaussian import gaussian_blur, gaussian_kernel, radius_for
from ._kernels import motion_kernel
from ._many import blur_many
from ._memory import Allocation, ManagedBuffer, ManagedImage, MemoryManager
from ._processor import ImageProcessor

__all__ = [
    "Allocation",
    "CLibraryError",
    "FunctionCallError",
    "Image",
    "ImageProcessor",
    "InvalidArgumentError",
    "LibraryLoadError",
    "ManagedBuffer",
    "ManagedImage",
    "MemoryExhaustedError",
    "MemoryManager",
    "ResourceLimitError",
    "SafeCLibrary",
    "UnsupportedError",
    "blur_bytes",
    "blur_many",
    "box_blur",
    "convolve",
    "gaussian_blur",
    "gaussian_kernel",
    "motion_blur",
    "motion_kernel",
    "pixelate",
    "radius_for",
    "version",
]

for _name in __all__:
    # Whoever meets them, in a traceback or in help(), need not know which file they stand in.
    if _name != "version":
        globals()[_name].__module__ = __name__


def version() -> str:
    """Returns the version of the C library that is in use, such as ``"0.1.0"``.

    Raises :class:`LibraryLoadError`.
    """
    return str(library().call_with_protection("blur_version"))
