# SPDX-License-Identifier: MIT
"""Alpha, linear light, two axes, and dithering."""

from functools import partial
from typing import Any, Tuple

import numpy as np
import pytest
from numpy.typing import NDArray

from compositing import check, composited
from conftest import Program
from deep_png import decode_deep
from pictures import Samples, decode, exact_blur, noise, png

BOUND = 0.75
BOUND_EXACT = 0.55


def spotted(channels: int, most: int = 255) -> "NDArray[Any]":
    """Noise, parts of which are transparent, and one corner wholly, over a colour of its own."""
    generator = np.random.default_rng(channels)
    samples = generator.integers(0, most + 1, (45, 61, channels))
    if channels % 2 == 0:
        samples[..., -1] *= generator.random((45, 61)) < 0.6
        samples[:20, :25, -1] = 0
    return samples.astype(np.uint8 if most == 255 else np.uint16)


def run(blur: Program, samples: "NDArray[Any]", *arguments: str) -> "NDArray[Any]":
    depth = 8 * samples.dtype.itemsize
    (blur.folder / "in.png").write_bytes(png(samples, depth))
    blur.works(*arguments, "in.png", "-o", "out.png")
    data = (blur.folder / "out.png").read_bytes()
    if depth == 8:
        return decode(data)
    return decode_deep(data)


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_8_bit(blur: Program, channels: int, linear: bool, exact: bool) -> None:
    samples = spotted(channels)
    options = ["-l"] * linear + ["-e"] * exact
    for k in (3, 9, 31, 101):
        out = run(blur, samples, "-k", str(k), *options)
        expected = composited(samples, partial(exact_blur, k=k), linear=linear)
        check(out, expected, BOUND_EXACT if exact else BOUND)


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_16_bit(blur: Program, channels: int, linear: bool, has_deep: bool) -> None:
    if not has_deep:
        pytest.skip("16 bits are not written")
    samples = spotted(channels, 65535)
    for k in (3, 9, 31, 101):
        out = run(blur, samples, "-k", str(k), *["--linear"] * linear)
        check(out, composited(samples, partial(exact_blur, k=k), linear=linear), 1)


def test_red_disc_on_transparent_green(blur: Program) -> None:
    y, x = np.mgrid[:80, :90]
    disc: Samples = np.zeros((80, 90, 4), np.uint8)
    disc[..., 1] = 255
    disc[np.hypot(y - 40, x - 45) < 25] = (255, 0, 0, 255)
    for options in (["-s4"], ["-s4", "-l"], ["-s12", "-e"], ["--box=15"], ["--motion=21@30"]):
        out = run(blur, disc, *options)
        seen = out[..., 3] > 0
        assert seen.sum() > (disc[..., 3] > 0).sum()
        assert (out[seen][:, :3] == (255, 0, 0)).all()
        assert (out[~seen] == 0).all()
    straight = run(blur, disc, "-s4", "--straight")
    assert straight[40, 19, 1] > 50  # which is the fringe that others have


def test_straight(blur: Program) -> None:
    samples = spotted(4)
    out = run(blur, samples, "--straight", "-k9")
    check(out, exact_blur(samples, 9), BOUND, straight=True)


def test_flat_areas_stay(blur: Program) -> None:
    for pixel in ((255, 0, 0, 255), (13, 77, 200, 1), (250, 3, 128, 130)):
        flat: Samples = np.full((40, 50, 4), pixel, np.uint8)
        for options in (["-s7"], ["-s7", "-l"], ["-s7", "--dither"], ["-k401"], ["--box=9"]):
            assert (run(blur, flat, *options) == flat).all()


def test_one_tap_copies_what_cannot_be_seen(blur: Program) -> None:
    samples = spotted(4)
    for options in (["-k1"], ["-s0"], ["-s0", "-l", "--dither"], ["-k1x1"], ["--pixelate=1"]):
        assert (run(blur, samples, *options) == samples).all()


@pytest.mark.parametrize(
    ("option", "kernels"),
    [
        ("-s8x2", ((49, 8.0), (13, 2.0))),
        ("-s2x8", ((13, 2.0), (49, 8.0))),
        ("-k31x5", ((31, None), (5, None))),
        ("-k5x31", ((5, None), (31, None))),
        ("-s6x0", ((37, 6.0), (1, 1.0))),
        ("-s0x6", ((1, 1.0), (37, 6.0))),
        ("-k31x1", ((31, None), (1, None))),
        ("-k0x31", ((1, None), (31, None))),
    ],
)
def test_two_axes(blur: Program, option: str, kernels: Tuple[Any, Any]) -> None:
    samples = noise(50, 60, 3)
    (kx, sx), (ky, sy) = kernels

    def along(values: Any, k: int, sigma: Any) -> Any:
        """The blur of rows, each by itself."""
        rows = [exact_blur(row[None], k, sigma) for row in values]
        return np.concatenate(rows)

    exact = along(samples.astype(np.float64), kx, sx)
    exact = along(exact.swapaxes(0, 1), ky, sy).swapaxes(0, 1)
    assert np.abs(run(blur, samples, option) - exact).max() <= BOUND


def test_a_size_and_two_sigmas(blur: Program) -> None:
    samples = noise(50, 60, 3)
    assert (run(blur, samples, "-k9", "-s3x3") == run(blur, samples, "-k9", "-s3")).all()
    assert (run(blur, samples, "-k9x9", "-s3") == run(blur, samples, "-k9", "-s3")).all()


def test_dither(blur: Program) -> None:
    """Means are nearer, no sample is further off than a level, and it is always the same."""
    ramp = np.repeat(np.linspace(100, 106, 256).round().astype(np.uint8)[None], 64, axis=0)
    samples = ramp[:, :, None].repeat(3, axis=2)
    exact = exact_blur(samples, 101, 20)
    plain = run(blur, samples, "-k101", "-s20")
    out = run(blur, samples, "-k101", "-s20", "--dither")
    assert np.abs(out - exact).max() < 1
    assert (out[..., 0] == out[..., 1]).all()
    means = [
        np.abs((picture - exact)[:, :, 0].reshape(8, 8, 32, 8).mean(axis=(1, 3))).max()
        for picture in (out, plain)
    ]
    assert means[0] < 0.1 < means[1]
    assert (out == run(blur, samples, "-k101", "-s20", "--dither", "-t3")).all()
    assert (run(blur, samples, "-s20", "--dither", "-l") != out).any()
