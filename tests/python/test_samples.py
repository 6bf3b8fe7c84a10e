# SPDX-License-Identifier: MIT
"""Images of uint16 and float32: as exact as the header says, and the ranges of their options."""

import math
import re
from typing import Any, Callable, Dict, List, Optional, Tuple, Type

import numpy as np
import pytest
from numpy.typing import NDArray

import blur
from blur._names import BORDERS, Border
from pictures import exact_blur, noise

Floats = NDArray[np.float64]
deep = pytest.mark.parametrize("name", ["uint16", "float32"])
every = pytest.mark.parametrize("name", ["uint8", "uint16", "float32"])

# A sample a channel beyond the edge.
COLORS: "dict[str, tuple[Any, ...]]" = {
    "uint8": (10, 200, 30, 40),
    "uint16": (10, 65535, 300, 4000),
    "float32": (0.1, -7.5, 1000.25, 1e-3),
}
# Largest errors, in levels or relative, by default and with exact.
BOUNDS = {"uint8": (0.75, 0.55), "uint16": (0.75, 0.55), "float32": (1e-5, 1e-6)}
REACH = {"uint8": 3, "uint16": 4, "float32": 4}


def some(name: str, *shape: int, seed: int = 1) -> "NDArray[Any]":
    """Random samples over all of the range; of floats of both signs and many magnitudes."""
    if name == "uint8":
        return noise(*shape, seed=seed)
    random = np.random.default_rng(seed)
    if name == "uint16":
        return random.integers(0, 65536, shape, np.uint16)
    return (random.normal(size=shape) * 10 ** random.uniform(-6, 3, shape)).astype(np.float32)


def error(blurred: "NDArray[Any]", wanted: Floats, image: "NDArray[Any]", color: Any = 0) -> float:
    """The largest one, in the terms of BOUNDS."""
    difference = float(np.abs(blurred.astype(np.float64) - wanted).max())
    if image.dtype.kind == "u":
        return difference
    return difference / max(float(np.abs(image).max()), float(np.abs(color).max()))


def exact(image: "NDArray[Any]", k: int, sigma: Optional[float], border: Border) -> Floats:
    shaped = image.reshape(*image.shape[:2], -1)
    color = COLORS[image.dtype.name][: shaped.shape[2]]
    return exact_blur(shaped, k, sigma, border, color).reshape(image.shape)


def color_for(border: Border, image: "NDArray[Any]") -> Dict[str, Any]:
    channels = image.shape[2] if image.ndim == 3 else 1
    if border != "constant":
        return {}
    return {"border_color": COLORS[image.dtype.newbyteorder("=").name][:channels]}


@deep
@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("shape", [(33, 41), (33, 41, 1), (30, 29, 2), (25, 31, 3), (31, 26, 4)])
@pytest.mark.parametrize(
    ("given", "k", "sigma"),
    [
        ({}, 5, 1.1),
        ({"k": 7}, 7, 1.4),
        ({"sigma": 2.2}, 19, 2.2),
        ({"k": 21, "sigma": 9.5}, 21, 9.5),
        ({"k": 3, "sigma": 0}, 1, 1.0),
    ],
)
def test_result(
    given: Dict[str, Any], k: int, sigma: float, shape: Tuple[int, ...], border: Border, name: str
) -> None:
    image = some(name, *shape)
    wanted = exact(image, k, sigma, border)
    options = {**given, "border": border, "alpha": "straight", **color_for(border, image)}
    for exactly, bound in zip((False, True), BOUNDS[name]):
        blurred = blur.gaussian_blur(image, exact=exactly, **options)
        assert (blurred.dtype, blurred.shape) == (image.dtype, image.shape)
        assert error(blurred, wanted, image, options.get("border_color", 0)) <= bound
    np.testing.assert_array_equal(image, some(name, *shape), "the source was changed")


@deep
@pytest.mark.parametrize("border", ["renormalize", "reflect"])
def test_large_kernels(border: Border, name: str) -> None:
    image = some(name, 90, 120, 3)
    for k, sigma in ((61, None), (161, 20.0), (401, 50.0)):
        wanted = exact(image, k, sigma, border)
        for exactly, bound in zip((False, True), BOUNDS[name]):
            blurred = blur.gaussian_blur(image, k, sigma, border=border, exact=exactly)
            assert error(blurred, wanted, image) <= bound


@deep
def test_exact_is_passed_on(name: str) -> None:
    image = some(name, 90, 100, 3)
    assert (blur.gaussian_blur(image, 31) != blur.gaussian_blur(image, 31, exact=True)).any()


FLAT = {
    "uint16": (0, 1, 255, 256, 32767, 32768, 65534, 65535),
    "float32": (0, 0.1, -3.7, 1e-45, 1.2e-38, 1 / 3, 16777217, -1e30, 3.4028235e38),
}


@deep
def test_flat_stays_flat(name: str) -> None:
    for value in FLAT[name]:
        flat = np.full((70, 90, 3), value, name)
        for k in (3, 31, 101):
            for exactly in (False, True):
                np.testing.assert_array_equal(blur.gaussian_blur(flat, k, exact=exactly), flat)
        np.testing.assert_array_equal(blur.convolve(flat, np.ones((3, 3))), flat)


def reach(image: "NDArray[Any]", y: int, x: int, radius: int, wraps: bool) -> "NDArray[np.bool_]":
    """The samples within that radius of (y, x)."""
    rows, columns = np.indices(image.shape)
    dy, dx = np.abs(rows - y), np.abs(columns - x)
    if wraps:
        dy, dx = np.minimum(dy, image.shape[0] - dy), np.minimum(dx, image.shape[1] - dx)
    return np.asarray((dy <= radius) & (dx <= radius))


@pytest.mark.parametrize("border", ["renormalize", "wrap"])
@pytest.mark.parametrize("k", [3, 9, 31])
@pytest.mark.parametrize("exactly", [False, True])
def test_nan_and_infinities_stay_in_reach(exactly: bool, k: int, border: Border) -> None:
    image = some("float32", 90, 100)
    finite = blur.gaussian_blur(image, k, exact=exactly, border=border)
    strange, reached = image.copy(), {}
    for (y, x), value in {(20, 2): math.nan, (50, 50): math.inf, (50, 58): -math.inf}.items():
        strange[y, x] = value
        reached[value] = reach(image, y, x, k // 2, border == "wrap")
    blurred = blur.gaussian_blur(strange, k, exact=exactly, border=border)
    nan, plus, minus = reached.values()
    wanted = np.where(plus, np.inf, np.where(minus, -np.inf, finite))
    wanted[nan | (plus & minus)] = np.nan
    untouched = ~(nan | plus | minus)
    np.testing.assert_array_equal(blurred[~untouched], wanted[~untouched])
    # Of the others each is finite, and as exact as ever.
    assert np.abs(blurred[untouched] - wanted[untouched]).max() <= 2e-5 * np.abs(image).max()
    assert untouched.any()


def test_no_sum_overflows() -> None:
    """Of samples as large as floats can be."""
    most = np.finfo(np.float32).max
    image = np.where(some("uint16", 40, 50) % 2, most, -most).astype(np.float32)
    for k in (3, 31, 101):
        assert np.isfinite(blur.gaussian_blur(image, k)).all()
    assert blur.convolve(np.full((3, 3), most), [[-1, 3, -1]])[1, 1] == most
    line = np.array([[0, most, 0]], np.float32)
    assert blur.convolve(line, [[-1, 3, -1]], border="replicate")[0, 1] == np.inf


@deep
def test_bytes_do_not_depend_on_threads(name: str) -> None:
    image = some(name, 700, 500, 3)
    wanted = blur.gaussian_blur(image, 31, threads=1)
    for threads in (0, 2, 3, 1024):
        np.testing.assert_array_equal(blur.gaussian_blur(image, 31, threads=threads), wanted)


COLOR_ERRORS: "list[tuple[str, Any, Type[Exception], str]]" = [
    ("uint16", 65536, ValueError, "border_color is 65536; expected samples of 0 to 65535"),
    (
        "uint16",
        (1, -1, 2),
        ValueError,
        "border_color is (1, -1, 2); expected samples of 0 to 65535",
    ),
    ("uint16", 0.5, TypeError, "border_color is 0.5; expected an integer"),
    ("uint16", (1, 2), ValueError, "border_color has 2 samples; the number of channels is 3"),
    ("float32", math.nan, ValueError, "border_color is nan; expected finite float32 samples"),
    ("float32", math.inf, ValueError, "border_color is inf; expected finite float32 samples"),
    ("float32", -1e39, ValueError, "border_color is -1e+39; expected finite float32 samples"),
    ("float32", "red", TypeError, "border_color is 'red'; expected a number"),
    (
        "float32",
        (1, 2, 3, 4),
        ValueError,
        "border_color has 4 samples; the number of channels is 3",
    ),
    ("uint8", 256, ValueError, "border_color is 256; expected samples of 0 to 255"),
    ("uint8", 0.5, TypeError, "border_color is 0.5; expected an integer"),
]


@pytest.mark.parametrize(("name", "color", "kind", "message"), COLOR_ERRORS)
def test_border_color_errors(name: str, color: Any, kind: Type[Exception], message: str) -> None:
    image = some(name, 9, 10, 3)
    options: Dict[str, Any] = {"border": "constant", "border_color": color}
    for call in (
        lambda: blur.gaussian_blur(image, 5, **options),
        lambda: blur.convolve(image, [[1]], **options),
        lambda: blur.blur_many([image], 5, **options)[0],
    ):
        with pytest.raises(kind, match=f"^{re.escape(message)}$"):
            call()


def test_numbers_of_all_kinds_as_colors() -> None:
    image = some("float32", 9, 10, 3)
    wanted = blur.gaussian_blur(image, 5, border="constant", border_color=(2.0, 2.0, 2.0))
    for color in (2, np.float32(2), np.full(3, 2.0), [np.int8(2)] * 3, np.array(2.0), (2, 2.0, 2)):
        blurred = blur.gaussian_blur(image, 5, border="constant", border_color=color)
        np.testing.assert_array_equal(blurred, wanted)
    most = float(np.finfo(np.float32).max)
    assert np.isfinite(
        blur.gaussian_blur(image, 5, border="constant", border_color=(most, -most, 0))
    ).all()


@every
def test_largest_sigma(name: str) -> None:
    image = some(name, 3, 4)
    most = 32767 // REACH[name]
    assert blur.gaussian_blur(image, sigma=most).shape == image.shape
    assert blur.radius_for(most, name) == REACH[name] * most
    message = f"^sigma is {most + 1}.0; without k the maximum is {most}$"
    calls: List[Callable[[], Any]] = [
        lambda: blur.gaussian_blur(image, sigma=most + 1),
        lambda: blur.blur_many([image], sigma=most + 1),
        lambda: blur.radius_for(most + 1, name),
    ]
    for call in calls:
        with pytest.raises(ValueError, match=message):
            call()
    assert blur.gaussian_blur(image, 5, sigma=most + 1).shape == image.shape


@every
def test_radius(name: str) -> None:
    """As far as a single sample is seen, in a blur as exact as can be."""
    for sigma in (0, 0.3, 1, 2.5, 30):
        radius = blur.radius_for(sigma, name)
        assert radius == math.ceil(REACH[name] * sigma)
        assert radius == blur.radius_for(sigma, dtype=np.dtype(name).newbyteorder())
    line = np.zeros((1, 101), np.float32)
    line[0, 50] = 1
    seen = np.flatnonzero(blur.gaussian_blur(line, sigma=2.5))
    assert (seen[0], seen[-1]) == (50 - blur.radius_for(2.5, "float32"), 60)


def test_radius_of_other_types() -> None:
    for dtype, name in (
        (np.float64, "float64"),
        (None, "float64"),
        ("i4", "int32"),
        (bool, "bool"),
    ):
        message = (
            f"unsupported dtype {name}; expected uint8, uint16, float32; see numpy.ndarray.astype"
        )
        with pytest.raises(TypeError, match=f"^{message}$"):
            blur.radius_for(1, dtype)
    with pytest.raises(TypeError, match="not understood"):
        blur.radius_for(1, "grey")


@deep
def test_methods(name: str) -> None:
    image = some(name, 60, 70, 3)
    wanted = blur.gaussian_blur(image, 31)
    np.testing.assert_array_equal(blur.gaussian_blur(image, 31, method="direct"), wanted)
    before = image.copy()
    with pytest.raises(ValueError, match="operation not supported") as caught:
        blur.gaussian_blur(image, 3, method="multirate", out=image)
    assert caught.type is blur.UnsupportedError
    np.testing.assert_array_equal(image, before)


@deep
def test_parts_are_as_the_whole(name: str) -> None:
    """By the direct method, with radius_for() samples more around them."""
    image = some(name, 90, 100)
    whole = blur.gaussian_blur(image, sigma=3, method="direct")
    radius = blur.radius_for(3, image.dtype)
    part = blur.gaussian_blur(image[30 - radius : 70 + radius], sigma=3, method="direct")
    np.testing.assert_array_equal(part[radius:-radius], whole[30:70])


@deep
def test_progress(name: str) -> None:
    image = some(name, 900, 800)
    seen: List[Tuple[int, int]] = []
    blurred = blur.gaussian_blur(image, 31, progress=lambda *of: seen.append(of))
    assert (seen[0], seen[-1]) == ((0, 900), (900, 900))
    assert seen == sorted(seen)
    np.testing.assert_array_equal(blurred, blur.gaussian_blur(image, 31))
    with pytest.raises(ZeroDivisionError):
        blur.gaussian_blur(image, 31, progress=lambda done, rows: rows / done)
