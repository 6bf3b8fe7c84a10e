# SPDX-License-Identifier: MIT
"""The command line: every option in every spelling, and every way to get one wrong."""

import os
import re
from pathlib import Path
from typing import Tuple

import pytest

from conftest import Program
from option_documents import read_table
from pictures import decode, exact_blur, largest_error, noise, png

# The most that a sample may be off, by default and with --exact.
BOUND = 0.75
BOUND_EXACT = 0.55


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "in.png"
    path.write_bytes(png(noise(23, 31, 3)))
    return path


@pytest.mark.parametrize(
    "arguments",
    [
        ("-k", "9", "in.png", "-o", "out.png"),
        ("-k9", "-oout.png", "in.png"),
        ("--kernel=9", "in.png", "--output=out.png"),
        ("--kernel", "9", "--output", "out.png", "--", "in.png"),
        ("in.png", "-k", "9", "--outp", "out.png"),
        ("-k", "31", "-k", "+9", "in.png", "-o", "out.png"),
    ],
)
def test_spellings(blur: Program, picture: Path, arguments: Tuple[str, ...]) -> None:
    blur.works(*arguments)
    out = (blur.folder / "out.png").read_bytes()
    assert largest_error(decode(out), exact_blur(noise(23, 31, 3), 9)) <= BOUND


@pytest.mark.parametrize(
    ("arguments", "k", "sigma"),
    [
        ((), 5, 1.1),
        (("-k", "7"), 7, None),
        (("-s", "2"), 13, 2),
        (("-s", "2.1"), 15, 2.1),
        (("-s", ".5"), 5, 0.5),
        (("-s", "1e0"), 7, 1),
        (("--sigma=3", "-k", "5"), 5, 3),
        (("-k", "1"), 1, 1),
        (("-k", "101"), 101, None),
    ],
)
def test_kernel_and_sigma(
    blur: Program, picture: Path, arguments: Tuple[str, ...], k: int, sigma: float
) -> None:
    blur.works(*arguments, "in.png", "-o", "out.png")
    out = decode((blur.folder / "out.png").read_bytes())
    assert largest_error(out, exact_blur(noise(23, 31, 3), k, sigma)) <= BOUND


# Of what --verbose says: how a picture is blurred.
PLAN = re.compile(
    rb"blur: \S+: method (direct|multirate|cosine), factors (\d+) x (\d+), "
    rb"loops (plain|avx2|avx512), threads (\d+), error at most (\d\.\d{3})\n"
)


@pytest.mark.parametrize("kernel", ["-k5", "-k61", "-k301", "-s40"])
@pytest.mark.parametrize(
    ("arguments", "bound"),
    [((), BOUND), (("-e",), BOUND_EXACT), (("--exact",), BOUND_EXACT)],
)
def test_exact(blur: Program, kernel: str, arguments: Tuple[str, ...], bound: float) -> None:
    """The result is within the bound that is promised, and within the one that is reported."""
    samples = noise(150, 170, 3)
    (blur.folder / "in.png").write_bytes(png(samples))
    result = blur.run("-v", kernel, *arguments, "in.png", "-o", "out.png")
    assert result.returncode == 0, result.stderr
    plan = PLAN.search(result.stderr)
    assert plan, result.stderr
    reported = float(plan[6])
    assert reported <= bound
    k, sigma = (241, 40.0) if kernel == "-s40" else (int(kernel[2:]), None)
    out = decode((blur.folder / "out.png").read_bytes())
    assert largest_error(out, exact_blur(samples, k, sigma)) <= reported + 0.0005


def test_sigma_zero_copies(blur: Program, picture: Path) -> None:
    blur.works("-s", "0", "in.png", "-o", "out.png")
    assert (decode((blur.folder / "out.png").read_bytes()) == noise(23, 31, 3)).all()


@pytest.mark.parametrize("border", ["renormalize", "replicate", "reflect", "mirror", "wrap"])
def test_borders(blur: Program, picture: Path, border: str) -> None:
    blur.works("-k", "15", "-b", border, "in.png", "-o", "out.png")
    exact = exact_blur(noise(23, 31, 3), 15, border=border)
    assert largest_error(decode((blur.folder / "out.png").read_bytes()), exact) <= BOUND


@pytest.mark.parametrize(
    ("channels", "color", "pixel"),
    [
        (1, "#ff0000", (76,)),
        (2, "#ffffff80", (255, 128)),
        (3, "#10C0f0", (16, 192, 240)),
        (4, "#10C0f0", (16, 192, 240, 255)),
        (4, "#10C0f07f", (16, 192, 240, 127)),
    ],
)
def test_constant_border(
    blur: Program, tmp_path: Path, channels: int, color: str, pixel: Tuple[int, ...]
) -> None:
    samples = noise(9, 14, channels)
    (tmp_path / "in.png").write_bytes(png(samples))
    blur.works("--straight", "-k11", f"--border=constant:{color}", "in.png", "-o", "out.png")
    exact = exact_blur(samples, 11, border="constant", color=pixel)
    assert largest_error(decode((tmp_path / "out.png").read_bytes()), exact) <= BOUND


def test_threads_change_nothing(blur: Program, tmp_path: Path) -> None:
    (tmp_path / "in.png").write_bytes(png(noise(300, 400, 3)))
    outputs = set()
    for threads in ("0", "1", "2", "5"):
        blur.works("-k", "31", "-t", threads, "in.png", "-o", "out.png")
        outputs.add((tmp_path / "out.png").read_bytes())
    assert len(outputs) == 1


NUMBER = "is not a whole number"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-k", "4"), "-k: must be odd: try 3 or 5"),
        (("--kernel=100"), "-k: must be odd: try 99 or 101"),
        (("-k", "0"), "-k: must be positive and odd: try 3 or 5"),
        (("-k", "-3"), "-k: must be positive and odd: try 3 or 5"),
        (("-k", "65536"), "-k: must be at most 65535"),
        (("-k", "65537"), "-k: must be at most 65535"),
        (("-k", "99999999999999999999"), "-k: must be at most 65535"),
        (("-k", "5x"), f"-k: '5x' {NUMBER}"),
        (("-k", "5.0"), f"-k: '5.0' {NUMBER}"),
        (("-k", " 5"), f"-k: ' 5' {NUMBER}"),
        (("-k", "x5"), f"-k: 'x5' {NUMBER}"),
        (("-k", "5x7x9"), f"-k: '7x9' {NUMBER}"),
        (("-k", "5x4"), "-k: must be odd: try 3 or 5"),
        (("-k", "5x-1"), "-k: must be positive and odd: try 3 or 5"),
        (("-k", ""), f"-k: '' {NUMBER}"),
        (("-k", "+"), f"-k: '+' {NUMBER}"),
        (("-s", "-1"), "-s: must not be negative: try 1"),
        (("-s", "nan"), "-s: must be a finite number, such as 2 or 1.5"),
        (("-s", "-inf"), "-s: must be a finite number, such as 2 or 1.5"),
        (("-s", "Infinity"), "-s: must be a finite number, such as 2 or 1.5"),
        (("-s", "1e999"), "-s: must be a finite number, such as 2 or 1.5"),
        (("-s", "5,0"), "-s: '5,0' is not a number such as 2 or 1.5"),
        (("-s", "2x"), "-s: '2x' is not a number such as 2 or 1.5"),
        (("-s", "2x-1"), "-s: must not be negative: try 1"),
        (("-s", "8x20000"), "-s: 20000 needs a kernel of more than 65535 pixels"),
        (("-s", ""), "-s: '' is not a number such as 2 or 1.5"),
        (("-s", "20000"), "-s: 20000 needs a kernel of more than 65535 pixels"),
        (("-b", "constant:red"), "-b: a colour is #RRGGBB or #RRGGBBAA, not 'red'"),
        (("-b", "constant:#12345"), "-b: a colour is #RRGGBB or #RRGGBBAA, not '#12345'"),
        (("-Q", "0"), "-Q: must be from 1 to 100"),
        (("-Q", "101"), "-Q: must be from 1 to 100"),
        (("-Q", "best"), f"-Q: 'best' {NUMBER}"),
        (("-t", "-1"), "-t: must be from 0 to 1024"),
        (("-t", "many"), f"-t: 'many' {NUMBER}"),
        (("--max-pixels", "0"), "--max-pixels: must be from 1 to 4611686018427387904"),
        (("--max-pixels=1e6"), f"--max-pixels: '1e6' {NUMBER}"),
        (("-o", ""), "-o: a file name is needed"),
        (("-\u00e9"), "-?: unknown option (see blur --help)"),
        (("-z"), "-z: unknown option (see blur --help)"),
        (("--sharpen"), "--sharpen: unknown option (see blur --help)"),
        (("--scale"), "--scale: unknown option (see blur --help)"),
        (("--kern"), "--kern: could be one of several options (see blur --help)"),
        (("--quiet=yes"), "--quiet=yes: takes no argument"),
        (("--exact=1"), "--exact=1: takes no argument"),
        (("-o", "out.gif"), "out.gif: unknown extension: use --format or one of .png, .jpg, .jpeg"),
    ],
)
def test_wrong_usage(blur: Program, picture: Path, arguments: object, message: str) -> None:
    options = (arguments,) if isinstance(arguments, str) else arguments
    assert isinstance(options, tuple)
    blur.fails(2, f"blur: {message}", *options, "in.png")


@pytest.mark.parametrize(
    ("name", "word", "last"),
    [
        ("border", "circular", " or "),
        ("border", "constant", " or "),
        ("format", "gif", ", "),
        ("codec", "vips", " or "),
    ],
)
def test_unknown_word(blur: Program, build: Path, name: str, word: str, last: str) -> None:
    """The message lists what is known."""
    option = next(option for option in read_table(build).options if option.name == name)
    words = [known.split("[")[0] for known in option.words]
    known = ", ".join(words[:-1]) + last + words[-1]
    message = f"blur: {option.spellings[0]}: unknown {name} '{word}': {known}"
    blur.fails(2, message, f"--{name}={word}", "in.png")


@pytest.mark.parametrize("option", ["-k", "-s", "-b", "-o", "-f", "-Q", "-t", "--max-pixels"])
def test_missing_argument(blur: Program, option: str) -> None:
    blur.fails(2, f"blur: {option}: an argument is missing", "in.png", option)


def test_missing_operand(blur: Program) -> None:
    message = "blur: no file given (- is standard input; see blur --help)"
    blur.fails(2, message)
    blur.fails(2, message, "-k", "5")


def test_output_for_several_files(blur: Program, picture: Path) -> None:
    (blur.folder / "b.png").write_bytes(picture.read_bytes())
    message = "blur: -o: cannot be used with more than one file"
    blur.fails(2, message, "in.png", "b.png", "-o", "out.png")


def test_wrong_usage_touches_nothing(blur: Program, picture: Path) -> None:
    (blur.folder / "out.png").write_bytes(b"old")
    blur.fails(2, "blur: -k: must be odd: try 1 or 3", "in.png", "-o", "out.png", "-k", "2")
    assert (blur.folder / "out.png").read_bytes() == b"old"


def test_help(blur: Program) -> None:
    text = blur.works("--help").decode()
    assert text == blur.works("-h").decode() == blur.works("-k", "5", "-h", "in.png").decode()
    assert text.startswith("Usage: blur [OPTION]... FILE...\n")
    assert max(len(line) for line in text.splitlines()) <= 80


def test_version(blur: Program, root: Path) -> None:
    header = (root / "core" / "blur.h").read_text()
    version = header.split('#define BLUR_VERSION "')[1].split('"')[0]
    text = blur.works("--version").decode()
    assert text.startswith(f"blur {version} (library {version}, ABI ")
    stb = r"^png by stb image [0-9.]+, image_write [0-9.]+: reads, writes 8 bits$"
    assert re.search(stb, text, re.M)
    assert re.search(r"^deflate by libdeflate [0-9.]+$", text, re.M)
    assert text == blur.works("-V").decode()


def test_quiet_and_verbose(blur: Program, picture: Path) -> None:
    said = b"blur: in.png: written to in-blur.png\n"
    details = (
        b"blur: in.png: 31 x 23, 3 channels of 8 bits, kernel 5, sigma 1.1, border renormalize\n"
    )
    times = rb"blur: in.png: read in \d+\.\d ms, blurred in \d+\.\d ms, written in \d+\.\d ms\n"
    for arguments, expected in [
        ((), said),
        (("-q",), b""),
        (("--quiet",), b""),
        (("-v",), details + said),
        (("--verbose",), details + said),
        (("-v", "-q"), b""),
    ]:
        result = blur.run(*arguments, "in.png")
        rest, plans = PLAN.subn(b"", result.stderr)
        rest, timed = re.subn(times, b"", rest)
        rest, sandboxes = re.subn(rb"blur: sandbox: .+\n", b"", rest)
        assert timed == plans == sandboxes
        assert (result.returncode, result.stdout, rest) == (0, b"", expected)
        assert plans == (details in expected)


def test_verbose_says_the_plan(blur: Program, picture: Path) -> None:
    """One line a file, the threads being no more than asked for."""
    (blur.folder / "b.png").write_bytes(picture.read_bytes())
    result = blur.run("-v", "-t1", "-k", "5", "in.png", "b.png")
    plans = PLAN.findall(result.stderr)
    assert [(plan[0], plan[1], plan[2], plan[4]) for plan in plans] == [
        (b"direct", b"1", b"1", b"1")
    ] * 2


def test_options_after_operands_whatever_the_environment(blur: Program, picture: Path) -> None:
    blur.works("in.png", "-o", "out.png", env={**os.environ, "POSIXLY_CORRECT": "1"})
    assert (blur.folder / "out.png").exists()


def test_quality(blur: Program, picture: Path) -> None:
    sizes = []
    for quality in ("1", "50", "90", "100"):
        blur.works("-Q", quality, "in.png", "-o", "out.jpg")
        sizes.append((blur.folder / "out.jpg").stat().st_size)
    assert sizes == sorted(set(sizes))
    blur.works("in.png", "-o", "out.jpg")
    assert (blur.folder / "out.jpg").stat().st_size == sizes[2], "the default is 90"
