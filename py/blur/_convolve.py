# SPDX-License-Identifier: MIT
"""Convolution with any kernel."""

from __future__ import annotations

import ctypes
import math
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

import numpy as np
import numpy.typing as npt

from ._abi import KERNEL_SIZE_MAX, Options
from ._arrays import Array, ImageLike, Sample, is_long, shape_of, source_for, stride_of
from ._clibrary import library
from ._compositing import fit_compositing, set_compositing
from ._kernels import Weights
from ._names import Border
from ._options import Color, Real, make_options, real_number
from ._output import deliver, target_for
from ._pictures import unwrap
from ._progress import Progress, run

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from typing_extensions import Unpack

    from ._compositing import Compositing, Convolving


def kernel_weights(kernel: npt.ArrayLike) -> Weights:
    """The kernel for C. ValueError: not a matrix of odd height and width, or not finite."""
    weights = np.asarray(kernel)
    if not np.can_cast(weights.dtype, np.float64, "same_kind"):
        raise TypeError(f"kernel is of dtype {weights.dtype}; expected real numbers")
    if weights.ndim != 2 or not all(length % 2 == 1 for length in weights.shape):
        raise ValueError(f"kernel is of shape {weights.shape}; expected odd height and width")
    if max(weights.shape) > KERNEL_SIZE_MAX:
        raise ValueError(
            f"kernel is of shape {weights.shape}; expected at most {KERNEL_SIZE_MAX} each"
        )
    with np.errstate(all="ignore"):
        weights = np.ascontiguousarray(weights, np.float32)
    if not np.isfinite(weights).all():
        raise ValueError("kernel has weights that are not finite in float32")
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


def _set_sum(options: Options, normalize: bool, bias: Real) -> None:
    options.raw = int(not normalize)
    options.bias = real_number("bias", bias)
    if not math.isfinite(options.bias):
        raise ValueError(f"bias is {options.bias}; expected a finite number")
    if normalize and options.bias:
        raise ValueError(f"bias is {options.bias}; it requires normalize=False")


@overload
def convolve(
    image: Picture,
    kernel: npt.ArrayLike,
    *,
    out: None = ...,
    **options: Unpack[Convolving],
) -> Picture: ...


@overload
def convolve(
    image: npt.NDArray[Sample],
    kernel: npt.ArrayLike,
    *,
    out: npt.NDArray[Sample] | None = ...,
    **options: Unpack[Convolving],
) -> npt.NDArray[Sample]: ...


@overload
def convolve(
    image: ImageLike,
    kernel: npt.ArrayLike,
    *,
    out: Array | None = ...,
    **options: Unpack[Convolving],
) -> Array: ...


def convolve(
    image: Any,
    kernel: npt.ArrayLike,
    *,
    normalize: bool = True,
    bias: Real = 0.0,
    border: Border = "renormalize",
    border_color: Color | None = None,
    threads: SupportsIndex = 0,
    out: Array | None = None,
    progress: Progress = None,
    **compositing: Unpack[Compositing],
) -> Any:
    """Replaces every sample by the weighted mean of its neighbourhood.

    The kernel is centred on the sample and not flipped, as in ``cv2.filter2D`` and
    ``scipy.ndimage.correlate``. The weighted sum is divided by the sum of the weights, with border
    ``"renormalize"`` of those inside the image. Where the sum of the weights is zero, the sample is
    copied: to find edges or to emboss, use ``normalize=False``.

    For uint8 and uint16, results are rounded to the nearest level, at most 0.55 and 0.65 levels
    from the exact result, and saturate. For float32, the error is at most 1e-5 of the largest
    magnitude within reach of the kernel, and results beyond the range are infinite; a NaN or an
    infinity affects all results within reach. Errors are somewhat larger where weights of both
    signs nearly cancel.

    A kernel that is the product of a column and a row is faster: it takes height + width products
    per sample instead of height * width.

    Parameters
    ----------
    image, border, border_color, threads, out, progress, **compositing
        As for :func:`gaussian_blur`; ``compositing`` stands for ``alpha``, ``linear``, ``dither``,
        ``regions``, ``feather``, ``mask`` and ``invert``.
    kernel : array_like
        Weights of shape (height, width), both odd, 1 to 65535; they are converted to float32, and
        need not sum to 1.
    normalize : bool
        Whether to divide by the sum of the weights. If not, pixels beyond the edge are 0 with
        border ``"renormalize"``, and with ``alpha="weighted"`` the alpha channel is copied.
    bias : float
        With ``normalize=False``, added to all channels but alpha, as a fraction of white: 0.5 is
        127.5 for uint8, 32767.5 for uint16 and 0.5 for float32.

    Returns
    -------
    ndarray or PIL.Image.Image
        As for :func:`gaussian_blur`.

    Raises
    ------
    ValueError
        The kernel is not a matrix of odd height and width, or has a weight that is not finite; a
        ``bias`` that is not finite, or without ``normalize=False``.
    TypeError, ValueError, MemoryError, LibraryLoadError
        As for :func:`gaussian_blur`.

    Examples
    --------
    >>> import numpy as np
    >>> convolve(np.array([[0, 30, 60, 90]], np.uint8), [[1, 0, 0]])
    array([[ 0,  0, 30, 60]], dtype=uint8)
    >>> convolve(np.array([[0, 30, 60, 50]], np.uint8), [[-1, 0, 1]], normalize=False, bias=0.4)
    array([[132, 162, 122,  42]], dtype=uint8)
    """
    array, wrap, mode = unwrap(image)
    shape = shape_of(array)
    options = make_options(border, border_color, shape, threads)
    _set_sum(options, normalize, bias)
    set_compositing(options, out, **compositing)
    fit_compositing(options, shape, mode)
    weights = kernel_weights(kernel)
    target = target_for(out, image, array)
    long = is_long(array.size, weights.size)
    run(progress, long, options, _convolve_array, weights, array, target)
    return deliver(target, out, wrap)
