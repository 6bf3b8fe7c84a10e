# SPDX-License-Identifier: MIT
"""Small pictures of every kind that the program reads, whole and damaged, each under a name."""

import io
import struct
import zlib
from typing import Any, Callable, Dict, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from containers import APP1, APP2, COM, EXIF, ICC, XMP, Part, jpeg_with, png_with, segment
from exif_data import exif, with_thumbnail
from pictures import SIGNATURE, Samples, chunk, header, jpeg, noise, png

Files = Dict[str, bytes]
HEIGHT, WIDTH = 37, 53  # no multiples of anything, so that every loop has a rest
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}
DEPTHS: Sequence[Tuple[int, Sequence[int]]] = (
    (GREY, (1, 2, 4, 8, 16)),
    (RGB, (8, 16)),
    (PALETTE, (1, 2, 4, 8)),
    (GREY_ALPHA, (8, 16)),
    (RGBA, (8, 16)),
)
KINDS = {GREY: "grey", RGB: "rgb", PALETTE: "palette", GREY_ALPHA: "greyalpha", RGBA: "rgba"}
# What is transparent: the first colours of a palette by how much, else all of one colour.
TRANSPARENT = {GREY: struct.pack(">H", 1), RGB: struct.pack(">HHH", 9, 9, 9), PALETTE: b"\0\x80"}


def samples_of(depth: int, channels: int, height: int = HEIGHT, width: int = WIDTH) -> Any:
    """Waves with grain, of which some samples are 0 and some the most there is."""
    y, x, channel = np.mgrid[0:height, 0:width, 0:channels]
    wave = np.sin(x / 5 + channel) + np.cos(y / 7 - channel) + noise(height, width, channels) / 256
    most = 2**depth - 1
    scaled = np.clip((wave + 1) / 3, 0, 1) * most
    return np.rint(scaled).astype(np.uint16 if depth == 16 else np.uint8)


def palette_chunk(depth: int) -> bytes:
    return chunk(b"PLTE", noise(2**depth, 3, seed=7).tobytes())


def plain_png() -> Files:
    """Each colour type at each depth, also interlaced, and with a transparent colour."""
    files: Files = {}
    for color, depths in DEPTHS:
        for depth in depths:
            samples = samples_of(depth, CHANNELS[color])
            samples[:2, :2] = 1
            palette = [palette_chunk(depth)] if color == PALETTE else []
            name = f"{KINDS[color]}{depth}"
            files[f"{name}.png"] = png(samples, depth, color, before_data=palette)
            files[f"{name}-adam7.png"] = png(samples, depth, color, 1, palette)
            if color in TRANSPARENT:
                hint = chunk(b"tRNS", TRANSPARENT[color])
                files[f"{name}-trns.png"] = png(samples, depth, color, 0, [*palette, hint])
    return files


def filtered_png() -> Files:
    """By Pillow, whose encoder uses every filter."""
    file = io.BytesIO()
    Image.fromarray(samples_of(8, 3, 90, 120)).save(file, "PNG")
    return {"filtered.png": file.getvalue()}


def large_png() -> Files:
    """Large enough for the methods of wide blurs."""
    return {
        "large-rgb8.png": png(samples_of(8, 3, 331, 290)),
        "large-greyalpha8.png": png(samples_of(8, 2, 290, 331)),
        "large-grey16.png": png(samples_of(16, 1, 301, 270), 16),
    }


def described_png() -> Files:
    """With all metadata that is kept."""
    text = b"Comment\0" + b"a picture"
    packed = b"Title\0\0" + zlib.compress(b"waves " * 40)
    international = b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"
    parts = [
        Part(b"gAMA", struct.pack(">I", 45455)),
        Part(b"iCCP", b"profile\0\0" + zlib.compress(b"not a profile " * 30)),
        Part(b"pHYs", struct.pack(">IIB", 2835, 3000, 1)),
        Part(b"eXIf", exif(6, ">")),
        Part(b"tEXt", text),
        Part(b"zTXt", packed),
        Part(b"iTXt", international),
    ]
    return {"described.png": png_with(samples_of(8, 3), *parts)}


def damaged_png() -> Files:
    samples = samples_of(8, 3)
    whole = png(samples)
    data = zlib.compress(b"".join(b"\0" + row.tobytes() for row in samples))
    start = SIGNATURE + header(WIDTH, HEIGHT, 8, RGB)
    end = chunk(b"IEND")
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 0x10
    indices = samples_of(8, 1)
    return {
        "cut-head.png": whole[:20],
        "cut-early.png": whole[:300],
        "cut-half.png": whole[: len(whole) // 2],
        "cut-end.png": whole[:-12],
        "checksum.png": start + chunk(b"IDAT", data, crc=1) + end,
        "flipped.png": start + chunk(b"IDAT", bytes(flipped)) + end,
        "short.png": start + chunk(b"IDAT", zlib.compress(bytes(1000))) + end,
        "long.png": start + chunk(b"IDAT", zlib.compress(bytes(100000))) + end,
        "filter9.png": start + chunk(b"IDAT", zlib.compress(b"\x09" * 160 * HEIGHT)) + end,
        "no-palette.png": png(indices, 8, PALETTE),
        "small-palette.png": png(indices, 8, PALETTE, 0, [palette_chunk(4)]),
        "bad-depth.png": SIGNATURE + header(WIDTH, HEIGHT, 3, RGB) + chunk(b"IDAT", data) + end,
        "huge.png": SIGNATURE + header(2**31 - 1, 2**31 - 1, 16, RGBA) + chunk(b"IDAT", data) + end,
        "bad-exif.png": png_with(samples, Part(b"eXIf", b"MM\0*\0\0\0\x08\xff\xff" + bytes(9))),
        "bad-profile.png": png_with(samples, Part(b"iCCP", b"x\0\0" + bytes(9))),
        "empty.png": b"",
    }


def encoded(**options: Any) -> bytes:
    return jpeg(samples_of(8, 3), quality=80, **options)


def cmyk_jpeg() -> bytes:
    file = io.BytesIO()
    Image.fromarray(samples_of(8, 4), "CMYK").save(file, "JPEG")
    return file.getvalue()


def plain_jpeg() -> Files:
    metadata = [
        segment(APP1, EXIF + with_thumbnail(jpeg(noise(16, 16, 3)), "<")),
        segment(APP1, XMP + b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"),
        segment(APP2, ICC + b"\1\1" + b"not a profile " * 30),
        segment(COM, b"a comment"),
    ]
    turned = [segment(APP1, EXIF + exif(8, ">"))]
    return {
        "444.jpg": encoded(subsampling=0),
        "422.jpg": encoded(subsampling=1),
        "420.jpg": encoded(subsampling=2),
        "large-420.jpg": jpeg(samples_of(8, 3, 131, 150), quality=92, subsampling=2),
        "grey.jpg": jpeg(samples_of(8, 1), quality=80),
        "progressive.jpg": encoded(progressive=True),
        "progressive-444.jpg": encoded(progressive=True, subsampling=0),
        "optimized.jpg": encoded(optimize=True),
        "restarts.jpg": encoded(restart_marker_blocks=2),
        "poor.jpg": jpeg(samples_of(8, 3), quality=3),
        "described.jpg": jpeg_with(samples_of(8, 3), metadata),
        "turned.jpg": jpeg_with(samples_of(8, 3), turned),
        "cmyk.jpg": cmyk_jpeg(),
    }


def with_flips(data: bytes, seed: int) -> bytes:
    """With some bits of the second half flipped, which is all picture."""
    random = np.random.default_rng(seed)
    flipped = bytearray(data)
    for at in random.integers(len(data) // 2, len(data) - 2, 4):
        flipped[at] ^= 1 << int(random.integers(8))
    return bytes(flipped)


def damaged_jpeg() -> Files:
    files: Files = {"cut-head.jpg": encoded()[:100], "mere-ends.jpg": b"\xff\xd8\xff\xd9"}
    whole: Dict[str, bytes] = {"baseline": encoded(), "progressive": encoded(progressive=True)}
    whole["restarts"] = encoded(restart_marker_blocks=2)
    for seed, (name, data) in enumerate(whole.items()):
        files[f"{name}-cut.jpg"] = data[: len(data) * 2 // 3]
        files[f"{name}-cut-ended.jpg"] = data[: len(data) * 2 // 3] + b"\xff\xd9"
        files[f"{name}-flipped.jpg"] = with_flips(data, seed)
    bad = segment(APP1, EXIF + b"II*\0\x08\0\0\0\xff\xff" + bytes(40))
    files["bad-exif.jpg"] = jpeg_with(samples_of(8, 3), [bad])
    return files


def made(*makers: Callable[[], Files]) -> Files:
    """What several functions make; of each name the part before the dot is another."""
    files: Files = {}
    for maker in makers:
        for name, data in maker().items():
            files[name.replace(".", "-png.") if name.endswith(".png") else name] = data
    assert len({name.split(".")[0] for name in files}) == len(files)
    return files


def whole_pictures() -> Files:
    return made(plain_png, filtered_png, large_png, described_png, plain_jpeg)


def damaged_pictures() -> Files:
    return made(damaged_png, damaged_jpeg)


def mask() -> "NDArray[np.uint8]":
    """Of how much is blurred of the pictures of usual size."""
    ramp: Samples = np.linspace(0, 255, HEIGHT * WIDTH).astype(np.uint8).reshape(HEIGHT, WIDTH, 1)
    return ramp
