# SPDX-License-Identifier: MIT
"""Metadata that lie: they cost no pixel, little memory, and never a crash."""

import functools
import resource
import struct
import zlib
from typing import Any, Dict, List, Tuple

import numpy as np
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
    jpeg_with,
    png_chunks,
    png_with,
    raw_profile,
    segment,
)
from containers import resource as photoshop_resource
from exif_data import exif, with_strips, with_thumbnail
from pictures import SIGNATURE, chunk, decode, noise

SAMPLES = noise(9, 14, 3)
LARGEST = 1 << 24
XMP_HEAD = b"XML:com.adobe.xmp\0\0\0\0\0"


def dropped(kind: bytes) -> str:
    return f"blur: in: warning: {kind.decode()} chunk not kept: it is damaged or far too large\n"


def run(blur: Program, data: bytes, **options: Any) -> Tuple[bytes, str]:
    (blur.folder / "in").write_bytes(data)
    result = blur.run("in", "-k1", "-f", "png", "-o", "out", **options)
    assert result.returncode == 0, result.stderr
    out = (blur.folder / "out").read_bytes()
    critical = [chunk(*part) for part in png_chunks(out) if part.kind[0] & 0x20 == 0]
    assert (decode(SIGNATURE + b"".join(critical)) == SAMPLES).all()
    return out, result.stderr.decode()


@functools.lru_cache
def packed_spaces() -> bytes:
    """800 MiB in a zlib stream."""
    stream = zlib.compressobj(1)
    return b"".join(stream.compress(b" " * (1 << 20)) for _ in range(800)) + stream.flush()


def little_memory() -> None:
    limit = 400 << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


@pytest.fixture
def limits(blur: Program) -> Dict[str, Any]:
    """Keeps the program from much memory, unless it is a build of the sanitizer, which takes all
    there is of addresses."""
    return {} if "asan" in str(blur.path) else {"preexec_fn": little_memory}


BOMBS = [
    Part(b"zTXt", b"Title\0\0"),
    Part(b"iTXt", b"Title\0\1\0\0\0"),
    Part(b"iCCP", b"name\0\0"),
    Part(b"zTXt", b"Raw profile type exif\0\0"),
    Part(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0"),
]


@pytest.mark.parametrize("bomb", BOMBS, ids=["text", "utf-8", "profile", "exif", "xmp"])
def test_bombs(blur: Program, bomb: Part, limits: Dict[str, Any]) -> None:
    """What grows beyond 16 MiB is not unpacked: here, to twice what there is of memory."""
    bomb = Part(bomb.kind, bomb.data + packed_spaces())
    out, said = run(blur, png_with(SAMPLES, bomb), **limits)
    assert said == dropped(bomb.kind)
    assert chunks_of(out) == {}


def test_largest_profile(blur: Program) -> None:
    for size in (LARGEST - 1, LARGEST, LARGEST + 1):
        data = png_with(SAMPLES, Part(b"iCCP", b"name\0\0" + zlib.compress(bytes(size))))
        out, said = run(blur, data)
        assert said == ("" if size <= LARGEST else dropped(b"iCCP"))
        assert (b"iCCP" in chunks_of(out)) == (size <= LARGEST)


def test_many_bombs(blur: Program, limits: Dict[str, Any]) -> None:
    """Each just small enough: 64 MiB is what all of them may take."""
    part = Part(b"zTXt", b"Title\0\0" + zlib.compress(b" " * LARGEST))
    out, said = run(blur, png_with(SAMPLES, *[part] * 40), **limits)
    assert len(chunks_of(out)[b"zTXt"]) == 3
    assert said == dropped(b"zTXt")


def test_many_texts(blur: Program) -> None:
    """In time that is proportional."""
    parts = [Part(b"tEXt", b"Key\0%d" % i) for i in range(100000)]
    out, said = run(blur, png_with(SAMPLES, *parts))
    assert said == ""
    assert chunks_of(out)[b"tEXt"] == [part.data for part in parts]


def test_many_comments(blur: Program) -> None:
    data = jpeg_with(SAMPLES, [segment(COM, b"%d" % i) for i in range(50000)])
    (blur.folder / "in").write_bytes(data)
    result = blur.run("in", "-k1", "-f", "png", "-o", "out")
    said = b"blur: in: warning: only the first 100 comments are kept\n"
    assert (result.returncode, result.stderr) == (0, said)
    assert len(chunks_of((blur.folder / "out").read_bytes())[b"tEXt"]) == 100


DAMAGED = [
    Part(b"tEXt", b""),
    Part(b"tEXt", b"no zero byte"),
    Part(b"tEXt", b"\0no keyword"),
    Part(b"tEXt", b"k" * 80 + b"\0keyword too long"),
    Part(b"zTXt", b"Title\0"),
    Part(b"zTXt", b"Title\0\0"),
    Part(b"zTXt", b"Title\0\1" + zlib.compress(b"unknown method")),
    Part(b"zTXt", b"Title\0\0" + zlib.compress(b"cut" * 99)[:-5]),
    Part(b"zTXt", b"Title\0\0no deflate"),
    Part(b"iTXt", b"Title\0"),
    Part(b"iTXt", b"Title\0\0\0"),
    Part(b"iTXt", b"Title\0\0\0de\0no zero byte"),
    Part(b"iTXt", b"Title\0\2\0\0\0flag"),
    Part(b"iTXt", b"Title\0\1\1\0\0" + zlib.compress(b"method")),
    Part(b"iTXt", b"Title\0\1\0\0\0no deflate"),
    Part(b"iCCP", b"name\0"),
    Part(b"iCCP", b"name\0\0"),
    Part(b"iCCP", b"name\0\1" + zlib.compress(b"method")),
    Part(b"iCCP", b"\0\0" + zlib.compress(b"no name")),
    Part(b"gAMA", b"\0\0\1"),
    Part(b"cHRM", bytes(31)),
    Part(b"sRGB", b""),
    Part(b"cICP", bytes(5)),
    Part(b"pHYs", bytes(8)),
    Part(b"pHYs", bytes(8) + b"\2"),
    Part(b"eXIf", b""),
    Part(b"eXIf", b"II*\0\x08\0\0"),
    Part(b"eXIf", b"IM*\0\x08\0\0\0\0\0"),
    Part(b"eXIf", EXIF + b"II"),
    Part(b"tEXt", b"Raw profile type exif\0\nexif\n  99\nffff"),
    Part(b"tEXt", b"Raw profile type exif\0\nexif\n99999999999999999999999\n"),
    Part(b"tEXt", b"Raw profile type xmp\0"),
    Part(b"tEXt", b"Raw profile type iptc\0\n\n"),
    Part(b"tEXt", b"Raw profile type 8bim\0" + raw_profile(b"8bim", b"8BI")),
]


@pytest.mark.parametrize("index", range(len(DAMAGED)))
def test_damaged_chunks(blur: Program, index: int) -> None:
    """Dropped with a warning, and the next one is not."""
    part = DAMAGED[index]
    out, said = run(blur, png_with(SAMPLES, part, Part(b"tEXt", b"Next\0one")))
    assert said == dropped(part.kind)
    assert chunks_of(out) == {b"tEXt": [b"Next\0one"]}


@pytest.mark.parametrize("bad", [b"\xff\xfe", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80", b"\xc0\x80"])
def test_no_utf_8(blur: Program, bad: bytes) -> None:
    """Taken for Latin-1, so that every output is valid."""
    out, said = run(blur, png_with(SAMPLES, Part(b"iTXt", b"Title\0\0\0\0\0a" + bad)))
    assert said == ""
    expected = b"Title\0\0\0\0\0a" + bad.decode("latin-1").encode()
    assert chunks_of(out) == {b"iTXt": [expected]}


def exif_blobs() -> List[bytes]:
    """Directories that bite their tails, overlap, and end nowhere."""
    found = []
    for order, mark in (("<", b"II*\0"), (">", b"MM\0*")):
        entry = struct.pack(order + "HHI4s", 0x112, 3, 1, b"\6\0\0\6")
        for first in (0, 4, 8, 9, 2**31, 2**32 - 1):
            for count in (0, 1, 2, 0xFFFF):
                for following in (0, 8, 10, 22, 2**32 - 2):
                    head = mark + struct.pack(order + "IH", first, count)
                    found.append(head + entry + struct.pack(order + "I", following))
    for blob in (with_thumbnail(b"t" * 50), with_strips([b"s" * 9] * 4), exif(6)):
        found += [blob[:size] for size in range(8, len(blob), 3)]
    return found


def test_exif_structures(blur: Program) -> None:
    """Many files in one go; the sanitizers see what this cannot."""
    blobs = exif_blobs()
    names = [f"{i}.png" for i in range(len(blobs))]
    for name, blob in zip(names, blobs):
        (blur.folder / name).write_bytes(png_with(SAMPLES, Part(b"eXIf", blob)))
    for arguments in ([], ["--strip"], ["-f", "jpeg"]):
        result = blur.run("-q", "-k1", *arguments, *names)
        assert (result.returncode, result.stderr) == (0, b"")


def test_strips_that_are_all_of_it(blur: Program) -> None:
    """A list of a million of them."""
    count = 1000000
    first = 8 + 6
    lists = first + 2 + 24 + 4
    data = b"II*\0" + struct.pack("<IHIH", 8, 0, first, 2)
    data += struct.pack("<HHII", 0x111, 4, count, lists)
    data += struct.pack("<HHII", 0x117, 4, count, lists + 4 * count) + bytes(4)
    data += struct.pack("<I", lists + 4 * count + 4 * count) * count
    data += struct.pack("<I", 2**32 - 1) * count + b"the picture" * 10
    out, said = run(blur, png_with(SAMPLES, Part(b"eXIf", data)))
    assert said == ""
    assert b"the picture" not in out


SEGMENTS = [
    segment(APP0, b"JFIF\0"),
    segment(APP0, b""),
    segment(APP1, EXIF),
    segment(APP1, EXIF[:5]),
    segment(APP1, EXIF + b"II*\0"),
    segment(APP1, EXIF + b"no TIFF structure"),
    segment(APP1, XMP),
    segment(APP1, XMP[:-1]),
    segment(APP2, b"ICC_PROFILE\0"),
    segment(APP2, b"ICC_PROFILE\0\1"),
    segment(APP2, b"ICC_PROFILE\0\1\1"),
    segment(APP2, b"ICC_PROFILE\0\0\0profile"),
    segment(APP2, b"ICC_PROFILE\0\2\1profile"),
    icc_segments(b"profile" * 9, 20)[1],
    segment(APP13, PHOTOSHOP),
    segment(APP13, PHOTOSHOP + b"8BIM"),
    segment(APP13, PHOTOSHOP + b"8BIM\4\4\xff" + bytes(20)),
    segment(APP13, PHOTOSHOP + b"8BIM\4\4\0\0\xff\xff\xff\xff"),
    segment(APP13, PHOTOSHOP + photoshop_resource(1028, b"")),
    segment(COM, b""),
    segment(COM, b"\0"),
    segment(COM, b"\xff\xd9\xff\xda"),
]


@pytest.mark.parametrize("index", range(len(SEGMENTS)))
def test_segments(blur: Program, index: int) -> None:
    (blur.folder / "in").write_bytes(jpeg_with(SAMPLES, [SEGMENTS[index]]))
    for name in ("out.png", "out.jpg"):
        result = blur.run("in", "-k1", "-o", name)
        assert result.returncode == 0
        assert result.stderr.count(b"\n") <= 1
        assert decode((blur.folder / name).read_bytes()).shape == SAMPLES.shape


@pytest.mark.parametrize("seed", range(4))
def test_mutations(blur: Program, seed: int) -> None:
    """Random bytes in chunks whose checksums are right."""
    random = np.random.default_rng(seed)
    names = []
    good = [
        Part(b"eXIf", with_thumbnail(b"t" * 30)),
        Part(b"eXIf", with_strips([b"s" * 9] * 3, ">")),
        Part(b"iTXt", XMP_HEAD + b"<x><xmp:Thumbnails>t</xmp:Thumbnails></x>"),
        Part(b"iTXt", b"Title\0\1\0de\0Titel\0" + zlib.compress(b"text" * 20)),
        Part(b"zTXt", b"Title\0\0" + zlib.compress(b"text" * 20)),
        Part(b"iCCP", b"name\0\0" + zlib.compress(b"profile" * 20)),
        Part(b"tEXt", b"Raw profile type exif\0" + raw_profile(b"exif", exif(6))),
        Part(b"tEXt", b"Raw profile type iptc\0" + raw_profile(b"iptc", b"8BIM" + bytes(30))),
        Part(b"pHYs", bytes(9)),
    ]
    for i in range(150):
        part = good[i % len(good)]
        data = np.frombuffer(part.data, np.uint8).copy()
        at = random.integers(0, len(data), random.integers(1, 5))
        data[at] = random.choice([0, 1, 4, 127, 128, 255, int(random.integers(256))], len(at))
        cut = len(data) if i % 3 else int(random.integers(len(data)))
        file = png_with(SAMPLES, Part(part.kind, data.tobytes()[:cut]))
        names.append(f"{i}.png")
        (blur.folder / names[-1]).write_bytes(file)
        assert chunk(part.kind, data.tobytes()[:cut]) in file
    for arguments in ([], ["--strip"], ["-f", "jpeg"]):
        result = blur.run("-q", "-k1", *arguments, *names)
        assert (result.returncode, result.stderr) == (0, b"")
