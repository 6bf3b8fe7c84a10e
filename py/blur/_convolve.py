# SPDX-License-Identifier: MIT
"""Images weighed with any kernel."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

import numpy as np
import numpy.typing as npt

from ._abi import KERNEL_SIZE_MAX, Options
from ._arrays import Array, ImageLike, Sample, is_long, shape_of, source_for, stride_of
from ._clibrary import library
from ._options import Color, make_options
from ._output import deliver, target_for
from ._pictures import unwrap
from ._progress import Progress, run

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

Weights = npt.NDArray[np.float32]


def kernel_weights(kernel: npt.ArrayLike) -> Weights:
    """The kernel as C wants it. ValueError: no matrix of odd lengths, or a weight is not finite."""
    weights = np.asarray(kernel)
    if not np.can_cast(weights.dtype, np.float64, "same_kind"):
        raise TypeError(f"kernel is of dtype {weights.dtype}: real numbers are needed")
    if weights.ndim != 2 or not all(length % 2 == 1 for length in weights.shape):
        raise ValueError(f"kernel is of shape {weights.shape}: two odd lengths are needed")
    if max(weights.shape) > KERNEL_SIZE_MAX:
        raise ValueError(f"kernel is of shape {weights.shape}: at most {KERNEL_SIZE_MAX} each")
    with np.errstate(all="ignore"):
        weights = np.ascontiguousarray(weights, np.float32)
    if not np.isfinite(weights).all():
        raise ValueError("kernel has weights that are not finite, as float32")
    return weights


def _convolve_array(options: Options, weights: Weights, array: Array, target: Array) -> None:
    source = source_for(array, target)
    height, width = weights.shape
    library().get_function("blur_convolve")(
        ctypes.byref(options),
        *shape_of(array),
        weights.ctypes.data_as(ctypes.POINTER(ctypes.c_float)),
        *(width, height),
        *(source.ctypes.data, stride_of(source)),
        *(target.ctypes.data, stride_of(target)),
    )


@overload
def convolve(
    image: Picture,
    kernel: npt.ArrayLike,
    *,
    border: str = ...,
    border_color: Color | None = ...,
    threads: SupportsIndex = ...,
    out: None = ...,
    progress: Progress = ...,
) -> Picture: ...


@overload
def convolve(
    image: npt.NDArray[Sample],
    kernel: npt.ArrayLike,
    *,
    border: str = ...,
    border_color: Color | None = ...,
    threads: SupportsIndex = ...,
    out: npt.NDArray[Sample] | None = ...,
    progress: Progress = ...,
) -> npt.NDArray[Sample]: ...


@overload
def convolve(
    image: ImageLike,
    kernel: npt.ArrayLike,
    *,
    border: str = ...,
    border_color: Color | None = ...,
    threads: SupportsIndex = ...,
    out: Array | None = ...,
    progress: Progress = ...,
) -> Array: ...


def convolve(
    image: Any,
    kernel: npt.ArrayLike,
    *,
    border: str = "renormalize",
    border_color: Color | None = None,
    threads: SupportsIndex = 0,
    out: Array | None = None,
    progress: Progress = None,
) -> Any:
    """Weighs the neighbourhood of every sample with a kernel, and divides by its sum.

    The middle of the kernel lies on the sample. The kernel is not flipped, as in
    ``cv2.filter2D`` and ``scipy.ndimage.correlate``. With border ``"renormalize"`` the sum is that
    of the weights inside the image. Where the sum of the weights is zero the sample is copied, so
    kernels that find edges are not for this function.

    Of uint8 and uint16, results are rounded to nearest, at most 0.55 and 0.65 level off the exact
    sum, and saturated to the range. Of float32 they are at most 1e-5 off, relative to the largest
    magnitude among the samples that count, and infinite beyond the range; samples that are not
    finite spoil what the kernel reaches. Errors are somewhat larger where weights of both signs all
    but cancel.

    A kernel that is the product of a column and a row costs less: height + width products a
    sample in place of height * width.

    Parameters
    ----------
    image, border, border_color, threads, out, progress
        As those of :func:`gaussian_blur`.
    kernel : array_like
        Weights of shape (height, width), both odd, 1 to 65535; they are taken as float32, and
        need not sum to 1.

    Returns
    -------
    ndarray or PIL.Image.Image
        As of :func:`gaussian_blur`.

    Raises
    ------
    ValueError
        The kernel is no matrix of odd lengths, or a weight is not finite.
    TypeError, ValueError, MemoryError, LibraryLoadError
        As of :func:`gaussian_blur`.

    Examples
    --------
    >>> import numpy as np
    >>> convolve(np.array([[0, 30, 60, 90]], np.uint8), [[1, 0, 0]])
    array([[ 0,  0, 30, 60]], dtype=uint8)
    """
    array, wrap = unwrap(image)
    options = make_options(border, border_color, shape_of(array), threads)
    weights = kernel_weights(kernel)
    target = target_for(out, image, array)
    long = is_long(array.size, weights.size)
    run(progress, long, options, _convolve_array, weights, array, target)
    return deliver(target, out, wrap)
