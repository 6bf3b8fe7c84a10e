# SPDX-License-Identifier: MIT
"""gaussian_blur() of arrays: right, of any memory layout, without copies, and its errors."""

import array
import ctypes
import math
import re
import tracemalloc
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple, Type

import numpy as np
import pytest
from numpy.lib.stride_tricks import as_strided, sliding_window_view
from numpy.typing import NDArray

import blur
from blur._names import BORDERS, Border
from pictures import exact_blur, largest_error, noise

WHOLE = noise(24, 30, 3)


def exact(
    samples: "NDArray[Any]", k: int, sigma: Optional[float], border: Border
) -> "NDArray[np.float64]":
    shaped = samples.reshape(*samples.shape[:2], -1)
    color = (10, 200, 30, 40)[: shaped.shape[2]]
    return exact_blur(shaped, k, sigma, border, color).reshape(samples.shape)


def color_for(border: Border, samples: "NDArray[Any]") -> Dict[str, Any]:
    channels = samples.shape[2] if samples.ndim == 3 else 1
    return {"border_color": (10, 200, 30, 40)[:channels]} if border == "constant" else {}


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("shape", [(33, 41), (33, 41, 1), (30, 29, 2), (25, 31, 3), (31, 26, 4)])
@pytest.mark.parametrize(
    ("given", "k", "sigma"),
    [
        ({}, 5, 1.1),
        ({"k": 7}, 7, 1.4),
        ({"sigma": 2.2}, 15, 2.2),
        ({"k": 21, "sigma": 9.5}, 21, 9.5),
        ({"k": 3, "sigma": 0}, 1, 1.0),
    ],
)
def test_result(
    given: Dict[str, Any], k: int, sigma: float, shape: Tuple[int, ...], border: Border
) -> None:
    samples = noise(*shape)
    wanted = exact(samples, k, sigma, border)
    options = {**given, "border": border, "alpha": "straight", **color_for(border, samples)}
    for exactly, bound in ((False, 0.75), (True, 0.55)):
        blurred = blur.gaussian_blur(samples, exact=exactly, **options)
        assert blurred.dtype == np.uint8
        assert largest_error(blurred, wanted) <= bound


@pytest.mark.parametrize("border", ["renormalize", "reflect"])
def test_large_kernels(border: Border) -> None:
    samples = noise(150, 200, 3)
    wanted = exact(samples, 61, None, border)
    assert largest_error(blur.gaussian_blur(samples, 61, border=border), wanted) <= 0.75
    assert largest_error(blur.gaussian_blur(samples, 61, border=border, exact=True), wanted) <= 0.55


def test_exact_is_passed_on() -> None:
    """Two ways to compute it, which somewhere round to different bytes."""
    samples = noise(150, 200, 3)
    assert (blur.gaussian_blur(samples, 101) != blur.gaussian_blur(samples, 101, exact=True)).any()


def test_flat_stays_flat() -> None:
    for value in (0, 1, 127, 254, 255):
        for k in (3, 31, 101):
            flat = np.full((70, 90, 3), value, np.uint8)
            np.testing.assert_array_equal(blur.gaussian_blur(flat, k), flat)


def test_bytes_do_not_depend_on_threads() -> None:
    samples = noise(700, 500, 3)
    wanted = blur.gaussian_blur(samples, 31, threads=1)
    for threads in (0, 2, 3, 1024):
        np.testing.assert_array_equal(blur.gaussian_blur(samples, 31, threads=threads), wanted)


def test_threads_are_as_many_as_asked_for() -> None:
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        pytest.skip("no list of this process's threads")
    samples = noise(1500, 1000, 3)
    before = len(list(tasks.iterdir()))
    seen: List[int] = []

    def progress(done: int, rows: int) -> None:
        seen.append(len(list(tasks.iterdir())) - before)

    blur.gaussian_blur(samples, 31, threads=1, progress=progress)
    assert max(seen) <= 0
    for _ in range(100):  # the other thread may be done before it is looked for
        blur.gaussian_blur(samples, 31, threads=2, progress=progress)
        assert max(seen) <= 1
        if max(seen) == 1:
            return
    pytest.fail("never a second thread")


def padded(samples: "NDArray[Any]") -> "NDArray[Any]":
    around = noise(samples.shape[0], samples.shape[1] + 5, *samples.shape[2:], seed=9)
    around[:, : samples.shape[1]] = samples
    return around[:, : samples.shape[1]]


# What of WHOLE looks different in memory, and whether C reads it as it is.
LAYOUTS = {
    "contiguous": (WHOLE, True),
    "rows in reverse order": (WHOLE[::-1], True),
    "padded rows": (padded(WHOLE), True),
    "padded rows in reverse order": (padded(WHOLE)[::-1], True),
    "every second row": (WHOLE[::2], True),
    "one row of a reversed image": (WHOLE[::-1][3:4], True),
    "repeated row": (np.broadcast_to(WHOLE[:1], WHOLE.shape), False),
    "columns in reverse order": (WHOLE[:, ::-1], False),
    "all in reverse order": (WHOLE[::-1, ::-1, ::-1], False),
    "transposed": (WHOLE.transpose(1, 0, 2), False),
    "BGR": (WHOLE[..., ::-1], False),
    "one channel": (WHOLE[..., 1], False),
    "two channels of three": (WHOLE[..., :2], False),
    "one channel, with its axis": (WHOLE[..., 1:2], False),
    "planes": (noise(3, 24, 30).transpose(1, 2, 0), False),
    "Fortran order": (np.asfortranarray(WHOLE), False),
    "every second column": (WHOLE[:, ::2], False),
    "repeated column": (np.broadcast_to(WHOLE[:, :1], WHOLE.shape), False),
    "repeated grey": (np.broadcast_to(WHOLE[..., :1], WHOLE.shape), False),
    "one value": (np.broadcast_to(np.uint8(7), (9, 8)), False),
    "one column": (WHOLE[:, 4:5], True),
    "one column of every third": (WHOLE[:, ::3][:, :1], True),
    "rows that overlap": (as_strided(WHOLE, (20, 9, 3), (11, 3, 1)), False),
    "one pixel": (WHOLE[3:4, 4:5], True),
    "sliding windows": (sliding_window_view(WHOLE[0, :, 0], 9), False),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    view, is_read_as_it_is = LAYOUTS[name]
    before = view.copy()
    copies = []

    def copy(array: "NDArray[Any]", *_: Any) -> "NDArray[Any]":
        copies.append(array)
        return np.array(array, order="C")

    with monkeypatch.context() as patch:
        patch.setattr(np, "ascontiguousarray", copy)
        blur.gaussian_blur(view, 5)
    assert len(copies) == (0 if is_read_as_it_is else 1)
    for k in (5, 21):
        np.testing.assert_array_equal(
            blur.gaussian_blur(view, k), blur.gaussian_blur(np.ascontiguousarray(view), k)
        )
    np.testing.assert_array_equal(view, before, "the source was changed")


def test_length_one_axes_have_any_stride() -> None:
    for shape, strides in (
        ((1, 10, 3), (-977, 3, 1)),
        ((10, 1, 3), (3, 12345, 1)),
        ((5, 6, 1), (6, 1, 999)),
        ((1, 1, 1), (0, 0, 0)),
    ):
        base = noise(30)
        view = as_strided(base, shape, strides)
        wanted = blur.gaussian_blur(view.copy(order="C"), 5)
        np.testing.assert_array_equal(blur.gaussian_blur(view, 5), wanted)


@pytest.fixture
def large() -> Iterator["NDArray[np.uint8]"]:
    tracemalloc.start()
    yield np.zeros((1000, 1001, 3), np.uint8)
    tracemalloc.stop()


def peak(*arguments: Any, **options: Any) -> int:
    """The most that Python and NumPy had allocated at a time during a blur, beyond what it was."""
    blur.gaussian_blur(*arguments, **options)
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    blur.gaussian_blur(*arguments, **options)
    return tracemalloc.get_traced_memory()[1] - before


def test_no_copies(large: "NDArray[np.uint8]") -> None:
    """The result is the only array that is made, and with out not even that."""
    slack = 20_000
    for view in (large, large[::-1], large[:, :900], large[::2], large[::-2, :900]):
        assert view.nbytes <= peak(view, 3) < view.nbytes + slack
        assert peak(view, 3, out=view) < slack
        assert peak(view, 3, out=np.empty(view.shape, np.uint8)[::-1]) < slack
    assert peak(memoryview(large.data), 3) < large.nbytes + slack
    large.flags.writeable = False
    assert peak(large, 3) < large.nbytes + slack
    swapped = large[..., ::-1]
    assert peak(swapped, 3) >= 2 * large.nbytes, "a copy is needed here: is it measured?"


class HasInterface:
    """Neither an array nor a buffer."""

    def __init__(self, samples: "NDArray[Any]") -> None:
        self.samples = samples
        self.__array_interface__ = samples.__array_interface__


class Other(np.ndarray):  # type: ignore[type-arg]
    """A subclass that multiplies otherwise, as numpy.matrix does."""

    def __mul__(self, other: object) -> Any:
        raise AssertionError


class HasArray:
    def __array__(self, *_: object, **__: object) -> "NDArray[Any]":
        return WHOLE


def test_sources_of_all_kinds() -> None:
    wanted = blur.gaussian_blur(WHOLE, 5)
    read_only = WHOLE.copy()
    read_only.flags.writeable = False
    buffer = (ctypes.c_uint8 * 3 * 30 * 24).from_buffer_copy(WHOLE.data)
    flat = array.array("B", WHOLE.tobytes())
    sources: tuple[Any, ...] = (
        read_only,
        HasInterface(WHOLE),
        HasArray(),
        WHOLE.data,
        memoryview(WHOLE.tobytes()).cast("B", WHOLE.shape),
        memoryview(flat).cast("B", WHOLE.shape),
        buffer,
        [WHOLE[y] for y in range(24)],
        WHOLE.view(Other),
    )
    for source in sources:
        blurred = blur.gaussian_blur(source, 5)
        assert type(blurred) is np.ndarray
        np.testing.assert_array_equal(blurred, wanted)


NUMBERS = "int8 int16 uint32 int32 int64 float16 float64 >f8 longdouble bool".split()
WRONG_TYPES = [*NUMBERS, "complex64", "object", "S1", "U1", "M8[s]", "V4"]


@pytest.mark.parametrize("name", WRONG_TYPES)
def test_other_types_are_refused(name: str) -> None:
    with pytest.raises(TypeError) as caught:
        blur.gaussian_blur(np.zeros((5, 5, 3), name))
    advice = "; see numpy.ndarray.astype" if name in NUMBERS else ""
    assert str(caught.value) == (
        f"unsupported dtype {np.dtype(name)}; expected uint8, uint16, float32{advice}"
    )


IMAGE_ERRORS = [
    (b"\x89PNG", TypeError, "image is bytes, without a shape; see blur_bytes "),
    (bytearray(9), TypeError, "image is bytes, without a shape; see blur_bytes "),
    ("photo.png", TypeError, "image is 'photo.png'; expected an array"),
    (Path("a.png"), TypeError, "image is PosixPath('a.png'); expected an array"),
    (np.ma.MaskedArray(WHOLE), TypeError, "image is a masked array; fill it first"),
    (WHOLE.transpose(2, 0, 1), ValueError, "image has "),
    (None, TypeError, "unsupported dtype object; "),
    ([[1, 2], [3, 4]], TypeError, "unsupported dtype int64; "),
    (np.zeros((2, 2), [("r", "u1")]), TypeError, "unsupported dtype [('r', 'u1')]; "),
    (np.uint8(3), ValueError, "image has 0 dimensions; expected 2 or 3: height, width, channels"),
    (memoryview(b"123"), ValueError, "image has 1 dimensions; "),
    (array.array("B", b"123"), ValueError, "image has 1 dimensions; "),
    (WHOLE[None], ValueError, "image has 4 dimensions; "),
    (WHOLE[:0], ValueError, "image has no pixels: its shape is (0, 30, 3)"),
    (WHOLE[:, :0], ValueError, "image has no pixels: its shape is (24, 0, 3)"),
    (WHOLE[..., :0], ValueError, "image has no pixels: its shape is (24, 30, 0)"),
    (noise(3, 4, 5), ValueError, "image has 5 channels; expected 1 to 4: "),
]


@pytest.mark.parametrize(("image", "kind", "message"), IMAGE_ERRORS)
def test_image_errors(image: Any, kind: Type[Exception], message: str) -> None:
    with pytest.raises(kind, match="^" + re.escape(message)):
        blur.gaussian_blur(image)


OPTION_ERRORS: "list[tuple[dict[str, Any], Type[Exception], str]]" = [
    ({"k": 0}, ValueError, "k is 0; expected an odd, positive kernel size"),
    ({"k": -1}, ValueError, "k is -1; expected an odd, positive kernel size"),
    ({"k": 4}, ValueError, "k is 4; expected an odd kernel size, such as 3 or 5"),
    ({"k": 65537}, ValueError, "k is 65537; the largest kernel size is 65535"),
    ({"k": 2**31 + 5}, ValueError, f"k is {2**31 + 5}; the largest kernel size is 65535"),
    ({"k": 2**32 + 5}, ValueError, f"k is {2**32 + 5}; the largest kernel size is 65535"),
    ({"k": 2**40}, ValueError, f"k is {2**40}; the largest kernel size is 65535"),
    ({"k": 5.0}, TypeError, "k is 5.0; expected an integer"),
    ({"k": "3"}, TypeError, "k is '3'; expected an integer"),
    ({"k": np.True_}, TypeError, f"k is {np.True_!r}; expected an integer"),
    ({"k": (3, 3, 3)}, ValueError, "k is (3, 3, 3); expected a number or a pair (x, y)"),
    ({"k": [3]}, ValueError, "k is [3]; expected a number or a pair (x, y)"),
    ({"k": (3, 4)}, ValueError, "k is 4; expected an odd kernel size, such as 3 or 5"),
    ({"k": (3, None)}, TypeError, "k is None; expected an integer (sigma may be fractional)"),
    ({"sigma": (1, -2)}, ValueError, "sigma is -2.0; expected a finite number, 0 or more"),
    ({"sigma": ()}, ValueError, "sigma is (); expected a number or a pair (x, y)"),
    ({"sigma": (1, 10923)}, ValueError, "sigma is 10923.0; without k the maximum is 10922"),
    ({"sigma": (1, "2")}, TypeError, "sigma is '2'; expected a number"),
    ({"sigma": -0.1}, ValueError, "sigma is -0.1; expected a finite number, 0 or more"),
    ({"sigma": math.nan}, ValueError, "sigma is nan; expected a finite number, 0 or more"),
    ({"sigma": math.inf, "k": 5}, ValueError, "sigma is inf; expected a finite number, 0 or more"),
    ({"sigma": 10**400}, ValueError, "sigma is inf; expected a finite number, 0 or more"),
    ({"sigma": 10923}, ValueError, "sigma is 10923.0; without k the maximum is 10922"),
    ({"sigma": 1.7e308}, ValueError, "sigma is 1.7e+308; without k the maximum is 10922"),
    ({"sigma": "3"}, TypeError, "sigma is '3'; expected a number"),
    ({"sigma": 1j}, TypeError, "sigma is 1j; expected a number"),
    ({"threads": -1}, ValueError, "threads is -1; expected 0 (one for each CPU) to 1024"),
    ({"threads": 1025}, ValueError, "threads is 1025; expected 0 (one for each CPU) to 1024"),
    ({"threads": 2**40}, ValueError, f"threads is {2**40}; expected 0 (one for each CPU) to 1024"),
    ({"threads": None}, TypeError, "threads is None; expected an integer"),
    ({"threads": 1.0}, TypeError, "threads is 1.0; expected an integer"),
    ({"border": "zero"}, ValueError, f"border is 'zero'; expected one of {', '.join(BORDERS)}"),
    ({"border": 0}, TypeError, f"border is 0; expected one of {', '.join(BORDERS)}"),
    ({"border": None}, TypeError, f"border is None; expected one of {', '.join(BORDERS)}"),
    ({"border": "constant"}, ValueError, 'border_color and border="constant" require'),
    ({"border_color": 3}, ValueError, 'border_color and border="constant" require'),
]


@pytest.mark.parametrize(("options", "kind", "message"), OPTION_ERRORS)
def test_option_errors(options: Dict[str, Any], kind: Type[Exception], message: str) -> None:
    out = WHOLE.copy()
    with pytest.raises(kind, match="^" + re.escape(message)):
        blur.gaussian_blur(WHOLE, out=out, **options)
    np.testing.assert_array_equal(out, WHOLE)


@pytest.mark.parametrize(
    ("color", "kind", "message"),
    [
        (256, ValueError, "border_color is 256; expected samples of 0 to 255"),
        ((1, 2, -1), ValueError, "border_color is (1, 2, -1); expected samples of 0 to 255"),
        (
            (1, 2, 2**40),
            ValueError,
            f"border_color is (1, 2, {2**40}); expected samples of 0 to 255",
        ),
        ((1, 2), ValueError, "border_color has 2 samples; the number of channels is 3"),
        ((1, 2, 3, 4, 5), ValueError, "border_color has 5 samples; the number of channels is 3"),
        ((), ValueError, "border_color has 0 samples; the number of channels is 3"),
        (1.5, TypeError, "border_color is 1.5; expected an integer"),
        ("red", TypeError, "border_color is 'red'; expected an integer"),
        ((1, 2, "3"), TypeError, "border_color is '3'; expected an integer"),
        (WHOLE.mean(axis=(0, 1)), TypeError, "border_color is "),
    ],
)
def test_border_color_errors(color: Any, kind: Type[Exception], message: str) -> None:
    with pytest.raises(kind, match="^" + re.escape(message)):
        blur.gaussian_blur(WHOLE, border="constant", border_color=color)


def test_numbers_of_all_kinds() -> None:
    wanted = blur.gaussian_blur(WHOLE, 5, 2.0, border="constant", border_color=(9, 9, 9))
    for k, sigma, color in (
        (np.int64(5), np.float32(2), np.uint8(9)),
        (np.uint8(5), np.float64(2), np.full(3, 9)),
        (np.array(5), np.array(2), [np.uint8(9)] * 3),
        (5, 2, np.array(9)),
        (5, True + 1, [9, 9, 9]),
    ):
        blurred = blur.gaussian_blur(WHOLE, k, sigma, border="constant", border_color=color)
        np.testing.assert_array_equal(blurred, wanted)
    assert blur.gaussian_blur(WHOLE, 5, sigma=1e308).shape == WHOLE.shape
    np.testing.assert_array_equal(blur.gaussian_blur(WHOLE, 5, sigma=5e-324), WHOLE)
    np.testing.assert_array_equal(blur.gaussian_blur(WHOLE, 1), WHOLE)


def test_color_of_each_channel_is_its_own() -> None:
    dark = np.zeros((3, 3, 4), np.uint8)
    blurred = blur.gaussian_blur(
        dark, 3, border="constant", border_color=(0, 80, 160, 240), alpha="straight"
    )
    assert blurred[0, 0, 0] == 0
    assert 0 < blurred[0, 0, 1] < blurred[0, 0, 2] < blurred[0, 0, 3] < 240


def test_kernel_and_radius() -> None:
    for k, sigma in ((1, 3.0), (5, 0.5), (9, 2), (31, 40.0)):
        weights = np.exp(-((np.arange(k) - k // 2) ** 2) / (2 * sigma**2))
        np.testing.assert_allclose(blur.gaussian_kernel(k, sigma), weights / weights.sum())
    np.testing.assert_allclose(blur.gaussian_kernel(7), blur.gaussian_kernel(7, 1.4))
    np.testing.assert_array_equal(blur.gaussian_kernel(5, 0), [0, 0, 1, 0, 0])
    assert blur.gaussian_kernel(65535, 100).shape == (65535,)
    for sigma in (0, 0.3, 1, 2.5, 100, 10922):
        assert blur.radius_for(sigma) == math.ceil(3 * sigma)
    for call in (lambda: blur.radius_for(1e308), lambda: blur.gaussian_kernel(4)):
        with pytest.raises(ValueError, match="^(sigma|k) is "):
            call()
