# SPDX-License-Identifier: MIT
"""The Gaussian: its kernel, and images blurred with it."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

import numpy as np
import numpy.typing as npt

from ._abi import GIVEN_KERNEL_SIZE, GIVEN_SIGMA, UINT8, Alpha, Options
from ._arrays import (
    Array,
    ImageLike,
    Sample,
    is_long,
    sample_of,
    shape_of,
    source_for,
    stride_of,
)
from ._clibrary import SafeCLibrary, library
from ._compositing import fit_compositing, set_compositing
from ._names import Border, Method
from ._options import (
    Color,
    PerAxis,
    Real,
    kernel_size,
    make_options,
    set_kernel,
    set_method,
    standard_deviation,
)
from ._output import deliver, target_for
from ._pictures import unwrap
from ._progress import Progress, run

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from typing_extensions import Unpack

    from ._compositing import Blurring, Mask, Regions


def gaussian_kernel(k: SupportsIndex, sigma: Real | None = None) -> npt.NDArray[np.float64]:
    """Returns the weights of a Gaussian along one axis.

    ``exp(-i**2 / (2 * sigma**2))`` for i from -(k - 1) / 2 to (k - 1) / 2, divided by their sum.

    Parameters
    ----------
    k : int
        Kernel size: how many weights; odd, 1 to 65535.
    sigma : float, optional
        Standard deviation in pixels, 0 or more. Default: ``0.3 * ((k - 1) / 2 - 1) + 0.8``.

    Returns
    -------
    ndarray of float64, of shape (k,)

    Raises
    ------
    ValueError, TypeError
        ``k`` or ``sigma`` is out of range or not a number.

    Examples
    --------
    >>> gaussian_kernel(3, 0.5).round(4)
    array([0.1065, 0.787 , 0.1065])
    """
    options = Options(given=GIVEN_KERNEL_SIZE, kernel_size=kernel_size(k))
    if sigma is not None:
        options.sigma = standard_deviation(sigma, UINT8, options.kernel_size)
        options.given |= GIVEN_SIGMA
    size, deviation = _completed(options, UINT8)
    weights = np.empty(size, np.float64)
    pointer = weights.ctypes.data_as(ctypes.POINTER(ctypes.c_double))
    library().get_function("blur_gaussian_kernel")(size, deviation, pointer)
    return weights


def radius_for(sigma: Real, dtype: npt.DTypeLike = np.uint8) -> int:
    """Returns the radius, in pixels, of a blur that is given by ``sigma`` alone.

    That is ``ceil(3 * sigma)`` for images of uint8, and ``ceil(4 * sigma)`` for uint16 and float32,
    which resolve smaller weights.

    To blur an image in parts, add this many pixels around each part, as with the ``depth`` of
    ``dask.array.map_overlap``. (For a kernel size k it is ``k // 2``.)

    Raises ``ValueError`` or ``TypeError`` if ``sigma`` is out of range or not a number, and
    ``TypeError`` for an unsupported ``dtype``.

    >>> radius_for(2.5), radius_for(2.5, "float32")
    (8, 10)
    """
    sample = sample_of(np.dtype(dtype))
    options = Options(given=GIVEN_SIGMA, sigma=standard_deviation(sigma, sample))
    return _completed(options, sample)[0] // 2


def _completed(options: Options, sample: int) -> tuple[int, float]:
    """The kernel size and sigma, each as given or computed from the other."""
    size, sigma = ctypes.c_int32(options.kernel_size), ctypes.c_double(options.sigma)
    complete = library().get_function("blur_gaussian_parameters")
    complete(options.given, sample, ctypes.byref(size), ctypes.byref(sigma))
    return size.value, sigma.value


def blur_array(options: Options, lib: SafeCLibrary, array: Array, target: Array) -> None:
    """Blurs an array into a packed one of the same shape."""
    source = source_for(array, target)
    lib.get_function("blur_gaussian")(
        ctypes.byref(options),
        *shape_of(array),
        source.ctypes.data,
        stride_of(source),
        target.ctypes.data,
        stride_of(target),
    )


@overload
def gaussian_blur(
    image: Picture,
    k: PerAxis[SupportsIndex] | None = ...,
    sigma: PerAxis[Real] | None = ...,
    *,
    out: None = ...,
    **options: Unpack[Blurring],
) -> Picture: ...


@overload
def gaussian_blur(
    image: npt.NDArray[Sample],
    k: PerAxis[SupportsIndex] | None = ...,
    sigma: PerAxis[Real] | None = ...,
    *,
    out: npt.NDArray[Sample] | None = ...,
    **options: Unpack[Blurring],
) -> npt.NDArray[Sample]: ...


@overload
def gaussian_blur(
    image: ImageLike,
    k: PerAxis[SupportsIndex] | None = ...,
    sigma: PerAxis[Real] | None = ...,
    *,
    out: Array | None = ...,
    **options: Unpack[Blurring],
) -> Array: ...


def gaussian_blur(
    image: Any,
    k: PerAxis[SupportsIndex] | None = None,
    sigma: PerAxis[Real] | None = None,
    *,
    border: Border = "renormalize",
    border_color: Color | None = None,
    exact: bool = False,
    method: Method = "auto",
    alpha: Alpha = "weighted",
    linear: bool = False,
    dither: bool = False,
    regions: Regions | None = None,
    feather: SupportsIndex = 0,
    mask: Mask | None = None,
    invert: bool = False,
    threads: SupportsIndex = 0,
    out: Array | None = None,
    progress: Progress = None,
) -> Any:
    """Blurs an image with a Gaussian.

    Every sample of the result is within 0.75 levels (of 255, or of 65535 for uint16) of the exact
    convolution with :func:`gaussian_kernel` along x and y, with ``exact`` within 0.55. For float32
    it is within 1e-5 (1e-6) of the largest magnitude in the image. Areas of a single value do not
    change. The bytes depend neither on the number of threads nor on the CPU.

    For colours weighted by alpha, also in linear light, this holds unless the result has very
    little alpha: for uint16 the error is at most ``(bound - 0.5) * 2 * 65535 / alpha + 0.5``
    levels; for uint8 it is as above from alpha 1 on, with ``exact`` from 2 on.

    Parameters
    ----------
    image : array or PIL.Image.Image
        An array of shape (height, width) or (height, width, channels) with 1 to 4 channels, of
        dtype uint8, uint16 or float32, or any object with NumPy's array interface or the buffer
        protocol. It may be read-only. It is not copied if the samples of each row are contiguous
        and in native byte order; rows may be padded or in reverse order. The last of 2 or 4
        channels is alpha, see ``alpha``; other channels are blurred independently. Floats may have
        any value: results that depend on a NaN are NaN, those that depend on an infinity are that
        infinity, and no others are affected.
        Or a Pillow image of any mode of up to 8 bits, of ``"I;16"`` and its variants, ``"F"``, or
        ``"I"`` if all samples are 0 to 65535 (it is blurred as uint16).
    k : int or pair of int, optional
        Kernel size in pixels along each axis, or a pair ``(x, y)``: odd, 1 to 65535. Default: from
        ``sigma``, ``2 * ceil(3 * sigma) + 1`` for uint8, and with 4 instead of 3 for uint16 and
        float32; 5 if neither is given.
    sigma : float or pair of float, optional
        Standard deviation in pixels along each axis, or a pair ``(x, y)``: 0 or more, finite;
        without ``k`` at most 10922, for uint16 and float32 8191. Default: from ``k``,
        ``0.3 * ((k - 1) / 2 - 1) + 0.8``. An axis with k 1 or sigma 0 is not blurred.
    border : str
        The pixels beyond the edge of an image abcd: ``"renormalize"`` none, the weights inside are
        scaled to sum to 1; ``"replicate"`` aaa|abcd|ddd; ``"reflect"`` cba|abcd|dcb; ``"mirror"``
        dcb|abcd|cba; ``"wrap"`` bcd|abcd|abc; ``"constant"`` a colour.
    border_color : number or sequence of numbers, optional
        With border ``"constant"``: one sample for all channels, or one for each; an integer, 0 to
        255 for uint8 and 0 to 65535 for uint16, or any finite number for float32.
    exact : bool
        Errors of at most 0.55 levels instead of 0.75, for float32 1e-6 instead of 1e-5; slower for
        large kernels.
    method : str
        The algorithm: ``"auto"`` is the fastest that is accurate enough. ``"direct"``, tap by tap,
        gives parts of an image exactly the bytes of the whole, if each part has
        :func:`radius_for` more pixels on every side and is then no smaller than the kernel. For
        uint8 it is not accurate enough from sigma 150 on, with ``exact`` from 27 on.
        ``"multirate"`` and ``"cosine"`` are for comparison. A method that is not accurate enough,
        or does not support the dtype, is rejected.
    alpha : str
        With 2 or 4 channels: ``"weighted"``, the last is alpha, and weights the colours (which are
        not premultiplied, neither before nor after), so that transparent pixels do not bleed into
        visible ones; where the result's alpha is 0, so is its colour. ``"straight"``: the last is a
        channel like any other. Of Pillow images, LA and RGBA (and P and PA that become these) are
        weighted by alpha; RGBX, CMYK, La and RGBa are not.
    linear : bool
        Whether to blur in linear light, as optics do: samples are decoded as sRGB (IEC 61966-2-1)
        before and encoded after; alpha is always linear. For uint8 and uint16, but not for Pillow
        images of mode CMYK, YCbCr, LAB, La or RGBa.
    dither : bool
        For uint8: ordered dithering (8 x 8) instead of rounding, which avoids banding in large
        blurs. Exact levels are kept. It adds less than 0.5 levels to the error.
    regions : sequence of (x, y, width, height), optional
        Up to 1024 rectangles of whole pixels to blur; all other pixels are copied. They may
        overlap, and lie partly or wholly outside the image; without any, the result is a copy.
        They refer to the pixels as stored, whatever the Exif orientation.
    feather : int
        With regions: the width of the fade around them in pixels, 0 to 65535. At distance d from
        the nearest region, a pixel is blurred by ``3 * t**2 - 2 * t**3`` with
        ``t = 1 - d / (feather + 1)``.
    mask : array, optional
        Instead of regions: how much to blur each pixel, of shape (height, width) and dtype uint8,
        0 to 255, or bool. A Pillow image of mode L or 1 will do.
    invert : bool
        Whether to blur everything except the regions or mask.
    threads : int
        Maximum number of threads, up to 1024; 0 for one on each CPU. Only as many as save time are
        used. The GIL is released meanwhile.
    out : ndarray, optional
        An array of the image's dtype and shape for the result. It may be ``image`` itself, or
        overlap it in any way. Not supported for Pillow images.
    progress : callable, optional
        Called as ``progress(rows_done, rows_all)`` on the calling thread: at the start, now and
        then, and at the end. An exception in it stops the work and is raised unchanged; ``out``
        then holds a part of the result, or its previous contents. Ctrl-C does the same, with
        progress and in long calls.

    Returns
    -------
    ndarray or PIL.Image.Image
        ``out``, or a new array of the image's dtype and shape; for a Pillow image, one of the same
        mode and ``info``. Mode 1 becomes L, and P and PA become RGB or RGBA. HSV is blurred as RGB.
        A transparent colour (``info["transparency"]``) is dropped.

    Raises
    ------
    TypeError
        The image's dtype or mode is unsupported, or the mask's dtype; an argument is not a number.
    ValueError
        The image's shape is unsupported; ``k``, ``sigma``, ``border``, ``border_color``, ``alpha``,
        ``regions``, ``feather`` or ``threads`` is out of range; ``mask`` or ``out`` differs from
        the image in shape, or ``out`` is read-only; ``regions`` and ``mask`` are combined,
        ``feather`` is given without ``regions``, or ``invert`` without either; ``linear`` does not
        support the mode. If ``method`` is rejected, or ``linear`` for floats:
        ``UnsupportedError``, a ``ValueError``.
    MemoryError
        Out of memory.
    OSError
        A Pillow image is closed, or its file is damaged.
    LibraryLoadError
        An ``OSError``: the C library is missing or of another ABI version.

    See Also
    --------
    blur_many : many images in one call.
    blur_bytes : encoded pictures.
    box_blur, motion_blur, convolve, pixelate : blurs other than the Gaussian.

    Examples
    --------
    >>> import numpy as np
    >>> image = np.zeros((5, 5), np.uint8)
    >>> image[2, 2] = 255
    >>> gaussian_blur(image, k=3)
    array([[ 0,  0,  0,  0,  0],
           [ 0, 15, 32, 15,  0],
           [ 0, 32, 69, 32,  0],
           [ 0, 15, 32, 15,  0],
           [ 0,  0,  0,  0,  0]], dtype=uint8)
    >>> gaussian_blur(image, k=(1, 3), regions=[(2, 0, 1, 2)])[1:3]
    array([[  0,   0,  61,   0,   0],
           [  0,   0, 255,   0,   0]], dtype=uint8)
    >>> gaussian_blur(image, sigma=2.5, border="wrap", out=image) is image
    True
    """
    array, wrap, mode = unwrap(image)
    shape = shape_of(array)
    options = make_options(border, border_color, shape, threads)
    set_kernel(options, k, sigma, shape.sample)
    set_method(options, exact, method)
    set_compositing(
        options,
        out,
        alpha=alpha,
        linear=linear,
        dither=dither,
        regions=regions,
        feather=feather,
        mask=mask,
        invert=invert,
    )
    fit_compositing(options, shape, mode)
    target = target_for(out, image, array)
    run(progress, is_long(array.size), options, blur_array, library(), array, target)
    return deliver(target, out, wrap)
