# SPDX-License-Identifier: MIT
"""Blurs other than the Gaussian, kernels whose sum is not divided, and weighted kernels."""

import math
import re
from typing import Any, Dict, Tuple, Type

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import blur
from blur._abi import ALPHAS, Alpha
from blur._names import BORDERS, Border
from compositing import WHITE, blocks, composited, correlate, encoded, excess, light, mean
from pictures import noise

Samples = NDArray[Any]
settings.register_profile(
    "effects", derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
examples = settings(settings.get_profile("effects"), max_examples=250)
BOUNDS = {"uint8": 0.555, "uint16": 0.655, "float32": 1.01e-5}
every = pytest.mark.parametrize("name", ["uint8", "uint16", "float32"])


def some(name: str, *shape: int, seed: int = 1) -> Samples:
    """Random samples, alpha among them."""
    image = np.random.default_rng(seed).random(shape)
    if name == "float32":
        return image.astype(np.float32)
    return np.asarray((image * np.iinfo(name).max).round().astype(name))


@st.composite
def images(draw: Any) -> Samples:
    shape = draw(st.tuples(st.integers(1, 24), st.integers(1, 24), st.sampled_from([1, 2, 3, 4])))
    name = draw(st.sampled_from(["uint8", "uint16", "float32"]))
    return some(name, *shape, seed=draw(st.integers(0, 99)))


@st.composite
def kernels(draw: Any) -> "NDArray[np.float32]":
    shape = draw(st.tuples(st.sampled_from([1, 3, 5, 9]), st.sampled_from([1, 3, 5, 9])))
    random = np.random.default_rng(draw(st.integers(0, 99)))
    return np.asarray(random.random(shape).astype(np.float32))


def of_border(data: st.DataObject, image: Samples) -> "tuple[Dict[str, Any], tuple[Any, ...]]":
    """Options, and the colour among them."""
    border = data.draw(st.sampled_from(tuple(BORDERS)))
    if border != "constant":
        return {"border": border}, ()
    color = tuple(some(image.dtype.name, image.shape[2]).tolist())
    return {"border": border, "border_color": color}, color


@examples
@given(st.data())
def test_weighted_kernels(data: st.DataObject) -> None:
    image, kernel = data.draw(images()), data.draw(kernels())
    options, color = of_border(data, image)
    options["linear"] = image.dtype != np.float32 and data.draw(st.booleans())
    options["alpha"] = data.draw(st.sampled_from(tuple(ALPHAS)))
    result = blur.convolve(image, kernel, **options)
    compositing = {name: options[name] for name in ("linear", "alpha")}
    wanted = mean(image, kernel.astype(np.float64), options["border"], color, **compositing)
    weighted = options["alpha"] == "weighted"
    bound = BOUNDS[image.dtype.name]
    if weighted and image.dtype == np.uint8:
        bound += 0.1  # of faint colours
    assert excess(result, wanted, bound, weighted) <= 0


def raw(
    image: Samples,
    kernel: Samples,
    border: Border,
    color: Any,
    bias: float,
    linear: bool,
    alpha: Alpha,
) -> "NDArray[np.float64]":
    """The sums as they are, in levels; alpha is the image's own where it is a weight."""
    white = WHITE[image.dtype.name]
    has_alpha = image.shape[2] in (2, 4)
    colors = image.shape[2] - has_alpha
    values, beyond = image / white, np.zeros(image.shape[2])
    if border == "constant":
        beyond = np.array(color) / white
    if linear:
        values[..., :colors] = light(values[..., :colors])
        beyond[:colors] = light(beyond[:colors])
    sums = correlate(values, kernel.astype(np.float64), border, beyond)
    sums[..., :colors] += bias
    if linear:
        sums[..., :colors] = encoded(sums[..., :colors])
    if has_alpha and alpha == "weighted":
        sums[..., -1] = image[..., -1] / white
    return np.asarray(sums * white)


@examples
@given(st.data())
def test_raw_kernels(data: st.DataObject) -> None:
    image, kernel = data.draw(images()), data.draw(kernels())
    kernel = (kernel - data.draw(st.sampled_from([0, 0.5]))).astype(np.float32)
    bias = data.draw(st.sampled_from([0.0, 0.5, -0.25, 1.0]))
    linear = image.dtype != np.float32 and data.draw(st.booleans())
    alpha = data.draw(st.sampled_from(tuple(ALPHAS)))
    options, color = of_border(data, image)
    result = blur.convolve(
        image, kernel, normalize=False, bias=bias, linear=linear, alpha=alpha, **options
    )
    wanted = raw(image, kernel, options["border"], color, bias, linear, alpha)
    if image.dtype != np.float32:
        wanted = wanted.clip(0, np.iinfo(image.dtype).max)
    # In proportion to the magnitudes that are added up.
    magnitude = max(1.0, float(np.abs(kernel).sum()))
    bounds = {
        "uint8": 0.5 + 0.055 * magnitude,
        "uint16": 0.5 + 0.2 * magnitude,
        "float32": 1e-5 * magnitude,
    }
    assert np.abs(result - wanted).max() <= bounds[image.dtype.name]
    if alpha == "weighted" and image.shape[2] in (2, 4):
        np.testing.assert_array_equal(result[..., -1], image[..., -1])


def test_edges_and_emboss() -> None:
    step = np.repeat(np.array([[40, 200]], np.uint8), 5, axis=1) * np.ones((6, 1), np.uint8)
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    edges = blur.convolve(step, sobel / 8, normalize=False, bias=0.5, border="replicate")
    assert set(edges[:, :4].flat) == set(edges[:, 6:].flat) == {128}
    assert set(edges[:, 4:6].flat) == {208}  # 127.5 + (200 - 40) / 2
    # A kernel of weights that sum to zero copies where it is divided by them, as ever.
    np.testing.assert_array_equal(blur.convolve(step, sobel, border="replicate"), step)
    # Beyond the edge there is nothing: it counts as 0.
    halved = blur.convolve(np.full((1, 3), 90, np.uint8), [[0.5, 0, 0.5]], normalize=False)
    np.testing.assert_array_equal(halved, [[45, 90, 45]])
    zero = blur.convolve(step, np.zeros((3, 3)), normalize=False, bias=0.2)
    assert set(zero.flat) == {51}


@every
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_box(channels: int, name: str) -> None:
    borders: Tuple[Border, ...] = ("renormalize", "wrap")
    image = some(name, 40, 50, channels)
    bound = BOUNDS[name] + 0.1 * (name == "uint8" and channels in (2, 4))  # of faint colours
    for size, shape in ((5, (5, 5)), ((9, 3), (3, 9)), ((1, 31), (31, 1)), (61, (61, 61))):
        for border in borders:
            result = blur.box_blur(image, size, border=border)
            assert excess(result, mean(image, np.ones(shape), border), bound) <= 0
    np.testing.assert_array_equal(blur.box_blur(image, 1, alpha="straight"), image)


@every
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_pixelate(channels: int, name: str) -> None:
    image = some(name, 41, 53, channels)
    for size in (1, 2, 7, 40, 41, 53, 65535):
        for alpha in ALPHAS:
            for linear in (False, True) if name != "float32" else (False,):
                result = blur.pixelate(image, size, alpha=alpha, linear=linear)
                if size == 1:
                    np.testing.assert_array_equal(result, image)
                    continue
                wanted = composited(image, blocks(size), alpha=alpha, linear=linear)
                bound = {"uint8": 0.755, "uint16": 0.755, "float32": 1.01e-5}[name]
                assert excess(result, wanted, bound, alpha == "weighted") <= 0
                first = result[:size, :size].reshape(-1, channels)
                assert (first == first[0]).all()


def reference(length: float, angle: float) -> "NDArray[np.float64]":
    """By the distance of each pixel to the nearest point of the line."""
    half, turn = (length - 1) / 2, math.radians(angle)
    end = np.array([half * math.cos(turn), -half * math.sin(turn)])
    radius = math.ceil(half)
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    at = np.stack([x, y], axis=-1).astype(np.float64)
    along = (at @ end / (end @ end)).clip(-1, 1) if half else np.zeros(x.shape)
    weights = np.maximum(1 - np.linalg.norm(at - along[..., None] * end, axis=-1), 0)
    return np.asarray(weights / weights.sum())


@settings(examples, max_examples=200)
@given(st.floats(1, 40), st.floats(-720, 720))
def test_motion_kernel(length: float, angle: float) -> None:
    kernel, wanted = blur.motion_kernel(length, angle), reference(length, angle)
    assert kernel.dtype == np.float32
    assert kernel.flags.c_contiguous
    height, width = kernel.shape
    assert height % 2 == width % 2 == 1
    y, x = (len(wanted) - height) // 2, (len(wanted) - width) // 2
    padded = np.pad(kernel, ((y, y), (x, x)))
    np.testing.assert_allclose(padded, wanted, 1e-6, 1e-7)
    assert abs(kernel.sum(dtype=np.float64) - 1) < 1e-5
    for outer in (kernel[[0, -1]], kernel[:, [0, -1]]):
        assert outer.any()


def test_motion_kernels_of_whole_pixels() -> None:
    for angle in (0, 30, 90, 1e6):
        np.testing.assert_array_equal(blur.motion_kernel(1, angle), [[1]])
    row = np.full((1, 5), 0.2, np.float32)
    for angle in (0, 180, -180, 360):
        np.testing.assert_array_equal(blur.motion_kernel(5, angle), row)
    for angle in (90, -90, 270):
        np.testing.assert_array_equal(blur.motion_kernel(5, angle), row.T)
    # Counter-clockwise, as the image is seen: up to the right.
    rising = blur.motion_kernel(9, 45)
    assert rising[0, -1] > 0
    assert rising[0, 0] == 0
    np.testing.assert_array_equal(rising, blur.motion_kernel(9, 225))


def test_motion_blur() -> None:
    image = noise(40, 50, 4)
    for length, angle in ((1, 0), (7, 0), (7, 90), (12.5, 30), (30, -70)):
        kernel = blur.motion_kernel(length, angle)
        for options in ({}, {"border": "wrap"}, {"linear": True, "regions": [(3, 4, 20, 9)]}):
            result = blur.motion_blur(image, length, angle, **options)
            np.testing.assert_array_equal(result, blur.convolve(image, kernel, **options))
    dot = np.zeros((9, 9), np.uint8)
    dot[4, 4] = 250
    np.testing.assert_array_equal(np.nonzero(blur.motion_blur(dot, 5))[0], [4] * 5)
    assert blur.motion_blur(dot, 5, 90)[:, 4].tolist() == [0, 0, *[50] * 5, 0, 0]


RAW = {"normalize": False}
ERRORS: "list[tuple[Any, tuple[Any, ...], dict[str, Any], Type[Exception], str]]" = [
    (blur.pixelate, (0,), {}, ValueError, "size is 0; expected 1 to 65535"),
    (blur.pixelate, (65536,), {}, ValueError, "size is 65536; expected 1 to 65535"),
    (blur.pixelate, (2.5,), {}, TypeError, "size is 2.5; expected an integer"),
    (blur.box_blur, (4,), {}, ValueError, "size is 4; expected an odd kernel size, such as 3 or 5"),
    (blur.box_blur, ((3, 0),), {}, ValueError, "size is 0; expected an odd, positive"),
    (blur.box_blur, (1025,), {}, ValueError, "size is 1025; the largest kernel size is 1023"),
    (blur.box_blur, ((3, 3, 3),), {}, ValueError, "size is (3, 3, 3); expected a number or a pair"),
    (blur.box_blur, (3.0,), {}, TypeError, "size is 3.0; expected an integer"),
    (blur.motion_blur, (0.5,), {}, ValueError, "length is 0.5; expected 1 to 1023 pixels"),
    (blur.motion_blur, (1024,), {}, ValueError, "length is 1024.0; expected 1 to 1023 pixels"),
    (blur.motion_blur, (math.nan,), {}, ValueError, "length is nan; expected 1 to 1023 pixels"),
    (blur.motion_blur, ("9",), {}, TypeError, "length is '9'; expected a number"),
    (
        blur.motion_blur,
        (9, math.inf),
        {},
        ValueError,
        "angle is inf; expected a finite number of degrees",
    ),
    (blur.motion_blur, (9, None), {}, TypeError, "angle is None; expected a number"),
    (blur.convolve, ([[1]],), {"bias": 0.5}, ValueError, "bias is 0.5; it requires normalize="),
    (
        blur.convolve,
        ([[1]],),
        {**RAW, "bias": math.nan},
        ValueError,
        "bias is nan; expected a finite number",
    ),
    (blur.convolve, ([[1]],), {**RAW, "bias": "1"}, TypeError, "bias is '1'; expected a number"),
]


@pytest.mark.parametrize(("function", "arguments", "options", "kind", "message"), ERRORS)
def test_errors(
    function: Any, arguments: Any, options: Any, kind: Type[Exception], message: str
) -> None:
    image = noise(9, 9, 3)
    with pytest.raises(kind, match="^" + re.escape(message)) as caught:
        function(image, *arguments, out=image, **options)
    assert caught.type is kind
    np.testing.assert_array_equal(image, noise(9, 9, 3))
