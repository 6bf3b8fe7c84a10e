# SPDX-License-Identifier: MIT
"""Samples of 16 bits stay, or are rounded in the open; fewer bits and palettes become 8."""

from typing import Any, List, Optional, Tuple

import numpy as np
import pytest
from numpy.typing import NDArray

from conftest import Program
from containers import png_chunks
from deep_png import decode_deep
from pictures import Samples, chunk, decode, exact_blur, largest_error, noise, png

REDUCED = "16-bit samples are reduced to 8 bits"
LAID = "no transparency in jpeg: the picture is flattened onto "
Deep = NDArray[np.uint16]


def deep_noise(*shape: int, seed: int = 1) -> Deep:
    """With some samples that narrowing may round wrongly, and both ends."""
    samples: Deep = np.random.default_rng(seed).integers(0, 65536, shape).astype(np.uint16)
    corners = [0, 65535, 128, 129, 385, 386, 65406, 65407, 257, 256, 32768, 32767]
    flat = samples.reshape(-1)
    count = min(len(corners), flat.size)
    flat[:count] = corners[:count]
    return samples


def run(
    blur: Program, data: bytes, name: str, *arguments: str, warnings: Tuple[str, ...] = ()
) -> bytes:
    (blur.folder / "in").write_bytes(data)
    result = blur.run("in", *arguments, "-o", name)
    lines = "".join(f"blur: in: warning: {warning}\n" for warning in warnings)
    assert (result.stderr.decode(), result.returncode) == (lines, 0)
    return (blur.folder / name).read_bytes()


def narrowed(samples: "NDArray[Any]") -> Samples:
    """The nearest of 8 bits."""
    result: Samples = np.floor(samples / 257 + 0.5).astype(np.uint8)
    return result


def deep_png(
    samples: Deep, interlace: int = 0, transparent: Tuple[int, ...] = ()
) -> Tuple[bytes, Deep]:
    """A file, and the samples that it means: a transparent colour adds alpha."""
    color = b"".join(value.to_bytes(2, "big") for value in transparent)
    parts = [chunk(b"tRNS", color)] if transparent else []
    data = png(samples, 16, interlace=interlace, before_data=parts)
    if not transparent:
        return data, samples
    is_opaque = (samples != np.array(transparent, np.uint16)).any(axis=2)
    alpha = is_opaque[:, :, None].astype(np.uint16) * np.uint16(65535)
    return data, np.concatenate([samples, alpha], axis=2)


def kinds() -> List[Any]:
    """Every colour type, in both orders of rows, with and without a transparent colour."""
    found = []
    for interlace in (0, 1):
        for channels in (1, 2, 3, 4):
            samples = deep_noise(19, 23, channels)
            found.append(deep_png(samples.copy(), interlace))
            if channels % 2:
                # A neighbour differs in the low byte alone.
                color = tuple(int(value) for value in samples[3, 4])
                samples[5, 6], samples[7, 8] = samples[3, 4], samples[3, 4] ^ np.uint16(1)
                found.append(deep_png(samples, interlace, color))
    return found


KINDS = kinds()


@pytest.mark.parametrize("index", range(len(KINDS)))
def test_16_bits_stay(blur: Program, has_deep: bool, index: int) -> None:
    if not has_deep:
        pytest.skip("no codec for 16 bits")
    data, samples = KINDS[index]
    out = run(blur, data, "out.png", "-k1")
    assert png_chunks(out)[0].data[8] == 16
    assert (decode_deep(out) == samples).all()


@pytest.mark.parametrize("index", range(len(KINDS)))
def test_16_bits_are_blurred_as_such(blur: Program, has_deep: bool, index: int) -> None:
    if not has_deep:
        pytest.skip("no codec for 16 bits")
    data, samples = KINDS[index]
    if samples.shape[2] % 2 == 0:
        samples = samples.copy()
        samples[:, :, -1] = 65535
        data = png(samples, 16)
    out = decode_deep(run(blur, data, "out.png", "-k5", "--exact"))
    assert largest_error(out, exact_blur(samples, 5)) <= 0.55


@pytest.mark.parametrize("index", range(len(KINDS)))
def test_16_bits_by_stb(blur: Program, index: int) -> None:
    data, samples = KINDS[index]
    out = run(blur, data, "out.png", "-k1", "--codec=stb", warnings=(REDUCED,))
    assert png_chunks(out)[0].data[8] == 8
    assert (decode(out) == narrowed(samples)).all()


def test_rounded_behind_the_blur(blur: Program) -> None:
    """Not before: a flat picture between two levels has the nearest one."""
    for value in (100 * 257 + 120, 100 * 257 + 136):
        samples = np.full((9, 9, 1), value, np.uint16)
        samples[4, 4] += 9 * 257
        out = run(blur, png(samples, 16), "out.png", "-k5", "--codec=stb", warnings=(REDUCED,))
        assert largest_error(decode(out), exact_blur(samples, 5) / 257) <= 0.55


@pytest.mark.parametrize("codec", ["auto", "stb"])
@pytest.mark.parametrize("channels", [1, 3])
def test_16_bits_to_jpeg(blur: Program, channels: int, codec: str) -> None:
    ramp = np.add.outer(np.arange(40) * 700, np.arange(50) * 500)
    samples = np.stack([ramp, ramp // 2, 65535 - ramp][:channels], axis=2).astype(np.uint16)
    (blur.folder / "in").write_bytes(png(samples, 16))
    result = blur.run("in", "-k1", "-Q100", "--codec", codec, "-o", "out.jpg")
    assert f"blur: in: warning: {REDUCED}\n" in result.stderr.decode()
    out = decode((blur.folder / "out.jpg").read_bytes()).astype(int)
    assert np.abs(out - narrowed(samples)).max() <= 4


COLORS = {"#000000": (0, 0, 0), "#ff8000": (255, 128, 0), "#0102FE": (1, 2, 254)}


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("color", [None, *COLORS])
def test_background(blur: Program, color: Optional[str], depth: int) -> None:
    """Alpha from 0 to full over a colour."""
    most = 2**depth - 1
    samples = np.zeros((32, 64, 4), np.uint8 if depth == 8 else np.uint16)
    samples[:, :] = [most // 5, most // 2, most, 0]
    samples[:, :, 3] = np.linspace(0, most, 64)
    arguments = ["--background", color] if color else []
    laid = LAID + (color or "#ffffff").lower()
    warnings = (REDUCED, laid) if depth == 16 else (laid,)
    out = run(blur, png(samples, depth), "out.jpg", "-k1", "-Q100", *arguments, warnings=warnings)
    alpha = samples[:, :, 3:] / most
    under = np.array(COLORS.get(color or "", (255, 255, 255)))
    expected = samples[:, :, :3] / (most / 255) * alpha + under * (1 - alpha)
    assert largest_error(decode(out), expected) <= 5


@pytest.mark.parametrize("depth", [8, 16])
def test_background_under_grey(blur: Program, depth: int) -> None:
    """A colour behind grey is its luma."""
    samples = np.zeros((16, 16, 2), np.uint8 if depth == 8 else np.uint16)
    (blur.folder / "in").write_bytes(png(samples, depth))
    blur.works("-q", "in", "-k1", "-Q100", "--background=#ff0000", "-o", "out.jpg")
    out = decode((blur.folder / "out.jpg").read_bytes()).astype(int)
    assert np.abs(out - 76).max() <= 2


def test_background_where_alpha_stays(blur: Program) -> None:
    samples = noise(9, 9, 4)
    out = run(blur, png(samples), "out.png", "-k1", "--background=#ff0000")
    assert (decode(out) == samples).all()


@pytest.mark.parametrize("codec", ["auto", "stb"])
@pytest.mark.parametrize("interlace", [0, 1])
@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_few_bits(blur: Program, depth: int, interlace: int, codec: str) -> None:
    """Grey, grey with a transparent level, and palettes with and without alpha."""
    levels = 2**depth
    rng = np.random.default_rng(depth)
    for height, width in ((1, 1), (3, 2), (9, 17), (33, 5)):
        index = (noise(height, width, 1, seed=height) % levels).astype(np.uint8)
        grey = index * np.uint8(255 // (levels - 1))
        data = png(index, depth, 0, interlace)
        assert (decode(run(blur, data, "out.png", "-k1", "--codec", codec)) == grey).all()
        data = png(index, depth, 0, interlace, [chunk(b"tRNS", bytes([0, levels // 2]))])
        alpha = (index != levels // 2).astype(np.uint8) * np.uint8(255)
        out = decode(run(blur, data, "out.png", "-k1", "--codec", codec))
        assert (out == np.concatenate([grey, alpha], axis=2)).all()
        palette = rng.integers(0, 256, (levels, 3)).astype(np.uint8)
        parts = [chunk(b"PLTE", palette.tobytes())]
        data = png(index, depth, 3, interlace, parts)
        out = decode(run(blur, data, "out.png", "-k1", "--codec", codec))
        assert (out == palette[index[:, :, 0]]).all()
        table = rng.integers(0, 256, levels).astype(np.uint8)
        table[levels // 2 + 1 :] = 255
        parts.append(chunk(b"tRNS", table[: levels // 2 + 1].tobytes()))
        data = png(index, depth, 3, interlace, parts)
        out = decode(run(blur, data, "out.png", "-k1", "--codec", codec))
        assert (out[:, :, :3] == palette[index[:, :, 0]]).all()
        assert (out[:, :, 3:] == table[index]).all()


@pytest.mark.parametrize("codec", ["auto", "stb"])
def test_animation(blur: Program, codec: str) -> None:
    """The first picture, and no chunk that speaks of others."""
    samples = noise(9, 9, 3)
    control = chunk(b"acTL", bytes([0, 0, 0, 2, 0, 0, 0, 0]))
    frame = chunk(b"fcTL", bytes(26))
    data = png(samples, before_data=[control, frame])
    data = data[:-12] + frame + chunk(b"fdAT", bytes(40)) + data[-12:]
    warning = "animated PNG: only its first picture is used"
    out = run(blur, data, "out.png", "-k1", "--codec", codec, warnings=(warning,))
    assert (decode(out) == samples).all()
    assert {part.kind for part in png_chunks(out)} == {b"IHDR", b"IDAT", b"IEND"}


@pytest.mark.parametrize("depth", [8, 16])
def test_background_is_as_bright_as_it_says(blur: Program, depth: int) -> None:
    samples = np.zeros((16, 16, 4), np.uint8 if depth == 8 else np.uint16)
    (blur.folder / "in").write_bytes(png(samples, depth))
    blur.works("-q", "in", "-k1", "-Q100", "-o", "out.jpg")
    assert (decode((blur.folder / "out.jpg").read_bytes()) == 255).all()


@pytest.mark.parametrize("codec", ["auto", "stb"])
def test_transparency_that_is_too_long(blur: Program, codec: str) -> None:
    """More transparent colours than the palette has: the rest means nothing."""
    chunks = [chunk(b"PLTE", bytes(range(6))), chunk(b"tRNS", bytes([0, 255, 7]))]
    indices = noise(6, 7, 1) % np.uint8(2)
    (blur.folder / "in.png").write_bytes(png(indices, 8, 3, 0, chunks))
    blur.works("-k1", f"--codec={codec}", "in.png", "-o", "out.png")
    out = decode((blur.folder / "out.png").read_bytes())
    assert (out[:, :, 3] == np.where(indices[:, :, 0] == 0, 0, 255)).all()


@pytest.mark.parametrize("codec", ["auto", "stb"])
@pytest.mark.parametrize(("depth", "key"), [(1, 3), (4, 0x13), (8, 0x105)])
def test_transparent_grey_above_its_depth(blur: Program, codec: str, depth: int, key: int) -> None:
    samples = noise(6, 7, 1) & np.uint8(2**depth - 1)
    samples[2, 3] = key % 2**depth
    chunks = [chunk(b"tRNS", key.to_bytes(2, "big"))]
    (blur.folder / "in.png").write_bytes(png(samples, depth, 0, 0, chunks))
    blur.works("-k1", f"--codec={codec}", "in.png", "-o", "out.png")
    alpha = decode((blur.folder / "out.png").read_bytes())[:, :, 1]
    assert (alpha == np.where(samples[:, :, 0] == key % 2**depth, 0, 255)).all()


@pytest.mark.parametrize("depth", [8, 16])
def test_no_dark_rim(blur: Program, depth: int) -> None:
    """What is laid on a background is so before colours are mixed: those that are not seen, black
    here, have no part in the result."""
    samples = np.zeros((40, 40, 4), np.uint16)
    samples[10:30, 10:30] = 2**depth - 1
    (blur.folder / "in.png").write_bytes(png(samples, depth))
    assert blur.run("-k9", "-Q100", "in.png", "-o", "out.jpg").returncode == 0
    assert decode((blur.folder / "out.jpg").read_bytes()).min() >= 254


def test_background_of_grey_is_its_luma(blur: Program) -> None:
    (blur.folder / "in.png").write_bytes(png(np.zeros((9, 9, 2), np.uint8)))
    result = blur.run("-k1", "in.png", "--background=#ff0000", "--codec=auto", "-o", "out.jpg")
    said = (
        b"blur: in.png: warning: no transparency in jpeg: the picture is flattened onto #4c4c4c\n"
    )
    assert said in result.stderr
    assert abs(int(decode((blur.folder / "out.jpg").read_bytes())[4, 4, 0]) - 0x4C) <= 1


def test_largest_sigma_depends_on_the_depth(blur: Program) -> None:
    (blur.folder / "in.png").write_bytes(png(np.zeros((3, 3, 1), np.uint16), 16))
    message = "blur: in.png: sigma 8200 needs a kernel of more than 65535 pixels"
    blur.fails(1, message, "-s8200", "in.png", "-o", "out.png")
    (blur.folder / "in.png").write_bytes(png(np.zeros((3, 3, 1), np.uint8)))
    blur.works("-s8200", "in.png", "-o", "out.png")
