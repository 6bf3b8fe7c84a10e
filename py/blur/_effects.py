# SPDX-License-Identifier: MIT
"""Blurs other than the Gaussian, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, SupportsIndex, overload

import numpy.typing as npt

from ._abi import KERNEL_SIZE_MAX
from ._arrays import Array, ImageLike, Sample, is_long, shape_of
from ._clibrary import library
from ._compositing import fit_compositing, set_compositing
from ._convolve import convolve
from ._gaussian import blur_array
from ._kernels import box_kernel, motion_kernel
from ._options import PerAxis, Real, make_options, number_within
from ._output import deliver, target_for
from ._pictures import unwrap
from ._progress import Progress, run

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from typing_extensions import Unpack

    from ._compositing import Bordered, Common, Compositing


@overload
def pixelate(
    image: Picture,
    size: SupportsIndex,
    *,
    out: None = ...,
    **options: Unpack[Common],
) -> Picture: ...


@overload
def pixelate(
    image: npt.NDArray[Sample],
    size: SupportsIndex,
    *,
    out: npt.NDArray[Sample] | None = ...,
    **options: Unpack[Common],
) -> npt.NDArray[Sample]: ...


@overload
def pixelate(
    image: ImageLike,
    size: SupportsIndex,
    *,
    out: Array | None = ...,
    **options: Unpack[Common],
) -> Array: ...


def pixelate(
    image: Any,
    size: SupportsIndex,
    *,
    threads: SupportsIndex = 0,
    out: Array | None = None,
    progress: Progress = None,
    **compositing: Unpack[Compositing],
) -> Any:
    """Replaces every pixel by the mean of its block.

    Blocks start at the corner of the image, with regions too, which then show parts of blocks. The
    last block of a row or column ends at the edge of the image. The accuracy is that of
    :func:`gaussian_blur`.

    Parameters
    ----------
    image, threads, out, progress, **compositing
        As for :func:`gaussian_blur`; ``compositing`` stands for ``alpha``, ``linear``, ``dither``,
        ``regions``, ``feather``, ``mask`` and ``invert``.
    size : int
        Width and height of a block in pixels: 1 (a copy) to 65535.

    Returns
    -------
    ndarray or PIL.Image.Image
        As for :func:`gaussian_blur`.

    Raises
    ------
    TypeError, ValueError, MemoryError, LibraryLoadError
        As for :func:`gaussian_blur`; also if ``size`` is out of range or not a number.

    Examples
    --------
    >>> import numpy as np
    >>> pixelate(np.array([[0, 30, 60, 90, 20]], np.uint8), 2)
    array([[15, 15, 75, 75, 20]], dtype=uint8)
    """
    array, wrap, mode = unwrap(image)
    shape = shape_of(array)
    options = make_options("renormalize", None, shape, threads)
    options.pixelate = number_within("size", size, 1, KERNEL_SIZE_MAX)
    set_compositing(options, out, **compositing)
    fit_compositing(options, shape, mode)
    target = target_for(out, image, array)
    run(progress, is_long(array.size), options, blur_array, library(), array, target)
    return deliver(target, out, wrap)


@overload
def box_blur(
    image: Picture,
    size: PerAxis[SupportsIndex],
    *,
    out: None = ...,
    **options: Unpack[Bordered],
) -> Picture: ...


@overload
def box_blur(
    image: npt.NDArray[Sample],
    size: PerAxis[SupportsIndex],
    *,
    out: npt.NDArray[Sample] | None = ...,
    **options: Unpack[Bordered],
) -> npt.NDArray[Sample]: ...


@overload
def box_blur(
    image: ImageLike,
    size: PerAxis[SupportsIndex],
    *,
    out: Array | None = ...,
    **options: Unpack[Bordered],
) -> Array: ...


def box_blur(
    image: Any,
    size: PerAxis[SupportsIndex],
    *,
    out: Array | None = None,
    **options: Unpack[Bordered],
) -> Any:
    """Replaces every pixel by the mean of a box around it.

    Parameters
    ----------
    image, out, **options
        As for :func:`convolve`, except ``normalize`` and ``bias``: ``border``,
        ``border_color``, ``alpha``, ``linear``, ``dither``, ``regions``, ``feather``, ``mask``,
        ``invert``, ``threads`` and ``progress``.
    size : int or pair of int
        Size of the box in pixels along each axis, or a pair ``(x, y)``: odd, 1 to 1023.

    Returns
    -------
    ndarray or PIL.Image.Image
        As for :func:`gaussian_blur`.

    Raises
    ------
    TypeError, ValueError, MemoryError, LibraryLoadError
        As for :func:`gaussian_blur`; also if ``size`` is out of range or not a number.

    Examples
    --------
    >>> import numpy as np
    >>> box_blur(np.array([[0, 30, 60, 90, 0]], np.uint8), 3)
    array([[15, 30, 60, 50, 45]], dtype=uint8)
    """
    return convolve(image, box_kernel(size), out=out, **options)


@overload
def motion_blur(
    image: Picture,
    length: Real,
    angle: Real = ...,
    *,
    out: None = ...,
    **options: Unpack[Bordered],
) -> Picture: ...


@overload
def motion_blur(
    image: npt.NDArray[Sample],
    length: Real,
    angle: Real = ...,
    *,
    out: npt.NDArray[Sample] | None = ...,
    **options: Unpack[Bordered],
) -> npt.NDArray[Sample]: ...


@overload
def motion_blur(
    image: ImageLike,
    length: Real,
    angle: Real = ...,
    *,
    out: Array | None = ...,
    **options: Unpack[Bordered],
) -> Array: ...


def motion_blur(
    image: Any,
    length: Real,
    angle: Real = 0,
    *,
    out: Array | None = None,
    **options: Unpack[Bordered],
) -> Any:
    """Replaces every pixel by the mean of a line through it, as if the camera moved.

    Parameters
    ----------
    image, out, **options
        As for :func:`box_blur`.
    length, angle : float
        As for :func:`motion_kernel`: pixels, 1 to 1023, and degrees, counter-clockwise from the x
        axis.

    Returns
    -------
    ndarray or PIL.Image.Image
        As for :func:`gaussian_blur`.

    Raises
    ------
    TypeError, ValueError, MemoryError, LibraryLoadError
        As for :func:`gaussian_blur`; also if ``length`` or ``angle`` is out of range or not a
        number.

    Examples
    --------
    >>> import numpy as np
    >>> motion_blur(np.array([[0, 90, 0], [0, 0, 0]], np.uint8), 3)
    array([[45, 30, 45],
           [ 0,  0,  0]], dtype=uint8)
    """
    return convolve(image, motion_kernel(length, angle), out=out, **options)
