# SPDX-License-Identifier: MIT
"""blur_bytes(): a file's bytes in, a file's bytes out, and what is damaged or cannot be."""

import io
import random
import re
import struct
from typing import Any, Dict, Optional, Type

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

import blur
from pictures import SIGNATURE, chunk, header, noise, png

PHOTO = noise(20, 30, 3)


def encode(image: Image.Image, name: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, name, **options)
    return file.getvalue()


def decode(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def of_mode(mode: str, samples: Any, dtype: str) -> Image.Image:
    height, width = samples.shape
    return Image.frombytes(mode, (width, height), samples.astype(dtype).tobytes())


PNG = encode(Image.fromarray(PHOTO), "PNG")
DEEP = noise(20, 30, 2).view(np.uint16)
GREY_16 = png(DEEP, depth=16)
FLOATS = of_mode("F", PHOTO[..., 0] / 7 - 5, "f4")
TOO_DEEP = encode(Image.new("I", (3, 3), -5), "TIFF")


# What each format holds.
MODES = {
    "PNG": "1 L LA P RGB RGBA",
    "TIFF": "1 L LA P RGB RGBA CMYK LAB",
    "BMP": "1 L P RGB RGBA",
    "PPM": "1 L RGB RGBA",
    "TGA": "1 L LA P RGB RGBA",
    "JPEG2000": "L LA RGB RGBA YCbCr",
    "WEBP": "1 L LA P RGB RGBA CMYK YCbCr LAB",
}


@pytest.mark.parametrize(
    ("name", "mode"), [(name, mode) for name, modes in MODES.items() for mode in modes.split()]
)
def test_formats(name: str, mode: str) -> None:
    """Those that lose nothing give the pixels of gaussian_blur()."""
    image = Image.new("LAB", (30, 20), (99, 3, 250))
    image = image if mode == "LAB" else Image.fromarray(PHOTO).convert(mode)
    options: Dict[str, Any] = {"lossless": True} if name == "WEBP" else {}
    data = encode(image, name, **options)
    result = decode(blur.blur_bytes(data, 5))
    wanted = blur.gaussian_blur(decode(data), 5)
    assert (result.format, result.mode, result.size) == (name, wanted.mode, (30, 20))
    if name != "WEBP":
        assert result.tobytes() == wanted.tobytes()


def test_quality_and_options() -> None:
    sizes = [len(blur.blur_bytes(PNG, 3, format="JPEG", quality=q)) for q in (1, 50, 90, 100)]
    assert sizes == sorted(set(sizes))
    assert len(blur.blur_bytes(PNG, 3, format="jpeg")) == sizes[2]
    options: Dict[str, Any] = {"border": "constant", "border_color": (9, 8, 7), "exact": True}
    result = decode(blur.blur_bytes(PNG, 7, 2.0, threads=1, **options))
    np.testing.assert_array_equal(np.asarray(result), blur.gaussian_blur(PHOTO, 7, 2.0, **options))


@pytest.mark.parametrize("given", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("wanted", ["jpg", "PNG", "webp", "TIFF", None])
def test_metadata(given: str, wanted: Optional[str]) -> None:
    exif = Image.Exif()
    exif[0x0110] = "a camera"
    exif[0x8769] = {0x9003: "2024:05:06 07:08:09"}
    exif[0x8825] = {1: "N"}
    if given != "TIFF":  # Pillow turns those as it reads them
        exif[0x0112] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.fromarray(PHOTO)
    data = encode(image, given, exif=exif.tobytes(), icc_profile=profile, dpi=(144, 144))
    result = decode(blur.blur_bytes(data, 3, format=wanted))
    assert result.info["icc_profile"] == profile
    read = result.getexif()
    assert read[0x0110] == "a camera"
    if result.format == "TIFF":
        assert result.size == ((20, 30) if 0x0112 in exif else (30, 20)), "turned as it is read"
    else:
        assert read.get(0x0112) == exif.get(0x0112)
    assert read.get_ifd(0x8769)[0x9003] == "2024:05:06 07:08:09"
    assert read.get_ifd(0x8825)[1] == "N"
    if "WEBP" not in (given, str(wanted).upper()):
        assert [round(float(value)) for value in result.info["dpi"]] == [144, 144]


def test_turned_tiff() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encode(Image.fromarray(PHOTO), "TIFF", exif=exif)
    result = decode(blur.blur_bytes(data, 3))
    wanted = blur.gaussian_blur(np.rot90(PHOTO, -1), 3)
    np.testing.assert_array_equal(np.asarray(result), wanted)
    assert 0x0112 not in result.getexif()


@pytest.mark.parametrize(
    ("mode", "compression"),
    [
        ("P", None),
        ("P", "tiff_lzw"),
        ("CMYK", "jpeg"),
        ("RGB", "jpeg"),
        ("RGBA", "tiff_adobe_deflate"),
        ("1", None),
        ("1", "group4"),
        ("1", "tiff_ccitt"),
    ],
)
@pytest.mark.parametrize("name", ["TIFF", "PNG"])
def test_tiff_of_other_storage(name: str, mode: str, compression: Optional[str]) -> None:
    """What told how the samples were stored must not be told of the result."""
    if (name, mode) == ("PNG", "CMYK"):
        return
    data = encode(Image.fromarray(PHOTO).convert(mode), "TIFF", compression=compression)
    result = decode(blur.blur_bytes(data, 3, format=name))
    wanted = blur.gaussian_blur(decode(data), 3)
    assert result.mode == wanted.mode
    if compression != "jpeg" or name == "PNG":
        assert result.tobytes() == wanted.tobytes()


def test_png_text() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Title", "plain")
    text.add_text("Comment", "compressed", zip=True)
    text.add_itxt("Author", "\u2603 Zoë", "en")
    result: Any = decode(blur.blur_bytes(encode(Image.fromarray(PHOTO), "PNG", pnginfo=text), 3))
    assert result.text == {"Title": "plain", "Comment": "compressed", "Author": "\u2603 Zoë"}


@pytest.mark.parametrize(("mode", "key"), [("1", 0), ("L", 7), ("RGB", (1, 2, 3)), ("P", 4)])
def test_transparent_color_becomes_alpha(mode: str, key: Any) -> None:
    samples = PHOTO.copy()
    samples[:10] = (1, 2, 3) if mode == "RGB" else (7, 7, 7)
    image = Image.fromarray(samples)
    image = image.convert(mode) if mode != "1" else image.convert("L").point(lambda v: v > 99, "1")
    if mode == "P":
        image = Image.fromarray(samples).quantize(16, dither=Image.Dither.NONE)
        key = np.asarray(image)[0, 0]
    data = encode(image, "PNG", transparency=int(key) if mode == "P" else key)
    alpha = np.asarray(decode(blur.blur_bytes(data, 5)).getchannel("A"))
    assert (alpha[:5] == 0).all()
    assert alpha[15:].max() > 200


def test_data_of_all_kinds() -> None:
    wanted = blur.blur_bytes(PNG, 3)
    twice = bytes(byte for byte in PNG for _ in range(2))
    for data in (
        bytearray(PNG),
        memoryview(PNG),
        memoryview(twice)[::2],
        np.frombuffer(PNG, np.uint8),
        np.frombuffer(twice, np.uint8)[::2],
    ):
        assert blur.blur_bytes(data, 3) == wanted  # type: ignore[arg-type]


FRAMES = [Image.fromarray(noise(9, 9, seed=seed)) for seed in (1, 2, 3)]
ANIMATION = encode(FRAMES[0], "GIF", save_all=True, append_images=FRAMES[1:])
ERRORS: "list[tuple[Any, dict[str, Any], Type[Exception], str]]" = [
    (b"", {}, OSError, "data is not an image that Pillow can read"),
    (b"\xff\xd8 and so on", {}, OSError, "data is not an image that Pillow can read"),
    (PNG[:-40], {}, OSError, "image file is truncated"),
    (None, {}, TypeError, "data is of type NoneType; expected the bytes of an image file"),
    ("photo.png", {}, TypeError, "data is of type str; expected the bytes of an image file"),
    (ANIMATION, {}, ValueError, "data has 3 frames; blur each with gaussian_blur"),
    (PNG, {"format": "PNGG"}, ValueError, "format is 'PNGG', which Pillow cannot write"),
    (PNG, {"format": ""}, ValueError, "format is '', which Pillow cannot write"),
    (PNG, {"format": 5}, TypeError, "format is 5; expected a name such as PNG"),
    (PNG, {"quality": 0}, ValueError, "quality is 0; expected 1 to 100"),
    (PNG, {"quality": 101}, ValueError, "quality is 101; expected 1 to 100"),
    (PNG, {"quality": "high"}, TypeError, "quality is 'high'; expected an integer"),
    (PNG, {"k": 4}, ValueError, "k is 4; "),
    (PNG, {"kernel": 5}, TypeError, "gaussian_blur() got an unexpected keyword"),
    (PNG, {"out": PHOTO}, TypeError, "out is not supported for Pillow images"),
    (GREY_16, {"format": "JPEG"}, OSError, "cannot write mode I"),
    (GREY_16, {"format": "WEBP"}, OSError, "cannot write mode I"),
    (GREY_16, {"format": "GIF"}, OSError, "cannot write mode I"),
    (
        png(DEEP, 16, before_data=[chunk(b"tRNS", b"\0\7")]),
        {},
        TypeError,
        "Pillow has no mode for a transparent",
    ),
    (encode(FLOATS, "TIFF"), {"format": "PNG"}, OSError, "cannot write mode F as PNG"),
    (encode(FLOATS, "TIFF"), {"format": "WEBP"}, OSError, "cannot write mode F as WEBP"),
    (TOO_DEEP, {}, ValueError, "image of mode 'I' has samples from -5 to -5; "),
    (
        encode(Image.new("RGBA", (9, 9)), "PNG"),
        {"format": "JPEG"},
        OSError,
        "cannot write mode RGBA as JPEG",
    ),
]


@pytest.mark.parametrize(("data", "options", "kind", "message"), ERRORS, ids=range(len(ERRORS)))
def test_errors(data: Any, options: Dict[str, Any], kind: Type[Exception], message: str) -> None:
    with pytest.raises(kind, match="^" + re.escape(message)):
        blur.blur_bytes(data, **options)


def test_bomb() -> None:
    data = SIGNATURE + header(60000, 60000, 8, 0) + chunk(b"IDAT", b"x") + chunk(b"IEND")
    with pytest.raises(ValueError, match="decompression bomb"):
        blur.blur_bytes(data, 3)


def test_damaged_exif() -> None:
    data = png(PHOTO, before_data=[chunk(b"eXIf", b"MM, but not of TIFF")])
    with pytest.raises(OSError, match="^cannot decode Exif data: not a TIFF file"):
        blur.blur_bytes(data, 3)


def test_too_large_for_the_format() -> None:
    """An encoder that lets out a struct.error."""
    data = encode(Image.new("L", (70000, 1)), "PNG")
    with pytest.raises((OSError, ValueError)):
        blur.blur_bytes(data, 3, format="TGA")


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("name", ["PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP", "TGA", "PPM"])
def test_damaged_bytes_are_no_other_error(name: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    small = Image.fromarray(PHOTO[:7, :9])
    data = encode(small, name, **({"exif": exif} if name in ("PNG", "JPEG", "TIFF") else {}))
    random_ = random.Random(1)
    for _ in range(60):
        damaged = bytearray(data)
        for _ in range(random_.choice((1, 2, 10))):
            at = random_.randrange(min(len(damaged), random_.choice((40, 200, 10**6))))
            damaged[at] = random_.randrange(256)
        if random_.random() < 0.2:
            del damaged[random_.randrange(len(damaged)) :]
        try:
            blur.blur_bytes(bytes(damaged), 3)
        except (ValueError, TypeError, MemoryError, OSError):
            continue


@pytest.mark.parametrize("channels", [2, 3, 4])
def test_colors_of_16_bits(channels: int) -> None:
    """Pillow cuts them to 8 bits without a word."""
    data = png(noise(9, 9, channels).astype(np.uint16) * 257, depth=16)
    message = "Pillow would reduce this 16-bit image to 8 bits; the program blur keeps 16"
    with pytest.raises(TypeError, match=f"^{message}$"):
        blur.blur_bytes(data, 3)
    with pytest.raises(TypeError, match=f"^{message}$"):
        blur.gaussian_blur(Image.open(io.BytesIO(data)), 3)


@pytest.mark.parametrize("name", ["PNG", "TIFF", "PPM", "JPEG2000"])
@pytest.mark.parametrize("given", ["PNG", "TIFF", "TIFF, big-endian", "PPM", "TIFF of 32 bits"])
def test_grey_of_16_bits(given: str, name: str) -> None:
    """Keeps all of them, from any format into any."""
    grey = DEEP[..., 0]
    data = {
        "PNG": GREY_16,
        "TIFF": encode(of_mode("I;16", grey, "<u2"), "TIFF"),
        "TIFF, big-endian": encode(of_mode("I;16B", grey, ">u2"), "TIFF"),
        "PPM": encode(of_mode("I", grey, "i4"), "PPM"),
        "TIFF of 32 bits": encode(of_mode("I", grey, "i4"), "TIFF"),
    }[given]
    result = decode(blur.blur_bytes(data, sigma=2, format=name))
    assert result.format == name
    np.testing.assert_array_equal(np.asarray(result), blur.gaussian_blur(grey, sigma=2))
    if given.startswith(name):
        result = decode(blur.blur_bytes(data, 5))
        assert (result.format, result.mode) == (name, decode(data).mode)
        np.testing.assert_array_equal(np.asarray(result), blur.gaussian_blur(grey, 5))


def test_grey_png_of_16_bits_stays_one() -> None:
    comment = chunk(b"tEXt", b"Comment\0of a slide")
    result = blur.blur_bytes(png(DEEP, 16, before_data=[comment]), 5)
    assert (result[24], result[25]) == (16, 0), "bit depth and colour type"
    assert decode(result).info["Comment"] == "of a slide"


def test_floats() -> None:
    result = decode(blur.blur_bytes(encode(FLOATS, "TIFF"), 5))
    assert (result.format, result.mode) == ("TIFF", "F")
    np.testing.assert_array_equal(np.asarray(result), blur.gaussian_blur(np.asarray(FLOATS), 5))


def test_first_picture_of_an_mpo() -> None:
    """As phones write them."""
    first, second = Image.fromarray(PHOTO), Image.fromarray(PHOTO[:10, :10])
    data = encode(first, "MPO", save_all=True, append_images=[second])
    result = decode(blur.blur_bytes(data, 5))
    assert (result.format, result.size) == ("JPEG", (30, 20))


def test_sharp_thumbnail_is_dropped() -> None:
    thumbnail = encode(Image.new("RGB", (16, 16), "red"), "JPEG")
    entry = struct.Struct("<HHII")
    first = struct.pack("<H", 1) + entry.pack(0x112, 3, 1, 6) + struct.pack("<I", 8 + 18)
    # Its format (JPEG), where it stands, and its length; no further directory.
    second = (
        struct.pack("<H", 3) + entry.pack(0x103, 3, 1, 6) + entry.pack(0x201, 4, 1, 8 + 18 + 42)
    )
    second += entry.pack(0x202, 4, 1, len(thumbnail)) + struct.pack("<I", 0)
    exif = b"Exif\0\0II*\0" + struct.pack("<I", 8) + first + second + thumbnail
    data = encode(Image.fromarray(PHOTO), "JPEG", exif=exif)
    result = blur.blur_bytes(data, 5)
    assert thumbnail in data
    assert thumbnail not in result
    assert dict(decode(result).getexif()) == {0x112: 6}
