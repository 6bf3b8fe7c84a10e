# SPDX-License-Identifier: MIT
"""Kernels other than the Gaussian: boxes, motion, and those from files."""

import math
from typing import Any, Tuple

import numpy as np
import pytest
from numpy.typing import NDArray

from compositing import check, composited, correlate, mean
from conftest import Program
from pictures import Samples, decode, noise, png

BOUND = 0.75


@pytest.fixture(params=[1, 3, 4])
def samples(request: pytest.FixtureRequest) -> Samples:
    return noise(31, 43, int(request.param))


def run(blur: Program, samples: Samples, *arguments: str) -> Samples:
    (blur.folder / "in.png").write_bytes(png(samples))
    blur.works(*arguments, "in.png", "-o", "out.png")
    return decode((blur.folder / "out.png").read_bytes())


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("size", [1, 3, 9, 51])
def test_box(blur: Program, samples: Samples, size: int, linear: bool) -> None:
    out = run(blur, samples, "--box", str(size), *["-l"] * linear)
    exact = mean(samples, np.ones((size, size)), linear=linear)
    if size == 1:
        assert (out == samples)[..., :3].all() or samples.shape[2] == 4
    check(out, exact, BOUND)


def line(length: float, angle: float) -> "NDArray[Any]":
    """Pixels by their distance from the nearest point of a line."""
    half = (length - 1) / 2
    radius = math.ceil(half)
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    turn = math.radians(angle)
    nearest = np.clip(x * math.cos(turn) - y * math.sin(turn), -half, half)
    far = np.hypot(x - nearest * math.cos(turn), y + nearest * math.sin(turn))
    weights: NDArray[Any] = np.maximum(1 - far, 0)
    return np.asarray(weights / weights.sum())


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("motion", ["1@77", "5@0", "7@90", "9.5@30", "15@-45", "8@400", "21@180"])
def test_motion(blur: Program, samples: Samples, motion: str, linear: bool) -> None:
    length, angle = (float(part) for part in motion.split("@"))
    out = run(blur, samples, "--motion", motion, *["-l"] * linear)
    check(out, mean(samples, line(length, angle), linear=linear), BOUND)


def test_motion_goes_up_to_the_right(blur: Program) -> None:
    dot: Samples = np.zeros((21, 21, 1), np.uint8)
    dot[10, 10] = 255
    out = run(blur, dot, "--motion", "15@45")[..., 0]
    assert min(out[6, 14], out[14, 6]) > 10
    assert max(out[6, 6], out[14, 14]) == 0


SHARPEN = "# sharper\n0 -1 0\n\n-1,5,-1  # the middle\n 0\t-1 0"
SOBEL = "-1 0 1\n-2 0 2\n-1 0 1\n"


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("7\n", [[7]]),
        ("1 2 3", [[1, 2, 3]]),
        ("1\r\n2\r\n1\r\n", [[1], [2], [1]]),
        ("1e0 +2 1.0\n2 4 2\n1 2 1", [[1, 2, 1], [2, 4, 2], [1, 2, 1]]),
        ("0 1 0 0 0\n1 2 3 2 1\n0 0 1 5 0\n", [[0, 1, 0, 0, 0], [1, 2, 3, 2, 1], [0, 0, 1, 5, 0]]),
    ],
)
def test_kernel_file(blur: Program, samples: Samples, text: str, weights: Any) -> None:
    (blur.folder / "kernel.txt").write_text(text)
    out = run(blur, samples, "--kernel-file", "kernel.txt")
    check(out, mean(samples, np.array(weights, float)), BOUND)


def test_kernel_from_standard_input(blur: Program) -> None:
    samples = noise(31, 43, 3)
    (blur.folder / "in.png").write_bytes(png(samples))
    blur.works("--kernel-file", "-", "in.png", "-o", "out.png", input=b"1 2 1\n")
    out = decode((blur.folder / "out.png").read_bytes())
    check(out, mean(samples, np.array([[1.0, 2, 1]])), BOUND)


def test_saturated(blur: Program) -> None:
    samples = noise(31, 43, 3)
    (blur.folder / "kernel.txt").write_text(SHARPEN)
    out = run(blur, samples, "--kernel-file", "kernel.txt", "-b", "replicate")
    weights = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], float)
    exact = mean(samples, weights, "replicate")
    assert np.abs(out - exact.clip(0, 255)).max() <= BOUND


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("bias", [0, 0.5, -0.25])
def test_not_normalized(blur: Program, samples: Samples, bias: float, linear: bool) -> None:
    """By default beyond the edge is what is at the edge; alpha stays as it is."""
    (blur.folder / "kernel.txt").write_text(SOBEL)
    arguments = ["--kernel-file=kernel.txt", "--no-normalize", f"--bias={bias}", *["-l"] * linear]
    weights = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], float)
    for border in ("replicate", "mirror", "renormalize"):
        out = run(blur, samples, *arguments, *["-b", border] * (border != "replicate"))

        def biased(values: "NDArray[np.float64]") -> "NDArray[np.float64]":
            zeros = np.zeros(values.shape[2])
            return correlate(values, weights, border, zeros) + bias  # noqa: B023

        exact = composited(samples, biased, linear=linear, alpha="straight")
        if samples.shape[2] == 4:
            assert (out[..., 3] == samples[..., 3]).all()
            exact[..., 3] = samples[..., 3]
        check(out, exact.clip(0, 255), BOUND, straight=True)


def test_zero_sum_copies(blur: Program) -> None:
    samples = noise(31, 43, 3)
    (blur.folder / "kernel.txt").write_text(SOBEL)
    assert (run(blur, samples, "--kernel-file=kernel.txt", "-bmirror") == samples).all()


def test_regions_and_kernels(blur: Program, samples: Samples) -> None:
    whole = run(blur, samples, "--motion", "9@20")
    out = run(blur, samples, "--motion", "9@20", "-R", "12x9+5+6")
    assert np.abs(out[6:15, 5:17].astype(int) - whole[6:15, 5:17]).max() <= 1
    outside = np.ones(samples.shape[:2], bool)
    outside[6:15, 5:17] = False
    assert (out[outside] == samples[outside]).all()


MOTION = "is not LENGTH@ANGLE, such as 15@30"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--box", "4"), "--box: must be odd: try 3 or 5"),
        (("--box", "0"), "--box: must be odd, from 1 to 1023"),
        (("--box", "1025"), "--box: must be odd, from 1 to 1023"),
        (("--box", "x"), "--box: 'x' is not a whole number"),
        (("--motion", "5"), f"--motion: '5' {MOTION}"),
        (("--motion", "@5"), f"--motion: '@5' {MOTION}"),
        (("--motion", "5@"), f"--motion: '5@' {MOTION}"),
        (("--motion", "5@inf"), f"--motion: '5@inf' {MOTION}"),
        (("--motion", "0.5@0"), "--motion: the length must be from 1 to 1023 pixels"),
        (("--motion", "2000@0"), "--motion: the length must be from 1 to 1023 pixels"),
        (("--motion", "nan@0"), "--motion: the length must be from 1 to 1023 pixels"),
        (("--box", "3", "-k5"), "--box: cannot be used with -k or -s"),
        (("-s5", "--pixelate=3"), "--pixelate: cannot be used with -k or -s"),
        (("--box", "3", "--motion=5@0"), "--motion: cannot be used with --box"),
        (("--kernel-file=", "x"), "--kernel-file: a file name is needed"),
        (("--no-normalize",), "--no-normalize: needs --kernel-file"),
        (("--bias=0.5",), "--bias: needs --no-normalize"),
        (("--bias=x",), "--bias: 'x' is not a number such as 0.5"),
        (("--bias=2",), "--bias: must be from -1 to 1, white being 1"),
        (("--kernel-file=none",), "none: No such file or directory"),
        (("--kernel-file=.",), ".: Is a directory"),
    ],
)
def test_wrong_usage(blur: Program, arguments: Tuple[str, ...], message: str) -> None:
    (blur.folder / "in.png").write_bytes(png(noise(9, 9, 3)))
    blur.fails(2, f"blur: {message}", *arguments, "in.png", "-o", "out.png")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "no numbers in it"),
        (b"# nothing\n\n", "no numbers in it"),
        (b"1 2\n", "2 x 1: the numbers of rows and columns must be odd"),
        (b"1\n2\n", "1 x 2: the numbers of rows and columns must be odd"),
        (b"1 2 3\n1 2\n", "line 2: 2 numbers, but 3 in the first row"),
        (b"1 2 3\n\n1\n", "line 3: 1 number, but 3 in the first row"),
        (b"1 a 3\n", "line 1: 'a' is not a number"),
        (b"1 0x5 3\n", "line 1: '0x5' is not a number"),
        (b"1 nan 3\n", "line 1: 'nan' is not finite"),
        (b"1 1e39 3\n", "line 1: '1e39' is not finite"),
        (b"1 \0 3\n", "line 1 has NUL bytes"),
        (b"1 " * 65537 + b"\n", "65537 x 1: at most 65535 along either axis"),
    ],
    ids=range(12),
)
def test_bad_kernel_files(blur: Program, text: bytes, message: str) -> None:
    (blur.folder / "kernel").write_bytes(text)
    (blur.folder / "in.png").write_bytes(png(noise(9, 9, 3)))
    blur.fails(2, f"blur: kernel: {message}", "--kernel-file=kernel", "in.png", "-o", "out.png")
