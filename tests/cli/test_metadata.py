# SPDX-License-Identifier: MIT
"""What a file says beside its pixels stays: from PNG to PNG and from JPEG to JPEG."""

import struct
import zlib
from typing import List

import pytest

from conftest import Program
from containers import (
    APP0,
    APP1,
    APP2,
    APP13,
    COM,
    EXIF,
    PHOTOSHOP,
    XMP,
    Part,
    chunks_of,
    icc_segments,
    iptc_record,
    jfif,
    jpeg_with,
    png_with,
    raw_profile,
    resource,
    segment,
    segments_of,
)
from exif_data import exif
from pictures import decode, noise

SAMPLES = noise(9, 14, 3)
PROFILE = bytes(range(256)) * 3
NAMED_PROFILE = b"Caf\xe9 RGB\0\0" + zlib.compress(PROFILE)
PACKET = '<x:xmpmeta xmlns:x="adobe:ns:meta/">ä</x:xmpmeta>'.encode()
RECORDS = iptc_record(105, b"headline") + iptc_record(25, b"a keyword")
XMP_HEAD = b"XML:com.adobe.xmp\0\0\0\0\0"


def blurred(blur: Program, data: bytes, output: str, *arguments: str, warnings: str = "") -> bytes:
    """The file that is made of a file, with exactly these warnings, a line each."""
    (blur.folder / "in").write_bytes(data)
    result = blur.run("in", "-k1", *arguments, "-o", output)
    lines = "".join(f"blur: in: warning: {line}\n" for line in warnings.splitlines())
    assert (result.stderr.decode(), result.returncode) == (lines, 0)
    return (blur.folder / output).read_bytes()


KEPT = [
    Part(b"tEXt", b"Title\0Caf\xe9"),
    Part(b"tEXt", b"Title\0"),
    Part(b"tEXt", b"k" * 79 + b"\0longest"),
    Part(b"tEXt", b"Cl\xe9\0keyword in Latin-1"),
    Part(b"tEXt", b"Raw profile\0which is none"),
    Part(b"iTXt", b"Titel\0\0\0de-AT\0Bez\xc3\xbcge\0" + "große Ärger €\U0001f600".encode()),
    Part(b"iTXt", b"Ascii\0\0\0\0\0plain"),
    Part(b"pHYs", struct.pack(">IIB", 2835, 5669, 1)),
    Part(b"pHYs", struct.pack(">IIB", 4, 3, 0)),
    Part(b"pHYs", struct.pack(">IIB", 2**31 - 1, 1, 1)),
    Part(b"gAMA", struct.pack(">I", 100000)),
    Part(b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)),
    Part(b"sRGB", b"\2"),
    Part(b"cICP", b"\x09\x10\0\1"),
    Part(b"eXIf", exif(None)),
    Part(b"eXIf", exif(6, ">")),
    Part(b"eXIf", exif(3, size=100000)),
    Part(b"eXIf", b"II*\0\0\0\0\0"),
    Part(b"iTXt", XMP_HEAD + PACKET),
]


@pytest.mark.parametrize("part", KEPT, ids=lambda part: part.kind.decode())
def test_png_chunk_stays(blur: Program, part: Part) -> None:
    out = blurred(blur, png_with(SAMPLES, part), "out.png")
    assert chunks_of(out) == {part.kind: [part.data]}
    assert (decode(out) == SAMPLES).all()


def test_png_chunks_stay_together_and_in_order(blur: Program) -> None:
    """Also those behind the picture, which go before it."""
    texts = [Part(b"tEXt", b"Key\0%d" % i) for i in range(300)]
    data = png_with(SAMPLES, *texts[:200], KEPT[7], KEPT[10], KEPT[15])
    behind = png_with(SAMPLES, *texts[200:])
    at = behind.index(b"tEXt") - 4
    end = behind.index(b"IDAT") - 4
    out = blurred(blur, data[:-12] + behind[at:end] + data[-12:], "out.png")
    assert chunks_of(out) == {
        b"gAMA": [KEPT[10].data],
        b"pHYs": [KEPT[7].data],
        b"eXIf": [KEPT[15].data],
        b"tEXt": [text.data for text in texts],
    }


@pytest.mark.parametrize(
    ("kind", "head", "value"),
    [
        (b"zTXt", b"Titl\xe9\0\0", b"Latin-1: \xe9 " * 2000),
        (b"zTXt", b"Empty\0\0", b""),
        (b"iTXt", b"Titel\0\1\0de\0\xc3\x84\0", "UTF-8: ä€ ".encode() * 2000),
        (b"iCCP", b"Caf\xe9 RGB\0\0", PROFILE),
        (b"iCCP", b"n" * 79 + b"\0\0", PROFILE),
    ],
    ids=["latin-1", "empty", "utf-8", "profile", "longest-name"],
)
def test_png_compressed_chunk_stays(blur: Program, kind: bytes, head: bytes, value: bytes) -> None:
    part = Part(kind, head + zlib.compress(value))
    (kept,) = chunks_of(blurred(blur, png_with(SAMPLES, part), "out.png"))[kind]
    assert kept.startswith(head)
    assert zlib.decompress(kept[len(head) :]) == value


def test_png_profile_wins_over_srgb(blur: Program) -> None:
    """A file has one or the other (PNG, third edition, 11.3.2.5)."""
    data = png_with(SAMPLES, Part(b"sRGB", b"\0"), Part(b"iCCP", NAMED_PROFILE))
    assert sorted(chunks_of(blurred(blur, data, "out.png"))) == [b"iCCP"]


def test_png_chunks_of_other_samples_are_dropped(blur: Program) -> None:
    """Documented: they speak of the day of the change, or of samples that change."""
    parts = [
        Part(b"tIME", struct.pack(">HBBBBB", 2020, 2, 29, 12, 30, 59)),
        Part(b"bKGD", bytes(6)),
        Part(b"sBIT", b"\5\6\5"),
        Part(b"sPLT", b"name\0\x08" + bytes(6)),
        Part(b"zzZz", b"private"),
    ]
    assert chunks_of(blurred(blur, png_with(SAMPLES, *parts), "out.png")) == {}


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt"])
@pytest.mark.parametrize(
    ("name", "payload", "chunk"),
    [
        (b"exif", exif(6), b"eXIf"),
        (b"exif", EXIF + exif(6), b"eXIf"),
        (b"APP1", EXIF + exif(6, ">"), b"eXIf"),
        (b"xmp", PACKET, b"iTXt"),
        (b"APP1", XMP + PACKET, b"iTXt"),
    ],
    ids=["exif", "exif-of-jpeg", "APP1-exif", "xmp", "APP1-xmp"],
)
def test_png_raw_profile_gets_its_own_chunk(
    blur: Program, kind: bytes, name: bytes, payload: bytes, chunk: bytes
) -> None:
    value = raw_profile(name, payload)
    method = b"\0" if kind == b"zTXt" else b""
    value = zlib.compress(value) if method else value
    part = Part(kind, b"Raw profile type " + name + b"\0" + method + value)
    head = XMP_HEAD if chunk == b"iTXt" else b""
    bare = payload[len(EXIF) :] if payload.startswith(EXIF) else payload
    bare = bare[len(XMP) :] if bare.startswith(XMP) else bare
    assert chunks_of(blurred(blur, png_with(SAMPLES, part), "out.png")) == {chunk: [head + bare]}


def png_iptc(data: bytes) -> bytes:
    """The records in a PNG file, as others find them."""
    (text,) = chunks_of(data)[b"zTXt"]
    keyword, value = text.split(b"\0\0", 1)
    assert keyword == b"Raw profile type iptc"
    lines = zlib.decompress(value).split(b"\n")
    assert lines[:2] == [b"", b"iptc"]
    payload = bytes.fromhex(b"".join(lines[3:]).decode())
    assert len(payload) == int(lines[2])
    return payload


@pytest.mark.parametrize("records", [RECORDS, RECORDS[:-1]], ids=["odd", "even"])
def test_iptc_stays(blur: Program, records: bytes) -> None:
    """Photoshop's resources around the records go, as they hold thumbnails."""
    packed = resource(1036, b"thumbnail") + resource(1028, records) + resource(1005, bytes(16))
    segments = [segment(APP13, PHOTOSHOP + packed)]
    expected = resource(1028, records)
    data = blurred(blur, jpeg_with(SAMPLES, segments), "out.jpg")
    assert segments_of(data)[APP13] == [PHOTOSHOP + expected]
    data = blurred(blur, data, "out.png")
    assert png_iptc(data) == expected
    data = blurred(blur, data, "out.png")
    assert png_iptc(data) == expected
    data = blurred(blur, data, "out.jpg")
    assert segments_of(data)[APP13] == [PHOTOSHOP + expected]
    bare = Part(b"tEXt", b"Raw profile type iptc\0" + raw_profile(b"iptc", records))
    assert png_iptc(blurred(blur, png_with(SAMPLES, bare), "out.png")) == expected


JPEG_KEPT = {
    "exif": (APP1, [EXIF + exif(8)]),
    "longest-exif": (APP1, [EXIF + exif(2, ">", size=65527)]),
    "xmp": (APP1, [XMP + PACKET]),
    "exif-and-xmp": (APP1, [EXIF + exif(1), XMP + PACKET]),
    "comment": (COM, [b"a comment"]),
    "longest-comment": (COM, [b"c" * 65533]),
    "comments": (COM, [b"one", "zwei ä".encode(), b"three"]),
}


@pytest.mark.parametrize("name", JPEG_KEPT)
def test_jpeg_segments_stay(blur: Program, name: str) -> None:
    marker, payloads = JPEG_KEPT[name]
    data = jpeg_with(SAMPLES, [segment(marker, payload) for payload in payloads])
    kept = segments_of(blurred(blur, data, "out.jpg"))
    del kept[APP0]
    kept.pop(0xEE, None)
    assert kept == {marker: payloads}


def test_jpeg_comment_in_latin_1_becomes_utf_8(blur: Program) -> None:
    """Nothing says what a comment is written in: what is no UTF-8 is taken for Latin-1."""
    out = blurred(blur, jpeg_with(SAMPLES, [segment(COM, b"Caf\xe9")]), "out.jpg")
    assert segments_of(out)[COM] == ["Café".encode()]


@pytest.mark.parametrize("piece", [100, 65519])
@pytest.mark.parametrize("size", [768, 65519, 65520, 200000])
def test_jpeg_profile_stays(blur: Program, size: int, piece: int) -> None:
    profile = (PROFILE * 300)[:size]
    segments = icc_segments(profile, max(piece, size // 200))
    out = blurred(blur, jpeg_with(SAMPLES, segments), "out.jpg")
    pieces = segments_of(out)[APP2]
    assert [data[12:14] for data in pieces] == [
        bytes([i + 1, len(pieces)]) for i in range(len(pieces))
    ]
    assert b"".join(data[14:] for data in pieces) == profile


def test_jpeg_profile_in_any_order(blur: Program) -> None:
    segments = icc_segments(PROFILE, 100)
    out = blurred(blur, jpeg_with(SAMPLES, segments[::-1]), "out.jpg")
    assert segments_of(out)[APP2] == [b"ICC_PROFILE\0\1\1" + PROFILE]


def test_jpeg_damaged_profile(blur: Program) -> None:
    segments = icc_segments(PROFILE, 100)
    for damaged in (segments[1:], segments[:-1], [*segments, segments[0]]):
        data = jpeg_with(SAMPLES, damaged)
        out = blurred(blur, data, "out.jpg", warnings="the damaged colour profile is not kept")
        assert APP2 not in segments_of(out)


@pytest.mark.parametrize("density", [(1, 72, 72), (1, 300, 600), (2, 118, 65535), (0, 4, 3)])
def test_jpeg_density_stays(blur: Program, density: "tuple[int, int, int]") -> None:
    unit, x, y = density
    out = blurred(blur, jpeg_with(SAMPLES, [], jfif(unit, x, y)), "out.jpg")
    assert segments_of(out)[APP0][0][7:12] == struct.pack(">BHH", unit, x, y)


def everything() -> List[bytes]:
    """Both formats, with all they can hold."""
    segments = [
        segment(APP1, EXIF + exif(1)),
        segment(APP1, XMP + PACKET),
        segment(APP13, PHOTOSHOP + resource(1028, RECORDS)),
        segment(COM, b"a comment"),
    ]
    parts = [KEPT[i] for i in (0, 5, 7, 10, 11, 13, 15, 18)]
    png = png_with(SAMPLES, *parts, Part(b"iCCP", NAMED_PROFILE))
    return [png, jpeg_with(SAMPLES, [*segments, *icc_segments(PROFILE)], jfif(1, 72, 72))]


def test_strip(blur: Program) -> None:
    """Colours mean the same without all the rest."""
    png, jpeg = everything()
    kept = chunks_of(blurred(blur, png, "out.png", "--strip"))
    assert sorted(kept) == [b"cHRM", b"cICP", b"gAMA", b"iCCP"]
    assert kept[b"iCCP"][0].startswith(b"Caf\xe9 RGB\0\0")
    kept_segments = segments_of(blurred(blur, jpeg, "out.jpg", "--strip"))
    kept_segments.pop(0xEE, None)
    assert sorted(kept_segments) == [APP0, APP2]
    assert kept_segments[APP0][0][7:12] == bytes([0, 0, 1, 0, 1])
    out = blurred(blur, jpeg, "out.png", "--strip")
    assert sorted(chunks_of(out)) == [b"iCCP"]


def test_strip_all(blur: Program) -> None:
    for data in everything():
        assert chunks_of(blurred(blur, data, "out.png", "--strip=all")) == {}
        kept = segments_of(blurred(blur, data, "out.jpg", "--strip=all"))
        kept.pop(0xEE, None)
        assert sorted(kept) == [APP0]


def test_codecs_keep_the_same(blur: Program) -> None:
    for data in everything():
        assert chunks_of(blurred(blur, data, "a.png")) == chunks_of(
            blurred(blur, data, "b.png", "--codec=stb")
        )
