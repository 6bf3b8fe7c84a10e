# SPDX-License-Identifier: MIT
"""What comes in is what goes out, blurred: every kind of PNG and JPEG, pixel by pixel."""

import io
from typing import Callable

import numpy as np
import pytest
from PIL import Image

from conftest import Program
from jpeg_files import smooth
from pictures import Samples, chunk, decode, exact_blur, jpeg, largest_error, noise, png
from varied_pictures import (
    PALETTE,
    Files,
    described_png,
    filtered_png,
    palette_chunk,
    plain_png,
)


def through(blur: Program, data: bytes, *arguments: str, warning: str = "") -> Samples:
    """The samples of a PNG made of an encoded picture."""
    (blur.folder / "in").write_bytes(data)
    result = blur.run("in", *arguments, "-o", "out.png")
    expected = f"blur: in: warning: {warning}\n" if warning else ""
    assert (result.returncode, result.stderr.decode()) == (0, expected)
    return decode((blur.folder / "out.png").read_bytes())


@pytest.mark.parametrize("interlace", [0, 1])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_8_bit(blur: Program, channels: int, interlace: int) -> None:
    for height, width in [(1, 1), (1, 9), (5, 1), (19, 33)]:
        samples = noise(height, width, channels)
        data = png(samples, interlace=interlace)
        assert (through(blur, data, "-k1") == samples).all()
        out = through(blur, data, "-k", "7", "--straight")
        assert largest_error(out, exact_blur(samples, 7)) <= 0.55


@pytest.mark.parametrize("interlace", [0, 1])
@pytest.mark.parametrize("depth", [1, 2, 4])
def test_few_bits_of_grey(blur: Program, depth: int, interlace: int) -> None:
    samples = noise(13, 21, 1) >> np.uint8(8 - depth)
    out = through(blur, png(samples, depth, 0, interlace), "-k1")
    assert (out == samples * np.uint8(255 // (2**depth - 1))).all()


@pytest.mark.parametrize("interlace", [0, 1])
@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_palette(blur: Program, depth: int, interlace: int) -> None:
    samples = noise(13, 21, 1) >> np.uint8(8 - depth)
    colors = noise(2**depth, 3, seed=2)
    chunks = [chunk(b"PLTE", colors.tobytes())]
    out = through(blur, png(samples, depth, 3, interlace, chunks), "-k1")
    assert (out == colors[samples[:, :, 0]]).all()
    alpha = np.full((2**depth, 1), 255, np.uint8)
    alpha[0] = 0
    chunks.append(chunk(b"tRNS", b"\0"))
    out = through(blur, png(samples, depth, 3, interlace, chunks), "-k1")
    assert (out == np.hstack([colors, alpha])[samples[:, :, 0]]).all()


@pytest.mark.parametrize(("depth", "key"), [(1, 1), (2, 2), (4, 11), (8, 77)])
def test_transparent_grey(blur: Program, depth: int, key: int) -> None:
    samples = np.random.default_rng(6).integers(0, 2**depth, (11, 8, 1), dtype=np.uint16)
    samples[3, 3] = key
    chunks = [chunk(b"tRNS", key.to_bytes(2, "big"))]
    out = through(blur, png(samples, depth, 0, 0, chunks), "-k1")
    grey = np.rint(samples * (255.0 / (2**depth - 1)))
    assert (out == np.dstack([grey, np.where(samples == key, 0, 255)])).all()


def test_transparent_color(blur: Program) -> None:
    samples = noise(11, 8, 3)
    samples[2:4, 3:6] = (7, 8, 9)
    chunks = [chunk(b"tRNS", bytes([0, 7, 0, 8, 0, 9]))]
    out = through(blur, png(samples, 8, 2, 0, chunks), "-k1")
    alpha = np.where((samples == (7, 8, 9)).all(axis=2), 0, 255)
    assert (out == np.dstack([samples, alpha])).all()


def test_several_data_chunks(blur: Program) -> None:
    samples = noise(40, 40, 3)
    data = png(samples)
    at = data.index(b"IDAT") - 4
    end = data.index(b"IEND") - 4
    payload = data[at + 8 : end - 4]
    parts = b"".join(chunk(b"IDAT", payload[i : i + 100]) for i in range(0, len(payload), 100))
    out = through(blur, data[:at] + chunk(b"IDAT") + parts + data[end:], "-k1")
    assert (out == samples).all()


def test_ancillary_chunks_pass(blur: Program) -> None:
    gamma = chunk(b"gAMA", (45455).to_bytes(4, "big"))
    chunks = [chunk(b"tEXt", b"a\0b"), gamma, chunk(b"zzZz", b"")]
    samples = noise(5, 5, 1)
    assert (through(blur, png(samples, before_data=chunks), "-k1") == samples).all()


def test_animation_is_said(blur: Program) -> None:
    data = png(noise(5, 5, 1), before_data=[chunk(b"acTL", bytes(8))])
    through(blur, data, warning="animated PNG: only its first picture is used")


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("channels", [1, 3])
def test_jpeg(blur: Program, channels: int, progressive: bool) -> None:
    smooth = np.add.outer(np.arange(61), np.arange(83))[:, :, None].repeat(channels, axis=2)
    data = jpeg(smooth.astype(np.uint8), quality=95, progressive=progressive)
    out = through(blur, data, "-k1")
    # Decoders may differ by a level or two in how they upsample and round.
    assert np.abs(out.astype(int) - decode(data).astype(int)).max() <= 3
    assert largest_error(through(blur, data, "-k", "9"), exact_blur(out, 9)) <= 0.55


def test_jpeg_bytes_after_the_end(blur: Program) -> None:
    data = jpeg(noise(20, 20, 3))
    assert (through(blur, data + b"trailing", "-k1") == through(blur, data, "-k1")).all()


def test_jpeg_restart_markers(blur: Program) -> None:
    smooth = np.add.outer(np.arange(64), np.arange(64)).astype(np.uint8)[:, :, None]
    data = jpeg(smooth, restart_marker_blocks=3)
    assert np.abs(through(blur, data, "-k1").astype(int) - decode(data)).max() <= 3


def test_cmyk_is_said(blur: Program) -> None:
    cmyk = Image.fromarray(noise(20, 20, 4), "CMYK")
    cmyk.save(blur.folder / "in", "JPEG")
    data = (blur.folder / "in").read_bytes()
    warning = "CMYK colours are converted to RGB without a profile"
    assert through(blur, data, warning=warning).shape == (20, 20, 3)


def test_jpeg_out(blur: Program) -> None:
    smooth = np.add.outer(np.arange(70), np.arange(90))[:, :, None].repeat(3, axis=2)
    (blur.folder / "in.png").write_bytes(png(smooth.astype(np.uint8)))
    blur.works("-k", "5", "in.png", "-o", "out.jpg")
    out = decode((blur.folder / "out.jpg").read_bytes())
    assert largest_error(out, exact_blur(smooth, 5)) < 8


@pytest.mark.parametrize("channels", [2, 4])
def test_alpha_to_jpeg_is_laid_on_white(blur: Program, channels: int) -> None:
    samples = np.zeros((32, 32, channels), np.uint8)
    samples[:, 16:, -1] = 255
    (blur.folder / "in.png").write_bytes(png(samples))
    result = blur.run("-k1", "-Q", "100", "in.png", "-o", "out.jpg")
    warning = (
        "blur: in.png: warning: no transparency in jpeg: the picture is flattened onto #ffffff\n"
    )
    if channels == 2 and b"libjpeg" not in blur.works("--version"):
        warning = "blur: in.png: warning: grey is stored as colour in JPEG\n" + warning
    assert (result.returncode, result.stderr.decode()) == (0, warning)
    out = decode((blur.folder / "out.jpg").read_bytes())
    assert out[:, :15].min() >= 250
    assert out[:, 17:].max() <= 5


def test_opaque_alpha_to_jpeg_needs_no_warning(blur: Program) -> None:
    samples = noise(9, 9, 4)
    samples[:, :, 3] = 255
    (blur.folder / "in.png").write_bytes(png(samples))
    blur.works("in.png", "-o", "out.jpg")


def test_jpeg_cannot_be_wider_than_65535(blur: Program) -> None:
    (blur.folder / "in.png").write_bytes(png(np.zeros((1, 65536, 1), np.uint8)))
    message = "blur: in.png: image too large for JPEG: a side is over 65535 pixels"
    blur.fails(1, message, "in.png", "-o", "out.jpg")
    blur.works("in.png", "-o", "out.png")


def test_more_than_one_stored_block(blur: Program) -> None:
    """More data than one stored deflate block holds, at sizes around the border of two."""
    for width in (65533, 65534, 65535, 65536, 131068, 131069):
        samples = noise(1, width, 1)
        assert (through(blur, png(samples), "-k1") == samples).all()
    samples = noise(400, 500, 3)
    assert (through(blur, png(samples), "-k1") == samples).all()


def small_palettes() -> Files:
    """Of all sizes at which rows and passes begin and end anew."""
    files: Files = {}
    for size in (*range(1, 10), *range(31, 42)):
        for interlace in (0, 1):
            indices = noise(size, size, 1) >> np.uint8(4)
            palette = [palette_chunk(4)]
            files[f"{size}-{interlace}.png"] = png(indices, 4, PALETTE, interlace, palette)
    return files


@pytest.mark.parametrize("make", [plain_png, small_palettes, filtered_png, described_png])
def test_every_kind_of_png(blur: Program, make: Callable[[], Files]) -> None:
    """As Pillow reads it, but for 16 bits, which it does not read as they are."""
    for name, data in make().items():
        if "16" in name.split("-")[0]:
            continue
        out = through(blur, data, "-k1", "-q")
        with Image.open(io.BytesIO(data)) as image:
            mode = "RGBA" if out.shape[2] == 4 else {1: "L", 2: "LA", 3: "RGB"}[out.shape[2]]
            expected = np.asarray(image.convert(mode)).reshape(out.shape)
            if image.mode in "L1" and "transparency" in image.info:
                # Pillow compares the transparent level of 1 to 4 bits with samples of 8.
                out, expected = out[:, :, :1], expected[:, :, :1]
        assert (out == expected).all(), name


def test_large_jpeg(blur: Program) -> None:
    """In many rows of blocks, progressive, with half of the colours."""
    samples = smooth(700, 450)
    data = jpeg(samples, progressive=True, subsampling=2)
    sharp = through(blur, data, "-k1")
    assert np.abs(sharp.astype(int) - samples).mean() < 8
    for k in (5, 31):
        assert largest_error(through(blur, data, "-k", f"{k}"), exact_blur(sharp, k)) <= 0.55
