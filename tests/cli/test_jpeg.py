# SPDX-License-Identifier: MIT
"""JPEG, by each codec that is built in: how it was compressed, and its colours."""

import base64
import io
from typing import Any, Tuple

import numpy as np
import pytest
from PIL import Image

from conftest import Program
from jpeg_files import (
    CODECS,
    attempt,
    opened,
    place,
    read,
    refusal,
    rewrite,
    smooth,
    tables,
)
from jpeg_writer import written
from pictures import Samples, decode, jpeg, noise

# ---- How it was compressed ----------------------------------------------------------------------


@pytest.mark.parametrize("codec", CODECS)
def test_quality_is_kept(blur: Program, codec: str) -> None:
    for quality in range(1, 101):
        data = jpeg(noise(16, 16, 3), quality=quality)
        assert tables(rewrite(blur, data, "--codec", codec)) == tables(data), quality


def test_quality_of_other_tables_is_the_nearest(blur: Program) -> None:
    given = tables(jpeg(noise(16, 16, 3), quality=80))
    for table in given.values():
        table[20] += 1
    data = jpeg(noise(16, 16, 3), qtables=list(given.values()))
    assert tables(rewrite(blur, data)) == tables(jpeg(noise(16, 16, 3), quality=80))
    assert tables(rewrite(blur, data, "-Q", "33")) == tables(jpeg(noise(8, 8, 3), quality=33))


@pytest.mark.parametrize("is_progressive", [False, True])
@pytest.mark.parametrize("sampling", [(1, 1), (2, 1), (2, 2), (1, 2), (4, 1)])
def test_sampling_is_kept(
    blur: Program, has_turbo: bool, sampling: Tuple[int, int], is_progressive: bool
) -> None:
    data = written(smooth(37, 45), [sampling, (1, 1), (1, 1)], is_progressive)
    if has_turbo:
        out = rewrite(blur, data)
        assert [layer[1:3] for layer in opened(out).layer] == [sampling, (1, 1), (1, 1)]
        assert not opened(out).info.get("progressive")
    for codec in CODECS:
        expected = decode(data).astype(int)
        # stb weighs the last column of halved colours another way.
        assert np.abs(read(blur, data, codec) - expected)[:, :-2].mean() < 1.5
    if has_turbo:
        assert (read(blur, data, "auto") == decode(data)).all()


def test_sampling_follows_quality_where_it_is_not_known(blur: Program) -> None:
    Image.fromarray(noise(20, 20, 3)).save(blur.folder / "in.png")
    for quality, factor in ((75, 2), (95, 1)):
        blur.works("in.png", "-Q", str(quality), "-o", "out.jpg")
        layers = opened((blur.folder / "out.jpg").read_bytes()).layer
        assert layers[0][1:3] == (factor, factor)


def test_grey_stays_grey(blur: Program, has_turbo: bool) -> None:
    data = jpeg(smooth(20, 30, 1), quality=90)
    for codec in CODECS:
        assert np.abs(read(blur, data, codec).astype(int) - decode(data)).max() <= 2
    (blur.folder / "in.jpg").write_bytes(data)
    if has_turbo:
        blur.works("in.jpg", "-k1", "-o", "out.jpg")
        assert opened((blur.folder / "out.jpg").read_bytes()).mode == "L"
    result = blur.run("in.jpg", "-k1", "-o", "out.jpg", "--codec=stb")
    assert result.stderr == b"blur: in.jpg: warning: grey is stored as colour in JPEG\n"
    assert opened((blur.folder / "out.jpg").read_bytes()).mode == "RGB"


@pytest.mark.parametrize("width", [1, 7, 8, 9, 17])
@pytest.mark.parametrize("height", [1, 8, 15])
def test_small_pictures(blur: Program, width: int, height: int) -> None:
    for progressive in (False, True):
        file = io.BytesIO()
        image = Image.fromarray(smooth(height, width))
        image.save(file, "JPEG", subsampling=2, progressive=progressive)
        data = file.getvalue()
        for codec in CODECS:
            assert read(blur, data, codec).shape == (height, width, 3)
        Image.fromarray(read(blur, data, "auto")).save(blur.folder / "in.png")
        for codec in CODECS:
            blur.works("in.png", "-k1", "-o", "out.jpg", "--codec", codec)
            assert decode((blur.folder / "out.jpg").read_bytes()).shape == (height, width, 3)


# ---- Colours ------------------------------------------------------------------------------------

CMYK_SAID = ["warning: CMYK colours are converted to RGB without a profile"]


def cmyk(transform: int, profile: bytes = b"") -> bytes:
    file = io.BytesIO()
    image = Image.fromarray(smooth(20, 33, 4), "CMYK")
    image.save(file, "JPEG", quality=95, icc_profile=profile)
    data = file.getvalue()
    end = place(data, 0xEE)[1]
    return data[: end - 1] + bytes([transform]) + data[end:]


def without_profile(inks: Samples) -> "np.ndarray[Any, Any]":
    """What Pillow decodes, where 255 is full ink, as light."""
    light = 255.0 - inks
    return np.asarray(light[:, :, :3] * light[:, :, 3:] / 255)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("transform", [0, 2])
def test_cmyk(blur: Program, transform: int, codec: str) -> None:
    data = cmyk(transform)
    samples, said = attempt(blur, data, codec)
    assert said == CMYK_SAID
    assert samples is not None
    assert np.abs(samples - without_profile(decode(data))).max() <= 4


def test_cmyk_that_is_not_adobes(blur: Program, has_turbo: bool) -> None:
    """Nothing says that 255 is no ink, so it is full ink."""
    data = cmyk(0)
    begin, end = place(data, 0xEE)
    plain = data[:begin] + data[end:]
    message = "CMYK JPEG that is not Adobe's is not supported by stb"
    assert attempt(blur, plain, "stb") == (None, [*CMYK_SAID, message])
    if has_turbo:
        samples, said = attempt(blur, plain, "auto")
        assert said == CMYK_SAID
        assert samples is not None
        assert np.abs(samples - without_profile(np.invert(decode(data)))).max() <= 1


def test_the_profile_of_cmyk_is_not_kept(blur: Program) -> None:
    (blur.folder / "in.jpg").write_bytes(cmyk(0, b"p" * 200))
    blur.run("in.jpg", "-o", "out.jpg")
    assert "icc_profile" not in opened((blur.folder / "out.jpg").read_bytes()).info


def test_rgb(blur: Program, has_turbo: bool) -> None:
    data = written(smooth(20, 33), [(1, 1)] * 3, is_rgb=True)
    for codec in CODECS:
        assert np.abs(read(blur, data, codec).astype(int) - decode(data)).max() <= 2


# Ramps, 20 x 24 pixels, as libjpeg-turbo codes them.
ARITHMETIC = (
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywt"
    "QFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09P"
    "T09PT09PT09PT09PT09PT09PT0//yQARCAAYABQDASIAAhEBAxEB/8wACgAQEAUBEBEF/9oADAMBAAIRAxEAPwD/AHgI"
    "bm1C47Zm4PVurGBmzAMaqfjMhxmaRsMssT8pESWdrVpycQJLEs9eMLeICy0cFYWZVGBy7JxBPepMk+ZOW/7IDf/Z"
)
ARITHMETIC_PROGRESSIVE = (
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywt"
    "QFdBRkxOUlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09P"
    "T09PT09PT09PT09PT09PT09PT0//ygARCAAYABQDASIAAhEBAxEB/8wABgAQARD/2gAMAwEAAhADEAAAAf7wyRLGhDzi"
    "FRlRWGVshSIzVe4k/8wABBAF/9oACAEBAAEFAhMyz9/rYOaTQP/MAAQRBf/aAAgBAwEBPwEVEhU18Tk4/8wABBEF/9oA"
    "CAECAQE/ATVEsSLJfv/MAAQQBf/aAAgBAQAGPwLA/8wABBAF/9oACAEBAAE/Ietc8LT/2gAMAwEAAgADAAAAEPd2ZP/M"
    "AAQRBf/aAAgBAwEBPxCop29Y/8wABBEF/9oACAECAQE/ENMwWzj/zAAEEAX/2gAIAQEAAT8QTGO2rdBg/9k="
)


@pytest.mark.parametrize("code", [ARITHMETIC, ARITHMETIC_PROGRESSIVE])
def test_arithmetic(blur: Program, has_turbo: bool, code: str) -> None:
    data = base64.b64decode(code)
    assert refusal(blur, data, "stb") == "arithmetic-coded JPEG is not supported"
    if has_turbo:
        y, x = np.mgrid[:24, :20]
        ramps = np.stack([12 * x, 10 * y, 255 - 6 * x - 5 * y], axis=2)
        samples = read(blur, data, "auto")
        assert (samples == decode(data)).all()
        assert np.abs(samples - ramps).mean() < 4
