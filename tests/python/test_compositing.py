# SPDX-License-Identifier: MIT
"""Alpha as a weight, linear light, dithering, and axes that differ, against their definitions in
double precision."""

import math
from typing import Any, Dict, List, Tuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import blur
from blur._abi import ALPHAS
from blur._names import BORDERS, Border
from compositing import excess, gaussian, light, mean
from pictures import noise

Samples = NDArray[Any]
settings.register_profile(
    "compositing", derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
examples = settings(settings.get_profile("compositing"), max_examples=300)
# By default, exact, and of convolve().
BOUNDS = {
    "uint8": (0.755, 0.555, 0.555),
    "uint16": (0.755, 0.555, 0.655),
    "float32": (1.01e-5, 1.01e-6, 1.01e-5),
}


def some(name: str, *shape: int, seed: int = 1) -> Samples:
    """Random colours, and alpha that is none, little, much and all of it, in patches."""
    random = np.random.default_rng(seed)
    image = random.random(shape)
    if len(shape) == 3 and shape[2] in (2, 4):
        rough = random.choice([0.0, 0.004, 0.3, 0.9, 1.0], (shape[0] // 4 + 1, shape[1] // 4 + 1))
        image[..., -1] = np.kron(rough, np.ones((4, 4)))[: shape[0], : shape[1]]
    if name == "float32":
        return image.astype(np.float32)
    return np.asarray((image * np.iinfo(name).max).round().astype(name))


def over(result: Samples, wanted: Any, way: int = 0, **compositing: Any) -> float:
    bound = BOUNDS[result.dtype.name][way]
    return excess(result, wanted, bound, compositing.get("alpha") != "straight")


def forget_faint_colors(result: Samples, wanted: Any) -> None:
    """Of bytes, what is exact is so from alpha 2 on."""
    faint = result[..., -1] < 2
    result[faint, :-1], wanted[faint, :-1] = 0, 0


@st.composite
def images(draw: Any, names: Tuple[str, ...] = ("uint8", "uint16", "float32")) -> Samples:
    shape = draw(st.tuples(st.integers(1, 34), st.integers(1, 34), st.sampled_from([1, 2, 3, 4])))
    return some(draw(st.sampled_from(names)), *shape, seed=draw(st.integers(0, 999)))


@st.composite
def borders(draw: Any, image: Samples) -> "tuple[str, tuple[Any, ...]]":
    border = draw(st.sampled_from(tuple(BORDERS)))
    color = some(image.dtype.name, 1, 1, image.shape[2], seed=draw(st.integers(0, 99)))[0, 0]
    return border, tuple(color.tolist()) if border == "constant" else ()


def of_border(border: Border, color: Any) -> Dict[str, Any]:
    return {"border": border, **({"border_color": color} if color else {})}


@examples
@given(st.data())
def test_gaussian(data: st.DataObject) -> None:
    """Of any axes and borders, with alpha and light as they may be."""
    image = data.draw(images())
    border, color = data.draw(borders(image))
    sizes = st.sampled_from([1, 3, 7, 15, 31])
    deviations = st.one_of(st.just(0.0), st.floats(0.3, 9))
    k = data.draw(st.one_of(sizes, st.tuples(sizes, sizes)))
    sigma = data.draw(st.one_of(st.none(), deviations, st.tuples(deviations, deviations)))
    compositing: Dict[str, Any] = {
        "alpha": data.draw(st.sampled_from(["weighted", "straight"])),
        "linear": image.dtype != np.float32 and data.draw(st.booleans()),
    }
    exact = data.draw(st.booleans())
    kx, ky = k if isinstance(k, tuple) else (k, k)
    sx, sy = sigma if isinstance(sigma, tuple) else (sigma, sigma)
    kernel = gaussian(ky, sy)[:, None] * gaussian(kx, sx)
    result = blur.gaussian_blur(
        image, k, sigma, exact=exact, **of_border(border, color), **compositing
    )
    assert (result.dtype, result.shape) == (image.dtype, image.shape)
    if np.count_nonzero(kernel) == 1:  # a copy, also of colours that are not seen
        np.testing.assert_array_equal(result, image)
        return
    wanted = mean(image, kernel, border, color, **compositing)
    if exact and image.dtype == np.uint8 and image.shape[2] in (2, 4):
        forget_faint_colors(result, wanted)
    assert over(result, wanted, int(exact), **compositing) <= 0


@pytest.mark.parametrize("name", ["uint8", "uint16"])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_large_kernels(channels: int, name: str) -> None:
    image = some(name, 110, 90, channels)
    for linear in (False, True):
        for k in (41, 101):
            for exact in (False, True):
                weights = gaussian(k)
                result = blur.gaussian_blur(image, k, linear=linear, exact=exact)
                wanted = mean(image, weights[:, None] * weights, linear=linear)
                if exact and name == "uint8" and channels in (2, 4):
                    forget_faint_colors(result, wanted)
                assert over(result, wanted, int(exact)) <= 0


@pytest.mark.parametrize("name", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("channels", [2, 4])
def test_no_color_comes_out_of_what_is_not_seen(channels: int, name: str) -> None:
    """A disc of one colour on another one that is transparent keeps it at each pixel that is seen,
    and where nothing is, there is no colour."""
    white = 1 if name == "float32" else np.iinfo(name).max
    y, x = np.mgrid[:60, :60]
    disc = np.hypot(y - 30, x - 30) < 12
    image = np.zeros((60, 60, channels), name)
    image[~disc] = [0, white, 0, 0] if channels == 4 else [0, 0]
    image[disc] = [white, *[0] * (channels - 2), white]
    every: List[Dict[str, Any]] = [{"k": 9}, {"sigma": 6}, {"sigma": 20}]
    for options in every:
        for linear in (False, True) if name != "float32" else (False,):
            result = blur.gaussian_blur(image, linear=linear, **options)
            seen = result[..., -1] > 0
            assert disc[seen].sum() == disc.sum() < seen.sum()
            np.testing.assert_allclose(result[seen, 0], white, 1e-5)
            assert not result[seen, 1:-1].any()
            if name != "float32":
                assert not result[~seen].any()
    straight = blur.gaussian_blur(image, 9, alpha="straight")
    assert (straight[disc, 0] < white).any()


def test_alpha_is_blurred_as_a_channel() -> None:
    image = some("uint8", 40, 50, 4)
    weighted, straight = (blur.gaussian_blur(image, 9, alpha=alpha) for alpha in ALPHAS)
    assert np.abs(weighted[..., 3].astype(int) - straight[..., 3]).max() <= 1
    assert (weighted[..., :3] != straight[..., :3]).any()
    opaque = image.copy()
    opaque[..., 3] = 255
    wanted = blur.gaussian_blur(opaque, 9, alpha="straight")
    assert np.abs(blur.gaussian_blur(opaque, 9).astype(int) - wanted).max() <= 1
    np.testing.assert_array_equal(blur.gaussian_blur(opaque, 9)[..., 3], opaque[..., 3])


@pytest.mark.parametrize("name", ["uint8", "uint16"])
def test_all_levels_stay_in_linear_light(name: str) -> None:
    """Flat areas of each of them; and half of black and white is half of the light."""
    most = np.iinfo(name).max
    levels = np.arange(0, most + 1, 1 if name == "uint8" else 97).astype(name)
    image = np.repeat(levels[:, None, None], 3, axis=2) * np.ones((1, 12, 1), name)
    for k in ((5, 1), (31, 1), (301, 1)):
        np.testing.assert_array_equal(blur.gaussian_blur(image, k, linear=True), image)
    halves = np.zeros((2, 2), name)
    halves[0] = most
    grey = blur.pixelate(halves, 2, linear=True)[0, 0]
    assert abs(light(np.array(grey / most)) - 0.5) < 0.01
    assert blur.pixelate(halves, 2)[0, 0] in (most // 2, most // 2 + 1)


def test_one_axis_alone() -> None:
    image = noise(40, 50, 3)
    for pair, axis in (((9, 1), 1), ((1, 9), 0)):
        weights = gaussian(9)
        kernel = weights[None] if axis == 1 else weights[:, None]
        assert over(blur.gaussian_blur(image, pair), mean(image, kernel)) <= 0
        sigma = (2.5, 0) if axis == 1 else (0, 2.5)
        np.testing.assert_array_equal(
            blur.gaussian_blur(image, 9, sigma), blur.gaussian_blur(image, pair, 2.5)
        )
    for same in ([7, 7], np.array([7, 7]), (np.int8(7), 7)):
        np.testing.assert_array_equal(blur.gaussian_blur(image, same), blur.gaussian_blur(image, 7))
    # Each axis is completed by itself.
    np.testing.assert_array_equal(
        blur.gaussian_blur(image, sigma=(4, 1.5)), blur.gaussian_blur(image, (25, 11), (4, 1.5))
    )
    np.testing.assert_array_equal(
        blur.gaussian_blur(image, (25, 11)), blur.gaussian_blur(image, (25, 11), (4.1, 2.0))
    )


def test_dither_keeps_the_mean_and_whole_levels() -> None:
    image = np.zeros((256, 256), np.uint8)
    image[:, 128:] = 8
    rounded, dithered = (
        blur.gaussian_blur(image, sigma=60, dither=dither).astype(int) for dither in (False, True)
    )
    assert np.abs(dithered - rounded).max() == 1
    exact = blur.gaussian_blur(image.astype(np.float32), sigma=60)
    assert np.abs(dithered - exact).max() < 1.255

    def means(values: Any) -> Samples:
        return np.asarray(values.reshape(32, 8, 32, 8).mean(axis=(1, 3)))

    # Of each 8 x 8 pixels: what rounding loses is at most half a level, with dithering little.
    assert np.abs(means(rounded) - means(exact)).max() > 0.3
    assert np.abs(means(dithered) - means(exact)).max() < 0.15
    assert abs(dithered.mean() - exact.mean()) < 0.02
    for value in (0, 1, 127, 255):
        flat = np.full((50, 60, 3), value, np.uint8)
        for linear in (False, True):
            result = blur.gaussian_blur(flat, 31, dither=True, linear=linear)
            np.testing.assert_array_equal(result, flat)


@examples
@given(st.data())
def test_dither_is_less_than_a_level(data: st.DataObject) -> None:
    image = data.draw(images(("uint8",)))
    linear, k = data.draw(st.booleans()), data.draw(st.sampled_from([3, 9, 31]))
    result = blur.gaussian_blur(image, k, dither=True, linear=linear)
    again = blur.gaussian_blur(image[:, ::-1][:, ::-1], k, dither=True, linear=linear, threads=1)
    np.testing.assert_array_equal(result, again)
    weights = gaussian(k)
    wanted = mean(image, weights[:, None] * weights, linear=linear)
    assert excess(result, wanted, 1.255) <= 0


@pytest.mark.parametrize("name", ["uint16", "float32"])
def test_dither_is_for_bytes(name: str) -> None:
    image = some(name, 40, 50, 3)
    np.testing.assert_array_equal(
        blur.gaussian_blur(image, 9, dither=True), blur.gaussian_blur(image, 9)
    )


def test_floats_in_linear_light() -> None:
    message = "^linear is not supported for float32; "
    for call in (
        lambda image: blur.gaussian_blur(image, 5, linear=True),
        lambda image: blur.blur_many([image], 5, linear=True),
        lambda image: blur.convolve(image, [[1]], linear=True),
        lambda image: blur.pixelate(image, 5, linear=True),
    ):
        with pytest.raises(blur.UnsupportedError, match=message) as caught:
            call(np.zeros((5, 5), np.float32))
        assert caught.value.status == -3


def test_strange_floats_with_alpha() -> None:
    """NaN and infinities spread no further than the kernel reaches."""
    image = some("float32", 30, 40, 4)
    image[..., 3] = 1
    image[5, 5, 0] = math.nan
    result = blur.gaussian_blur(image, 5)
    assert np.isnan(result[5, 5, 0])
    assert np.isfinite(result[..., 1:]).all()
    assert np.isfinite(result[8:]).all()
