# SPDX-License-Identifier: MIT
"""Regions, feathers, masks, and blocks: what is blurred, and what is left alone to the byte."""

from functools import partial
from typing import List, Sequence, Tuple

import numpy as np
import pytest

from compositing import Region, blocks, check, composited, region_weights
from conftest import Program
from exif_data import exif
from pictures import Samples, chunk, decode, exact_blur, noise, png

BOUND = 0.75
HEIGHT, WIDTH = 70, 90
K = 15


@pytest.fixture(params=[1, 3, 4])
def samples(request: pytest.FixtureRequest) -> Samples:
    return noise(HEIGHT, WIDTH, int(request.param))


def run(blur: Program, samples: Samples, *arguments: str) -> Samples:
    (blur.folder / "in.png").write_bytes(png(samples))
    blur.works(*arguments, "in.png", "-o", "out.png")
    return decode((blur.folder / "out.png").read_bytes())


def check_regions(
    blur: Program,
    samples: Samples,
    regions: Sequence[Region],
    arguments: Sequence[str],
    feather: int = 0,
    invert: bool = False,
) -> None:
    out = run(blur, samples, "-k", str(K), *arguments)
    weights = region_weights((HEIGHT, WIDTH), regions, feather)
    weights = 1 - weights if invert else weights
    untouched = weights == 0
    assert untouched.any()
    assert (out[untouched] == samples[untouched]).all()
    exact = composited(samples, partial(exact_blur, k=K), weights=weights)
    check(np.where(untouched[..., None], 0, out), np.where(untouched[..., None], 0, exact), BOUND)


@pytest.mark.parametrize(
    ("geometry", "region"),
    [
        ("20x10+5+6", (5, 6, 20, 10)),
        ("20X10+5+6", (5, 6, 20, 10)),
        ("20x10", (0, 0, 20, 10)),
        ("20x10-5-6", (65, 54, 20, 10)),
        ("20x10+5-0", (5, 60, 20, 10)),
        ("20x10-0+3", (70, 3, 20, 10)),
        ("20x10+-5+-6", (-5, -6, 20, 10)),
        ("20x10--5--6", (75, 66, 20, 10)),
        ("500x10+80+6", (80, 6, 500, 10)),
        ("50%x50%+25%+25%", (22, 17, 46, 36)),
        ("10%x10%-0-0", (81, 63, 9, 7)),
        ("10x10%+12.5%+2", (11, 2, 11, 7)),
        ("1x1+44+33", (44, 33, 1, 1)),
    ],
)
def test_geometry(blur: Program, geometry: str, region: Region) -> None:
    check_regions(blur, noise(HEIGHT, WIDTH, 3), [region], ["-R", geometry])


def test_many_regions(blur: Program, samples: Samples) -> None:
    regions = [(3, 4, 20, 9), (10, 8, 30, 20), (70, 50, 40, 40), (60, 2, 5, 60)]
    arguments: List[str] = []
    for x, y, width, height in regions:
        arguments += ["--region", f"{width}x{height}+{x}+{y}"]
    check_regions(blur, samples, regions, arguments)
    check_regions(blur, samples, regions, [*arguments, "--feather=3"], feather=3)
    check_regions(blur, samples, regions, [*arguments, "--invert"], invert=True)


@pytest.mark.parametrize("border", ["wrap", "mirror", "replicate"])
def test_borders(blur: Program, border: str) -> None:
    """Near an edge, too, the pixels around are those of the whole picture."""
    samples = noise(HEIGHT, WIDTH, 3)
    whole = run(blur, samples, "-k", str(K), "-b", border)
    for x, y in ((0, 0), (70, 0), (0, 60), (70, 60), (30, 20)):
        out = run(blur, samples, "-k", str(K), "-b", border, "-R", f"20x10+{x}+{y}")
        inside = np.zeros((HEIGHT, WIDTH), bool)
        inside[y : y + 10, x : x + 20] = True
        assert np.abs(out[inside].astype(int) - whole[inside]).max() <= 1
        assert (out[~inside] == samples[~inside]).all()


def test_feather(blur: Program, samples: Samples) -> None:
    check_regions(
        blur, samples, [(30, 25, 20, 10)], ["-R", "20x10+30+25", "--feather", "12"], feather=12
    )
    check_regions(
        blur,
        samples,
        [(30, 25, 20, 10)],
        ["-R", "20x10+30+25", "--feather", "12", "--invert"],
        feather=12,
        invert=True,
    )


def write_mask(blur: Program, mask: Samples, channels: int = 1) -> None:
    (blur.folder / "mask.png").write_bytes(png(mask[..., None].repeat(channels, axis=2)))


@pytest.mark.parametrize("invert", [False, True])
def test_mask(blur: Program, samples: Samples, invert: bool) -> None:
    mask = noise(HEIGHT, WIDTH, seed=5)
    mask[:, :40] = 255 if invert else 0
    mask[30:40] = 0 if invert else 255
    mask[:9] = 0
    mask[-9:] = 255
    write_mask(blur, mask)
    out = run(blur, samples, "-k", str(K), "-m", "mask.png", *["--invert"] * invert)
    weights = mask / 255.0
    weights = 1 - weights if invert else weights
    exact = composited(samples, partial(exact_blur, k=K), weights=weights)
    untouched = weights == 0
    assert (out[untouched] == samples[untouched]).all()
    check(np.where(untouched[..., None], 0, out), np.where(untouched[..., None], 0, exact), BOUND)


def test_masks_of_other_kinds(blur: Program) -> None:
    samples, mask = noise(HEIGHT, WIDTH, 3), noise(HEIGHT, WIDTH, seed=5)
    write_mask(blur, mask)
    expected = run(blur, samples, "-k9", "--mask=mask.png")
    write_mask(blur, mask, 3)
    assert (run(blur, samples, "-k9", "--mask=mask.png") == expected).all()
    alpha = np.dstack([noise(HEIGHT, WIDTH, 3), mask])
    (blur.folder / "mask.png").write_bytes(png(alpha))
    assert (run(blur, samples, "-k9", "--mask=mask.png") == expected).all()
    wide = np.uint16(257) * mask[..., None]
    (blur.folder / "mask.png").write_bytes(png(wide, 16))
    assert (run(blur, samples, "-k9", "--mask=mask.png") == expected).all()
    opaque = np.dstack([mask, np.full_like(mask, 255)])
    (blur.folder / "mask.png").write_bytes(png(opaque))
    assert (run(blur, samples, "-k9", "--mask=mask.png") == expected).all()


def test_mask_of_wrong_size(blur: Program) -> None:
    write_mask(blur, noise(HEIGHT, WIDTH))
    for name, width in (("a.png", 20), ("b.png", WIDTH)):
        (blur.folder / name).write_bytes(png(noise(HEIGHT, width, 3)))
    result = blur.run("-m", "mask.png", "a.png", "b.png", "-d", "out")
    message = f"blur: a.png: is 20 x {HEIGHT}, but the mask {WIDTH} x {HEIGHT}\n"
    assert (result.returncode, result.stderr.decode()) == (1, message)
    assert [path.name for path in (blur.folder / "out").iterdir()] == ["b.png"]


def test_mask_that_cannot_be_read(blur: Program) -> None:
    (blur.folder / "in.png").write_bytes(png(noise(9, 9, 3)))
    (blur.folder / "bad").write_bytes(png(noise(9, 9, 3))[:60])
    (blur.folder / "text").write_text("no picture")
    call = ("in.png", "-o", "out.png")
    blur.fails(1, "blur: none.png: No such file or directory", "-m", "none.png", *call)
    blur.fails(1, "blur: text: not a PNG or JPEG image", "-m", "text", *call)
    result = blur.run("-m", "bad", *call)
    assert result.returncode == 1
    assert result.stderr.startswith(b"blur: bad: ")
    assert not (blur.folder / "out.png").exists()


def test_region_outside(blur: Program) -> None:
    (blur.folder / "in.png").write_bytes(png(noise(9, 12, 3)))
    for geometry in ("5x5+12+0", "5x5+0+9", "5x5+-5+0", "5x5-12-0"):
        message = f"blur: in.png: region {geometry} is outside the picture of 12 x 9"
        blur.fails(1, message, "-R", geometry, "in.png", "-o", "out.png")


GEOMETRY = "is not WxH+X+Y, such as 100x50+20+10 or 50%x50%+0-0"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-R", text), f"-R: '{text}' {GEOMETRY}")
        for text in ("", "5", "x5", "5x", "0x5", "5x0", "5x5+1", "5x5+1+", "5x5+1+2+3", "5x5 +1+2")
    ]
    + [
        (("-R", text), f"-R: '{text}' {GEOMETRY}")
        for text in (
            "1.5x5",
            "5x5+1.5+2",
            "-5x5",
            "5x5+1+2a",
            "1..5%x5",
            "5x5+++1",
            "9" * 20 + "x1",
        )
    ]
    + [
        (("--feather", "-1", "-R5x5"), "--feather: must be from 0 to 65535"),
        (("--feather", "x"), "--feather: 'x' is not a whole number"),
        (("--feather", "3"), "--feather: needs -R"),
        (("--invert",), "--invert: needs -R or -m"),
        (("-m", ""), "-m: a file name is needed"),
        (("-m", "a", "-R5x5"), "-m: cannot be used with -R"),
        (("--pixelate", "0"), "--pixelate: must be from 1 to 65535"),
        (("--pixelate", "x"), "--pixelate: 'x' is not a whole number"),
    ],
)
def test_wrong_usage(blur: Program, arguments: Tuple[str, ...], message: str) -> None:
    (blur.folder / "in.png").write_bytes(png(noise(9, 9, 3)))
    blur.fails(2, f"blur: {message}", *arguments, "in.png", "-o", "out.png")


def test_too_many_regions(blur: Program) -> None:
    (blur.folder / "in.png").write_bytes(png(noise(40, 40, 3)))
    blur.works(*["-R1x1+3+4"] * 1024, "in.png", "-o", "out.png")
    blur.fails(2, "blur: -R: at most 1024 regions", *["-R1x1"] * 1025, "in.png")


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("size", [2, 7, 64, 65535])
def test_pixelate(blur: Program, samples: Samples, size: int, linear: bool) -> None:
    out = run(blur, samples, "--pixelate", str(size), *["-l"] * linear)
    check(out, composited(samples, blocks(size), linear=linear), BOUND)


def test_pixelate_regions(blur: Program, samples: Samples) -> None:
    whole = run(blur, samples, "--pixelate=8")
    out = run(blur, samples, "--pixelate=8", "-R", "25x21+13+11", "-R", "5x5-0-0")
    inside = region_weights((HEIGHT, WIDTH), [(13, 11, 25, 21), (85, 65, 5, 5)]) > 0
    assert (out[inside] == whole[inside]).all()
    assert (out[~inside] == samples[~inside]).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_regions_are_those_of_the_picture_as_shown(blur: Program, orientation: int) -> None:
    """What is marked in a viewer is what is blurred; the picture lies upright then."""
    samples = noise(HEIGHT, WIDTH, 3)
    data = png(samples, before_data=[chunk(b"eXIf", exif(orientation))])
    (blur.folder / "lying.png").write_bytes(data)
    blur.works("--strip", "-k1", "lying.png", "-o", "shown.png")
    blur.works("-k9", "-R20x10+5+6", "shown.png", "-o", "expected.png")
    blur.works("-k9", "-R20x10+5+6", "lying.png", "-o", "out.png")
    blur.works("--strip", "-k1", "out.png", "-o", "out-shown.png")
    out = decode((blur.folder / "out.png").read_bytes())
    assert (out == decode((blur.folder / "expected.png").read_bytes())).all()
    assert (out == decode((blur.folder / "out-shown.png").read_bytes())).all()
    blur.works("-k9", "lying.png", "-o", "whole.png")
    assert decode((blur.folder / "whole.png").read_bytes()).shape == samples.shape


def test_in_place_and_through_a_pipe(blur: Program, samples: Samples) -> None:
    expected = run(blur, samples, "-k9", "-R20x10+5+6", "-R20x30-5-6")
    blur.works("-k9", "-R20x10+5+6", "-R20x30-5-6", "in.png", "-o", "in.png")
    assert (decode((blur.folder / "in.png").read_bytes()) == expected).all()
    out = blur.works("-k9", "-R20x10+5+6", "-R20x30-5-6", "-", input=png(samples))
    assert (decode(out) == expected).all()
