# SPDX-License-Identifier: MIT
"""Many images in one call, as an array of structs."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, Iterable, Sequence, SupportsIndex, overload

import numpy as np
import numpy.typing as npt

from ._abi import ALPHAS, FLOAT32, INT_MAX, UINT8, Image, Options
from ._arrays import Array, Sample, Shape, are_same, bounds, is_long, native, shape_of
from ._clibrary import library
from ._errors import InvalidArgumentError
from ._options import Color, PerAxis, Real, make_options, set_border, set_kernel, set_way
from ._output import deliver, target_for
from ._painting import fit_painting, set_painting
from ._pictures import Opened, has_alpha, unwrap
from ._plans import Pair, check_targets, plans_for, run_plans
from ._progress import Progress, Sum, run

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from typing_extensions import Unpack

    from ._painting import Blurring, Painting


class _Struct(ctypes.Structure):
    """Image, with an address that takes no cast."""

    _fields_ = (*Image._fields_[:3], ("data", ctypes.c_void_p))


def _struct_of(array: Array) -> _Struct:
    _, width, height, channels = shape_of(array)
    if max(width, height) > INT_MAX:
        raise ValueError(f"image is {width} x {height}: each is at most {INT_MAX} here")
    return _Struct(width, height, channels, array.ctypes.data)


def image_of(array: Array) -> Image:
    """The struct of a C-contiguous array, which it keeps alive."""
    image = Image.from_buffer(_struct_of(array))
    image.array = array
    return image


def _outs(out: Sequence[Array] | Array | None, count: int) -> list[Array | None]:
    """For each image where its result goes, None for a new array."""
    if out is None:
        return [None] * count
    if len(out) != count:
        raise ValueError(f"out has {len(out)} arrays, but there are {count} images")
    return list(out)


def _targets(outs: list[Array | None], images: list[Any], sources: list[Array]) -> list[Array]:
    wanted = [target_for(*of) for of in zip(outs, images, sources)]
    targets = [a if a.flags.c_contiguous else np.empty(a.shape, a.dtype) for a in wanted]
    if any(out is not None and out is not target for out, target in zip(outs, targets)):
        _check_apart([out for out in outs if out is not None])
    return targets


def _share_memory(a: Array, b: Array) -> bool:
    try:
        return np.shares_memory(a, b, max_work=10**6)
    except RuntimeError:  # TooHardError: strides can make that a puzzle without end
        return True


def _check_apart(outs: list[Array]) -> None:
    """Of those that C does not write to it cannot tell. Arrays in reach of each other may still
    have no byte in common, such as the channels of one image."""
    near: list[Array] = []
    for out in sorted(outs, key=bounds):
        near = [other for other in near if bounds(other)[1] > bounds(out)[0]]
        if any(_share_memory(out, other) for other in near):
            raise ValueError("two arrays of out overlap")
        near.append(out)


def _structs(arrays: list[Array]) -> Any:
    structs = (_Struct * len(arrays))(*[_struct_of(array) for array in arrays])
    return ctypes.cast(structs, ctypes.POINTER(Image))


def _source(array: Array, target: Array) -> Array:
    """The image, C-contiguous, and either target itself or apart from it."""
    source = np.ascontiguousarray(array, native(array.dtype))
    if np.may_share_memory(source, target) and not are_same(source, target):
        return source.copy()
    return source


def _options(
    border: str, color: Any, k: Any, sigma: Any, threads: Any, arrays: list[Array]
) -> Options:
    """The colour and sigma must be ones for each of the images."""
    shapes = [shape_of(array) for array in arrays]
    if not shapes:  # then ones for any image
        shape = Shape(FLOAT32, 0, 0, np.size(color) if np.ndim(color) else 1)
        options = make_options(border, color, shape, threads)
        set_kernel(options, k, sigma, UINT8)
        return options
    options = make_options(border, color, shapes[0], threads)
    for sample, channels in sorted({(shape.sample, shape.channels) for shape in shapes}):
        set_border(options, border, color, sample, channels)
        set_kernel(options, k, sigma, sample)
    return options


def _blur_bytes(options: Options, pairs: list[Pair]) -> None:
    call = library().get_function("blur_gaussian_many")
    sources, targets = ([pair[side] for pair in pairs] for side in (0, 1))
    try:
        call(ctypes.byref(options), len(pairs), _structs(sources), _structs(targets))
    except InvalidArgumentError as error:  # all else has been checked before
        raise ValueError("arrays of out overlap each other, or another image") from error


def _blur(
    options: Options, pairs: list[Pair], straight: list[Pair], total: Sum | None = None
) -> None:
    """C takes those of uint8 together, and the others one by one. straight: pictures of Pillow's
    of uint8 without alpha in their last channel, which no array overlaps; they come first."""
    of_bytes = [pair for pair in pairs if pair[0].dtype == np.uint8]
    others = [pair for pair in pairs if pair[0].dtype != np.uint8]
    if others:
        check_targets(pairs)
    with plans_for(options, others) as plans:
        if straight:
            alpha, options.alpha = options.alpha, ALPHAS["straight"]
            _blur_bytes(options, straight)
            options.alpha = alpha
        _count(total, straight)
        if of_bytes or not (others or straight):
            _blur_bytes(options, of_bytes)
        _count(total, of_bytes)
        run_plans(plans, others, total)


def _count(total: Sum | None, pairs: list[Pair]) -> None:
    if total is not None:
        total.rows_before += sum(len(target) for _, target in pairs)


def _open(index: int, image: Any) -> Opened:
    """Says of which image an error is."""
    try:
        opened = unwrap(image)
        shape_of(opened.array)
    except (TypeError, ValueError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"images[{index}]: {error}") from error
    return opened


def _fit(options: Options, opened: list[Opened]) -> None:
    """fit_painting() for all, but that those with alpha keep it."""
    alpha = options.alpha
    for shape, mode in sorted({(shape_of(array), mode) for array, _, mode in opened}):
        fit_painting(options, shape, mode)
    options.alpha = alpha


@overload
def blur_many(
    images: Iterable[Picture],
    k: PerAxis[SupportsIndex] | None = ...,
    sigma: PerAxis[Real] | None = ...,
    *,
    out: None = ...,
    **options: Unpack[Blurring],
) -> list[Picture]: ...


@overload
def blur_many(
    images: Iterable[npt.NDArray[Sample]],
    k: PerAxis[SupportsIndex] | None = ...,
    sigma: PerAxis[Real] | None = ...,
    *,
    out: Sequence[npt.NDArray[Sample]] | npt.NDArray[Sample] | None = ...,
    **options: Unpack[Blurring],
) -> list[npt.NDArray[Sample]]: ...


@overload
def blur_many(
    images: Iterable[Any],
    k: PerAxis[SupportsIndex] | None = ...,
    sigma: PerAxis[Real] | None = ...,
    *,
    out: Sequence[Array] | Array | None = ...,
    **options: Unpack[Blurring],
) -> list[Any]: ...


def blur_many(
    images: Iterable[Any],
    k: PerAxis[SupportsIndex] | None = None,
    sigma: PerAxis[Real] | None = None,
    *,
    border: str = "renormalize",
    border_color: Color | None = None,
    exact: bool = False,
    method: str = "auto",
    threads: SupportsIndex = 0,
    out: Sequence[Array] | Array | None = None,
    progress: Progress = None,
    **painting: Unpack[Painting],
) -> list[Any]:
    """Blurs many images, of any shapes and dtypes, in one call.

    The results are those of :func:`gaussian_blur` for each of them. Threads take images of uint8 in
    turn, which for small images is faster than a call for each: those are too short to be shared
    out. Images of uint16 and float32 come one after the other, each on all threads.

    Parameters
    ----------
    images : iterable of array or PIL.Image.Image
        As :func:`gaussian_blur` takes them; a single array counts as the images along its first
        axis. They are not copied where they are C-contiguous.
    out : sequence of ndarray, optional
        Where the results are written: for each image an array of its dtype and shape, or the image
        itself. No two of them, and no other image, may overlap. Not with pictures of Pillow's.
    progress : callable, optional
        Called as ``progress(rows_done, rows_all)``, with the rows of all images.
    k, sigma, border, border_color, exact, method, threads, **painting
        As those of :func:`gaussian_blur`; they hold for all images, so with a mask those are of
        one size. ``painting`` is its ``alpha``, ``linear``, ``dither``, ``regions``, ``feather``,
        ``mask`` and ``invert``.

    Returns
    -------
    list
        For each image what :func:`gaussian_blur` returns.

    Raises
    ------
    TypeError, ValueError, MemoryError, LibraryLoadError
        As of :func:`gaussian_blur`. ValueError also where arrays of ``out`` overlap. No array of
        ``out`` is touched then, but with MemoryError and after an exception in ``progress``.

    Examples
    --------
    >>> import numpy as np
    >>> images = [np.full((20, 30, 3), 7, np.uint8), np.zeros((5, 5), np.uint8)]
    >>> [result.shape for result in blur_many(images, sigma=1.5)]
    [(20, 30, 3), (5, 5)]
    """
    given = list(images)
    opened = [_open(index, image) for index, image in enumerate(given)]
    sources = [image.array for image in opened]
    options = _options(border, border_color, k, sigma, threads, sources)
    set_way(options, exact, method)
    set_painting(options, out, **painting)
    _fit(options, opened)
    outs = _outs(out, len(given))
    targets = _targets(outs, given, sources)
    pairs = [(_source(source, target), target) for source, target in zip(sources, targets)]
    straight = [pair for pair, image in zip(pairs, opened) if not has_alpha(image.mode)]
    rest = [pair for pair, image in zip(pairs, opened) if has_alpha(image.mode)]
    long = is_long(sum(target.size for target in targets))
    total = Sum(progress, sum(len(target) for target in targets)) if callable(progress) else None
    run(total or progress, long, options, _blur, rest, straight, total)
    return [deliver(target, own, image.wrap) for target, own, image in zip(targets, outs, opened)]
