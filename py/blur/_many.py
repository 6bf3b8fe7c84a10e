# SPDX-License-Identifier: MIT
"""Many images in one call."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, Iterable, Sequence, SupportsIndex, overload

import numpy as np
import numpy.typing as npt

from ._abi import FLOAT32, UINT8, Options
from ._arrays import Array, Sample, Shape, are_same, bounds, is_long, native, shape_of
from ._batch import Batch, Task
from ._compositing import fit_compositing, set_compositing
from ._names import Border, Method
from ._options import (
    Color,
    PerAxis,
    Real,
    make_options,
    set_border,
    set_kernel,
    set_method,
    thread_count,
)
from ._output import deliver, target_for
from ._pictures import Opened, unwrap
from ._plans import Kind
from ._progress import Progress, check_progress, run

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from typing_extensions import Unpack

    from ._compositing import Blurring, Compositing


def _outs(out: Sequence[Array] | Array | None, count: int) -> list[Array | None]:
    """The output of each image, None for a new array."""
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
    except RuntimeError:  # TooHardError: some strides make this hard to tell
        return True


def _check_apart(outs: list[Array]) -> None:
    """ValueError: two outputs share memory. Their bounds may overlap, as do those of channels."""
    near: list[Array] = []
    for out in sorted(outs, key=bounds):
        near = [other for other in near if bounds(other)[1] > bounds(out)[0]]
        if any(_share_memory(out, other) for other in near):
            raise ValueError("two arrays of out overlap")
        near.append(out)


def _source(array: Array, target: Array) -> Array:
    """The image, C-contiguous, and either target itself or not overlapping it."""
    source = np.ascontiguousarray(array, native(array.dtype))
    if np.may_share_memory(source, target) and not are_same(source, target):
        return source.copy()
    return source


def _task(kind: Kind, array: Array, target: Array) -> Task:
    source, height = _source(array, target), kind.shape.height
    pixels = (source.ctypes.data, source.nbytes // height)
    return Task(kind, source, target, (*pixels, target.ctypes.data, target.nbytes // height))


def _check_overlaps(tasks: list[Task]) -> None:
    """ValueError: a target overlaps another target, or another task's image."""
    spans: list[tuple[int, int, bool]] = []  # the last: whether it is written
    for task in tasks:
        source, _, target, _ = task.pixels
        spans.append((target, target + task.target.nbytes, True))
        if source != target:
            spans.append((source, source + task.source.nbytes, False))
    end = end_of_written = 0
    for first, last, is_written in sorted(spans):
        if first < (end if is_written else end_of_written):
            raise ValueError("arrays of out overlap each other, or another image")
        end = max(end, last)
        if is_written:
            end_of_written = last


def _options(
    border: Border, color: Any, k: Any, sigma: Any, threads: Any, shapes: set[Shape]
) -> Options:
    """The border colour and sigma must be valid for every image."""
    if not shapes:  # then for any image
        shape = Shape(FLOAT32, 0, 0, np.size(color) if np.ndim(color) else 1)
        options = make_options(border, color, shape, threads)
        set_kernel(options, k, sigma, UINT8)
        return options
    options = Options(size=ctypes.sizeof(Options), threads=thread_count(threads))
    for sample, channels in sorted({(shape.sample, shape.channels) for shape in shapes}):
        set_border(options, border, color, sample, channels)
        set_kernel(options, k, sigma, sample)
    return options


def _open(index: int, image: Any) -> tuple[Opened, Shape]:
    """Adds the index of the image to errors."""
    try:
        opened = unwrap(image)
        return opened, shape_of(opened.array)
    except (TypeError, ValueError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"images[{index}]: {error}") from error


def _kinds(options: Options, images: list[tuple[Shape, str]]) -> dict[tuple[Shape, str], Kind]:
    """By shape and mode, since Pillow images without alpha are not weighted by it."""
    alpha, kinds = options.alpha, {}
    for shape, mode in sorted(set(images)):
        options.alpha = alpha
        fit_compositing(options, shape, mode)
        kinds[shape, mode] = Kind(shape, options.alpha)
    return kinds


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
    border: Border = "renormalize",
    border_color: Color | None = None,
    exact: bool = False,
    method: Method = "auto",
    threads: SupportsIndex = 0,
    out: Sequence[Array] | Array | None = None,
    progress: Progress = None,
    **compositing: Unpack[Compositing],
) -> list[Any]:
    """Blurs many images, of any shapes and dtypes, in one call.

    The results are those of :func:`gaussian_blur` for each image. Threads take the images in turn,
    the largest first, which is faster than a call for each where images are too small to split
    among threads. An image so large that other threads would wait for it is split among all.

    Parameters
    ----------
    images : iterable of array or PIL.Image.Image
        As for :func:`gaussian_blur`; a single array is the images along its first axis. Those that
        are C-contiguous are not copied.
    out : sequence of ndarray, optional
        Arrays for the results: for each image one of its dtype and shape, or the image itself. They
        must not overlap each other, or another image. Not supported for Pillow images.
    progress : callable, optional
        Called as ``progress(rows_done, rows_all)``, with the rows of all images, on the calling
        thread: at the start, between images, now and then within long ones, and at the end. An
        exception in it, or Ctrl-C, stops the work, as in :func:`gaussian_blur`.
    k, sigma, border, border_color, exact, method, threads, **compositing
        As for :func:`gaussian_blur`, for all images: with a mask, they must be of its size.
        ``compositing`` stands for ``alpha``, ``linear``, ``dither``, ``regions``, ``feather``,
        ``mask`` and ``invert``.

    Returns
    -------
    list
        For each image what :func:`gaussian_blur` returns.

    Raises
    ------
    TypeError, ValueError, MemoryError, LibraryLoadError
        As for :func:`gaussian_blur`; ValueError also if arrays of ``out`` overlap. No array of
        ``out`` is written then, except after MemoryError or an exception in ``progress``.

    Examples
    --------
    >>> import numpy as np
    >>> images = [np.full((20, 30, 3), 7, np.uint8), np.zeros((5, 5), np.uint8)]
    >>> [result.shape for result in blur_many(images, sigma=1.5)]
    [(20, 30, 3), (5, 5)]
    """
    given = list(images)
    opened = [_open(index, image) for index, image in enumerate(given)]
    modes = [(shape, image.mode) for image, shape in opened]
    options = _options(border, border_color, k, sigma, threads, {shape for _, shape in opened})
    set_method(options, exact, method)
    set_compositing(options, out, **compositing)
    kinds = _kinds(options, modes)
    outs = _outs(out, len(given))
    sources = [image.array for image, _ in opened]
    targets = _targets(outs, given, sources)
    tasks = [_task(kinds[mode], *pair) for mode, *pair in zip(modes, sources, targets)]
    if out is not None:
        _check_overlaps(tasks)
    check_progress(progress)
    if tasks:
        batch = Batch(tasks, options.threads, progress)
        long = any(is_long(target.size) for target in targets)
        run(batch.report if long else None, long, options, batch.blur)
    return [deliver(target, own, of.wrap) for target, own, (of, _) in zip(targets, outs, opened)]
