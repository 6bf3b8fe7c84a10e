# SPDX-License-Identifier: MIT
"""Makes a sample picture: colours, edges, fine lines and dots, to see a blur at work.

Usage: sample_picture.py SIZE FILE.png

Needs nothing but Python's standard library.
"""

import math
import struct
import sys
import zlib


def pixel(u: float, v: float) -> "tuple[int, int, int]":
    """Returns the colour at u, v, both from 0 to 1."""
    sky = (30 + 120 * (1 - v), 90 + 110 * (1 - v), 170 + 70 * (1 - v))
    hill = 0.72 + 0.06 * math.sin(7 * u) + 0.03 * math.sin(17 * u + 1)
    if math.hypot(u - 0.72, v - 0.27) < 0.13:
        color = (255.0, 205.0, 70.0)
    elif v > hill:
        stripe = 40 if int(60 * (u + 0.3 * v)) % 2 else 0
        color = (50 + stripe, 130 + stripe, 60.0)
    elif 0.12 < u < 0.44 and 0.34 < v < hill + 0.05:
        window = int(40 * u) % 2 and int(40 * v) % 2
        color = (250.0, 235.0, 170.0) if window else (120.0, 60.0, 50.0)
    elif math.hypot((8 * u) % 1 - 0.5, (8 * v) % 1 - 0.5) < 0.06 and v < 0.5:
        color = (255.0, 255.0, 255.0)
    else:
        color = sky
    return round(color[0]), round(color[1]), round(color[2])


def chunk(kind: bytes, data: bytes) -> bytes:
    """Returns a PNG chunk."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(size: int) -> bytes:
    """Returns the picture, size x size pixels of RGB, as a PNG file."""
    rows = bytearray()
    for y in range(size):
        rows.append(0)
        for x in range(size):
            rows += bytes(pixel((x + 0.5) / size, (y + 0.5) / size))
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + chunk(b"IEND", b"")
    )


def main() -> None:
    """Writes the picture."""
    if len(sys.argv) != 3 or not sys.argv[1].isdigit() or int(sys.argv[1]) < 1:
        sys.exit("Usage: sample_picture.py SIZE FILE.png")
    with open(sys.argv[2], "wb") as file:
        file.write(png(int(sys.argv[1])))


if __name__ == "__main__":
    main()
