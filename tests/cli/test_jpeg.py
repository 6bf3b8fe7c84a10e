# SPDX-License-Identifier: MIT
"""JPEG, by each codec that is built in: how it was compressed, and its colours."""

import io
from typing import Any, Tuple

import numpy as np
import pytest
from PIL import Image

from conftest import Program
from jpeg_files import (
    CODECS,
    attempt,
    cjpeg,
    opened,
    place,
    read,
    refusal,
    rewrite,
    smooth,
    tables,
)
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


@pytest.mark.parametrize("progressive", [(), ("-progressive",)])
@pytest.mark.parametrize("sampling", ["1x1", "2x1", "2x2", "1x2", "4x1"])
def test_sampling_is_kept(
    blur: Program, has_turbo: bool, sampling: str, progressive: Tuple[str, ...]
) -> None:
    data = cjpeg(smooth(37, 45), "-quality", "85", "-sample", sampling, *progressive)
    if has_turbo:
        out = rewrite(blur, data)
        assert opened(out).layer == opened(data).layer
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
    data = cjpeg(smooth(20, 33), "-rgb", "-quality", "95")
    for codec in CODECS:
        assert np.abs(read(blur, data, codec).astype(int) - decode(data)).max() <= 2


@pytest.mark.parametrize("progressive", [(), ("-progressive",)])
def test_arithmetic(blur: Program, has_turbo: bool, progressive: Tuple[str, ...]) -> None:
    data = cjpeg(smooth(40, 50), "-arithmetic", *progressive)
    assert refusal(blur, data, "stb") == "arithmetic-coded JPEG is not supported"
    if has_turbo:
        plain = cjpeg(smooth(40, 50), *progressive)
        assert (read(blur, data, "auto") == read(blur, plain, "auto")).all()
