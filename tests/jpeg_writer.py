# SPDX-License-Identifier: MIT
"""JPEG files that Pillow cannot write: any sampling, and colours that are stored as RGB. Codes are
all of one length, for which no tables are needed."""

import struct
from typing import Any, Iterator, List, NamedTuple, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray

from containers import segment
from pictures import Samples

SOF0, SOF2, DHT, SOS, DQT, APP14 = 0xC0, 0xC2, 0xC4, 0xDA, 0xDB, 0xEE
STEP = 3  # of all coefficients
COSINES = np.cos(np.pi / 16 * np.outer(np.arange(8), 2 * np.arange(8) + 1)) / 2
COSINES[0] /= np.sqrt(2)
# The places of a block along its diagonals, to and fro.
PLACES = sorted(
    range(64), key=lambda i: (i // 8 + i % 8, i // 8 if (i // 8 + i % 8) % 2 else i % 8)
)
AC_SYMBOLS = [0x00, 0xF0, *(run << 4 | size for run in range(16) for size in range(1, 11))]
Bits = Tuple[int, int]  # a number, and how many bits it has
Factors = Sequence[Tuple[int, int]]


class Component(NamedTuple):
    """Its coefficients, of rows of blocks, and how many of those lie in each unit of a scan."""

    blocks: "NDArray[np.int64]"
    across: int
    down: int
    size: Tuple[int, int]  # rows and columns of blocks that have pixels


def planes_of(samples: Samples, is_rgb: bool) -> "NDArray[Any]":
    values = samples.astype(float)
    if is_rgb:
        return values
    to_ycc = [[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]]
    return np.asarray(values @ np.array(to_ycc).T + (0, 128, 128))


def component(plane: "NDArray[Any]", most: Tuple[int, int], own: Tuple[int, int]) -> Component:
    """Averages the pixels that one sample stands for, and transforms blocks of 8 x 8."""
    across, down = most[0] // own[0], most[1] // own[1]
    height, width = plane.shape
    filled = np.pad(plane, ((0, -height % (8 * most[1])), (0, -width % (8 * most[0]))), "edge")
    rows, columns = filled.shape[0] // down, filled.shape[1] // across
    small = filled.reshape(rows, down, columns, across).mean(axis=(1, 3)) - 128
    squares = small.reshape(rows // 8, 8, columns // 8, 8).swapaxes(1, 2)
    coefficients = np.rint(COSINES @ squares @ COSINES.T / STEP).astype(np.int64)
    size = -(-height // (8 * down)), -(-width // (8 * across))
    return Component(coefficients.reshape(rows // 8, columns // 8, 64)[..., PLACES], *own, size)


def magnitude(value: int) -> Bits:
    size = abs(value).bit_length()
    return (value if value >= 0 else value + (1 << size) - 1, size)


def ac_bits(block: "NDArray[np.int64]") -> Iterator[Bits]:
    run = 0
    for value in map(int, block[1:]):
        run += 1
        if value:
            for _ in range((run - 1) // 16):
                yield AC_SYMBOLS.index(0xF0), 8
            number, size = magnitude(value)
            yield AC_SYMBOLS.index((run - 1) % 16 << 4 | size), 8
            yield number, size
            run = 0
    if run:
        yield AC_SYMBOLS.index(0), 8


def units(parts: Sequence[Component]) -> Iterator[Tuple[int, "NDArray[np.int64]"]]:
    """The blocks in the order of a scan: of one component row by row, else mixed."""
    if len(parts) == 1:
        (part,) = parts
        yield from ((0, b) for row in part.blocks[: part.size[0]] for b in row[: part.size[1]])
        return
    for y in range(parts[0].blocks.shape[0] // parts[0].down):
        for x in range(parts[0].blocks.shape[1] // parts[0].across):
            for i, part in enumerate(parts):
                for row in part.blocks[y * part.down : (y + 1) * part.down]:
                    yield from ((i, b) for b in row[x * part.across : (x + 1) * part.across])


def packed(bits: Iterator[Bits]) -> bytes:
    text = "".join(f"{number:0{size}b}" for number, size in bits if size)
    text += "1" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big").replace(b"\xff", b"\xff\0")


def codes(table: int, length: int, symbols: bytes) -> bytes:
    """A table of codes that all have so many bits."""
    counts = bytes(len(symbols) if i == length else 0 for i in range(1, 17))
    return segment(DHT, bytes([table]) + counts + symbols)


def scan(parts: Sequence[Component], ids: bytes, first: int, last: int) -> bytes:
    """One scan, of the coefficients from first to last."""

    def bits() -> Iterator[Bits]:
        before = [0] * len(parts)
        for i, block in units(parts):
            if first == 0:
                number, size = magnitude(int(block[0]) - before[i])
                before[i] = int(block[0])
                yield from ((size, 4), (number, size))
            if last:
                yield from ac_bits(block)

    tables = b"".join(bytes([id, 0]) for id in ids)
    return segment(SOS, bytes([len(ids)]) + tables + bytes([first, last, 0])) + packed(bits())


def written(
    samples: Samples, factors: Factors, is_progressive: bool = False, is_rgb: bool = False
) -> bytes:
    """A file of three components, each with so many samples across and down."""
    most = max(x for x, _ in factors), max(y for _, y in factors)
    planes = np.moveaxis(planes_of(samples, is_rgb), 2, 0)
    parts = [component(plane, most, own) for plane, own in zip(planes, factors)]
    ids = b"RGB" if is_rgb else b"\1\2\3"
    frame = struct.pack(">BHHB", 8, *samples.shape[:2], 3)
    frame += b"".join(bytes([id, x << 4 | y, 0]) for id, (x, y) in zip(ids, factors))
    scans: List[bytes] = [scan(parts, ids, 0, 0 if is_progressive else 63)]
    if is_progressive:
        scans += [scan([part], bytes([id]), 1, 63) for part, id in zip(parts, ids)]
    return b"".join(
        [
            b"\xff\xd8",
            segment(APP14, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, not is_rgb)),
            segment(DQT, b"\0" + bytes([STEP] * 64)),
            segment(SOF2 if is_progressive else SOF0, frame),
            codes(0x00, 4, bytes(range(12))),
            codes(0x10, 8, bytes(AC_SYMBOLS)),
            *scans,
            b"\xff\xd9",
        ]
    )
