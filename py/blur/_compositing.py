# SPDX-License-Identifier: MIT
"""Alpha, linear light, dithering, regions and masks, checked for the library's options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Sequence, SupportsIndex, TypedDict, Union

import numpy as np
import numpy.typing as npt

from ._abi import (
    ALPHAS,
    FLOAT32,
    KERNEL_SIZE_MAX,
    LIGHTS,
    REGIONS_MAX,
    Alpha,
    Options,
    Region,
    Status,
)
from ._arrays import ImageLike, Shape, packed, stride_of
from ._errors import UnsupportedError
from ._names import Border, Method
from ._options import Color, Real, as_integer, number_of, number_within
from ._pictures import has_alpha, has_light
from ._progress import Progress

if TYPE_CHECKING:
    Regions = Union[Iterable[Sequence[SupportsIndex]], npt.NDArray[np.integer[Any]]]
    Mask = Union[npt.NDArray[np.uint8], npt.NDArray[np.bool_], ImageLike]


class Compositing(TypedDict, total=False):
    """The parameters of set_compositing(), documented by the public functions."""

    alpha: Alpha
    linear: bool
    dither: bool
    regions: Regions | None
    feather: SupportsIndex
    mask: Mask | None
    invert: bool


class Common(Compositing, total=False):
    """The parameters of all functions that blur one image."""

    threads: SupportsIndex
    progress: Progress


class Bordered(Common, total=False):
    """Those of functions that look beyond the edge."""

    border: Border
    border_color: Color | None


class Blurring(Bordered, total=False):
    """Those of Gaussian blurs."""

    exact: bool
    method: Method


class Convolving(Bordered, total=False):
    """Those of convolve()."""

    normalize: bool
    bias: Real


def _region(index: int, region: Any) -> tuple[int, ...]:
    name = f"regions[{index}] is {region!r}"
    try:
        numbers = tuple(as_integer(number) for number in region)
    except TypeError:
        numbers = ()
    if len(numbers) != 4:
        raise TypeError(f"{name}; expected four integers: x, y, width, height")
    if min(numbers[2:]) < 0:
        raise ValueError(f"{name}; width and height must not be negative")
    if max(map(abs, numbers)) >= 2**63:
        raise ValueError(f"{name}; expected numbers less than 2**63")
    return numbers


def _set_regions(options: Options, regions: Any) -> None:
    try:
        given = list(regions)
    except TypeError:
        raise TypeError(
            f"regions is {regions!r}; expected a sequence of (x, y, width, height)"
        ) from None
    if len(given) > REGIONS_MAX:
        raise ValueError(f"regions has {len(given)} items; the maximum is {REGIONS_MAX}")
    # One more than given: an empty array would be a null pointer, which means the whole image.
    array = (Region * (len(given) + 1))()
    for index, region in enumerate(given):
        array[index] = Region(*_region(index, region))
    options.regions = array  # a field of a struct keeps what it points at alive
    options.region_count = len(given)


def _set_mask(options: Options, mask: Any, may_be_written: bool) -> None:
    array = np.asarray(mask)
    if array.dtype not in (np.uint8, np.bool_):
        raise TypeError(f"mask is of dtype {array.dtype}; expected uint8 or bool")
    if array.ndim != 2:
        raise ValueError(f"mask is of shape {array.shape}; expected (height, width)")
    if array.dtype == np.bool_:
        array = array * np.uint8(255)
    elif may_be_written:
        array = array.copy()
    array = packed(array)
    options.mask = array.ctypes.data
    options.mask_stride = stride_of(array)
    options.mask_height, options.mask_width = array.shape
    options.mask_array = array  # keeps it alive


def set_compositing(
    options: Options,
    out: object = None,
    *,
    alpha: Alpha = "weighted",
    linear: bool = False,
    dither: bool = False,
    regions: Regions | None = None,
    feather: SupportsIndex = 0,
    mask: Mask | None = None,
    invert: bool = False,
) -> None:
    """Sets what does not depend on the image; see fit_compositing(). A mask is copied if there is
    an out, of which it may be a part."""
    options.alpha = number_of("alpha", alpha, ALPHAS)
    options.light = LIGHTS["linear" if linear else "encoded"]
    options.dither = int(bool(dither))
    options.inverts = int(bool(invert))
    options.feather = feathered = number_within("feather", feather, 0, KERNEL_SIZE_MAX)
    if regions is not None and mask is not None:
        raise ValueError("regions and mask cannot be combined")
    if feathered and regions is None:
        raise ValueError(f"feather is {feathered}; it requires regions")
    if invert and regions is None and mask is None:
        raise ValueError(f"invert is {invert!r}; it requires regions or a mask")
    if regions is not None:
        _set_regions(options, regions)
    if mask is not None:
        _set_mask(options, mask, out is not None)


def fit_compositing(options: Options, shape: Shape, mode: str = "") -> None:
    """Checks the options against an image, and sets what depends on it. mode: of a Pillow image, in
    which the last channel is not always alpha."""
    linear = options.light == LIGHTS["linear"]
    if linear and shape.sample == FLOAT32:
        raise UnsupportedError(
            "linear is not supported for float32; convert the image to linear light first",
            status=Status.UNSUPPORTED,
        )
    if linear and not has_light(mode):
        raise ValueError(f"linear is not supported for mode {mode!r}; expected grey or RGB")
    size, of_mask = (shape.height, shape.width), (options.mask_height, options.mask_width)
    if options.mask and of_mask != size:
        raise ValueError(f"mask is of shape {of_mask}; expected that of the image, {size}")
    if not has_alpha(mode):
        options.alpha = ALPHAS["straight"]
