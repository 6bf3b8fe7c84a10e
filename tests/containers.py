# SPDX-License-Identifier: MIT
"""The parts that PNG and JPEG files are made of, apart and together."""

import struct
import zlib
from typing import Dict, List, NamedTuple, Sequence

from pictures import SIGNATURE, Samples, chunk, jpeg, png

APP0, APP1, APP2, APP13, COM, SOS = 0xE0, 0xE1, 0xE2, 0xED, 0xFE, 0xDA
EXIF, XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
ICC, PHOTOSHOP = b"ICC_PROFILE\0", b"Photoshop 3.0\0"


class Part(NamedTuple):
    """A chunk of PNG or a segment of JPEG."""

    kind: bytes
    data: bytes


def png_chunks(data: bytes) -> List[Part]:
    """All chunks, whose checksums must be right."""
    assert data.startswith(SIGNATURE)
    parts = []
    at = len(SIGNATURE)
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        kind, payload = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        (checksum,) = struct.unpack_from(">I", data, at + 8 + size)
        assert checksum == zlib.crc32(kind + payload)
        parts.append(Part(kind, payload))
        at += 12 + size
    assert parts[-1] == (b"IEND", b"")
    return parts


def chunks_of(data: bytes) -> Dict[bytes, List[bytes]]:
    """The chunks but for the picture itself, by their type."""
    found: Dict[bytes, List[bytes]] = {}
    for kind, payload in png_chunks(data):
        if kind not in (b"IHDR", b"IDAT", b"IEND"):
            found.setdefault(kind, []).append(payload)
    return found


def segments_of(data: bytes) -> Dict[int, List[bytes]]:
    """Application and comment segments before the first scan, by their marker."""
    assert data.startswith(b"\xff\xd8")
    found: Dict[int, List[bytes]] = {}
    at = 2
    while data[at + 1] != SOS:
        assert data[at] == 0xFF
        marker, (size,) = data[at + 1], struct.unpack_from(">H", data, at + 2)
        if marker == COM or 0xE0 <= marker <= 0xEF:
            found.setdefault(marker, []).append(data[at + 4 : at + 2 + size])
        at += 2 + size
    return found


def segment(marker: int, data: bytes) -> bytes:
    """A segment of JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def icc_segments(profile: bytes, piece: int = 65519) -> List[bytes]:
    """A colour profile in pieces."""
    count = (len(profile) + piece - 1) // piece
    return [
        segment(APP2, ICC + bytes([i + 1, count]) + profile[i * piece : (i + 1) * piece])
        for i in range(count)
    ]


def resource(number: int, data: bytes) -> bytes:
    """A resource of Photoshop."""
    size = struct.pack(">H2xI", number, len(data))
    return b"8BIM" + size + data + b"\0" * (len(data) % 2)


def iptc_record(dataset: int, value: bytes) -> bytes:
    """A record of IPTC-IIM's application part."""
    return struct.pack(">BBBH", 0x1C, 2, dataset, len(value)) + value


def jfif(unit: int, x: int, y: int) -> bytes:
    """A JFIF segment with a density."""
    return segment(APP0, b"JFIF\0\1\2" + struct.pack(">BHHBB", unit, x, y, 0, 0))


def jpeg_with(samples: Samples, segments: Sequence[bytes], first: bytes = b"") -> bytes:
    """A JPEG file with these segments; first: in the place of JFIF's."""
    data = jpeg(samples, quality=95, subsampling=0)
    (size,) = struct.unpack_from(">H", data, 4)
    return data[:2] + (first or data[2 : 4 + size]) + b"".join(segments) + data[4 + size :]


def png_with(samples: Samples, *parts: Part) -> bytes:
    """A PNG file with these chunks before its data."""
    return png(samples, before_data=[chunk(part.kind, part.data) for part in parts])


def raw_profile(name: bytes, data: bytes) -> bytes:
    """The text of metadata as ImageMagick puts them into PNG."""
    digits = data.hex().encode()
    lines = [digits[i : i + 72] for i in range(0, len(digits), 72)]
    return b"\n" + name + b"\n%8d\n" % len(data) + b"\n".join(lines) + b"\n"
