# SPDX-License-Identifier: MIT
"""Damaged files: refused with nothing written, or with --lenient taken as far as they go."""

import zlib
from typing import List, Optional, Tuple

import numpy as np
import pytest

from conftest import Program
from containers import chunks_of
from pictures import Samples, chunk, decode, noise, png

CODECS = ["auto", "stb"]
CUT = "truncated PNG: a chunk ends beyond the file"
NO_END = "truncated PNG: no IEND chunk"
CHECKSUM = "damaged PNG: wrong checksum in chunk "


def attempt(
    blur: Program, data: bytes, codec: str, *arguments: str
) -> Tuple[Optional[bytes], List[str]]:
    """The file that is made, if any, and what is said."""
    out = blur.folder / "out.png"
    out.unlink(missing_ok=True)
    (blur.folder / "in").write_bytes(data)
    result = blur.run("in", "-k1", "--codec", codec, "-o", "out.png", *arguments)
    said = result.stderr.decode().replace("blur: in: ", "").splitlines()
    assert result.returncode == (0 if out.exists() else 1)
    assert sorted(path.name for path in blur.folder.iterdir()) == sorted(
        ["in", *(["out.png"] if out.exists() else [])]
    )
    return out.read_bytes() if out.exists() else None, said


def taken(blur: Program, data: bytes, codec: str, *warnings: str) -> bytes:
    """The file that --lenient makes of one that is refused without it."""
    assert attempt(blur, data, codec) == (None, [warnings[0]])
    out, said = attempt(blur, data, codec, "--lenient")
    assert said == ["warning: " + warning for warning in warnings]
    assert out
    return out


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x40]) + data[at + 1 :]


def rows_within(data: bytes, line: int) -> int:
    """Whole rows that come of a part of a zlib stream."""
    return len(zlib.decompressobj().decompress(data)) // line


def has_spng(blur: Program, codec: str) -> bool:
    """Whether rows are read one by one: stb has all of them or none."""
    return codec == "auto" and b"libspng" in blur.works("--version")


def check_rows(blur: Program, codec: str, out: bytes, expected: Samples, rows: int) -> None:
    """Rows that were there are right, but perhaps for the last of them; the others are black."""
    samples = decode(out)
    assert samples.shape == expected.shape
    is_right = (samples == expected).all(axis=(1, 2))
    is_black = ~samples.any(axis=(1, 2))
    before = max(rows - 1, 0)
    assert (is_right | is_black)[:before].all()
    assert is_black[rows + 1 :].all()
    if has_spng(blur, codec):
        assert is_right[:before].all()


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_cut_png(blur: Program, channels: int, codec: str) -> None:
    samples = noise(40, 30, channels)
    samples[:, :, -1] |= 1
    data = png(samples)
    start, end = data.index(b"IDAT") + 4, data.index(b"IEND") - 8
    for length in (start + 500, (start + end) // 2, end - 5, end, end + 3):
        assert attempt(blur, data[:length], codec) == (None, [CUT])
        out, said = attempt(blur, data[:length], codec, "--lenient")
        assert said[0] == "warning: " + CUT
        assert all(line.startswith("warning: ") for line in said)
        rows = rows_within(data[start : min(length, end)], 30 * channels + 1)
        assert out
        check_rows(blur, codec, out, samples, rows)


@pytest.mark.parametrize("codec", CODECS)
def test_no_end(blur: Program, codec: str) -> None:
    samples = noise(9, 7, 3)
    assert (decode(taken(blur, png(samples)[:-12], codec, NO_END)) == samples).all()


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("cut", [1, 4, 5, 8, 11])
def test_cut_in_the_end(blur: Program, cut: int, codec: str) -> None:
    samples = noise(9, 7, 3)
    assert (decode(taken(blur, png(samples)[:-cut], codec, CUT)) == samples).all()


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("kind", [b"IDAT", b"IHDR", b"IEND", b"tEXt", b"gAMA"])
def test_wrong_checksum(blur: Program, kind: bytes, codec: str) -> None:
    samples = noise(9, 7, 3)
    parts = [chunk(b"tEXt", b"Title\0text"), chunk(b"gAMA", bytes([0, 0, 177, 143]))]
    data = png(samples, before_data=parts)
    at = data.index(kind)
    size = int.from_bytes(data[at - 4 : at], "big")
    out = taken(blur, flipped(data, at + 4 + size), codec, CHECKSUM + kind.decode())
    assert (decode(out) == samples).all()
    assert chunks_of(out)[b"tEXt"] == [b"Title\0text"]


@pytest.mark.parametrize("codec", CODECS)
def test_wrong_checksums_of_a_palette(blur: Program, codec: str) -> None:
    index = noise(9, 7, 1) % np.uint8(4)
    palette = noise(4, 3)
    table = chunk(b"PLTE", palette.tobytes())
    data = png(index, 2, 3, 0, [flipped(table, len(table) - 1)])
    out = decode(taken(blur, data, codec, CHECKSUM + "PLTE"))
    assert (out == palette[index[:, :, 0]]).all()


@pytest.mark.parametrize("codec", CODECS)
def test_wrong_adler(blur: Program, codec: str) -> None:
    """The checksum of the data as they are unpacked."""
    samples = noise(9, 7, 3)
    data = png(samples)
    start, end = data.index(b"IDAT") + 4, data.index(b"IEND") - 8
    data = (
        data[: start - 8] + chunk(b"IDAT", flipped(data[start:end], end - start - 1)) + data[-12:]
    )
    out, said = attempt(blur, data, codec, "--lenient")
    assert said == ["warning: damaged PNG: bad compressed data"]
    assert out
    assert (decode(out) == samples).all()


@pytest.mark.parametrize("codec", CODECS)
def test_damaged_data(blur: Program, codec: str) -> None:
    """What stands before the damage is right."""
    samples = noise(40, 30, 3)
    data = png(samples)
    start, end = data.index(b"IDAT") + 4, data.index(b"IEND") - 8
    packed = zlib.compress(zlib.decompress(data[start:end])[: 20 * 91]) + b"\xff" * 50
    for stream in (packed[:-54] + b"\xff" * 60, packed):
        bad = data[: start - 8] + chunk(b"IDAT", stream) + data[-12:]
        assert attempt(blur, bad, codec)[0] is None
        out, said = attempt(blur, bad, codec, "--lenient")
        assert out, said
        assert (decode(out)[:19] == samples[:19]).all()
        assert len(said) == 1


@pytest.mark.parametrize("codec", CODECS)
def test_cut_and_interlaced(blur: Program, codec: str) -> None:
    samples: Samples = np.full((33, 21, 3), 200, np.uint8)
    data = png(samples, interlace=1)
    start, end = data.index(b"IDAT") + 4, data.index(b"IEND") - 8
    out, said = attempt(blur, data[: (start + end) // 2], codec, "--lenient")
    assert out, said
    assert set(np.unique(decode(out))) <= {0, 200}


@pytest.mark.parametrize("codec", CODECS)
def test_every_cut(blur: Program, codec: str) -> None:
    """Never a crash, never a wrong row; refused where not even the header is there."""
    samples = noise(9, 7, 1)
    data = png(samples)
    start = data.index(b"IDAT") + 4
    for length in range(len(data)):
        out, said = attempt(blur, data[:length], codec, "--lenient")
        assert said
        if out:
            rows = rows_within(data[start:length], 8)
            check_rows(blur, codec, out, samples, rows)
        else:
            assert length < start + 8


@pytest.mark.parametrize("codec", CODECS)
def test_what_lenient_does_not_take(blur: Program, codec: str) -> None:
    for data in (b"", b"no image", png(noise(9, 7, 1))[:40]):
        out, said = attempt(blur, data, codec, "--lenient")
        assert out is None
        assert len(said) >= 1


@pytest.mark.parametrize("codec", CODECS)
def test_good_files_are_taken_in_silence(blur: Program, codec: str) -> None:
    samples = noise(9, 7, 4)
    out, said = attempt(blur, png(samples), codec, "--lenient")
    assert said == []
    assert out
    assert (decode(out) == samples).all()
