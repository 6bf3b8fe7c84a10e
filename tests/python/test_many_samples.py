# SPDX-License-Identifier: MIT
"""blur_many() of images that are not all of uint8."""

import math
from typing import Any, Dict, List, Tuple

import numpy as np
import pytest
from PIL import Image

import blur
from blur._clibrary import library
from pictures import noise

SHAPES = [(20, 30, 3), (1, 1), (7, 300), (64, 64, 4), (33, 5, 1), (9, 8, 2), (20, 30, 3)]


def some() -> List[Any]:
    return [noise(*shape, seed=index) for index, shape in enumerate(SHAPES)]


def assert_same(results: List[Any], wanted: List[Any]) -> None:
    assert isinstance(results, list)
    assert len(results) == len(wanted)
    for result, one in zip(results, wanted):
        np.testing.assert_array_equal(result, one)


def mixed() -> List[Any]:
    """Of all dtypes, some of one shape, in no order."""
    deep = [noise(*shape, 2, seed=9).view(np.uint16)[..., 0] for shape in SHAPES]
    floats = [(image / np.float32(3) - 999).astype(np.float32) for image in deep]
    return [deep[0], *some(), floats[0], *floats, *deep, floats[2].astype(">f4")]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"sigma": 2.5, "border": "wrap", "threads": 1},
        {"k": 31, "exact": True},
        {"k": 5, "border": "constant", "border_color": 77},
        {"k": 61, "method": "direct", "threads": 2},
    ],
)
def test_all_dtypes_at_once(options: Dict[str, Any]) -> None:
    images = mixed()
    results = blur.blur_many(iter(images), **options)
    assert_same(results, [blur.gaussian_blur(image, **options) for image in images])
    assert_same(images, mixed())
    outs = [np.empty_like(image) for image in images]
    outs[0] = np.empty((20, 40, 3), np.uint16)[::-1, :30]
    outs[3] = images[3]
    outs[10] = images[10]
    for result, out in zip(blur.blur_many(images, out=outs, **options), outs):
        assert result is out
    assert_same(outs, results)
    for result, image in zip(results, mixed()):
        assert result.dtype == image.dtype


def test_colors_must_fit_every_dtype() -> None:
    options: Dict[str, Any] = {"border": "constant"}
    images = [noise(5, 5).astype(np.float32), noise(5, 5).astype(np.uint16)]
    assert len(blur.blur_many(images, border_color=300, **options)) == 2
    with pytest.raises(ValueError, match="^border_color is 300; expected samples of 0 to 255$"):
        blur.blur_many([*images, noise(5, 5)], border_color=300, **options)
    with pytest.raises(TypeError, match="^border_color is 0.5; expected an integer$"):
        blur.blur_many(images, border_color=0.5, **options)
    assert blur.blur_many([], border_color=0.5, **options) == []
    with pytest.raises(ValueError, match="^sigma is 9000.0; without k the maximum is 8191$"):
        blur.blur_many([noise(5, 5), images[0]], sigma=9000)


# Places of two results of 60 bytes, and of an image of 60, in one array.
APART = [(0, 60, 120), (120, 0, 60), (60, 120, 0)]
OVERLAPPING = [(0, 0, 120), (0, 59, 120), (59, 0, 120), (0, 60, 119), (0, 120, 59), (60, 120, 1)]


@pytest.mark.parametrize("kinds", [("u1", "u1"), ("u2", "f4")])
@pytest.mark.parametrize("places", APART + OVERLAPPING)
def test_outs_in_one_array(kinds: Tuple[str, str], places: Tuple[int, int, int]) -> None:
    base = noise(180)

    def at(place: int, kind: str) -> Any:
        return base[place : place + 60].view(kind).reshape(3, -1)

    outs = [at(place, kind) for place, kind in zip(places, kinds)]
    image = at(places[2], kinds[1])
    wanted = [noise(*outs[0].shape).astype(kinds[0]), image.copy()]
    images = [wanted[0], image]
    if places in APART:
        blur.blur_many(images, 5, out=outs)
        assert_same(outs, [blur.gaussian_blur(one, 5) for one in wanted])
        return
    with pytest.raises(ValueError, match="^arrays of out overlap each other, or another image$"):
        blur.blur_many([*images, image], 5, out=[*outs, np.empty_like(image)])
    np.testing.assert_array_equal(base, noise(180))


def test_overlap_that_a_shorter_array_hides() -> None:
    """Of the last result with the long first image, behind the short second one inside of that."""
    base = noise(1000)
    long, short = base[:500].reshape(50, 10), base[10:14].reshape(2, 2)
    last = base[499:503].reshape(2, 2)
    outs = [np.empty_like(long), base[710:714].reshape(2, 2), last]
    with pytest.raises(ValueError, match="overlap"):
        blur.blur_many([long, short, noise(2, 2)], 5, out=outs)
    outs[2] = base[500:504].reshape(2, 2)
    blur.blur_many([long, short, noise(2, 2)], 5, out=outs)


def test_deep_outs_side_by_side() -> None:
    """Next to each other without a byte in between, in one array; images may overlap."""
    base = noise(2, 50, 10).astype(np.uint16)
    batch = base.reshape(10, 10, 10)
    wanted = [blur.gaussian_blur(image, 5) for image in batch]
    assert_same(blur.blur_many([batch[0]] * 3, 5), wanted[:1] * 3)
    assert_same(blur.blur_many(batch, 5, out=batch), wanted)
    np.testing.assert_array_equal(batch, np.stack(wanted))


def test_plans_are_shared_and_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: List[str] = []
    blur.blur_many(mixed(), 5)
    functions = library()._functions

    def counting(name: str) -> Any:
        function = functions[name]

        def call(*arguments: Any) -> Any:
            calls.append(name)
            return function(*arguments)

        return call

    for name in ("blur_plan_make", "blur_plan_run", "blur_plan_free"):
        monkeypatch.setitem(functions, name, counting(name))
    blur.blur_many(mixed(), 5)
    kinds = 3 * len(set(SHAPES))
    assert [calls.count(name) for name in sorted(set(calls))] == [kinds, kinds, len(mixed())]
    calls.clear()
    with pytest.raises(blur.UnsupportedError):
        blur.blur_many([*mixed(), noise(5, 6).astype("f4")], 1, method="multirate")
    assert calls.count("blur_plan_run") == 0
    with pytest.raises(ZeroDivisionError):
        blur.blur_many(mixed(), 5, progress=lambda done, rows: 1 // (rows - done))
    assert calls.count("blur_plan_free") == calls.count("blur_plan_make") - 1


def test_deep_that_cannot_be_leaves_all_untouched() -> None:
    images = [noise(90, 90), noise(90, 90).astype(np.uint16)]
    outs = [np.zeros_like(image) for image in images]
    with pytest.raises(blur.UnsupportedError, match="operation not supported"):
        blur.blur_many(images, sigma=20, method="multirate", out=outs)
    assert not outs[0].any()
    assert not outs[1].any()
    assert blur.blur_many(images[:1], sigma=20, method="multirate")[0].any()


def progress_of(images: List[Any], threads: int) -> List[Tuple[int, int]]:
    seen: List[Tuple[int, int]] = []
    blur.blur_many(images, 31, threads=threads, progress=lambda *of: seen.append(of))
    return seen


def test_progress_of_all_dtypes() -> None:
    images = [*mixed(), noise(400, 300).astype(np.float32)]
    rows = sum(len(image) for image in images)
    for threads in (0, 1):
        seen = progress_of(images, threads)
        assert (seen[0], seen[-1]) == ((0, rows), (rows, rows))
        assert seen == sorted(seen)
    assert len(seen) > len(images)  # of a single thread, after each image

    def stop(done: int, rows: int) -> None:
        raise KeyError(done)

    outs = [np.full_like(image, 7) for image in images]
    with pytest.raises(KeyError, match="0"):
        blur.blur_many(images, 31, progress=stop, out=outs)
    with pytest.raises(TypeError, match="^progress is 5; expected a function$"):
        blur.blur_many(images, 31, progress=5, out=outs)  # type: ignore[call-overload]
    assert all((out == 7).all() for out in outs[-2:])


def test_pictures_of_all_modes_at_once() -> None:
    deep = noise(20, 30, 2).view(np.uint16)[..., 0]
    given = [
        Image.fromarray(noise(20, 30, 3)),
        Image.frombytes("I;16", (30, 20), deep.astype("<u2").tobytes()),
        Image.frombytes("F", (30, 20), (deep / math.pi).astype("f4").tobytes()),
    ]
    results = blur.blur_many(given, sigma=2)
    assert [result.mode for result in results] == ["RGB", "I;16", "F"]
    for result, one in zip(results, given):
        assert result.tobytes() == blur.gaussian_blur(one, sigma=2).tobytes()
