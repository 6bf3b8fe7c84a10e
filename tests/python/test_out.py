# SPDX-License-Identifier: MIT
"""out= of gaussian_blur() and convolve(): the same array, any overlap, and never a byte more."""

import re
from typing import Any, Callable, Type

import numpy as np
import pytest
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

import blur
from pictures import noise

Array = NDArray[np.uint8]
Blur = Callable[..., Array]
BASE = noise(4096)


def convolve(image: Array, k: int, **options: Any) -> Array:
    """With a kernel that is no product, so that another way is taken."""
    kernel = np.ones((k, k))
    kernel[0, 0] = 3
    return blur.convolve(image, kernel, **options)


both = pytest.mark.parametrize("function", [blur.gaussian_blur, convolve])

# Views of 4096 bytes, each of shape (12, 10, 3).
VIEWS: "dict[str, Callable[[Array], Array]]" = {
    "at 0": lambda b: b[:360].reshape(12, 10, 3),
    "at 1": lambda b: b[1:361].reshape(12, 10, 3),
    "a row on": lambda b: b[30:390].reshape(12, 10, 3),
    "next to it": lambda b: b[360:720].reshape(12, 10, 3),
    "reversed rows": lambda b: b[:360].reshape(12, 10, 3)[::-1],
    "padded": lambda b: b[: 12 * 40].reshape(12, 40)[:, :30].reshape(12, 10, 3),
    "beside it, interleaved": lambda b: as_strided(b[40:], (12, 10, 3), (80, 3, 1)),
    "left, interleaved": lambda b: as_strided(b, (12, 10, 3), (80, 3, 1)),
    "reversed columns": lambda b: b[:360].reshape(12, 10, 3)[:, ::-1],
    "BGR": lambda b: b[:360].reshape(12, 10, 3)[..., ::-1],
    "transposed": lambda b: b[:360].reshape(10, 12, 3).transpose(1, 0, 2),
    "planes": lambda b: b[:360].reshape(3, 12, 10).transpose(1, 2, 0),
    "RGB of RGBA": lambda b: b[:480].reshape(12, 10, 4)[..., :3],
    "every second row": lambda b: b[:720].reshape(24, 10, 3)[::2],
    "at the end": lambda b: b[-360:].reshape(12, 10, 3),
}


# Each with itself, and as source and as target of one whose bytes are all of those in its place.
PAIRS = [
    *((view, view) for view in VIEWS),
    *((view, "at 0") for view in list(VIEWS)[1:]),
    *(("at 0", view) for view in list(VIEWS)[1:]),
    ("left, interleaved", "beside it, interleaved"),
]


@both
@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_overlaps(function: Blur, source: str, target: str) -> None:
    """Of two views of the same bytes; those that belong to none of them are kept."""
    base = BASE.copy()
    image, out = VIEWS[source](base), VIEWS[target](base)
    wanted = function(image.copy(), 5)
    expected = base.copy()
    VIEWS[target](expected)[...] = wanted
    assert function(image, 5, out=out) is out
    np.testing.assert_array_equal(out, wanted)
    np.testing.assert_array_equal(base, expected)


@both
def test_read_only_view_of_out(function: Blur) -> None:
    image = noise(12, 10, 3)
    wanted = function(image, 5)
    view = image.view()
    view.flags.writeable = False
    assert function(view, 5, out=image) is image
    np.testing.assert_array_equal(image, wanted)


@both
def test_subclass(function: Blur) -> None:
    class Other(np.ndarray):  # type: ignore[type-arg]
        pass

    image = noise(12, 10, 3)
    out = np.empty_like(image).view(Other)
    assert function(image, 5, out=out) is out
    np.testing.assert_array_equal(np.asarray(out), function(image, 5))


@both
def test_source_that_overlaps_itself(function: Blur) -> None:
    """Windows of one row of samples, read while out is written to the same bytes."""
    base = noise(64)
    windows = as_strided(base, (20, 9), (1, 1))
    wanted = function(windows.copy(), 5)
    np.testing.assert_array_equal(function(windows, 5), wanted)
    big = np.resize(base, 180)
    windows = as_strided(big, (20, 9), (1, 1))
    wanted, out = function(windows.copy(), 5), big.reshape(20, 9)
    assert function(windows, 5, out=out) is out
    np.testing.assert_array_equal(out, wanted)


@both
def test_out_of_equal_rows_does_not_crash(function: Blur) -> None:
    """All rows of out are one: it holds one of the result's."""
    guarded = np.full(64, 77, np.uint8)
    out = as_strided(guarded[20:], (8, 9), (0, 1))
    image = noise(8, 9)
    wanted = function(image, 5)
    function(image, 5, out=out)
    assert (guarded[20:29] == wanted).all(axis=1).any()
    assert (guarded[:20] == 77).all()
    assert (guarded[29:] == 77).all()


READ_ONLY = np.frombuffer(bytes(360), np.uint8).reshape(12, 10, 3)
ERRORS = [
    (
        np.empty((12, 10, 3), np.uint16),
        TypeError,
        "out is of dtype uint16; expected that of the image,",
    ),
    (
        np.empty((12, 10, 3), np.int8),
        TypeError,
        "out is of dtype int8; expected that of the image,",
    ),
    (
        np.empty((12, 10, 3), bool),
        TypeError,
        "out is of dtype bool; expected that of the image, uint8",
    ),
    (
        np.empty((10, 12, 3), np.uint8),
        ValueError,
        "out is of shape (10, 12, 3); expected that of the ",
    ),
    (
        np.empty((12, 10), np.uint8),
        ValueError,
        "out is of shape (12, 10); expected that of the image, ",
    ),
    (
        np.empty((12, 10, 3, 1), np.uint8),
        ValueError,
        "out is of shape (12, 10, 3, 1); expected that of",
    ),
    (READ_ONLY, ValueError, "out is read-only"),
    (np.broadcast_to(np.uint8(1), (12, 10, 3)), ValueError, "out is read-only"),
    (bytearray(360), TypeError, "out is of type bytearray; expected a NumPy array"),
    ([], TypeError, "out is of type list; expected a NumPy array"),
    (False, TypeError, "out is of type bool; expected a NumPy array"),
]


@both
@pytest.mark.parametrize(("out", "kind", "message"), ERRORS)
def test_errors(function: Blur, out: Any, kind: Type[Exception], message: str) -> None:
    with pytest.raises(kind, match="^" + re.escape(message)):
        function(noise(12, 10, 3), 5, out=out)
