# SPDX-License-Identifier: MIT
"""Images of which a part is blurred: regions, feathers, masks, and what is left alone."""

import io
import re
from typing import Any, Callable, Dict, List, Tuple, Type

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

import blur
from blur._names import BORDERS
from compositing import blocks, composited, excess, gaussian, mean, region_weights
from pictures import noise

Samples = NDArray[Any]
settings.register_profile(
    "regions", derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
examples = settings(settings.get_profile("regions"), max_examples=250)
BOUNDS = {"uint8": 0.755, "uint16": 0.755, "float32": 1.01e-5}


def some(name: str, *shape: int, seed: int = 1) -> Samples:
    """Random samples; alpha is at least half."""
    image = np.random.default_rng(seed).random(shape)
    if len(shape) == 3 and shape[2] in (2, 4):
        image[..., -1] = 0.5 + image[..., -1] / 2
    if name == "float32":
        return image.astype(np.float32)
    return np.asarray((image * np.iinfo(name).max).round().astype(name))


def square(k: int) -> "NDArray[np.float64]":
    weights = gaussian(k)
    return np.asarray(weights[:, None] * weights)


numbers = st.integers(-15, 50)
lengths = st.one_of(st.integers(0, 40), st.just(2**40))
rectangles = st.lists(st.tuples(numbers, numbers, lengths, lengths), max_size=4)


@st.composite
def images(draw: Any) -> Samples:
    shape = draw(st.tuples(st.integers(1, 36), st.integers(1, 36), st.sampled_from([1, 2, 3, 4])))
    name = draw(st.sampled_from(["uint8", "uint16", "float32"]))
    return some(name, *shape, seed=draw(st.integers(0, 99)))


def check(
    image: Samples,
    call: Callable[..., Samples],
    wanted: Callable[["NDArray[np.float64]"], "NDArray[np.float64]"],
    weights: "NDArray[np.float64]",
    options: Dict[str, Any],
) -> None:
    """Where the weight is 0, bytes are those of the image; elsewhere the error is in its bound; and
    in place the result is the same."""
    result = call(image, **options)
    np.testing.assert_array_equal(result[weights == 0], image[weights == 0])
    part = weights > 0
    if part.any():
        shape = (part.sum(), 1, image.shape[2])
        of_part = wanted(weights)[part].reshape(shape)
        assert excess(result[part].reshape(shape), of_part, BOUNDS[image.dtype.name]) <= 0
    inside = image.copy()
    assert call(inside, out=inside, **options) is inside
    np.testing.assert_array_equal(inside, result)


@examples
@given(st.data())
def test_regions(data: st.DataObject) -> None:
    image, regions = data.draw(images()), data.draw(rectangles)
    feather, invert = data.draw(st.sampled_from([0, 0, 1, 5, 30])), data.draw(st.booleans())
    k = data.draw(st.sampled_from([3, 9, 31]))
    border = data.draw(st.sampled_from([each for each in BORDERS if each != "constant"]))
    linear = image.dtype != np.float32 and data.draw(st.booleans())
    weights = region_weights(image.shape[:2], regions, feather)
    options = {"regions": regions, "feather": feather, "invert": invert, "linear": linear}
    check(
        image,
        lambda image, **more: blur.gaussian_blur(image, k, border=border, **more),
        lambda weights: mean(image, square(k), border, linear=linear, weights=weights),
        1 - weights if invert else weights,
        options,
    )


@examples
@given(st.data())
def test_masks(data: st.DataObject) -> None:
    image = data.draw(images())
    random = np.random.default_rng(data.draw(st.integers(0, 99)))
    mask = random.choice(data.draw(st.sampled_from([[0], [255], [0, 255], [0, 1, 128, 254, 255]])),
                         image.shape[:2]).astype(np.uint8)  # fmt: skip
    invert, k = data.draw(st.booleans()), data.draw(st.sampled_from([3, 9, 31]))
    weights = 1 - mask / 255 if invert else mask / 255
    check(
        image,
        lambda image, **more: blur.gaussian_blur(image, k, **more),
        lambda weights: mean(image, square(k), weights=weights),
        weights,
        {"mask": mask, "invert": invert},
    )


@examples
@given(st.data())
def test_blocks_and_boxes(data: st.DataObject) -> None:
    """Regions of what is no Gaussian: blocks begin at the corner of the image all the same."""
    image, regions = data.draw(images()), data.draw(rectangles)
    weights = region_weights(image.shape[:2], regions)
    size = data.draw(st.sampled_from([2, 3, 5, 16, 60]))
    linear = image.dtype != np.float32 and data.draw(st.booleans())
    options = {"regions": regions, "linear": linear}
    whole = composited(image, blocks(size), linear=linear)
    check(image, lambda image, **more: blur.pixelate(image, size, **more), lambda _: whole, weights,
          options)  # fmt: skip
    box = np.ones((5, 3))
    check(
        image,
        lambda image, **more: blur.box_blur(image, (3, 5), **more),
        lambda weights: mean(image, box, linear=linear, weights=weights),
        weights,
        options,
    )


def test_no_region_is_a_copy() -> None:
    image = noise(20, 30, 3)
    nones: List[Any] = [[], (), np.empty((0, 4), int), [(5, 5, 0, 9)], [(30, 0, 5, 5)], iter([])]
    for none in nones:
        np.testing.assert_array_equal(blur.gaussian_blur(image, 5, regions=none), image)
    whole = blur.gaussian_blur(image, 5)
    np.testing.assert_array_equal(blur.gaussian_blur(image, 5, regions=[], invert=True), whole)
    for all_of_it in (
        [(0, 0, 30, 20)],
        [(-9, -9, 2**62, 2**62)],
        [(0, 0, 15, 20), (15, 0, 15, 20)],
    ):
        blurred = blur.gaussian_blur(image, 5, regions=all_of_it)
        assert np.abs(blurred.astype(int) - whole).max() <= 1


def test_regions_of_all_kinds() -> None:
    image = noise(20, 30, 3)
    wanted = blur.gaussian_blur(image, 5, regions=[(2, 3, 10, 9), (20, 0, 5, 5)])
    for regions in (
        ((2, 3, 10, 9), (20, 0, 5, 5)),
        [[2, 3, 10, 9], [20, 0, 5, 5]],
        np.array([(2, 3, 10, 9), (20, 0, 5, 5)]),
        np.array([(2, 3, 10, 9), (20, 0, 5, 5)], np.uint8),
        (region for region in ((20, 0, 5, 5), (2, 3, 10, 9))),
        [(5 * i % 8, 3, 1, 1) for i in range(0)] + [(2, 3, 10, 9), (20, 0, 5, 5)] * 512,
    ):
        np.testing.assert_array_equal(blur.gaussian_blur(image, 5, regions=regions), wanted)


def test_masks_of_all_kinds() -> None:
    image = noise(20, 30, 3)
    mask = noise(20, 30, seed=5)
    wanted = blur.gaussian_blur(image, 5, mask=mask)
    wide = np.zeros((20, 64), np.uint8)
    wide[:, 9:39] = mask
    masks: List[Any] = [
        np.asfortranarray(mask),
        np.repeat(mask, 2, axis=1)[:, ::2],
        mask[::-1].copy()[::-1],
        wide[:, 9:39],
        mask[::-1, ::-1].copy()[::-1, ::-1],
        memoryview(mask.tobytes()).cast("B", (20, 30)),
        Image.fromarray(mask),
    ]
    for same in masks:
        np.testing.assert_array_equal(blur.gaussian_blur(image, 5, mask=same), wanted)
    bits = mask > 99
    wanted = blur.gaussian_blur(image, 5, mask=np.where(bits, 255, 0).astype(np.uint8))
    for same in (bits, bits[::-1].copy()[::-1], Image.fromarray(bits)):
        np.testing.assert_array_equal(blur.gaussian_blur(image, 5, mask=same), wanted)
    read_only = bits.copy()
    read_only.flags.writeable = False
    np.testing.assert_array_equal(blur.gaussian_blur(image, 5, mask=read_only), wanted)


def test_mask_may_be_what_is_written() -> None:
    image = noise(20, 30)
    wanted = blur.gaussian_blur(image, 5, mask=image.copy())
    calls: List[Callable[[Any], Any]] = [
        lambda image: blur.gaussian_blur(image, 5, mask=image, out=image),
        lambda image: blur.gaussian_blur(image, 5, mask=image[::-1][::-1], out=image),
        lambda image: blur.blur_many([image], 5, mask=image, out=[image])[0],
    ]
    for call in calls:
        np.testing.assert_array_equal(call(image.copy()), wanted)


def test_many() -> None:
    images = [noise(20, 30, 3), noise(20, 30, 4), some("uint16", 20, 30, 3), noise(20, 30)]
    mask = noise(20, 30, seed=3)
    for options in (
        {"regions": [(3, 4, 12, 5)], "feather": 4},
        {"mask": mask, "invert": True, "dither": True},
        {"k": (9, 1), "alpha": "straight"},
    ):
        results = blur.blur_many(images, **options)
        for result, image in zip(results, images):
            np.testing.assert_array_equal(result, blur.gaussian_blur(image, **options))
    sizes = [noise(20, 30), noise(8, 9)]
    for result, image in zip(blur.blur_many(sizes, 9, regions=[(3, 4, 12, 5)]), sizes):
        wanted = blur.gaussian_blur(image, 9, regions=[(3, 4, 12, 5)])
        np.testing.assert_array_equal(result, wanted)
    out = [image.copy() for image in sizes]
    message = r"^mask is of shape \(20, 30\); expected that of the image, \(8, 9\)$"
    with pytest.raises(ValueError, match=message):
        blur.blur_many(sizes, mask=mask, out=out)
    np.testing.assert_array_equal(out[0], sizes[0])
    assert blur.blur_many([], mask=mask, alpha="straight") == []
    with pytest.raises(ValueError, match="^alpha is 'no'"):
        blur.blur_many([], alpha="no")  # type: ignore[call-overload]


def test_encoded_pictures() -> None:
    image = noise(20, 30, 3)
    with_regions = blur.blur_bytes(png_of(image), (9, 5), linear=True, regions=[(2, 3, 9, 9)])
    wanted = blur.gaussian_blur(image, (9, 5), linear=True, regions=[(2, 3, 9, 9)])
    np.testing.assert_array_equal(np.asarray(decoded(with_regions)), wanted)


def png_of(image: Samples) -> bytes:
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


def decoded(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_threads_and_progress() -> None:
    image = noise(900, 700, 4)
    options: Dict[str, Any] = {"regions": [(50, 60, 300, 500), (500, 0, 100, 900)], "feather": 30}
    wanted = blur.gaussian_blur(image, 31, threads=1, **options)
    seen: List[Tuple[int, int]] = []
    for threads in (0, 2, 5):
        result = blur.gaussian_blur(
            image, 31, threads=threads, progress=lambda *of: seen.append(of), **options
        )
        np.testing.assert_array_equal(result, wanted)
    assert seen[-1] == (900, 900)
    with pytest.raises(ZeroDivisionError):
        blur.gaussian_blur(image, 31, progress=lambda done, rows: rows / done, **options)


MASK = np.zeros((9, 9), np.uint8)
WORDS = "weighted, straight"
ERRORS: "list[tuple[dict[str, Any], Type[Exception], str]]" = [
    ({"alpha": "premultiplied"}, ValueError, f"alpha is 'premultiplied'; expected one of {WORDS}"),
    ({"alpha": None}, TypeError, f"alpha is None; expected one of {WORDS}"),
    ({"regions": 5}, TypeError, "regions is 5; expected a sequence of (x, y, width, height)"),
    ({"regions": (1, 2, 3, 4)}, TypeError, "regions[0] is 1; expected four integers"),
    ({"regions": [(1, 2, 3, np.True_)]}, TypeError, "regions[0] is (1, 2, 3, "),
    (
        {"regions": [np.ones(4, bool)]},
        TypeError,
        "regions[0] is array([ True,  True,  True,  True]); e",
    ),
    ({"regions": [(1, 2, 3)]}, TypeError, "regions[0] is (1, 2, 3); expected four integers"),
    (
        {"regions": [(1, 2, 3, 4.5)]},
        TypeError,
        "regions[0] is (1, 2, 3, 4.5); expected four integers",
    ),
    (
        {"regions": [(1, 2, 3, 4), (1, 2, -3, 4)]},
        ValueError,
        "regions[1] is (1, 2, -3, 4); width and height must not be negative",
    ),
    (
        {"regions": [(2**63, 2, 3, 4)]},
        ValueError,
        f"regions[0] is ({2**63}, 2, 3, 4); expected numbers less than 2**63",
    ),
    ({"regions": [(0, 0, 1, 1)] * 1025}, ValueError, "regions has 1025 items; the maximum is 1024"),
    ({"feather": -1, "regions": []}, ValueError, "feather is -1; expected 0 to 65535"),
    ({"feather": 65536, "regions": []}, ValueError, "feather is 65536; expected 0 to 65535"),
    ({"feather": 1.5, "regions": []}, TypeError, "feather is 1.5; expected an integer"),
    ({"feather": 3}, ValueError, "feather is 3; it requires regions"),
    ({"feather": 3, "mask": MASK}, ValueError, "feather is 3; it requires regions"),
    ({"invert": True}, ValueError, "invert is True; it requires regions or a mask"),
    ({"mask": MASK, "regions": []}, ValueError, "regions and mask cannot be combined"),
    (
        {"mask": np.zeros((9, 8), np.uint8)},
        ValueError,
        "mask is of shape (9, 8); expected that of the image, (9, 9)",
    ),
    ({"mask": MASK[..., None]}, ValueError, "mask is of shape (9, 9, 1); expected (height, width)"),
    ({"mask": MASK[0]}, ValueError, "mask is of shape (9,); expected (height, width)"),
    ({"mask": MASK / 255}, TypeError, "mask is of dtype float64; expected uint8 or bool"),
    ({"mask": "all"}, TypeError, "mask is of dtype <U3; expected uint8 or bool"),
    ({"aplha": "straight"}, TypeError, ""),
]


@pytest.mark.parametrize(("options", "kind", "message"), ERRORS)
def test_errors(options: Dict[str, Any], kind: Type[Exception], message: str) -> None:
    image = noise(9, 9, 3)
    before = image.copy()
    calls: List[Callable[[], Any]] = [
        lambda: blur.gaussian_blur(image, 3, out=image, **options),
        lambda: blur.blur_many([image], 3, out=[image], **options),
        lambda: blur.convolve(image, np.ones((3, 3)), out=image, **options),
        lambda: blur.box_blur(image, 3, out=image, **options),
        lambda: blur.motion_blur(image, 3, out=image, **options),
        lambda: blur.pixelate(image, 3, out=image, **options),
    ]
    for call in calls:
        with pytest.raises(kind, match="^" + re.escape(message)) as caught:
            call()
        assert caught.type is kind
    np.testing.assert_array_equal(image, before)
