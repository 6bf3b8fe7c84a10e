# SPDX-License-Identifier: MIT
"""Damaged JPEG, by each codec that is built in: what is refused, and what is passed over."""

import struct

import numpy as np
import pytest

from conftest import Program
from jpeg_files import (
    BASELINE,
    CODECS,
    PROGRESSIVE,
    SHORT,
    TRUNCATED,
    attempt,
    place,
    read,
    refusal,
    segment,
    segments,
    smooth,
)
from pictures import jpeg


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("data", [BASELINE, PROGRESSIVE], ids=["baseline", "progressive"])
def test_truncation(blur: Program, data: bytes, codec: str) -> None:
    whole = read(blur, data, codec)
    assert len(data) > 3000
    for size in range(97, len(data), 97):
        assert refusal(blur, data[:size], codec) == TRUNCATED
        # An end in its place hides that something is missing.
        samples, said = attempt(blur, data[:size] + b"\xff\xd9", codec)
        assert samples is None or (samples == whole).all(), size
        assert len(said) == (samples is None)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("data", [BASELINE, PROGRESSIVE], ids=["baseline", "progressive"])
def test_lenient_takes_what_is_there(blur: Program, data: bytes, codec: str) -> None:
    whole = read(blur, data, codec).astype(int)
    for size in (len(data) - 2, len(data) * 3 // 4, len(data) // 2):
        samples, said = attempt(blur, data[:size], codec, "--lenient")
        if samples is None:
            # stb refuses the zeros that stand for what is missing where they are no code.
            assert codec == "stb"
            assert said[0] == "warning: " + TRUNCATED
            assert said[1].startswith("JPEG cannot be decoded: ")
            continue
        assert said == ["warning: " + TRUNCATED]
        assert samples.shape == whole.shape
        difference = np.abs(samples[:12] - whole[:12])
        assert difference.mean() < 20 if data is PROGRESSIVE else difference.max() == 0


def test_lenient_needs_a_scan(blur: Program) -> None:
    header = place(BASELINE, 0xDA)[0]
    for codec in CODECS:
        assert attempt(blur, BASELINE[:header], codec, "--lenient") == (None, [TRUNCATED])


@pytest.mark.parametrize("data", [BASELINE, PROGRESSIVE], ids=["baseline", "progressive"])
def test_flipped_bits(blur: Program, data: bytes) -> None:
    """Codecs agree on nearly all damage. stb sees more of it: data that is left over before a
    restart marker or behind a scan, and coefficients behind the last."""
    random = np.random.default_rng(5)
    same = 0
    trials = 80
    for _ in range(trials):
        flipped = bytearray(data)
        at = int(random.integers(place(data, 0xDA)[1], len(data) - 2))
        flipped[at] ^= 1 << int(random.integers(8))
        auto, _ = attempt(blur, bytes(flipped), "auto")
        stb, _ = attempt(blur, bytes(flipped), "stb")
        assert auto is not None or stb is None, "stb takes what libjpeg-turbo refuses"
        same += (auto is None) == (stb is None)
    assert same >= trials * 0.6


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("progressive", [False, True])
def test_restart_markers(blur: Program, codec: str, progressive: bool) -> None:
    samples = smooth(61, 83)
    plain = read(blur, jpeg(samples, progressive=progressive), codec)
    for interval in (1, 2, 5, 11, 1000):
        data = jpeg(samples, progressive=progressive, restart_marker_blocks=interval)
        assert (read(blur, data, codec) == plain).all()


@pytest.mark.parametrize("codec", CODECS)
def test_damaged_restart_markers(blur: Program, codec: str) -> None:
    data = jpeg(smooth(61, 83), restart_marker_blocks=4)
    begin = data.index(b"\xff\xd1")
    message = "damaged JPEG: a restart marker is missing or wrong"
    swapped = data[:begin] + b"\xff\xd5" + data[begin + 2 :]
    assert refusal(blur, swapped, codec) == message
    assert refusal(blur, data[:begin] + data[begin + 2 :], codec).startswith("damaged JPEG: ")
    next_one = data.index(b"\xff\xd2")
    assert refusal(blur, data[:begin] + data[next_one:], codec).startswith("damaged JPEG: ")
    filled = data[:begin] + b"\xff\xff" + data[begin:]
    assert (read(blur, filled, codec) == read(blur, data, codec)).all()


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("data", [BASELINE, PROGRESSIVE], ids=["baseline", "progressive"])
def test_bytes_that_do_not_matter(blur: Program, data: bytes, codec: str) -> None:
    whole = read(blur, data, codec)
    first, *others = segments(data)
    odd = data[: first[2]]
    for _, begin, end in others:
        odd += b"\0\x12\x34" + b"\xff\xff" + data[begin:end]
    odd += data[segments(data)[-1][2] : -2] + b"\0\0\xff\xd9" + b"behind" * 100
    assert (read(blur, odd, codec) == whole).all()
    said = attempt(blur, odd, codec, "-v")[1]
    assert "600 bytes after the end of the picture are ignored" in said
    assert "3 bytes between segments are skipped" in said


@pytest.mark.parametrize("codec", CODECS)
def test_lies_about_the_size(blur: Program, codec: str) -> None:
    begin, end = place(BASELINE, 0xC0)
    frame = BASELINE[begin:end]
    higher = frame[:5] + struct.pack(">H", 300) + frame[7:]
    assert refusal(blur, BASELINE[:begin] + higher + BASELINE[end:], codec) == SHORT
    for second in (frame, higher):
        twice = BASELINE[:end] + second + BASELINE[end:]
        assert refusal(blur, twice, codec) == "damaged JPEG: bad frame header"


@pytest.mark.parametrize("codec", CODECS)
def test_depth(blur: Program, codec: str) -> None:
    at = place(BASELINE, 0xC0)[0] + 4
    deep = BASELINE[:at] + b"\x0c" + BASELINE[at + 1 :]
    assert refusal(blur, deep, codec) == "JPEG with 12 bits a sample is not supported"


def scans_of_one_coefficient(last: int, levels: int) -> bytes:
    """A grey 8 x 8 picture: a scan of the DC coefficient, then for each of levels bits one of each
    AC coefficient up to the last. All are zero, by codes of one bit."""
    one_code = bytes([1] + [0] * 15 + [0])
    file = b"\xff\xd8" + segment(0xDB, b"\0" + b"\1" * 64)
    file += segment(0xC2, struct.pack(">BHHB", 8, 8, 8, 1) + b"\1\x11\0")
    file += segment(0xC4, b"\0" + one_code) + segment(0xC4, b"\x10" + one_code)
    file += segment(0xDA, b"\1\1\0\0\0\0") + b"\x7f"
    for level in range(levels):
        low = levels - 1 - level
        high = low + 1 if level else 0
        for k in range(1, last + 1):
            file += segment(0xDA, bytes([1, 1, 0, k, k, high << 4 | low])) + b"\x7f"
    return file + b"\xff\xd9"


@pytest.mark.parametrize("codec", CODECS)
def test_many_scans(blur: Program, codec: str) -> None:
    assert (read(blur, scans_of_one_coefficient(63, 7), codec) == 128).all()
    message = "JPEG with more than 500 scans is refused"
    assert refusal(blur, scans_of_one_coefficient(63, 8), codec) == message


@pytest.mark.parametrize("codec", CODECS)
def test_scans_come_once(blur: Program, codec: str) -> None:
    grey = jpeg(smooth(40, 40, 1))
    twice = grey[:-2] + grey[place(grey, 0xDA)[0] :]
    assert refusal(blur, twice, codec) == "damaged JPEG: scans in the wrong order"
