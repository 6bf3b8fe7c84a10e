# SPDX-License-Identifier: MIT
"""Pictures of Pillow's: every mode, what else belongs to a picture, lazy and damaged files."""

import io
import re
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import blur
from blur._abi import ALPHAS, Alpha
from pictures import noise

Array = NDArray[np.uint8]
CHANNELS = {
    "L": 1,
    "LA": 2,
    "La": 2,
    "RGB": 3,
    "YCbCr": 3,
    "LAB": 3,
    "RGBA": 4,
    "RGBX": 4,
    "RGBa": 4,
    "CMYK": 4,
}


def picture(mode: str, samples: "NDArray[Any]") -> Image.Image:
    height, width = samples.shape[:2]
    return Image.frombytes(mode, (width, height), samples.tobytes())


# Of two or four channels, the last of which is not alpha that colours can be weighted by.
STRAIGHT = ("La", "RGBX", "RGBa", "CMYK")


def shift(mode: str, samples: Array) -> Array:
    """Pillow's bytes of LAB, whose a and b are signed, as numbers in their order; and back."""
    return samples ^ np.array([0, 128, 128], np.uint8) if mode == "LAB" else samples


@pytest.mark.parametrize("mode", CHANNELS)
def test_modes(mode: str) -> None:
    samples = noise(20, 30, CHANNELS[mode])
    given = picture(mode, samples)
    result = blur.gaussian_blur(given, 7)
    assert isinstance(result, Image.Image)
    assert (result.mode, result.size) == (mode, (30, 20))
    alpha: Alpha = "straight" if mode in STRAIGHT else "weighted"
    wanted = shift(mode, blur.gaussian_blur(shift(mode, samples), 7, alpha=alpha))
    assert result.tobytes() == wanted.tobytes()
    assert blur.blur_many([given], 7)[0].tobytes() == wanted.tobytes()
    averaged = shift(mode, blur.box_blur(shift(mode, samples), 3, alpha=alpha))
    assert blur.box_blur(given, 3).tobytes() == averaged.tobytes()
    assert given.tobytes() == samples.tobytes(), "the picture was changed"


def test_alpha_of_each_picture_of_many() -> None:
    """Also where a picture without alpha in its last channel, an array with it, and floats
    are blurred in one call, with alpha as a channel like any other where that is asked for."""
    samples = noise(20, 30, 4)
    images: List[Any] = [
        samples,
        picture("CMYK", samples),
        picture("RGBA", samples),
        np.float32(samples),
    ]
    for alpha in ALPHAS:
        results = blur.blur_many(images, 5, alpha=alpha)
        for image, result in zip(images, results):
            wanted = blur.gaussian_blur(image, 5, alpha=alpha)
            np.testing.assert_array_equal(np.asarray(result), np.asarray(wanted))
    seen: List[Tuple[int, int]] = []
    blur.blur_many(images, 5, progress=lambda *of: seen.append(of))
    assert (seen[0], seen[-1]) == ((0, 80), (80, 80))
    assert seen == sorted(seen)


@pytest.mark.parametrize("mode", [*CHANNELS, "1", "P", "HSV", "I;16"])
def test_light_of_modes(mode: str) -> None:
    given = Image.new(mode, (5, 5))
    if mode in ("CMYK", "YCbCr", "LAB", "La", "RGBa"):
        message = f"^linear is not supported for mode '{mode}'; expected grey or RGB$"
        with pytest.raises(ValueError, match=message):
            blur.gaussian_blur(given, 5, linear=True)
    else:
        assert blur.gaussian_blur(given, 5, linear=True).size == (5, 5)


def test_lab_has_no_seam_between_signs() -> None:
    """a just below and above zero is all but grey: blurred, it must not become anything else."""
    samples = np.zeros((9, 9, 3), np.uint8)
    samples[::2, :, 1:] = 255  # -1
    blurred = np.frombuffer(blur.gaussian_blur(picture("LAB", samples), 5).tobytes(), np.int8)
    assert set(blurred) <= {0, -1}


def test_bits_become_grey() -> None:
    given = picture("L", noise(20, 30) // 128 * 255).convert("1")
    result = blur.gaussian_blur(given, 7)
    assert result.mode == "L"
    wanted = blur.gaussian_blur(np.asarray(given.convert("L")), 7)
    np.testing.assert_array_equal(np.asarray(result), wanted)


def palette(alpha: bool = False) -> Image.Image:
    given = picture("P", noise(20, 30) % 16)
    given.putpalette(bytes(noise(16, 4 if alpha else 3, seed=3)), "RGBA" if alpha else "RGB")
    return given


def some_transparent() -> Image.Image:
    given = palette()
    given.info["transparency"] = 3
    return given


def with_alpha_channel() -> Image.Image:
    given = palette().convert("PA")
    given.putalpha(picture("L", noise(20, 30, seed=4)))
    return given


@pytest.mark.parametrize(
    ("make", "given_mode", "mode"),
    [
        (palette, "P", "RGB"),
        (lambda: palette(alpha=True), "P", "RGBA"),
        (some_transparent, "P", "RGBA"),
        (with_alpha_channel, "PA", "RGBA"),
    ],
)
def test_palettes_become_colors(
    make: Callable[[], Image.Image], given_mode: str, mode: str
) -> None:
    given = make()
    assert given.mode == given_mode
    result = blur.gaussian_blur(given, 5)
    assert result.mode == mode
    wanted = blur.gaussian_blur(np.asarray(given.convert(mode)), 5)
    np.testing.assert_array_equal(np.asarray(result), wanted)
    assert mode == "RGB" or given.convert(mode).getchannel("A").getextrema() != (255, 255)


def test_hsv_is_blurred_as_colors() -> None:
    given = picture("RGB", noise(20, 30, 3)).convert("HSV")
    result = blur.gaussian_blur(given, 5)
    assert result.mode == "HSV"
    wanted = blur.gaussian_blur(given.convert("RGB"), 5).convert("HSV")
    assert result.tobytes() == wanted.tobytes()
    red = picture("HSV", np.array([[[h, 255, 255] for h in (2, 253)] * 4] * 8, np.uint8))
    hue = np.asarray(blur.gaussian_blur(red, 5))[..., 0].astype(np.int8)
    assert np.abs(hue).max() <= 4, "hues on both sides of red are red in the middle too"


# Grey modes of more than 8 bits, and their dtypes.
DEEP = {"I;16": "<u2", "I;16L": "<u2", "I;16B": ">u2", "I;16N": "=u2", "F": "=f4", "I": "=i4"}


def deep_picture(mode: str, samples: "NDArray[Any]") -> Image.Image:
    try:
        return picture(mode, samples.astype(DEEP[mode]))
    except ValueError:  # I;16N before 10.4
        pytest.skip(f"this Pillow has no mode {mode}")


@pytest.mark.parametrize("mode", DEEP)
def test_modes_of_more_bits(mode: str) -> None:
    samples = noise(20, 30, 2).view(np.uint16)[..., 0]
    samples[0, :2] = 0, 65535
    given = deep_picture(mode, samples)
    before = given.tobytes()
    array: Any = (samples.astype(np.float32) - 999.5) / 3 if mode == "F" else samples
    if mode == "F":
        given = deep_picture(mode, array)
        before = given.tobytes()
    for options in ({"k": 7}, {"sigma": 2.1, "border": "constant", "border_color": 40000}):
        wanted = blur.gaussian_blur(array, **options)
        result = blur.gaussian_blur(given, **options)
        assert (result.mode, result.size) == (mode, (30, 20))
        assert result.tobytes() == wanted.astype(DEEP[mode]).tobytes()
        np.testing.assert_array_equal(np.asarray(result), wanted)
        (one,) = blur.blur_many([given], **options)
        assert (one.mode, one.tobytes()) == (mode, result.tobytes())
    averaged = blur.convolve(given, np.ones((3, 3)))
    np.testing.assert_array_equal(np.asarray(averaged), blur.convolve(array, np.ones((3, 3))))
    assert given.tobytes() == before, "the picture was changed"


@pytest.mark.parametrize(("least", "most"), [(-1, 7), (0, 65536), (-(2**31), 2**31 - 1)])
def test_whole_numbers_of_more_than_16_bits(least: int, most: int) -> None:
    given = picture("I", np.array([[5, least], [most, 6]], np.int32))
    message = (
        f"image of mode 'I' has samples from {least} to {most}; "
        "expected 0 to 65535, or see image.convert('F')"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        blur.gaussian_blur(given, 3)
    assert blur.gaussian_blur(given.convert("F"), 3).mode == "F"


def test_other_modes() -> None:
    given = Image.new("L", (5, 5))
    names = {"mode": property(lambda self: "BGR;16"), "load": lambda self: None}
    given.__class__ = type("Other", (Image.Image,), names)
    modes = "1, CMYK, F, HSV, I, I;16, I;16B, I;16L, I;16N, L, LA, LAB, La, P, PA, RGB, RGBA, "
    message = f"unsupported mode 'BGR;16'; expected {modes}RGBX, RGBa, YCbCr"
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        blur.gaussian_blur(given, 5)


@pytest.mark.parametrize("mode", [*CHANNELS, "1", "P", "PA", "HSV", "I", "F", "I;16", "I;16B"])
@pytest.mark.parametrize("size", [(0, 0), (0, 3), (3, 0)])
def test_no_pixels(mode: str, size: "tuple[int, int]") -> None:
    with pytest.raises(ValueError, match=r"^image has no pixels: its shape is \("):
        blur.gaussian_blur(Image.new(mode, size), 5)


@pytest.mark.parametrize("mode", [*CHANNELS, "1", "P", "PA", "HSV", "I", "F", "I;16", "I;16B"])
def test_info_is_kept(mode: str) -> None:
    given = Image.new(mode, (5, 4))
    info = {"dpi": (72, 72), "icc_profile": b"profile", "exif": b"Exif\0\0", "own": [1]}
    given.info = {**info, "transparency": 0}
    result = blur.gaussian_blur(given, 5)
    assert result.info == info
    result.info["more"] = 1
    assert given.info == {**info, "transparency": 0}


def test_options() -> None:
    samples = noise(20, 30, 3)
    options: Dict[str, Any] = {
        "sigma": 3,
        "border": "constant",
        "border_color": (1, 2, 3),
        "exact": True,
        "threads": 2,
    }
    result = blur.gaussian_blur(picture("RGB", samples), 9, **options)
    np.testing.assert_array_equal(np.asarray(result), blur.gaussian_blur(samples, 9, **options))
    with pytest.raises(ValueError, match="border_color has 3 samples; the number of channels is 4"):
        blur.gaussian_blur(Image.new("RGBA", (5, 5)), 9, **options)


def test_out_is_refused() -> None:
    gaussian: Any = blur.gaussian_blur
    for function in (gaussian, lambda image, out: blur.convolve(image, [[1]], out=out)):
        with pytest.raises(TypeError, match="^out is not supported for Pillow images$"):
            function(Image.new("L", (5, 5)), out=np.zeros((5, 5), np.uint8))


def test_lazily_opened(tmp_path: Path) -> None:
    samples = noise(20, 30, 3)
    path = tmp_path / "picture.png"
    picture("RGB", samples).save(path)
    wanted = blur.gaussian_blur(samples, 5)
    with Image.open(path) as lazy:
        np.testing.assert_array_equal(np.asarray(blur.gaussian_blur(lazy, 5)), wanted)
    with Image.open(path) as closed:
        pass
    for make in (lambda: closed, closed_new):
        with pytest.raises(OSError, match="^cannot read image, it is closed or its file is dam"):
            blur.gaussian_blur(make(), 5)
    for data in (path.read_bytes()[:1000], path.read_bytes().replace(b"IDAT", b"\1\2\3\4")):
        path.write_bytes(data)
        with pytest.raises(OSError, match="truncated|cannot"), Image.open(path) as damaged:
            blur.gaussian_blur(damaged, 5)


def closed_new() -> Image.Image:
    new = Image.new("RGB", (5, 5))
    new.close()
    return new


def test_damaged_where_pillow_raises_something_else() -> None:
    """A chunk that is damaged after the first data: Pillow lets out a SyntaxError."""
    file = io.BytesIO()
    picture("L", noise(400, 400)).save(file, "PNG")
    data = bytearray(file.getvalue())
    second = data.index(b"IDAT", data.index(b"IDAT") + 4)
    data[second] = 1
    opened = Image.open(io.BytesIO(bytes(data)))
    with pytest.raises(OSError, match="cannot read image, .*broken PNG"):
        blur.gaussian_blur(opened, 5)


def test_frame_of_an_animation() -> None:
    """The one that the picture stands at."""
    file = io.BytesIO()
    frames = [picture("L", noise(20, 30, seed=seed)) for seed in range(3)]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    opened = Image.open(file)
    for index in (0, 2, 1):
        opened.seek(index)
        result = blur.gaussian_blur(opened, 5).convert("L")
        wanted = blur.gaussian_blur(opened.convert("L"), 5)
        difference = np.asarray(result).astype(int) - np.asarray(wanted)
        assert np.abs(difference).max() <= 1, index


WITHOUT_PILLOW = """
import sys
sys.modules["PIL"] = sys.modules["PIL.Image"] = None
import blur, numpy
image = numpy.eye(9, dtype=numpy.uint8)
assert blur.gaussian_blur(image, 3).any()
assert blur.convolve(image, [[1]]).any()
assert len(blur.blur_many([image], 3)) == 1
try:
    blur.blur_bytes(b"")
except ImportError:
    print("fine")
"""


def test_without_pillow(run_python: Callable[..., str]) -> None:
    assert run_python(WITHOUT_PILLOW) == "fine\n"


def test_pillow_is_not_imported_for_arrays(run_python: Callable[..., str]) -> None:
    code = "import sys, blur, numpy; blur.gaussian_blur(numpy.eye(9, dtype='u1'), 3)\n"
    assert run_python(code + "print('PIL' in sys.modules)") == "False\n"
