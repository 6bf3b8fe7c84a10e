# SPDX-License-Identifier: MIT
"""PNG files of 16 bits a sample, which Pillow does not read without loss."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from containers import png_chunks


def paeth(left: int, above: int, corner: int) -> int:
    estimate = left + above - corner
    distances = (abs(estimate - left), abs(estimate - above), abs(estimate - corner))
    return (left, above, corner)[distances.index(min(distances))]


def unfilter(kind: int, line: bytes, above: bytes, step: int) -> bytes:
    """A line as it was; step: bytes a pixel. (PNG, third edition, section 9.)"""
    result = bytearray(line)
    for i in range(len(line)):
        left = result[i - step] if i >= step else 0
        corner = above[i - step] if i >= step else 0
        guess = (0, left, above[i], (left + above[i]) // 2, paeth(left, above[i], corner))[kind]
        result[i] = (line[i] + guess) & 255
    return bytes(result)


def decode_deep(data: bytes) -> "NDArray[np.uint16]":
    """The samples of a file that is not interlaced, height x width x channels."""
    chunks = png_chunks(data)
    width, height, depth, color, *rest = struct.unpack(">IIBBBBB", chunks[0].data)
    assert (depth, rest) == (16, [0, 0, 0])
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[color]
    packed = zlib.decompress(b"".join(part.data for part in chunks if part.kind == b"IDAT"))
    size = 2 * channels * width
    lines = [bytes(size)]
    for y in range(height):
        at = y * (size + 1)
        line = packed[at + 1 : at + 1 + size]
        lines.append(unfilter(packed[at], line, lines[-1], 2 * channels))
    assert len(packed) == height * (size + 1)
    samples = np.frombuffer(b"".join(lines[1:]), ">u2").astype(np.uint16)
    return samples.reshape(height, width, channels)
