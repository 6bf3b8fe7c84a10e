# SPDX-License-Identifier: MIT
"""Exif's orientation: the tag and the pixels stay together, or the picture is turned upright."""

import struct
from typing import Any, Dict, Tuple

import numpy as np
import pytest
from numpy.typing import NDArray

from conftest import Program
from containers import APP0, APP1, EXIF, XMP, Part, chunks_of, jpeg_with, segment, segments_of
from exif_data import LONG, MAKE, ORIENTATION, Entry, exif, number, text, tiff, with_thumbnail
from pictures import Samples, chunk, decode, jpeg, noise, png

# What a viewer makes of the rows of a file. (Exif 2.3, Orientation.)
TURNS = {
    1: lambda stored: stored,
    2: lambda stored: stored[:, ::-1],
    3: lambda stored: stored[::-1, ::-1],
    4: lambda stored: stored[::-1],
    5: lambda stored: stored.swapaxes(0, 1),
    6: lambda stored: stored[::-1].swapaxes(0, 1),
    7: lambda stored: stored[::-1, ::-1].swapaxes(0, 1),
    8: lambda stored: stored.swapaxes(0, 1)[::-1],
}
LONGEST = 65527  # in JPEG
TOO_LONG = "Exif data not kept: %d bytes are more than this format can hold"


def upright(stored: "NDArray[Any]", orientation: int) -> "NDArray[Any]":
    turned: NDArray[Any] = TURNS[orientation](stored)  # type: ignore[no-untyped-call]
    return turned


def oriented_png(samples: "NDArray[Any]", data: bytes, depth: int = 8) -> bytes:
    return png(samples, depth, before_data=[chunk(b"eXIf", data)])


def output(blur: Program, data: bytes, name: str, *arguments: str, warning: str = "") -> bytes:
    (blur.folder / "in").write_bytes(data)
    result = blur.run("in", "-k1", *arguments, "-o", name)
    expected = f"blur: in: warning: {warning}\n" if warning else ""
    assert (result.stderr.decode(), result.returncode) == (expected, 0)
    return (blur.folder / name).read_bytes()


def test_turns() -> None:
    """The table above, in the words of Exif: where the first row and the first column are."""
    stored = np.array([[1, 2, 3], [4, 5, 6]])
    rows, columns = stored[0], stored[:, 0]
    edges: Dict[int, Tuple[Any, Any]] = {
        orientation: (upright(stored, orientation), orientation) for orientation in TURNS
    }
    for turned, orientation in edges.values():
        top, bottom, left, right = turned[0], turned[-1], turned[:, 0], turned[:, -1]
        row = {1: top, 2: top, 3: bottom, 4: bottom, 5: left, 6: right, 7: right, 8: left}
        column = {1: left, 2: right, 3: right, 4: left, 5: top, 6: top, 7: bottom, 8: bottom}
        assert sorted(row[orientation]) == sorted(rows)
        assert sorted(column[orientation]) == sorted(columns)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", TURNS)
def test_tag_and_pixels_stay(blur: Program, orientation: int, order: str) -> None:
    samples = noise(7, 13, 3)
    data = exif(orientation, order)
    out = output(blur, oriented_png(samples, data), "out.png")
    assert chunks_of(out) == {b"eXIf": [data]}
    assert (decode(out) == samples).all()
    out = output(blur, oriented_png(samples, data), "out.jpg")
    assert segments_of(out)[APP1] == [EXIF + data]
    assert decode(out).shape == (7, 13, 3)
    out = output(blur, jpeg_with(samples, [segment(APP1, EXIF + data)]), "out.png")
    assert chunks_of(out) == {b"eXIf": [data]}
    assert decode(out).shape == (7, 13, 3)


@pytest.mark.parametrize("strip", ["--strip", "--strip=all"])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("orientation", TURNS)
def test_stripped_png_is_upright(
    blur: Program, orientation: int, channels: int, strip: str
) -> None:
    for height, width in ((7, 13), (13, 7), (1, 5), (5, 1), (1, 1)):
        samples = noise(height, width, channels, seed=height)
        out = output(blur, oriented_png(samples, exif(orientation)), "out.png", strip)
        assert chunks_of(out) == {}
        assert (decode(out) == upright(samples, orientation)).all()


@pytest.mark.parametrize("orientation", TURNS)
def test_stripped_16_bits_are_upright(blur: Program, orientation: int) -> None:
    for channels in (1, 2, 3, 4):
        high, low = (noise(7, 13, channels, seed=i).astype(np.uint16) for i in (1, 2))
        wide = high * np.uint16(256) + low
        data = oriented_png(wide, exif(orientation), 16)
        plain = png(np.ascontiguousarray(upright(wide, orientation)), 16)
        (blur.folder / "plain").write_bytes(plain)
        (blur.folder / "in").write_bytes(data)
        files = []
        for name in ("in", "plain"):
            result = blur.run(name, "-k1", "--strip", "-o", "out.png")
            assert result.returncode == 0
            files.append((blur.folder / "out.png").read_bytes())
        assert files[0] == files[1]


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("orientation", TURNS)
def test_stripped_jpeg_is_upright(blur: Program, orientation: int, channels: int) -> None:
    samples = noise(19, 40, channels)
    data = jpeg_with(samples, [segment(APP1, EXIF + exif(orientation))])
    stored = decode(output(blur, data, "out.png"))
    out = decode(output(blur, data, "out.png", "--strip"))
    assert (out == upright(stored, orientation)).all()
    output(blur, data, "out.jpg", "-q")
    kept = segments_of(output(blur, data, "out.jpg", "-q", "--strip"))
    assert APP1 not in kept


@pytest.mark.parametrize("orientation", TURNS)
def test_exif_too_long_for_jpeg(blur: Program, orientation: int) -> None:
    """The tag cannot go along, so that the pixels must be turned."""
    smooth = np.add.outer(np.arange(20) * 9, np.arange(33) * 2).astype(np.uint8)
    samples: Samples = np.stack([smooth, smooth // 2, 255 - smooth], axis=2)
    data = oriented_png(samples, exif(orientation, size=LONGEST))
    out = output(blur, data, "out.jpg")
    assert decode(out).shape == samples.shape
    assert segments_of(out)[APP1] == [EXIF + exif(orientation, size=LONGEST)]
    data = oriented_png(samples, exif(orientation, size=LONGEST + 1))
    out = output(blur, data, "out.jpg", "-Q100", warning=TOO_LONG % (LONGEST + 1))
    assert APP1 not in segments_of(out)
    difference = decode(out).astype(int) - upright(samples, orientation)
    assert np.abs(difference).max() <= 6


def test_density_turns_with_the_picture(blur: Program) -> None:
    density = chunk(b"pHYs", struct.pack(">IIB", 11811, 5906, 1))
    for orientation in TURNS:
        parts = [density, chunk(b"eXIf", exif(orientation, size=70000))]
        data = png(noise(7, 13, 3), before_data=parts)
        kept = output(blur, data, "out.jpg", warning=TOO_LONG % 70000)
        expected = (300, 150) if orientation < 5 else (150, 300)
        assert struct.unpack(">HH", segments_of(kept)[APP0][0][8:12]) == expected


def test_blur_is_of_what_is_seen(blur: Program) -> None:
    """An upright kernel on the upright picture: the same as on one that never lay."""
    samples = noise(20, 31, 3)
    for orientation in TURNS:
        data = oriented_png(samples, exif(orientation))
        (blur.folder / "in").write_bytes(data)
        (blur.folder / "plain").write_bytes(
            png(np.ascontiguousarray(upright(samples, orientation)))
        )
        blur.works("in", "-k7", "--strip", "-o", "a.png")
        blur.works("plain", "-k7", "-o", "b.png")
        files = [(blur.folder / name).read_bytes() for name in ("a.png", "b.png")]
        assert files[0] == files[1]


ODD = {
    "none": exif(None),
    "zero": exif(0),
    "nine": exif(9),
    "large": exif(65535),
    "of-no-number": tiff([[text(ORIENTATION, b"\6")]]),
    "no-count": tiff([[Entry(ORIENTATION, 3, 0, b"\6\0")]]),
    "no-directory": b"II*\0" + struct.pack("<I", 8),
    "offset-beyond": b"II*\0" + struct.pack("<I", 2**32 - 1) + bytes(20),
    "offset-in-head": b"II*\0" + struct.pack("<I", 0) + bytes(20),
    "count-beyond": b"II*\0" + struct.pack("<IH", 8, 65535) + bytes(20),
}


@pytest.mark.parametrize("name", ODD)
def test_no_orientation(blur: Program, name: str) -> None:
    samples = noise(7, 13, 3)
    for arguments in ([], ["--strip"]):
        out = output(blur, oriented_png(samples, ODD[name]), "out.png", *arguments)
        assert (decode(out) == samples).all()


@pytest.mark.parametrize("order", ["<", ">"])
def test_orientation_in_other_words(blur: Program, order: str) -> None:
    """In 32 bits, and as the first of two."""
    samples = noise(7, 13, 3)
    make = text(MAKE, b"a camera")
    for entries in (
        [make, number(ORIENTATION, 6, order, LONG)],
        [number(ORIENTATION, 6, order), make, number(ORIENTATION, 3, order)],
    ):
        out = output(blur, oriented_png(samples, tiff([entries], order)), "out.png", "--strip")
        assert (decode(out) == upright(samples, 6)).all()


def test_only_the_first_exif_counts(blur: Program) -> None:
    samples = noise(7, 13, 3)
    segments = [segment(APP1, XMP + b"<x/>"), *[segment(APP1, EXIF + exif(i)) for i in (6, 3)]]
    data = jpeg_with(samples, segments)
    assert decode(output(blur, data, "out.png", "--strip")).shape == (13, 7, 3)
    parts = [Part(b"eXIf", exif(i)) for i in (6, 3)]
    data = png(samples, before_data=[chunk(part.kind, part.data) for part in parts])
    assert chunks_of(output(blur, data, "out.png")) == {b"eXIf": [exif(6)]}


@pytest.mark.parametrize("order", ["<", ">"])
def test_pictures_of_cameras(blur: Program, order: str) -> None:
    """With half of the colours, a thumbnail in Exif, and a profile: turned by 90 degrees."""
    data = EXIF + with_thumbnail(jpeg(noise(16, 16, 3)), order)
    options = {"subsampling": 2, "progressive": True, "icc_profile": b"p" * 200}
    camera = jpeg(noise(45, 70, 3), exif=data, **options)
    plain = jpeg(noise(45, 70, 3), **options)
    lying = decode(output(blur, plain, "out.png"))
    assert (decode(output(blur, camera, "out.png", "-q")) == lying).all()
    turned = decode(output(blur, camera, "out.png", "-q", "--strip"))
    assert (turned == upright(lying, 6)).all()


def test_what_else_turns(blur: Program) -> None:
    """XMP must not have it turned again, where it is turned; else all stays."""
    packet = b'<x:xmpmeta><d tiff:Orientation="6"/><tiff:Orientation> 6</tiff:Orientation>'
    xmp = chunk(b"iTXt", b"XML:com.adobe.xmp" + bytes(5) + packet)
    data = png(noise(4, 6, 3), before_data=[chunk(b"eXIf", exif(6, size=70000)), xmp])
    out = output(blur, data, "out.jpg", warning=TOO_LONG % 70000)
    assert segments_of(out)[APP1] == [XMP + packet.replace(b"6", b"1")]
    parts = [segment(APP1, EXIF + exif(6)), segment(APP1, XMP + packet)]
    out = output(blur, jpeg_with(noise(32, 48, 3), parts), "out.jpg")
    assert segments_of(out)[APP1] == [part[4:] for part in parts]


def test_sampling_turns_with_the_picture(blur: Program) -> None:
    """Colours of half the resolution along x have it along y when the picture is turned."""
    if b"libjpeg" not in blur.works("--version"):
        pytest.skip("built without libjpeg")
    data = jpeg(noise(32, 48, 3), subsampling=1, exif=EXIF + exif(6))
    for arguments, expected in ((), b"\x21"), (("--strip",), b"\x12"):
        out = output(blur, data, "out.jpg", *arguments)
        assert out[out.index(b"\xff\xc0") + 11 :][:1] == expected
