# SPDX-License-Identifier: MIT
"""blur_many(): as gaussian_blur() for each image; where results may go, and errors."""

import re
from typing import Any, Dict, Iterator, List, Tuple, Type

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import blur
from pictures import noise

Array = NDArray[np.uint8]
SHAPES = [(20, 30, 3), (1, 1), (7, 300), (64, 64, 4), (33, 5, 1), (9, 8, 2), (20, 30, 3)]


def some() -> List[Array]:
    return [noise(*shape, seed=index) for index, shape in enumerate(SHAPES)]


def assert_same(results: List[Any], wanted: List[Any]) -> None:
    assert isinstance(results, list)
    assert len(results) == len(wanted)
    for result, one in zip(results, wanted):
        np.testing.assert_array_equal(result, one)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"k": 9},
        {"sigma": 3.5, "border": "wrap"},
        {"k": 31, "sigma": 3, "exact": True, "threads": 1},
        {"k": 5, "border": "constant", "border_color": 77, "threads": 3},
        {"k": 61, "method": "direct"},
    ],
)
def test_as_one_by_one(options: Dict[str, Any]) -> None:
    images = some()
    results = blur.blur_many(images, **options)
    assert_same(results, [blur.gaussian_blur(image, **options) for image in images])
    assert_same(images, some())
    for result, image in zip(results, images):
        assert result.shape == image.shape
        assert result.flags.writeable


def test_large_among_small() -> None:
    images = [noise(600, 700, 3), *some()]
    for threads in (0, 1, 2):
        results = blur.blur_many(images, 21, threads=threads)
        assert_same(results, [blur.gaussian_blur(image, 21) for image in images])


def test_nothing() -> None:
    called: List[Any] = []
    assert blur.blur_many([]) == []
    assert blur.blur_many(iter(()), 5, out=[], progress=lambda *of: called.append(of)) == []
    assert blur.blur_many([], border="constant", border_color=(1, 2, 3)) == []
    assert called == []
    for options, message in (
        ({"k": 4}, "k is 4"),
        ({"threads": -1}, "threads is -1"),
        ({"border": "no"}, "border is 'no'"),
        ({"out": some()}, "out has 7 arrays, but there are 0 images"),
        ({"method": "fft"}, "method is 'fft'"),
    ):
        with pytest.raises(ValueError, match="^" + message):
            blur.blur_many([], **options)


def test_generator() -> None:
    def images() -> Iterator[Array]:
        for image in some():
            yield image[::-1]

    assert_same(blur.blur_many(images(), 5), [blur.gaussian_blur(one[::-1], 5) for one in some()])

    def broken() -> Iterator[Array]:
        yield noise(5, 5)
        raise KeyError("of the caller's")

    with pytest.raises(KeyError, match="of the caller's"):
        blur.blur_many(broken(), 5)


def test_batch_in_one_array() -> None:
    batch = noise(6, 20, 30, 3)
    wanted = [blur.gaussian_blur(image, 5) for image in batch]
    assert_same(blur.blur_many(batch, 5), wanted)
    out = np.empty_like(batch)
    results = blur.blur_many(batch, 5, out=out)
    np.testing.assert_array_equal(out, np.stack(wanted))
    assert all(result.base is out for result in results)
    planes = np.ascontiguousarray(np.moveaxis(batch, 3, 1))
    assert_same(blur.blur_many(np.moveaxis(planes, 1, 3), 5), wanted)
    blur.blur_many(batch, 5, out=batch)
    np.testing.assert_array_equal(batch, np.stack(wanted))


def test_kinds_of_images_may_be_mixed() -> None:
    rgb, grey = noise(20, 30, 3), noise(9, 8)
    bits = Image.fromarray(grey).convert("1")
    results = blur.blur_many([rgb, Image.fromarray(rgb), memoryview(grey.data), bits], 7)
    assert [type(result).__name__ for result in results] == ["ndarray", "Image", "ndarray", "Image"]
    assert results[3].mode == "L"
    wanted = blur.gaussian_blur(rgb, 7)
    assert_same(results[:2], [wanted, wanted])
    np.testing.assert_array_equal(results[2], blur.gaussian_blur(grey, 7))
    hsv = Image.fromarray(rgb).convert("HSV")
    assert blur.blur_many([hsv], 5)[0].tobytes() == blur.gaussian_blur(hsv, 5).tobytes()


def test_out() -> None:
    images = some()
    outs = [np.empty_like(image) for image in images]
    outs[0] = np.empty((20, 40, 3), np.uint8)[:, :30]
    outs[3] = np.empty((64, 64, 4), np.uint8)[::-1, ::-1]
    outs[6] = images[6]
    wanted = [blur.gaussian_blur(image, 5) for image in images]
    results = blur.blur_many(images, 5, out=tuple(outs))
    assert_same(results, wanted)
    for result, out in zip(results, outs):
        assert result is out
    assert_same(images[:6], some()[:6])


def test_each_out_may_overlap_its_own_image() -> None:
    base = noise(2, 400)
    wanted = [blur.gaussian_blur(row[:360].reshape(12, 30), 5) for row in base]
    images = [row[:360].reshape(12, 30) for row in base]
    outs = [row[17:377].reshape(12, 30) for row in base]
    assert_same(blur.blur_many(images, 5, out=outs), wanted)
    kept = noise(2, 400)
    np.testing.assert_array_equal(base[:, :17], kept[:, :17])
    np.testing.assert_array_equal(base[:, 377:], kept[:, 377:])


def test_channels_of_one_array() -> None:
    """In reach of each other, but without a byte in common."""
    out = np.zeros((20, 30, 3), np.uint8)
    images = [noise(20, 30, seed=seed) for seed in range(3)]
    results = blur.blur_many(images, 5, out=list(np.moveaxis(out, 2, 0)))
    wanted = np.stack([blur.gaussian_blur(image, 5) for image in images], axis=2)
    np.testing.assert_array_equal(out, wanted)
    assert_same(results, list(np.moveaxis(wanted, 2, 0)))


OVERLAPS = {
    "the same": lambda b: [b[:90], b[:90]],
    "by a byte": lambda b: [b[:90], b[89:179]],
    "the same, reversed": lambda b: [b[:90][::-1], b[:90]],
    "neither is contiguous": lambda b: [b[:180:2], b[90:270:2]],
    "one in the other": lambda b: [b[:270:3], b[30:120]],
}


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("name", OVERLAPS)
def test_outs_that_overlap(name: str, reverse: bool) -> None:
    base = noise(300)
    parts: List[Array] = OVERLAPS[name](base)  # type: ignore[no-untyped-call]
    outs = [
        np.lib.stride_tricks.as_strided(p, (9, 10), (10 * p.strides[0], *p.strides)) for p in parts
    ]
    apart = noise(9, 10, seed=3)
    if reverse:
        outs = outs[::-1]
    with pytest.raises(ValueError, match="overlap"):
        blur.blur_many([noise(9, 10)] * 3, 5, out=[outs[0], apart, outs[1]])
    np.testing.assert_array_equal(base, noise(300))
    np.testing.assert_array_equal(apart, noise(9, 10, seed=3))


def test_out_that_is_another_image() -> None:
    images = [noise(9, 10), noise(9, 10, seed=2)]
    with pytest.raises(ValueError, match="^arrays of out overlap each other, or another image$"):
        blur.blur_many(images, 5, out=images[::-1])
    assert_same(images, [noise(9, 10), noise(9, 10, seed=2)])
    same = noise(9, 10)
    assert_same(blur.blur_many([same] * 3, 5), [blur.gaussian_blur(same, 5)] * 3)


GOOD = noise(9, 10, 3)
ERRORS: "list[tuple[Any, dict[str, Any], Type[Exception], str]]" = [
    (None, {}, TypeError, "'NoneType' object is not iterable"),
    (Image.new("L", (5, 5)), {}, TypeError, "'Image' object is not iterable"),
    (
        GOOD[..., 0],
        {},
        ValueError,
        "images[0]: image has 1 dimensions; expected 2 or 3: height, width, channels",
    ),
    ([GOOD, GOOD[:0]], {}, ValueError, "images[1]: image has no pixels: its shape is (0, 10, 3)"),
    (
        [GOOD, GOOD / 2],
        {},
        TypeError,
        "images[1]: unsupported dtype float64; expected uint8, uint16, float32; ",
    ),
    (
        [GOOD, None],
        {},
        TypeError,
        "images[1]: unsupported dtype object; expected uint8, uint16, float32",
    ),
    ([GOOD, noise(5, 5, 5)], {}, ValueError, "images[1]: image has 5 channels; expected 1 to 4"),
    ([GOOD], {"k": 2}, ValueError, "k is 2; expected an odd kernel size, such as 1 or 3"),
    ([GOOD], {"out": GOOD[:, ::-1]}, ValueError, "out has 9 arrays, but there are 1 images"),
    ([GOOD], {"out": []}, ValueError, "out has 0 arrays, but there are 1 images"),
    ([GOOD], {"out": 5}, TypeError, "object of type 'int' has no len()"),
    ([GOOD], {"out": [b""]}, TypeError, "out is of type bytes; expected a NumPy array"),
    (
        [GOOD],
        {"out": [noise(9, 9, 3)]},
        ValueError,
        "out is of shape (9, 9, 3); expected that of the ima",
    ),
    (
        [Image.new("L", (5, 5))],
        {"out": [noise(5, 5)]},
        TypeError,
        "out is not supported for Pillow",
    ),
    (
        [GOOD, GOOD[..., 0]],
        {"border": "constant", "border_color": (1, 2, 3)},
        ValueError,
        "border_color has 3 samples; the number of channels is 1",
    ),
]


@pytest.mark.parametrize(("images", "options", "kind", "message"), ERRORS, ids=range(len(ERRORS)))
def test_errors(images: Any, options: Dict[str, Any], kind: Type[Exception], message: str) -> None:
    with pytest.raises(kind, match="^" + re.escape(message)):
        blur.blur_many(images, **options)


def test_error_in_the_last_leaves_all_untouched() -> None:
    outs = [noise(9, 10, 3, seed=4) for _ in range(2)]
    with pytest.raises(TypeError, match="float64"):
        blur.blur_many([GOOD, GOOD.astype(np.float64)], 5, out=outs)
    assert_same(outs, [noise(9, 10, 3, seed=4)] * 2)


def test_progress_sums_the_rows() -> None:
    seen: List[Tuple[int, int]] = []
    images = [*some(), noise(500, 400, 3)]
    rows = sum(image.shape[0] for image in images)
    blur.blur_many(images, 9, progress=lambda done, rows: seen.append((done, rows)))
    assert (seen[0], seen[-1]) == ((0, rows), (rows, rows))
    assert seen == sorted(seen)
    error = RuntimeError("enough")

    def stop(done: int, rows: int) -> None:
        raise error

    with pytest.raises(RuntimeError, match="enough") as caught:
        blur.blur_many(images, 9, progress=stop)
    assert caught.value is error
