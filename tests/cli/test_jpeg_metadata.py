# SPDX-License-Identifier: MIT
"""What JPEG says beside the picture, there and back, by each codec that is built in."""

import struct
from typing import List, Tuple

import pytest
from PIL import Image, ImageCms

from conftest import Program
from jpeg_files import (
    BASELINE,
    CODECS,
    attempt,
    inserted,
    opened,
    rewrite,
    segment,
    segments,
    smooth,
)
from pictures import chunk, jpeg, noise, png


def app13(*resources: Tuple[int, bytes, bytes]) -> bytes:
    data = b""
    for number, name, content in resources:
        pascal = bytes([len(name)]) + name
        data += b"8BIM" + struct.pack(">H", number) + pascal + b"\0" * (len(pascal) % 2)
        data += struct.pack(">I", len(content)) + content + b"\0" * (len(content) % 2)
    return data


PHOTOSHOP = b"Photoshop 3.0\0"
XMP = b"http://ns.adobe.com/xap/1.0/\0"
IPTC = b"\x1c\x02\x78\0\x05hello"
PACKET = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><a>\xc3\xa4</a></x:xmpmeta>"


def contents(data: bytes, marker: int, signature: bytes = b"") -> List[bytes]:
    found = [data[begin + 4 : end] for kind, begin, end in segments(data) if kind == marker]
    return [part[len(signature) :] for part in found if part.startswith(signature)]


@pytest.mark.parametrize("codec", CODECS)
def test_metadata_there_and_back(blur: Program, codec: str) -> None:
    """Also by way of PNG."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = inserted(
        jpeg(smooth(20, 20), dpi=(300, 150), icc_profile=profile),
        segment(0xE1, XMP + PACKET),
        segment(0xED, PHOTOSHOP + app13((0x040C, b"", b"thumb"), (0x0404, b"ab", IPTC))),
        segment(0xFE, "bl\u00fcte".encode()),
    )
    (blur.folder / "in.jpg").write_bytes(data)
    option = f"--codec={codec}"
    blur.works("in.jpg", option, "-o", "out.jpg")
    blur.works("in.jpg", option, "-o", "between.png")
    blur.works("between.png", option, "-o", "again.jpg")
    for name in ("out.jpg", "again.jpg"):
        out = (blur.folder / name).read_bytes()
        assert contents(out, 0xE1, XMP) == [PACKET]
        assert contents(out, 0xED, PHOTOSHOP) == [app13((0x0404, b"", IPTC))]
        assert contents(out, 0xFE) == ["bl\u00fcte".encode()]
        info = opened(out).info
        assert info["icc_profile"] == profile
        assert info["dpi"] == pytest.approx((300, 150), rel=0.01)
        assert b"thumb" not in out


@pytest.mark.parametrize("codec", CODECS)
def test_order_of_segments(blur: Program, codec: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "a description"
    data = inserted(
        jpeg(smooth(20, 20), icc_profile=b"p" * 300, exif=exif.tobytes(), dpi=(72, 72)),
        segment(0xFE, b"c"),
        segment(0xED, PHOTOSHOP + app13((0x0404, b"", IPTC))),
        segment(0xE1, XMP + PACKET),
    )
    out = rewrite(blur, data, "--codec", codec)
    kinds = [kind for kind, _, _ in segments(out)]
    assert kinds[:6] == [0xE0, 0xE1, 0xE1, 0xED, 0xE2, 0xFE]
    assert opened(out).getexif()[0x010E] == "a description"


def test_latin1_comment(blur: Program) -> None:
    data = inserted(BASELINE, segment(0xFE, b"bl\xfcte"))
    assert contents(rewrite(blur, data), 0xFE) == ["bl\u00fcte".encode()]


def test_a_flood_of_comments(blur: Program) -> None:
    comments = [segment(0xFE, b"%d" % i) for i in range(1000)]
    (blur.folder / "in.jpg").write_bytes(inserted(BASELINE, *comments))
    result = blur.run("in.jpg", "-o", "out.jpg")
    message = b"blur: in.jpg: warning: only the first 100 comments are kept\n"
    assert (result.returncode, result.stderr) == (0, message)
    out = (blur.folder / "out.jpg").read_bytes()
    assert contents(out, 0xFE) == [b"%d" % i for i in range(100)]


def test_resources_that_span_segments(blur: Program) -> None:
    resources = app13((0x0BB7, b"", b"x" * 50), (0x0404, b"", IPTC), (0x0BB8, b"", b"y"))
    parts = [segment(0xED, PHOTOSHOP + part) for part in (resources[:70], resources[70:])]
    out = rewrite(blur, inserted(BASELINE, *parts))
    assert contents(out, 0xED, PHOTOSHOP) == [app13((0x0404, b"", IPTC))]


def icc_chunks(profile: bytes, count: int) -> List[bytes]:
    size = -(-len(profile) // count)
    return [
        segment(0xE2, b"ICC_PROFILE\0" + bytes([i + 1, count]) + profile[i * size :][:size])
        for i in range(count)
    ]


PROFILE = noise(200000).tobytes()


@pytest.mark.parametrize("count", [4, 200])
def test_profile_in_chunks(blur: Program, count: int) -> None:
    chunks = icc_chunks(PROFILE, count)
    for order in (chunks, chunks[::-1]):
        out = rewrite(blur, inserted(BASELINE, *order))
        assert opened(out).info["icc_profile"] == PROFILE
        assert len(contents(out, 0xE2)) == 4


@pytest.mark.parametrize(
    "chunks",
    [
        icc_chunks(PROFILE, 5)[1:],
        icc_chunks(PROFILE, 5)[:-1],
        icc_chunks(PROFILE, 5) + icc_chunks(PROFILE, 5)[:1],
        icc_chunks(PROFILE, 5)[:4] + icc_chunks(PROFILE, 6)[4:],
        [segment(0xE2, b"ICC_PROFILE\0\0\1p")],
        [segment(0xE2, b"ICC_PROFILE\0")],
    ],
    ids=["no-first", "no-last", "double", "counts", "zero", "short"],
)
def test_damaged_profile(blur: Program, chunks: List[bytes]) -> None:
    samples, said = attempt(blur, inserted(BASELINE, *chunks), "auto")
    assert samples is not None
    assert said == ["warning: the damaged colour profile is not kept"]


def test_what_does_not_fit_is_said(blur: Program) -> None:
    text = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b"<x/>" * 17000)
    (blur.folder / "in.png").write_bytes(png(noise(9, 9, 3), before_data=[text]))
    result = blur.run("in.png", "-o", "out.jpg")
    message = b"blur: in.png: warning: XMP data too long for JPEG: not kept\n"
    assert (result.returncode, result.stderr) == (0, message)


@pytest.mark.parametrize(
    ("per_metre", "unit", "density"),
    [(11811, 1, 300), (2835, 1, 72), (3000, 2, 30), (889180604, 0, 1)],
)
def test_density_of_a_png(blur: Program, per_metre: int, unit: int, density: int) -> None:
    data = struct.pack(">IIB", per_metre, per_metre, 1)
    (blur.folder / "in.png").write_bytes(png(noise(9, 9, 3), before_data=[chunk(b"pHYs", data)]))
    blur.works("in.png", "-o", "out.jpg")
    out = (blur.folder / "out.jpg").read_bytes()
    jfif = contents(out, 0xE0)[0]
    assert struct.unpack(">BHH", jfif[7:12]) == (unit, density, density)


def test_no_empty_comment(blur: Program) -> None:
    text = chunk(b"tEXt", b"Comment\0")
    (blur.folder / "in.png").write_bytes(png(noise(9, 9, 3), before_data=[text]))
    blur.works("in.png", "-o", "out.jpg")
    assert contents((blur.folder / "out.jpg").read_bytes(), 0xFE) == []
