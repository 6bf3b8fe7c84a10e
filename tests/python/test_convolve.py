# SPDX-License-Identifier: MIT
"""convolve(): right for kernels of any kind and size, and its errors."""

import re
from typing import Any, Dict, List, Tuple, Type

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import blur
from blur._names import BORDERS, Border
from pictures import PAD_MODES, noise

COLOR = (10, 200, 30, 40)
RANDOM = np.random.default_rng(5)


def correlate(
    samples: "NDArray[Any]", kernel: "NDArray[Any]", border: Border
) -> "NDArray[np.float64]":
    """In double precision, tap by tap, of height x width x channels."""
    ry, rx = kernel.shape[0] // 2, kernel.shape[1] // 2
    around = ((ry, ry), (rx, rx), (0, 0))
    values = samples.astype(np.float64)
    if border in PAD_MODES:
        padded = np.pad(values, around, PAD_MODES[border])  # type: ignore[call-overload]
    else:
        padded = np.pad(values, around)
    inside = np.pad(np.ones_like(values), around)
    if border == "constant":
        padded += (1 - inside) * np.array(COLOR[: samples.shape[2]])
    if border != "renormalize":
        inside = np.ones_like(padded)
    height, width = samples.shape[:2]
    sums, weights = np.zeros_like(values), np.zeros_like(values)
    for (i, j), weight in np.ndenumerate(kernel):
        sums += weight * padded[i : i + height, j : j + width]
        weights += weight * inside[i : i + height, j : j + width]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(weights == 0, values, sums / weights)


KERNELS = {
    "one": np.ones((1, 1)),
    "box": np.ones((3, 5)),
    "row": np.array([[1, 2, 3, 4, 5]]),
    "column": np.array([[5], [1], [3]]),
    "not symmetric": np.arange(15).reshape(5, 3),
    "gaussian": np.outer(blur.gaussian_kernel(7), blur.gaussian_kernel(9)),
    "random": RANDOM.random((5, 7)),
    "sharpen": np.array([[0, -1, 0], [-1, 7, -1], [0, -1, 0]]),
    "one side": np.array([[0, 0, 0], [0, 0, 3], [0, 0, 0]]),
    "small weights": RANDOM.random((3, 3)) * 1e-30,
    "large weights": RANDOM.random((3, 3)) * 1e30,
    "larger than the image": RANDOM.random((25, 23)),
}


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("shape", [(13, 17, 1), (12, 15, 3), (9, 14, 4)])
def test_result(shape: Tuple[int, ...], name: str, border: Border) -> None:
    samples, kernel = noise(*shape), KERNELS[name]
    color: Dict[str, Any] = {"border_color": COLOR[: shape[2]]} if border == "constant" else {}
    color["alpha"] = "straight"
    if name == "one side" and border == "renormalize":
        kernel = kernel + np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])
    wanted = correlate(samples, kernel.astype(np.float32).astype(np.float64), border)
    blurred = blur.convolve(samples, kernel, border=border, **color)
    # Weights of both signs: the sum of their magnitudes is 11 times their sum at most.
    assert np.abs(blurred - wanted.clip(0, 255)).max() <= (1.1 if name == "sharpen" else 0.55)
    if shape[2] == 1:
        plain = blur.convolve(samples[..., 0], kernel, border=border, **color)
        np.testing.assert_array_equal(plain, blurred[..., 0])


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("dtype", ["uint16", "float32"])
def test_result_of_deep_samples(dtype: str, name: str, border: Border) -> None:
    samples = noise(12, 15, 3, 2).view(np.uint16)[..., 0]
    kernel = KERNELS[name]
    bound = 0.65
    if dtype == "float32":
        samples = (samples / np.float32(7) - 5000).astype(np.float32)
        bound = 1e-5 * float(np.abs(samples).max())
    color: Dict[str, Any] = {"border_color": COLOR[:3]} if border == "constant" else {}
    if name == "one side" and border == "renormalize":
        kernel = kernel + np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])
    wanted = correlate(samples, kernel.astype(np.float32).astype(np.float64), border)
    wanted = wanted.clip(0, 65535) if dtype == "uint16" else wanted
    blurred = blur.convolve(samples, kernel, border=border, **color)
    assert (blurred.dtype, blurred.shape) == (samples.dtype, samples.shape)
    assert np.abs(blurred - wanted).max() <= bound * (1.7 if name == "sharpen" else 1)
    if color:
        color = {"border_color": COLOR[1]}
    plane = blur.convolve(samples[..., 1], kernel, border=border, **color)
    np.testing.assert_array_equal(plane, blurred[..., 1])


def test_kernel_is_not_flipped() -> None:
    line = np.array([[0, 30, 60, 90]], np.uint8)
    np.testing.assert_array_equal(blur.convolve(line, [[1, 0, 0]]), [[0, 0, 30, 60]])
    column = blur.convolve(line.T, [[1], [0], [0]])
    np.testing.assert_array_equal(column, [[0], [0], [30], [60]])


def test_zero_sum_copies() -> None:
    borders: Tuple[Border, ...] = ("replicate", "wrap")
    samples = noise(9, 9, 3)
    for kernel in ([[0]], [[-1, 0, 1]], [[1, -2, 1]], np.zeros((3, 3))):
        for border in borders:
            blurred = blur.convolve(samples, kernel, border=border)
            np.testing.assert_array_equal(blurred, samples)


def test_kernels_of_all_kinds() -> None:
    samples = noise(9, 9, 3)
    kernel = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 19]])
    wanted = blur.convolve(samples, kernel)
    backwards = np.ascontiguousarray(kernel[::-1, ::-1].T)[::-1, ::-1].T
    kinds: List[Any] = [kernel.tolist(), tuple(map(tuple, kernel)), backwards]
    kinds += [np.asfortranarray(kernel), np.broadcast_to(kernel, (2, 3, 3))[1]]
    kinds += [kernel.astype(name) for name in "u1 i1 u8 f2 f4 f8 longdouble >f4 >i2".split()]
    for same in kinds:
        np.testing.assert_array_equal(blur.convolve(samples, same), wanted)
    np.testing.assert_array_equal(
        blur.convolve(samples, np.ones((3, 3), bool)), blur.convolve(samples, np.ones((3, 3)))
    )


def test_kernel_is_only_read() -> None:
    kernel = RANDOM.random((5, 5)).astype(np.float32)
    kernel.flags.writeable = False
    before = kernel.copy()
    blur.convolve(noise(9, 9), kernel)
    np.testing.assert_array_equal(kernel, before)


def test_tails_that_underflow() -> None:
    """Of a kernel in double precision; NumPy may be told to raise on that."""
    with np.errstate(all="raise"):
        blurred = blur.convolve(noise(9, 9), [[1e-300, 1, 1e-310]])
    np.testing.assert_array_equal(blurred, noise(9, 9))


KERNEL_ERRORS = [
    (np.ones((2, 3)), ValueError, "kernel is of shape (2, 3); expected odd height and width"),
    (np.ones((3, 4)), ValueError, "kernel is of shape (3, 4); expected odd height and width"),
    (np.ones((0, 3)), ValueError, "kernel is of shape (0, 3); expected odd height and width"),
    ([1, 2, 1], ValueError, "kernel is of shape (3,); expected odd height and width"),
    (np.ones((3, 3, 1)), ValueError, "kernel is of shape (3, 3, 1); expected odd height and width"),
    (5, ValueError, "kernel is of shape (); expected odd height and width"),
    (np.ones((1, 65537)), ValueError, "kernel is of shape (1, 65537); expected at most 65535 each"),
    ([[1, np.nan, 1]], ValueError, "kernel has weights that are not finite in float32"),
    ([[1, -np.inf, 1]], ValueError, "kernel has weights that are not finite in float32"),
    ([[1, 1e39, 1]], ValueError, "kernel has weights that are not finite in float32"),
    ([[1, 2], [3]], ValueError, ""),
    (None, TypeError, "kernel is of dtype object; expected real numbers"),
    ([[1j]], TypeError, "kernel is of dtype complex128; expected real numbers"),
    ([["1"]], TypeError, "kernel is of dtype <U1; expected real numbers"),
    ([[10**30]], TypeError, "kernel is of dtype object; expected real numbers"),
    (
        np.ones((1, 1), "m8[s]"),
        TypeError,
        "kernel is of dtype timedelta64[s]; expected real numbers",
    ),
]


@pytest.mark.parametrize(("kernel", "kind", "message"), KERNEL_ERRORS)
def test_kernel_errors(kernel: Any, kind: Type[Exception], message: str) -> None:
    out = noise(9, 9)
    with pytest.raises(kind, match="^" + re.escape(message)):
        blur.convolve(noise(9, 9), kernel, out=out)
    np.testing.assert_array_equal(out, noise(9, 9))


@pytest.mark.parametrize(
    ("image", "options", "kind", "message"),
    [
        (np.zeros((5, 5)), {}, TypeError, "unsupported dtype float64; expected"),
        (noise(5, 0), {}, ValueError, "image has no pixels: its shape is (5, 0)"),
        (noise(5, 5, 5), {}, ValueError, "image has 5 channels; "),
        (noise(5, 5), {"border": "zeros"}, ValueError, "border is 'zeros'; expected one of "),
        (noise(5, 5), {"border": "constant"}, ValueError, "border_color and border="),
        (noise(5, 5), {"threads": -1}, ValueError, "threads is -1; "),
        (noise(5, 5), {"out": noise(5, 4)}, ValueError, "out is of shape (5, 4); "),
    ],
)
def test_errors(image: Any, options: Any, kind: Type[Exception], message: str) -> None:
    with pytest.raises(kind, match="^" + re.escape(message)):
        blur.convolve(image, [[1]], **options)


def test_flat_stays_flat_and_threads_agree() -> None:
    kernel = RANDOM.random((9, 9))
    flat = np.full((40, 50, 3), 99, np.uint8)
    np.testing.assert_array_equal(blur.convolve(flat, kernel), flat)
    samples = noise(400, 300, 3)
    wanted = blur.convolve(samples, kernel, threads=1)
    for threads in (0, 2, 5, 1024):
        np.testing.assert_array_equal(blur.convolve(samples, kernel, threads=threads), wanted)


def test_pictures() -> None:
    kernel = [[1, 2, 3]]
    samples = noise(20, 30, 3)
    result = blur.convolve(Image.fromarray(samples), kernel, border="wrap")
    assert isinstance(result, Image.Image)
    assert result.mode == "RGB"
    wanted = blur.convolve(samples, kernel, border="wrap")
    np.testing.assert_array_equal(np.asarray(result), wanted)
    grey = Image.fromarray(samples).convert("1")
    assert blur.convolve(grey, kernel).mode == "L"


def test_progress() -> None:
    samples = noise(300, 200)
    seen: List[Tuple[int, int]] = []
    blurred = blur.convolve(
        samples, np.ones((3, 3)), progress=lambda done, rows: seen.append((done, rows))
    )
    assert (seen[0], seen[-1]) == ((0, 300), (300, 300))
    assert seen == sorted(seen)
    np.testing.assert_array_equal(blurred, blur.convolve(samples, np.ones((3, 3))))
    with pytest.raises(ZeroDivisionError):
        blur.convolve(samples, [[1]], progress=lambda done, rows: rows / done)
