# SPDX-License-Identifier: MIT
"""Metadata from one format to the other, and warnings where there is no place for them."""

import struct
import zlib
from typing import Optional, Tuple

import pytest

from conftest import Program
from containers import (
    APP0,
    APP1,
    APP2,
    COM,
    EXIF,
    XMP,
    Part,
    chunks_of,
    icc_segments,
    jfif,
    jpeg_with,
    png_with,
    segment,
    segments_of,
)
from exif_data import exif
from pictures import chunk, jpeg, noise, png

SAMPLES = noise(9, 14, 3)
PROFILE = bytes(range(256)) * 300
PACKET = '<x:xmpmeta xmlns:x="adobe:ns:meta/">ä</x:xmpmeta>'.encode()
XMP_HEAD = b"XML:com.adobe.xmp\0\0\0\0\0"
GAMMA = "the gamma is not kept: this format has no place for it"
SPACE = "the colour space is not kept: this format has no place for it"


def converted(blur: Program, data: bytes, output: str, *warnings: str) -> bytes:
    """The file that is made of a file, with exactly these warnings."""
    (blur.folder / "in").write_bytes(data)
    result = blur.run("in", "-k1", "-o", output)
    lines = "".join(f"blur: {warning}\n" for warning in warnings)
    assert (result.stderr.decode(), result.returncode) == (lines, 0)
    return (blur.folder / output).read_bytes()


def test_exif_xmp_and_profile(blur: Program) -> None:
    """There and back."""
    segments = [
        segment(APP1, EXIF + exif(7, ">")),
        segment(APP1, XMP + PACKET),
        *icc_segments(PROFILE),
    ]
    png = converted(blur, jpeg_with(SAMPLES, segments), "out.png")
    chunks = chunks_of(png)
    name, profile = chunks.pop(b"iCCP")[0].split(b"\0\0", 1)
    assert 1 <= len(name) <= 79
    assert zlib.decompress(profile) == PROFILE
    assert chunks == {b"eXIf": [exif(7, ">")], b"iTXt": [XMP_HEAD + PACKET]}
    kept = segments_of(converted(blur, png, "out.jpg"))
    assert kept[APP1] == [EXIF + exif(7, ">"), XMP + PACKET]
    assert b"".join(data[14:] for data in kept[APP2]) == PROFILE


TEXTS = [
    (Part(b"tEXt", b"Comment\0Caf\xe9"), "Café"),
    (Part(b"tEXt", b"Title\0Caf\xe9"), "Title: Café"),
    (Part(b"zTXt", b"Title\0\0" + zlib.compress(b"long" * 100)), "Title: " + "long" * 100),
    (Part(b"iTXt", b"Author\0\0\0de\0Autor\0" + "Ä€\U0001f600".encode()), "Author: Ä€\U0001f600"),
    (Part(b"iTXt", b"Comment\0\0\0\0\0" + "ä".encode()), "ä"),
]


@pytest.mark.parametrize(("part", "comment"), TEXTS, ids=["1", "2", "3", "4", "5"])
def test_text_to_comment(blur: Program, part: Part, comment: str) -> None:
    out = converted(blur, png_with(SAMPLES, part), "out.jpg")
    assert segments_of(out)[COM] == [comment.encode()]


@pytest.mark.parametrize(
    ("comment", "chunk"),
    [
        (b"plain", Part(b"tEXt", b"Comment\0plain")),
        ("ä€".encode(), Part(b"iTXt", b"Comment\0\0\0\0\0" + "ä€".encode())),
        (b"Caf\xe9", Part(b"iTXt", b"Comment\0\0\0\0\0" + "Café".encode())),
        (b"ends\0early", Part(b"tEXt", b"Comment\0ends")),
    ],
    ids=["ascii", "utf-8", "latin-1", "zero"],
)
def test_comment_to_text(blur: Program, comment: bytes, chunk: Part) -> None:
    out = converted(blur, jpeg_with(SAMPLES, [segment(COM, comment)]), "out.png")
    assert chunks_of(out) == {chunk.kind: [chunk.data]}


def test_texts_too_long_for_jpeg(blur: Program) -> None:
    """65533 bytes are what a segment holds."""
    fits = Part(b"tEXt", b"Comment\0" + b"x" * 65533)
    assert segments_of(converted(blur, png_with(SAMPLES, fits), "out.jpg"))[COM] == [b"x" * 65533]
    long = Part(b"tEXt", b"Title\0" + b"x" * 65527)
    warning = "in: warning: text too long for JPEG: Title: not kept"
    out = converted(blur, png_with(SAMPLES, long), "out.jpg", warning)
    assert COM not in segments_of(out)
    xmp = Part(b"iTXt", XMP_HEAD + b"x" * 65534)
    warning = "in: warning: XMP data too long for JPEG: not kept"
    assert APP1 not in segments_of(converted(blur, png_with(SAMPLES, xmp), "out.jpg", warning))


@pytest.mark.parametrize(
    ("chunk", "expected"),
    [
        ((2835, 2835, 1), (1, 72, 72)),
        ((11811, 5906, 1), (1, 300, 150)),
        ((100, 200, 1), (2, 1, 2)),
        ((11800, 11800, 1), (2, 118, 118)),
        ((2**31 - 1, 2**31 - 1, 1), (0, 1, 1)),
        ((2**31 - 1, 2**30, 1), (0, 2, 1)),
        ((4, 3, 0), (0, 4, 3)),
        ((131070, 65535, 0), (0, 65535, 32767)),
        ((0, 0, 1), (0, 1, 1)),
        (None, (0, 1, 1)),
    ],
)
def test_density_to_jpeg(
    blur: Program, chunk: Optional[Tuple[int, int, int]], expected: Tuple[int, int, int]
) -> None:
    parts = [Part(b"pHYs", struct.pack(">IIB", *chunk))] if chunk else []
    out = converted(blur, png_with(SAMPLES, *parts), "out.jpg")
    unit, x, y = struct.unpack(">BHH", segments_of(out)[APP0][0][7:12])
    if expected[0] == 0:
        assert unit == 0
        assert abs(x / y - expected[1] / expected[2]) < 0.01
    else:
        assert (unit, x, y) == expected


@pytest.mark.parametrize(
    ("density", "expected"),
    [
        ((1, 72, 72), (2835, 2835, 1)),
        ((1, 300, 600), (11811, 23622, 1)),
        ((2, 118, 65535), (11800, 6553500, 1)),
        ((0, 4, 3), (4, 3, 0)),
        ((0, 1, 1), None),
        ((1, 0, 0), None),
        ((3, 5, 5), None),
    ],
)
def test_density_to_png(
    blur: Program, density: Tuple[int, int, int], expected: Optional[Tuple[int, int, int]]
) -> None:
    chunks = chunks_of(converted(blur, jpeg_with(SAMPLES, [], jfif(*density)), "out.png"))
    assert chunks == ({b"pHYs": [struct.pack(">IIB", *expected)]} if expected else {})


@pytest.mark.parametrize("dots", [1, 72, 96, 150, 300, 1200, 65535])
def test_density_there_and_back(blur: Program, dots: int) -> None:
    png = converted(blur, jpeg_with(SAMPLES, [], jfif(1, dots, dots)), "out.png")
    out = converted(blur, png, "out.jpg")
    assert segments_of(out)[APP0][0][7:12] == struct.pack(">BHH", 1, dots, dots)


def gamma(value: int) -> Part:
    return Part(b"gAMA", struct.pack(">I", value))


# The white and the primaries of sRGB, and others.
OF_SRGB = Part(b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000))
WIDE = Part(b"cHRM", struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000))
SRGB = Part(b"sRGB", b"\0")
WITH_PROFILE = Part(b"iCCP", b"name\0\0" + zlib.compress(PROFILE))


@pytest.mark.parametrize(
    ("parts", "warnings"),
    [
        ([gamma(100000)], [GAMMA]),
        ([gamma(55556)], [GAMMA]),  # 1/1.8, as of old Macintoshes
        ([gamma(46001)], [GAMMA]),
        ([gamma(46000)], []),
        ([gamma(45455)], []),
        ([gamma(45000)], []),
        ([gamma(44999)], [GAMMA]),
        ([gamma(45455), OF_SRGB], []),
        ([gamma(45455), WIDE], [SPACE]),
        ([gamma(100000), WIDE], [GAMMA, SPACE]),
        ([WIDE], [SPACE]),
        ([SRGB], []),
        ([SRGB, gamma(45455), OF_SRGB], []),
        ([WITH_PROFILE, gamma(100000), WIDE], []),
        ([Part(b"cICP", b"\x09\x10\0\1")], [SPACE]),
        ([Part(b"cICP", b"\x09\x10\0\1"), gamma(100000)], [SPACE]),
        ([Part(b"cICP", b"\1\x0d\0\1"), gamma(45455), OF_SRGB], []),
    ],
)
def test_colors_to_jpeg(blur: Program, parts: "list[Part]", warnings: "list[str]") -> None:
    """What is not said is sRGB; a chunk that a better one overrules is no loss."""
    lines = [f"in: warning: {warning}" for warning in warnings]
    out = converted(blur, png_with(SAMPLES, *parts), "out.jpg", *lines)
    assert (APP2 in segments_of(out)) == (WITH_PROFILE in parts)


@pytest.mark.parametrize("index", range(8))
def test_colors_near_srgb(blur: Program, index: int) -> None:
    """White and primaries are rounded by who writes them, by 0.001 at the most."""
    for difference, warnings in ((100, []), (-100, []), (101, [SPACE]), (-101, [SPACE])):
        values = list(struct.unpack(">8I", OF_SRGB.data))
        values[index] += difference
        near = Part(b"cHRM", struct.pack(">8I", *values))
        lines = [f"in: warning: {warning}" for warning in warnings]
        converted(blur, png_with(SAMPLES, near), "out.jpg", *lines)


def test_colors_dropped_on_request_are_no_loss(blur: Program) -> None:
    (blur.folder / "in").write_bytes(png_with(SAMPLES, gamma(100000), WIDE))
    blur.works("in", "-k1", "--strip=all", "-o", "out.jpg")


def test_keyword_beyond_ascii(blur: Program) -> None:
    """PNG's keywords are Latin-1; a comment of JPEG is UTF-8 from its first byte on."""
    text = chunk(b"tEXt", "Cl\u00e9\0\u00e9t\u00e9".encode("latin-1"))
    (blur.folder / "in.png").write_bytes(png(noise(9, 9, 3), before_data=[text]))
    blur.works("in.png", "-o", "out.jpg")
    assert "Cl\u00e9: \u00e9t\u00e9".encode() in (blur.folder / "out.jpg").read_bytes()


def test_grey_profile_and_grey_as_colour(blur: Program) -> None:
    """stb writes grey as three components, of which a profile of grey is none."""
    profile = bytes(16) + b"GRAY" + bytes(108)
    data = jpeg(noise(9, 9, 1), icc_profile=profile)
    (blur.folder / "in.jpg").write_bytes(data)
    assert blur.run("--codec=stb", "in.jpg", "-o", "out.jpg").returncode == 0
    assert b"ICC_PROFILE" not in (blur.folder / "out.jpg").read_bytes()
    assert blur.run("in.jpg", "-o", "out.png").returncode == 0
    assert b"iCCP" in (blur.folder / "out.png").read_bytes()
