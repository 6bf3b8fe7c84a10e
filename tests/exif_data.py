# SPDX-License-Identifier: MIT
"""Exif data for tests, made here byte by byte."""

import struct
from typing import List, NamedTuple, Optional, Sequence

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED = 1, 2, 3, 4, 5, 7
MAKE, ORIENTATION, SOFTWARE = 0x10F, 0x112, 0x131
STRIP_OFFSETS, STRIP_SIZES, JPEG_OFFSET, JPEG_SIZE = 0x111, 0x117, 0x201, 0x202


class Entry(NamedTuple):
    tag: int
    type: int
    amount: int
    value: bytes  # in the byte order of the whole


def number(tag: int, value: int, order: str = "<", type: int = SHORT) -> Entry:
    """An entry of one number."""
    return Entry(tag, type, 1, struct.pack(order + {SHORT: "H", LONG: "I"}[type], value))


def numbers(tag: int, values: Sequence[int], order: str = "<") -> Entry:
    """An entry of several 32-bit numbers."""
    return Entry(tag, LONG, len(values), struct.pack(f"{order}{len(values)}I", *values))


def text(tag: int, value: bytes) -> Entry:
    """An entry of characters."""
    return Entry(tag, ASCII, len(value) + 1, value + b"\0")


def directory_size(entries: Sequence[Entry]) -> int:
    """Bytes of a directory and of the values that stand behind it."""
    behind = sum(len(entry.value) for entry in entries if len(entry.value) > 4)
    return 2 + 12 * len(entries) + 4 + behind


def directory(entries: Sequence[Entry], at: int, following: int, order: str) -> bytes:
    """A directory at an offset, with the offset of the one that follows it."""
    head = struct.pack(order + "H", len(entries))
    behind = b""
    for entry in entries:
        head += struct.pack(order + "HHI", entry.tag, entry.type, entry.amount)
        if len(entry.value) <= 4:
            head += entry.value.ljust(4, b"\0")
        else:
            head += struct.pack(order + "I", at + 2 + 12 * len(entries) + 4 + len(behind))
            behind += entry.value
    return head + struct.pack(order + "I", following) + behind


def tiff(directories: Sequence[Sequence[Entry]], order: str = "<", rest: bytes = b"") -> bytes:
    """A chain of directories, and what stands behind the last one."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    data = mark + struct.pack(order + "I", 8)
    for i, entries in enumerate(directories):
        end = len(data) + directory_size(entries)
        following = end if i + 1 < len(directories) else 0
        data += directory(entries, len(data), following, order)
    return data + rest


def exif(orientation: Optional[int] = None, order: str = "<", size: int = 0) -> bytes:
    """Exif data with a maker, and with bytes that nothing names up to a size."""
    entries: List[Entry] = [text(MAKE, b"a camera")]
    if orientation is not None:
        entries.append(number(ORIENTATION, orientation, order))
    data = tiff([entries], order)
    return data + b"x" * (size - len(data))


def with_thumbnail(thumbnail: bytes, order: str = "<", behind: bytes = b"") -> bytes:
    """Exif data with a compressed thumbnail, and what stands behind that."""
    first = [text(MAKE, b"a camera"), number(ORIENTATION, 6, order)]
    second = [
        number(JPEG_OFFSET, 0, order, LONG),
        number(JPEG_SIZE, len(thumbnail), order, LONG),
    ]
    at = 8 + directory_size(first) + directory_size(second)
    second[0] = number(JPEG_OFFSET, at, order, LONG)
    return tiff([first, second], order, thumbnail + behind)


def with_strips(strips: Sequence[bytes], order: str = "<", behind: bytes = b"") -> bytes:
    """Exif data with a thumbnail that is not compressed, in strips."""
    first = [text(MAKE, b"a camera")]
    sizes = [len(strip) for strip in strips]
    second = [numbers(STRIP_OFFSETS, sizes, order), numbers(STRIP_SIZES, sizes, order)]
    at = 8 + directory_size(first) + directory_size(second)
    second[0] = numbers(STRIP_OFFSETS, [at + sum(sizes[:i]) for i in range(len(sizes))], order)
    return tiff([first, second], order, b"".join(strips) + behind)
