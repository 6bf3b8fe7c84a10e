# SPDX-License-Identifier: MIT
"""Inputs that cannot be blurred: the exact message, status 1, and nothing written."""

import struct
import zlib
from typing import Callable, Dict

import numpy as np
import pytest

from conftest import Program
from pictures import SIGNATURE, chunk, decode, header, jpeg, noise, png, scanlines

GREY = noise(9, 7, 1)
IDAT = chunk(b"IDAT", zlib.compress(scanlines(GREY, 8)))
IHDR = header(7, 9, 8, 0)
IEND = chunk(b"IEND")
GOOD = SIGNATURE + IHDR + IDAT + IEND


def idat(data: bytes) -> bytes:
    return SIGNATURE + IHDR + chunk(b"IDAT", data) + IEND


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]


DEFLATED = zlib.compress(scanlines(GREY, 8))
BAD_PNG: Dict[str, "tuple[bytes, str]"] = {
    "signature": (b"\x88" + GOOD[1:], "not a PNG or JPEG image"),
    "line-ends": (GOOD.replace(b"\r\n", b"\n"), "not a PNG or JPEG image"),
    "only-signature": (SIGNATURE, "truncated PNG: no IEND chunk"),
    "crc": (flipped(GOOD, len(GOOD) - 20), "damaged PNG: wrong checksum in chunk IDAT"),
    "header-crc": (flipped(GOOD, 30), "damaged PNG: wrong checksum in chunk IHDR"),
    "no-end": (SIGNATURE + IHDR + IDAT, "truncated PNG: no IEND chunk"),
    "cut": (GOOD[:60], "truncated PNG: a chunk ends beyond the file"),
    "cut-in-end": (GOOD[:-3], "truncated PNG: a chunk ends beyond the file"),
    "long-chunk": (
        SIGNATURE + IHDR + b"\xff\xff\xff\xff" + IDAT[4:],
        "truncated PNG: a chunk ends beyond the file",
    ),
    "no-data": (SIGNATURE + IHDR + IEND, "damaged PNG: no IDAT chunk"),
    "no-header": (
        SIGNATURE + IDAT + IEND,
        "damaged PNG: does not begin with an IHDR chunk",
    ),
    "two-headers": (SIGNATURE + IHDR + IHDR + IDAT + IEND, "damaged PNG: bad IHDR chunk"),
    "split-data": (
        SIGNATURE + IHDR + IDAT + chunk(b"tEXt", b"a\0b") + IDAT + IEND,
        "damaged PNG: other chunks between IDAT chunks",
    ),
    "not-deflate": (idat(b"\x78\x01" + b"\xff" * 60), "damaged PNG: bad compressed data"),
    "adler": (idat(DEFLATED[:-1] + b"!"), "damaged PNG: bad compressed data"),
    "cut-deflate": (idat(DEFLATED[:-9]), "damaged PNG: bad compressed data"),
    "short": (
        idat(zlib.compress(scanlines(GREY, 8)[:-1])),
        "damaged PNG: less data than the header says",
    ),
    "bomb": (idat(zlib.compress(bytes(10**7))), "damaged PNG: more data than the header says"),
    "filter": (
        idat(zlib.compress(b"\x07" + scanlines(GREY, 8)[1:])),
        "damaged PNG: unknown filter",
    ),
    "zero-width": (
        SIGNATURE + header(0, 9, 8, 0) + IDAT + IEND,
        "damaged PNG: bad width or height",
    ),
    "negative-height": (
        SIGNATURE + header(7, 2**31, 8, 0) + IDAT + IEND,
        "damaged PNG: bad width or height",
    ),
    "depth": (
        SIGNATURE + header(7, 9, 3, 0) + IDAT + IEND,
        "damaged PNG: no such bit depth 3 with colour type 0",
    ),
    "no-depth": (
        SIGNATURE + header(7, 9, 0, 0) + IDAT + IEND,
        "damaged PNG: no such bit depth 0 with colour type 0",
    ),
    "great-depth": (
        SIGNATURE + header(7, 9, 99, 2) + IDAT + IEND,
        "damaged PNG: no such bit depth 99 with colour type 2",
    ),
    "color": (
        SIGNATURE + header(7, 9, 8, 5) + IDAT + IEND,
        "damaged PNG: no such bit depth 8 with colour type 5",
    ),
    "interlace": (
        SIGNATURE + header(7, 9, 8, 0, 2) + IDAT + IEND,
        "unknown PNG compression, filter or interlace method",
    ),
    "no-palette": (
        SIGNATURE + header(7, 9, 8, 3) + IDAT + IEND,
        "damaged PNG: no PLTE chunk",
    ),
    "palette-size": (
        SIGNATURE + header(7, 9, 8, 3) + chunk(b"PLTE", b"12345") + IDAT + IEND,
        "damaged PNG: bad PLTE chunk",
    ),
    "empty-palette": (
        SIGNATURE + header(7, 9, 8, 3) + chunk(b"PLTE") + IDAT + IEND,
        "damaged PNG: bad PLTE chunk",
    ),
    "empty-transparency": (
        SIGNATURE + header(7, 9, 8, 3) + chunk(b"PLTE", b"abc") + chunk(b"tRNS") + IDAT,
        "damaged PNG: bad tRNS chunk",
    ),
    "transparent-alpha": (
        SIGNATURE + header(7, 9, 8, 4) + chunk(b"tRNS", b"ab") + IDAT + IEND,
        "damaged PNG: bad tRNS chunk",
    ),
    "critical": (
        SIGNATURE + IHDR + chunk(b"CgBI", b"abcd") + IDAT + IEND,
        "unknown PNG chunk CgBI",
    ),
    "claims": (
        SIGNATURE + header(16000, 16000, 8, 6) + IDAT + IEND,
        f"damaged PNG: 16000 x 16000 pixels cannot come from {len(DEFLATED)} bytes",
    ),
    "large": (
        SIGNATURE + header(2**31 - 1, 2**31 - 1, 16, 6) + IDAT + IEND,
        "image too large: 2147483647 x 2147483647 is more than 268435456 pixels "
        "(raise it with --max-pixels)",
    ),
}


@pytest.mark.parametrize("kind", BAD_PNG)
def test_bad_png(blur: Program, kind: str) -> None:
    data, message = BAD_PNG[kind]
    (blur.folder / "in.png").write_bytes(data)
    (blur.folder / "out.png").write_bytes(b"old")
    blur.fails(1, f"blur: in.png: {message}", "--codec=stb", "in.png", "-o", "out.png")
    assert (blur.folder / "out.png").read_bytes() == b"old"


# What libspng sees otherwise: data that end early are all alike to it, and it stops reading where
# the header says, so that nothing is lost by what follows.
SEEN_OTHERWISE = {"cut-deflate": "damaged PNG: less data than the header says", "bomb": ""}


@pytest.mark.parametrize("kind", BAD_PNG)
def test_bad_png_with_libspng(blur: Program, kind: str) -> None:
    if b"libspng" not in blur.works("--version"):
        pytest.skip("built without libspng")
    data, message = BAD_PNG[kind]
    message = SEEN_OTHERWISE.get(kind, message)
    (blur.folder / "in.png").write_bytes(data)
    (blur.folder / "out.png").write_bytes(b"old")
    if not message:
        blur.works("in.png", "-o", "out.png")
        return
    blur.fails(1, f"blur: in.png: {message}", "in.png", "-o", "out.png")
    assert (blur.folder / "out.png").read_bytes() == b"old"


def test_the_good_one_is_good(blur: Program) -> None:
    (blur.folder / "in.png").write_bytes(GOOD)
    blur.works("-k1", "in.png", "-o", "out.png")
    assert (decode((blur.folder / "out.png").read_bytes()) == GREY).all()


def test_larger_than_the_decoders_take(blur: Program) -> None:
    """Plausible, below --max-pixels, and still more than stb can count."""
    raised = f"--max-pixels={2**40}"
    message = "image too large for the PNG decoder"
    zeros = zlib.compress(bytes(30 * 10**6), 9)
    for width, height, depth in [(2**24 + 1, 9, 1), (60000, 60000, 1), (9, 2**24 + 1, 1)]:
        data = SIGNATURE + header(width, height, depth, 0) + chunk(b"IDAT", zeros * 20) + IEND
        (blur.folder / "in.png").write_bytes(data)
        blur.fails(1, f"blur: in.png: {message}", "--codec=stb", "in.png", raised, "-o", "out.png")
    data = patched(PHOTO, SOF + 5, 0xFF, 0xFF, 0xFF, 0xFF)
    at = data.index(b"\xff\xda")
    (blur.folder / "in.jpg").write_bytes(data[:at] + data[at:-2] + bytes(24 * 10**6) + data[-2:])
    message = "image too large for the JPEG decoder"
    blur.fails(1, f"blur: in.jpg: {message}", "--codec=stb", "in.jpg", raised, "-o", "out.png")


def test_endless_input(blur: Program) -> None:
    """What is no image is refused by its first bytes."""
    message = "not a PNG or JPEG image"
    blur.fails(1, f"blur: /dev/zero: {message}", "/dev/zero", "-o", "out.png")
    huge = blur.folder / "huge.png"
    with huge.open("wb") as file:
        file.write(SIGNATURE)
        file.truncate(2**31 - 1)
    blur.fails(1, "blur: huge.png: larger than 2 GiB", "huge.png", "-o", "out.png")


def test_largest_claim_with_a_raised_limit(blur: Program) -> None:
    (blur.folder / "in.png").write_bytes(BAD_PNG["large"][0])
    side = 2**31 - 1
    message = f"damaged PNG: {side} x {side} pixels cannot come from {len(DEFLATED)} bytes"
    blur.fails(1, f"blur: in.png: {message}", "in.png", f"--max-pixels={2**62}", "-o", "out.png")


def test_every_cut_of_a_png(blur: Program) -> None:
    for length in range(len(GOOD)):
        (blur.folder / "in.png").write_bytes(GOOD[:length])
        result = blur.run("in.png", "-o", "out.png")
        assert result.returncode == 1
        assert result.stderr.startswith(b"blur: in.png: ")
        assert not (blur.folder / "out.png").exists()


@pytest.mark.parametrize("interlace", [0, 1])
@pytest.mark.parametrize("depth", [2, 4, 8])
def test_index_past_the_palette(blur: Program, depth: int, interlace: int) -> None:
    indices = noise(11, 13, 1) % np.uint8(4)
    palette = bytes([10, 20, 30, 40, 50, 60])
    (blur.folder / "in.png").write_bytes(
        png(indices, depth, 3, interlace, [chunk(b"PLTE", palette)])
    )
    result = blur.run("-k", "1", "in.png", "-o", "out.png")
    missing = int((indices >= 2).sum())
    warning = f"warning: {missing} pixels of a colour missing from the palette are made black"
    assert result.stderr.decode() == f"blur: in.png: {warning}\n"
    assert result.returncode == 0
    colors = np.array([[10, 20, 30], [40, 50, 60], [0, 0, 0], [0, 0, 0]], np.uint8)
    out = decode((blur.folder / "out.png").read_bytes())
    assert (out == colors[indices[:, :, 0]]).all()


PHOTO = jpeg(noise(40, 50, 3))
PROGRESSIVE = jpeg(noise(40, 50, 3), progressive=True)


def segment(data: bytes, marker: int) -> int:
    """Where the first segment of a kind begins."""
    at = 2
    while data[at + 1] != marker:
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return at


def patched(data: bytes, at: int, *values: int) -> bytes:
    return data[:at] + bytes(values) + data[at + len(values) :]


def without(data: bytes, marker: int) -> bytes:
    while True:
        try:
            at = segment(data[: data.index(b"\xff\xda") + 2], marker)
        except (IndexError, struct.error):
            return data
        data = data[:at] + data[at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0] :]


SOF, DHT, DQT, SOS = (segment(PHOTO, marker) for marker in (0xC0, 0xC4, 0xDB, 0xDA))
TRUNCATED = "truncated JPEG: no end-of-image marker"
BAD_JPEG: Dict[str, Callable[[], "tuple[bytes, str]"]] = {
    "cut": lambda: (PHOTO[:-2], TRUNCATED),
    "cut-half": lambda: (PHOTO[: len(PHOTO) // 2], TRUNCATED),
    "cut-header": lambda: (PHOTO[: SOF + 6], TRUNCATED),
    "cut-progressive": lambda: (PROGRESSIVE[: len(PROGRESSIVE) * 2 // 3], TRUNCATED),
    "no-scan": lambda: (
        PHOTO[:SOS] + b"\xff\xd9",
        "damaged JPEG: a component without data",
    ),
    "no-huffman": lambda: (
        without(PHOTO, 0xC4),
        "damaged JPEG: a scan names a table that is not there",
    ),
    "no-quantization": lambda: (
        without(PHOTO, 0xDB),
        "damaged JPEG: a scan names a table that is not there",
    ),
    "huffman-counts": lambda: (
        patched(PHOTO, DHT + 5, *[255] * 16),
        "damaged JPEG: bad Huffman table",
    ),
    "huffman-overfull": lambda: (
        patched(PHOTO, DHT + 5, sum(PHOTO[DHT + 5 : DHT + 21]), *[0] * 15),
        "damaged JPEG: bad Huffman table",
    ),
    "huffman-class": lambda: (
        patched(PHOTO, DHT + 4, 0x44),
        "damaged JPEG: bad Huffman table",
    ),
    "quantization": lambda: (
        patched(PHOTO, DQT + 4, 0x29),
        "damaged JPEG: bad quantization table",
    ),
    "length": lambda: (patched(PHOTO, DQT + 2, 0, 1), "damaged JPEG: bad segment length"),
    "zero-width": lambda: (
        patched(PHOTO, SOF + 7, 0, 0),
        "damaged JPEG: bad width or height",
    ),
    "sampling": lambda: (patched(PHOTO, SOF + 11, 0x05), "damaged JPEG: bad frame header"),
    "12-bit": lambda: (
        patched(PHOTO, SOF + 4, 12),
        "JPEG with 12 bits a sample is not supported",
    ),
    "two-components": lambda: (
        patched(PHOTO, SOF + 9, 2),
        "JPEG with 2 components is not supported",
    ),
    "arithmetic": lambda: (
        patched(PHOTO, SOF + 1, 0xC9),
        "arithmetic-coded JPEG is not supported",
    ),
    "lossless": lambda: (
        patched(PHOTO, SOF + 1, 0xC3),
        "lossless or hierarchical JPEG is not supported",
    ),
    "marker": lambda: (patched(PHOTO, DQT + 1, 0xF5), "unknown JPEG marker fff5"),
    "scan-component": lambda: (patched(PHOTO, SOS + 5, 77), "damaged JPEG: bad scan header"),
    "claims": lambda: (
        patched(PHOTO, SOF + 5, 0x3E, 0x80, 0x3E, 0x80),
        f"damaged JPEG: 16000 x 16000 pixels cannot come from {len(PHOTO)} bytes",
    ),
    "large": lambda: (
        patched(PHOTO, SOF + 5, 0xFF, 0xFF, 0xFF, 0xFF),
        "image too large: 65535 x 65535 is more than 268435456 pixels "
        "(raise it with --max-pixels)",
    ),
}


@pytest.mark.parametrize("kind", BAD_JPEG)
def test_bad_jpeg(blur: Program, kind: str) -> None:
    data, message = BAD_JPEG[kind]()
    (blur.folder / "in.jpg").write_bytes(data)
    blur.fails(1, f"blur: in.jpg: {message}", "--codec=stb", "in.jpg", "-o", "out.png")
    if kind == "arithmetic":  # libjpeg decodes that, as well as it can
        assert blur.run("in.jpg", "-o", "out.png").returncode in (0, 1)
    else:
        blur.fails(1, f"blur: in.jpg: {message}", "in.jpg", "-o", "out.png")


def test_flipped_bytes_never_crash(blur: Program) -> None:
    """Damage anywhere is either refused in one line or decoded; a crash is neither."""
    random = np.random.default_rng(7)
    for data in (PHOTO, PROGRESSIVE, jpeg(noise(33, 17, 1)), png(noise(12, 9, 3)), GOOD):
        for _ in range(40):
            damaged = bytearray(data)
            for at in random.integers(2, len(data), 3):
                damaged[at] = random.integers(0, 256)
            (blur.folder / "in").write_bytes(damaged)
            result = blur.run("in", "-q", "-o", "out.png")
            assert result.returncode in (0, 1), result.stderr
            assert result.stderr.count(b"\n") == result.returncode


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.png", "No such file or directory"),
        ("folder", "Is a directory (-r takes what is in it)"),
        ("empty.png", "empty file"),
        ("text.png", "not a PNG or JPEG image"),
        ("in.png/x.png", "Not a directory"),
    ],
)
def test_no_image(blur: Program, name: str, message: str) -> None:
    (blur.folder / "folder").mkdir()
    (blur.folder / "empty.png").touch()
    (blur.folder / "text.png").write_text("not an image, whatever the name says\n")
    (blur.folder / "in.png").write_bytes(GOOD)
    blur.fails(1, f"blur: {name}: {message}", name, "-o", "out.png")


def test_names_cannot_forge_messages(blur: Program) -> None:
    name = b"a\x1b[2J\nblur: b.png\xff\xc3\xa9.png"
    result = blur.run(name, "-o", "out.png")
    assert result.returncode == 1
    expected = "blur: a?[2J?blur: b.png?\u00e9.png: No such file or directory\n"
    assert result.stderr.decode() == expected
    result = blur.run("a\u202egnp.b", "-o", "out.png")
    assert result.stderr.decode() == "blur: a???gnp.b: No such file or directory\n"


def test_max_pixels(blur: Program) -> None:
    (blur.folder / "in.png").write_bytes(GOOD)
    (blur.folder / "in.jpg").write_bytes(PHOTO)
    blur.works("--max-pixels=63", "in.png", "-o", "out.png")
    (blur.folder / "out.png").unlink()
    message = "pixels (raise it with --max-pixels)"
    blur.fails(
        1,
        f"blur: in.png: image too large: 7 x 9 is more than 62 {message}",
        *("--max-pixels=62", "in.png", "-o", "out.png"),
    )
    blur.fails(
        1,
        f"blur: in.jpg: image too large: 50 x 40 is more than 1999 {message}",
        *("--max-pixels", "1999", "in.jpg", "-o", "out.png"),
    )


def test_one_bad_file_of_three(blur: Program) -> None:
    for name in ("a.png", "b.png", "c.png"):
        (blur.folder / name).write_bytes(GOOD if name != "b.png" else GOOD[:50])
    result = blur.run("a.png", "b.png", "c.png", "-q")
    assert result.returncode == 1
    assert result.stderr == b"blur: b.png: truncated PNG: a chunk ends beyond the file\n"
    assert (blur.folder / "a-blur.png").exists()
    assert (blur.folder / "c-blur.png").exists()
    assert not (blur.folder / "b-blur.png").exists()


def test_what_looks_like_png(blur: Program) -> None:
    """A signature with any byte wrong, and line ends that were converted on the way."""
    ends = ((b"\n", b"\r\n"), (b"\r\n", b"\n"), (b"\r", b"\n"))
    for data in [
        *(flipped(GOOD, at) for at in range(len(SIGNATURE))),
        *(GOOD.replace(before, after) for before, after in ends),
    ]:
        (blur.folder / "in.png").write_bytes(data)
        blur.fails(1, "blur: in.png: not a PNG or JPEG image", "in.png", "-o", "out.png")
