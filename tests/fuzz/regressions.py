# SPDX-License-Identifier: MIT
"""Inputs that the fuzz targets failed on once, each with what was wrong. The bytes are written as
hexadecimal digits, or made as those of the seeds are."""

import struct
import zlib
from pathlib import Path
from typing import Dict

from containers import raw_profile
from pictures import (
    SIGNATURE,
    chunk,
    header,
    jpeg,
    noise,
    png,
)


def wrong_checksum() -> bytes:
    """A picture that is whole but for the checksum of its zlib stream."""
    data = zlib.compress(bytes(4 * 10))
    data = data[:-1] + bytes([data[-1] ^ 1])
    return SIGNATURE + header(9, 4, 8, 0) + chunk(b"IDAT", data) + chunk(b"IEND")


def part(kind: int, data: bytes) -> bytes:
    """As fuzz_metadata.c takes them."""
    return struct.pack(">BH", kind, len(data)) + data


REGRESSIONS: Dict[str, Dict[str, bytes]] = {
    "png": {
        # Read leniently by libspng without a warning.
        "wrong-checksum": wrong_checksum(),
        # A pointer was counted on from NULL.
        "no-language": png(noise(3, 3, 1), before_data=[chunk(b"iTXt", b"Title\0\0\0en")]),
    },
    "jpeg": {
        # The same, where there are no resources of Photoshop.
        "no-resources": jpeg(noise(8, 8, 1)),
    },
    "core": {
        # A colour beyond the edges that overflows when it is weighted by its alpha: read from NULL.
        "border-overflow": bytes.fromhex(
            "02010204037200000002020205756e6f776e20737473ba935cc63d7f00008f018f01018f"
        ),
    },
    "metadata": {
        "no-language": bytes([33]) + part(3, b"Title\0\0\0en"),
        # Written as a comment without text, which is not read again.
        "empty-comment": bytes([48]) + part(6, b"\0rest"),
        # Written as a resource of no size, which is not read again.
        "empty-iptc": bytes([0x31])
        + part(1, b"Raw profile type iptc\0" + raw_profile(b"iptc", b"8BIM\4\4" + bytes(6))),
        # Written as a ratio of two equal numbers other than 1, which says nothing.
        "square-ratio": bytes([0x35]) + part(9, struct.pack(">IIB", 889180604, 889180604, 1)),
    },
}


def write(folder: Path, name: str) -> None:
    """Puts those of a target into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for title, data in REGRESSIONS.get(name, {}).items():
        (folder / title).write_bytes(data)
