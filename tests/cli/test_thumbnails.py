# SPDX-License-Identifier: MIT
"""Small copies of the picture as it was must not survive the blur."""

import struct
from typing import List

import pytest

from conftest import Program
from containers import (
    APP0,
    APP1,
    APP2,
    APP13,
    EXIF,
    PHOTOSHOP,
    XMP,
    Part,
    jpeg_with,
    png_with,
    raw_profile,
    resource,
    segment,
)
from exif_data import (
    JPEG_OFFSET,
    JPEG_SIZE,
    LONG,
    MAKE,
    Entry,
    directory_size,
    number,
    text,
    tiff,
    with_strips,
    with_thumbnail,
)
from pictures import noise

SAMPLES = noise(9, 14, 3)
SECRET = b"\xff\xd8 the picture as it was \xff\xd9"


def outputs(blur: Program, data: bytes) -> List[bytes]:
    """The file as both formats."""
    (blur.folder / "in").write_bytes(data)
    for output in ("out.png", "out.jpg"):
        blur.works("-k1", "in", "-o", output)
    return [(blur.folder / name).read_bytes() for name in ("out.png", "out.jpg")]


def inputs(data: bytes) -> List[bytes]:
    """Files of both formats with these Exif data."""
    return [
        png_with(SAMPLES, Part(b"eXIf", data)),
        jpeg_with(SAMPLES, [segment(APP1, EXIF + data)]),
        png_with(SAMPLES, Part(b"tEXt", b"Raw profile type exif\0" + raw_profile(b"exif", data))),
    ]


@pytest.mark.parametrize("behind", [b"", b"notes"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_exif(blur: Program, order: str, behind: bytes) -> None:
    data = with_thumbnail(SECRET, order, behind)
    end = len(data) - len(SECRET) - len(behind)
    link = 8 + directory_size([text(MAKE, b"a camera"), number(0, 0)]) - len(b"a camera\0") - 4
    for file in inputs(data):
        for out in outputs(blur, file):
            assert b"as it was" not in out
            assert data[:link] + bytes(4) + data[link + 4 : end] in out, "the rest has changed"
            assert behind in out


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_exif_strips(blur: Program, order: str, count: int) -> None:
    """Not compressed; several strips are named by lists that stand elsewhere."""
    strips = [SECRET + bytes([i]) * (i * 20) for i in range(count)]
    for file in inputs(with_strips(strips, order, b"notes of the maker" * 20)):
        for out in outputs(blur, file):
            assert b"as it was" not in out
            assert b"notes of the maker" * 20 in out


def test_exif_chain(blur: Program) -> None:
    """A directory behind that of the thumbnail."""
    first = [text(MAKE, b"a camera")]
    second = [text(MAKE, b"nothing")]
    third = [number(JPEG_OFFSET, 0, type=LONG), number(JPEG_SIZE, len(SECRET), type=LONG)]
    at = 8 + sum(directory_size(entries) for entries in (first, second, third))
    third[0] = number(JPEG_OFFSET, at, type=LONG)
    for file in inputs(tiff([first, second, third], "<", SECRET)):
        for out in outputs(blur, file):
            assert b"as it was" not in out


def test_exif_thumbnail_over_the_first_directory(blur: Program) -> None:
    """Wherever hostile data say it is, all outputs can be read again."""
    for offset in (0, 4, 8, 10, 60, 2**31, 2**32 - 1):
        for size in (0, 1, 50, 2**31, 2**32 - 1):
            first = [text(MAKE, b"a camera")]
            second = [
                number(JPEG_OFFSET, offset, type=LONG),
                number(JPEG_SIZE, size, type=LONG),
            ]
            for file in inputs(tiff([first, second], "<", SECRET))[:2]:
                for out in outputs(blur, file):
                    (blur.folder / "again").write_bytes(out)
                    blur.works("-k1", "again", "-o", "again.png")


@pytest.mark.parametrize("prefix", [b"xmp", b"xap"])
@pytest.mark.parametrize("count", [1, 3])
def test_xmp(blur: Program, prefix: bytes, count: int) -> None:
    """Also under the name that Adobe's older programs gave it."""
    element = b"<%s:Thumbnails a='b'><x>%s</x></%s:Thumbnails>" % (prefix, SECRET, prefix)
    packet = b"<rdf>" + b"<a/>".join([element] * count) + b"<b/></rdf>"
    head = b"XML:com.adobe.xmp\0\0\0\0\0"
    rest = b"<rdf>" + b"<a/>".join([b""] * count) + b"<b/></rdf>"
    files = [
        png_with(SAMPLES, Part(b"iTXt", head + packet)),
        png_with(SAMPLES, Part(b"tEXt", b"Raw profile type xmp\0" + raw_profile(b"xmp", packet))),
        png_with(
            SAMPLES, Part(b"tEXt", b"Raw profile type APP1\0" + raw_profile(b"APP1", XMP + packet))
        ),
        jpeg_with(SAMPLES, [segment(APP1, XMP + packet)]),
    ]
    for file in files:
        for out in outputs(blur, file):
            assert b"as it was" not in out
            assert rest in out


def test_xmp_not_closed(blur: Program) -> None:
    """What is no XML stays what it is."""
    for packet in (b"<xmp:Thumbnails>", b"</xmp:Thumbnails><xmp:Thumbnails", b"<xmp:Thumbnails/>"):
        for out in outputs(blur, jpeg_with(SAMPLES, [segment(APP1, XMP + packet)])):
            assert packet in out


def test_many_in_xmp(blur: Program) -> None:
    """A million of them take no longer than reading the file."""
    packet = b"<xmp:Thumbnails></xmp:Thumbnails>" * 1000000
    file = png_with(SAMPLES, Part(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet))
    for out in outputs(blur, file):
        assert b"Thumbnails" not in out


def test_jfif(blur: Program) -> None:
    """Three bytes a pixel behind the density, and a segment of its own."""
    pixels = (SECRET * 4)[: 3 * 30]
    first = segment(APP0, b"JFIF\0\1\2" + struct.pack(">BHHBB", 1, 72, 72, 6, 5) + pixels)
    more = segment(APP0, b"JFXX\0\x10" + SECRET)
    for out in outputs(blur, jpeg_with(SAMPLES, [more], first)):
        assert b"as it was" not in out


@pytest.mark.parametrize("resource_number", [1033, 1036])
def test_photoshop(blur: Program, resource_number: int) -> None:
    resources = resource(resource_number, SECRET)
    for out in outputs(blur, jpeg_with(SAMPLES, [segment(APP13, PHOTOSHOP + resources)])):
        assert b"as it was" not in out


@pytest.mark.parametrize("name", [b"8bim", b"iptc", b"APP13"])
def test_photoshop_in_png(blur: Program, name: bytes) -> None:
    resources = resource(1036, SECRET)
    value = raw_profile(name, PHOTOSHOP + resources if name == b"APP13" else resources)
    file = png_with(SAMPLES, Part(b"tEXt", b"Raw profile type " + name + b"\0" + value))
    for out in outputs(blur, file):
        assert b"as it was" not in out
        assert b"8BIM" not in out
        assert SECRET.hex().encode()[:30] not in out.replace(b"\n", b"")


def test_mpf(blur: Program) -> None:
    """Other pictures behind the end of the first, and the segment that says where."""
    mpf = segment(APP2, b"MPF\0" + tiff([[Entry(0xB000, 7, 4, b"0100")]]) + SECRET)
    for out in outputs(blur, jpeg_with(SAMPLES, [mpf]) + SECRET):
        assert b"as it was" not in out
        assert b"MPF" not in out


def below(tag: int, kind: int = LONG) -> bytes:
    """Exif data with a picture in a directory that another entry of the first one names."""
    first = [text(MAKE, b"a camera"), Entry(tag, kind, 1, bytes(4))]
    at = 8 + directory_size(first)
    second = [number(JPEG_OFFSET, 0, "<", LONG), number(JPEG_SIZE, len(SECRET), "<", LONG)]
    second[0] = number(JPEG_OFFSET, at + directory_size(second), "<", LONG)
    first[1] = Entry(tag, kind, 1, struct.pack("<I", at))
    data = bytearray(tiff([first, second], "<", SECRET))
    link = 8 + 2 + 12 * len(first)
    data[link : link + 4] = bytes(4)  # not a part of the chain
    return bytes(data)


def in_the_first(size: bool) -> bytes:
    """Exif data that name a picture beside the camera, with or without its size."""
    first = [text(MAKE, b"a camera"), number(JPEG_OFFSET, 0, "<", LONG)]
    if size:
        first.append(number(JPEG_SIZE, len(SECRET), "<", LONG))
    first[1] = number(JPEG_OFFSET, 8 + directory_size(first), "<", LONG)
    return tiff([first], "<", SECRET)


@pytest.mark.parametrize(
    "data",
    [
        below(0x14A),  # SubIFDs
        below(0x14A, 13),  # the type of a directory
        below(0x8769),  # the directory of Exif
        in_the_first(True),
        in_the_first(False),
    ],
)
def test_exif_in_odd_places(blur: Program, data: bytes) -> None:
    assert b"as it was" in data
    for file in inputs(data):
        for out in outputs(blur, file):
            assert b"as it was" not in out
            assert b"a camera" in out


@pytest.mark.parametrize(
    "part",
    [
        b"<xmp:PageInfo><rdf:Seq>as it was</rdf:Seq></xmp:PageInfo>",
        b"<xmpGImg:image>as it was</xmpGImg:image>",
        b"<rdf:li xmpGImg:image='as it was' a='b'/>",
        b'<rdf:Description GImage:Data="as it was" a="b"/>',
    ],
)
def test_other_pictures_in_xmp(blur: Program, part: bytes) -> None:
    packet = b"<x:xmpmeta><a>kept</a>" + part + b"<b>too</b></x:xmpmeta>"
    for file in (
        png_with(SAMPLES, Part(b"tEXt", b"XML:com.adobe.xmp\0" + packet)),
        png_with(SAMPLES, Part(b"iTXt", b"XML:com.adobe.xmp" + bytes(5) + packet)),
        jpeg_with(SAMPLES, [segment(APP1, XMP + packet)]),
    ):
        for out in outputs(blur, file):
            assert b"as it was" not in out
            assert b"kept" in out
            assert b"too" in out


def test_profile_of_unknown_name(blur: Program) -> None:
    """What nobody knows may be anything."""
    value = b"Raw profile type generic\0" + raw_profile(b"generic", SECRET)
    (blur.folder / "in").write_bytes(png_with(SAMPLES, Part(b"tEXt", value)))
    result = blur.run("-k1", "in", "-o", "out.png")
    said = b"blur: in: warning: tEXt chunk not kept: it is damaged or far too large\n"
    assert (result.returncode, result.stderr) == (0, said)
    assert SECRET.hex().encode() not in (blur.folder / "out.png").read_bytes()
