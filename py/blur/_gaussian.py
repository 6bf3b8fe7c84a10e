# SPDX-License-Identifier: MIT
"""The Gaussian: kernels, and images blurred with them."""

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
    set_way,
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
        ``k`` or ``sigma`` is out of range, or no number.

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
    """Returns how far, in pixels, a blur by ``sigma`` alone looks.

    That is ``ceil(3 * sigma)`` for images of uint8, and ``ceil(4 * sigma)`` for uint16 and float32,
    which resolve smaller weights.

    An image that is blurred in parts needs so many pixels more around each part, as with the
    ``depth`` of ``dask.array.map_overlap``. (Of a kernel size k it is ``k // 2``.)

    Raises ``ValueError`` or ``TypeError`` where ``sigma`` is out of range or no number;
    ``TypeError`` for a ``dtype`` that cannot be blurred.

    >>> radius_for(2.5), radius_for(2.5, "float32")
    (8, 10)
    """
    sample = sample_of(np.dtype(dtype))
    options = Options(given=GIVEN_SIGMA, sigma=standard_deviation(sigma, sample))
    return _completed(options, sample)[0] // 2


def _completed(options: Options, sample: int) -> tuple[int, float]:
    """The kernel size and sigma that belong to what was given of them."""
    size, sigma = ctypes.c_int32(options.kernel_size), ctypes.c_double(options.sigma)
    complete = library().get_function("blur_gaussian_parameters")
    complete(options.given, sample, ctypes.byref(size), ctypes.byref(sigma))
    return size.value, sigma.value


def blur_array(options: Options, lib: SafeCLibrary, array: Array, target: Array) -> None:
    """Blurs an array into another one of its shape whose pixels are packed."""
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

    Every sample of the result is within 0.75 level of the exact convolution with
    :func:`gaussian_kernel` along x and along y (0.55 with ``exact``), where a level is one of 255
    or, of uint16, of 65535. Of float32 it is within 1e-5 (1e-6) of it, relative to the largest
    magnitude in the image. Areas of one value keep it. The bytes do not depend on the number of
    threads or on the CPU. Of colours that are weighed by alpha, and in linear light, the same holds
    but where little alpha is left: there it is ``(bound - 0.5) * 2 * 65535 / alpha + 0.5`` levels
    for uint16, with the result's alpha; for uint8 it holds from alpha 1 on, 2 with ``exact``.

    Parameters
    ----------
    image : array or PIL.Image.Image
        An array of shape (height, width) or (height, width, channels) with 1 to 4 channels, of
        dtype uint8, uint16 or float32, or anything with NumPy's array interface or a buffer of
        that kind. It may be read-only. It is not copied where the samples of each row lie side
        by side, in the machine's byte order; rows may be padded or in reverse order. The last of 2
        or 4 channels is alpha, see ``alpha``; other channels are blurred each by itself. Floats
        may have any value; what depends on a NaN becomes NaN, and on an infinity that infinity,
        but no other sample.
        Or a picture of Pillow's: of any mode of 8 bits or fewer, of ``"I;16"`` and its like,
        ``"F"``, or ``"I"`` where all samples are 0 to 65535 (it counts as uint16).
    k : int or pair of int, optional
        Kernel size in pixels along each axis, or a pair ``(x, y)``: odd, 1 to 65535. Default: from
        ``sigma``, ``2 * ceil(3 * sigma) + 1`` of uint8, with 4 in place of 3 of uint16 and
        float32; 5 without both.
    sigma : float or pair of float, optional
        Standard deviation in pixels along each axis, or a pair ``(x, y)``: 0 or more, finite;
        without ``k`` at most 10922, of uint16 and float32 8191. Default: from ``k``,
        ``0.3 * ((k - 1) / 2 - 1) + 0.8``. An axis of k 1 or sigma 0 is left alone.
    border : str
        What counts beyond the edge, for an image abcd: ``"renormalize"`` nothing, the weights
        inside are made to sum to 1; ``"replicate"`` aaa|abcd|ddd; ``"reflect"`` cba|abcd|dcb;
        ``"mirror"`` dcb|abcd|cba; ``"wrap"`` bcd|abcd|abc; ``"constant"`` a colour.
    border_color : number or sequence of numbers, optional
        With border ``"constant"``: a sample for all channels or for each, a whole number of 0 to
        255, of uint16 0 to 65535, of float32 any finite number.
    exact : bool
        Within 0.55 level in place of 0.75, of float32 1e-6 in place of 1e-5; slower for large
        kernels.
    method : str
        How it is computed: ``"auto"`` is the fastest within the accuracy. ``"direct"``, tap by
        tap, gives the parts of an image the very bytes of the whole, where each has
        :func:`radius_for` pixels more around it and is then no smaller than the kernel. For
        large kernels of uint8 it is not within the accuracy: from sigma 150 on, with ``exact``
        from 27. ``"multirate"`` and ``"cosine"`` are for comparing; they, too, are refused where
        they are not within the accuracy, or not for images of this dtype.
    alpha : str
        With 2 or 4 channels: ``"weighted"``, the last is alpha, by which the colours are weighed
        (they are not premultiplied, neither before nor after), so that none comes out of what
        cannot be seen; where alpha comes out as 0, so does the colour. ``"straight"``: the last is
        a channel like any other. Of Pillow's pictures, LA and RGBA (and P and PA that become
        that) have alpha, and RGBX, CMYK, La and RGBa none to weigh by.
    linear : bool
        Whether means are taken of the light that samples stand for in sRGB (IEC 61966-2-1), as
        optics do, rather than of the samples; alpha stays as it is. Of uint8 and uint16; not of
        Pillow's CMYK, YCbCr, LAB, La and RGBa.
    dither : bool
        Of uint8: thresholds of 8 x 8 pixels in place of rounding, so that wide blurs show no
        bands; whole levels stay what they are. It adds less than 0.5 to the error.
    regions : sequence of (x, y, width, height), optional
        Rectangles of whole pixels, at most 1024, that alone are blurred; all other pixels are
        copied. They may overlap, and lie partly or wholly outside; none at all is a copy. They
        are of the pixels as stored, whatever the orientation in Exif data.
    feather : int
        With regions: pixels around them, 0 to 65535, over which the blur fades out: at a distance
        of d from the nearest one a pixel is blurred by ``3 * t**2 - 2 * t**3``,
        ``t = 1 - d / (feather + 1)``.
    mask : array, optional
        In place of regions: how much of each pixel is blurred, of shape (height, width), of
        uint8, 0 to 255, or of bool. A picture of Pillow's of mode L or 1 will do.
    invert : bool
        Whether regions or mask say what is left alone, all else being blurred.
    threads : int
        At most so many, to 1024; 0 for one on each CPU. Only as many as pay are used. The GIL is
        released meanwhile.
    out : ndarray, optional
        Where the result is written: of the image's dtype and shape. It may be ``image`` itself,
        or overlap it in any way. Not with a picture of Pillow's.
    progress : callable, optional
        Called as ``progress(rows_done, rows_all)`` on this thread, at the beginning, now and
        then, and at the end. An exception in it stops the work and comes out of this function
        unchanged; ``out`` then holds a part of the result, or what it held. Ctrl-C does the
        same, with progress and in what takes long.

    Returns
    -------
    ndarray or PIL.Image.Image
        ``out``, or a new array of the image's dtype and shape; of a picture one of its mode and
        ``info``. Of mode 1 it is one of mode L, of P and PA one of RGB or RGBA. HSV is blurred
        as RGB. A transparent colour (``info["transparency"]``) is left out.

    Raises
    ------
    TypeError
        An image of another dtype or mode; an argument that is no number; a mask of another dtype.
    ValueError
        No such shape; ``k``, ``sigma``, ``border``, ``border_color``, ``alpha``, ``regions``,
        ``feather`` or ``threads`` out of range; ``mask`` or ``out`` of another shape than the
        image's, or ``out`` read-only; both ``regions`` and ``mask``, ``feather`` without
        ``regions``, or ``invert`` without either; ``linear`` with such a mode; a ``method`` that
        cannot do it, or ``linear`` with floats (then ``UnsupportedError``).
    MemoryError
        Memory could not be had.
    OSError
        A picture of Pillow's is closed, or its file is damaged.
    LibraryLoadError
        An ``OSError``: the C library is missing or of another version.

    See Also
    --------
    blur_many : many images in one call.
    blur_bytes : encoded pictures.
    box_blur, motion_blur, convolve, pixelate : other than with a Gaussian.

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
    set_way(options, exact, method)
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
