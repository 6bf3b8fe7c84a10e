# SPDX-License-Identifier: MIT
"""JPEG, by each codec that is built in: what is kept, what is refused, and what is passed over."""

import io
import shutil
import struct
import subprocess
from typing import Any, Dict, List, Optional, Tuple

import numpy as np
import pytest
from PIL import Image, ImageCms, JpegImagePlugin

from conftest import Program
from pictures import Samples, chunk, decode, jpeg, noise, png

CODECS = ["auto", "stb"]
TRUNCATED = "truncated JPEG: no end-of-image marker"
SHORT = "damaged JPEG: data ends before the picture does"


def smooth(height: int, width: int, channels: int = 3) -> Samples:
    """A picture whose neighbouring pixels are alike, and some grain."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [(3 * x + 2 * y) % 511, (5 * y) % 511, (2 * x + 3 * y) % 511, (4 * x) % 511]
    folded = np.stack([np.minimum(plane, 510 - plane) for plane in planes[:channels]], axis=2)
    grain = noise(height, width, channels) // 8
    samples: Samples = np.clip(folded + grain, 0, 255).astype(np.uint8)
    return samples


BASELINE = jpeg(smooth(141, 163), quality=85)
PROGRESSIVE = jpeg(smooth(141, 163), quality=85, progressive=True)


@pytest.fixture
def has_turbo(blur: Program) -> bool:
    """Whether libjpeg-turbo is built in."""
    return b"libjpeg-turbo" in blur.works("--version")


def cjpeg(samples: Samples, *options: str) -> bytes:
    """A JPEG file by libjpeg's own program, which can do what Pillow cannot."""
    program = shutil.which("cjpeg")
    if not program:
        pytest.skip("no cjpeg")
    height, width, channels = samples.shape
    header = b"P%d\n%d %d\n255\n" % (6 if channels == 3 else 5, width, height)
    result = subprocess.run(
        [program, *options], input=header + samples.tobytes(), capture_output=True, check=False
    )
    if result.returncode:
        pytest.skip("cjpeg cannot do " + " ".join(options))
    return result.stdout


def attempt(
    blur: Program, data: bytes, codec: str, *options: str
) -> Tuple[Optional[Samples], List[str]]:
    """Decodes by the program: the samples, or None where it refuses; and what it says."""
    (blur.folder / "in").write_bytes(data)
    result = blur.run("in", "-k1", "--codec", codec, "-f", "png", "-o", "-", *options)
    said = result.stderr.decode().replace("blur: in: ", "").splitlines()
    assert result.returncode in (0, 1)
    assert (result.returncode == 0) == bool(result.stdout)
    return decode(result.stdout) if result.stdout else None, said


def read(blur: Program, data: bytes, codec: str) -> Samples:
    """Decodes what must be decoded in silence."""
    samples, said = attempt(blur, data, codec)
    assert said == []
    assert samples is not None
    return samples


def refusal(blur: Program, data: bytes, codec: str) -> str:
    """The one line with which the program refuses."""
    samples, said = attempt(blur, data, codec)
    assert samples is None
    assert len(said) == 1
    return said[0]


def rewrite(blur: Program, data: bytes, *options: str) -> bytes:
    """A JPEG file from one."""
    (blur.folder / "in.jpg").write_bytes(data)
    blur.works("-q", "in.jpg", "-k1", "-o", "out.jpg", *options)
    return (blur.folder / "out.jpg").read_bytes()


def segments(data: bytes) -> List[Tuple[int, int, int]]:
    """Marker, begin and end of each segment up to the first scan's header."""
    found: List[Tuple[int, int, int]] = []
    at = 2
    while not found or found[-1][0] != 0xDA:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        found.append((data[at + 1], at, end))
        at = end
    return found


def place(data: bytes, marker: int) -> Tuple[int, int]:
    """Begin and end of the first segment of a kind."""
    return next((begin, end) for kind, begin, end in segments(data) if kind == marker)


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def inserted(data: bytes, *parts: bytes) -> bytes:
    """The file with parts put behind its first segment."""
    at = segments(data)[0][2]
    return data[:at] + b"".join(parts) + data[at:]


def opened(data: bytes) -> JpegImagePlugin.JpegImageFile:
    image = Image.open(io.BytesIO(data))
    assert isinstance(image, JpegImagePlugin.JpegImageFile)
    return image


def tables(data: bytes) -> Dict[int, List[int]]:
    return {key: list(value) for key, value in opened(data).quantization.items()}


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
    assert result.stderr == b"blur: out.jpg: warning: grey is stored as colour in JPEG\n"
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


# ---- Damage -------------------------------------------------------------------------------------


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
    assert "600 bytes behind the end of the picture are passed over" in said
    assert "3 bytes between segments are passed over" in said


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


# ---- Metadata -----------------------------------------------------------------------------------


def app13(*resources: Tuple[int, bytes, bytes]) -> bytes:
    data = b""
    for number, name, content in resources:
        pascal = bytes([len(name)]) + name
        data += b"8BIM" + struct.pack(">H", number) + pascal + b"\0" * (len(pascal) % 2)
        data += struct.pack(">I", len(content)) + content + b"\0" * (len(content) % 2)
    return data


PHOTOSHOP = b"Photoshop 3.0\0"
XMP = b"http://ns.adobe.com/xap/1.0/\0"
IPTC = b"\x1c\x02\x78\0\x05hello"
PACKET = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><a>\xc3\xa4</a></x:xmpmeta>"


def contents(data: bytes, marker: int, signature: bytes = b"") -> List[bytes]:
    found = [data[begin + 4 : end] for kind, begin, end in segments(data) if kind == marker]
    return [part[len(signature) :] for part in found if part.startswith(signature)]


@pytest.mark.parametrize("codec", CODECS)
def test_metadata_there_and_back(blur: Program, codec: str) -> None:
    """Also by way of PNG."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = inserted(
        jpeg(smooth(20, 20), dpi=(300, 150), icc_profile=profile),
        segment(0xE1, XMP + PACKET),
        segment(0xED, PHOTOSHOP + app13((0x040C, b"", b"thumb"), (0x0404, b"ab", IPTC))),
        segment(0xFE, "bl\u00fcte".encode()),
    )
    (blur.folder / "in.jpg").write_bytes(data)
    option = f"--codec={codec}"
    blur.works("in.jpg", option, "-o", "out.jpg")
    blur.works("in.jpg", option, "-o", "between.png")
    blur.works("between.png", option, "-o", "again.jpg")
    for name in ("out.jpg", "again.jpg"):
        out = (blur.folder / name).read_bytes()
        assert contents(out, 0xE1, XMP) == [PACKET]
        assert contents(out, 0xED, PHOTOSHOP) == [app13((0x0404, b"", IPTC))]
        assert contents(out, 0xFE) == ["bl\u00fcte".encode()]
        info = opened(out).info
        assert info["icc_profile"] == profile
        assert info["dpi"] == pytest.approx((300, 150), rel=0.01)
        assert b"thumb" not in out


@pytest.mark.parametrize("codec", CODECS)
def test_order_of_segments(blur: Program, codec: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "a description"
    data = inserted(
        jpeg(smooth(20, 20), icc_profile=b"p" * 300, exif=exif.tobytes(), dpi=(72, 72)),
        segment(0xFE, b"c"),
        segment(0xED, PHOTOSHOP + app13((0x0404, b"", IPTC))),
        segment(0xE1, XMP + PACKET),
    )
    out = rewrite(blur, data, "--codec", codec)
    kinds = [kind for kind, _, _ in segments(out)]
    assert kinds[:6] == [0xE0, 0xE1, 0xE1, 0xED, 0xE2, 0xFE]
    assert opened(out).getexif()[0x010E] == "a description"


def test_latin1_comment(blur: Program) -> None:
    data = inserted(BASELINE, segment(0xFE, b"bl\xfcte"))
    assert contents(rewrite(blur, data), 0xFE) == ["bl\u00fcte".encode()]


def test_resources_that_span_segments(blur: Program) -> None:
    resources = app13((0x0BB7, b"", b"x" * 50), (0x0404, b"", IPTC), (0x0BB8, b"", b"y"))
    parts = [segment(0xED, PHOTOSHOP + part) for part in (resources[:70], resources[70:])]
    out = rewrite(blur, inserted(BASELINE, *parts))
    assert contents(out, 0xED, PHOTOSHOP) == [app13((0x0404, b"", IPTC))]


def icc_chunks(profile: bytes, count: int) -> List[bytes]:
    size = -(-len(profile) // count)
    return [
        segment(0xE2, b"ICC_PROFILE\0" + bytes([i + 1, count]) + profile[i * size :][:size])
        for i in range(count)
    ]


PROFILE = noise(200000).tobytes()


@pytest.mark.parametrize("count", [4, 200])
def test_profile_in_chunks(blur: Program, count: int) -> None:
    chunks = icc_chunks(PROFILE, count)
    for order in (chunks, chunks[::-1]):
        out = rewrite(blur, inserted(BASELINE, *order))
        assert opened(out).info["icc_profile"] == PROFILE
        assert len(contents(out, 0xE2)) == 4


@pytest.mark.parametrize(
    "chunks",
    [
        icc_chunks(PROFILE, 5)[1:],
        icc_chunks(PROFILE, 5)[:-1],
        icc_chunks(PROFILE, 5) + icc_chunks(PROFILE, 5)[:1],
        icc_chunks(PROFILE, 5)[:4] + icc_chunks(PROFILE, 6)[4:],
        [segment(0xE2, b"ICC_PROFILE\0\0\1p")],
        [segment(0xE2, b"ICC_PROFILE\0")],
    ],
    ids=["no-first", "no-last", "double", "counts", "zero", "short"],
)
def test_damaged_profile(blur: Program, chunks: List[bytes]) -> None:
    samples, said = attempt(blur, inserted(BASELINE, *chunks), "auto")
    assert samples is not None
    assert said == ["warning: the damaged colour profile is not kept"]


def test_what_does_not_fit_is_said(blur: Program) -> None:
    text = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b"<x/>" * 17000)
    (blur.folder / "in.png").write_bytes(png(noise(9, 9, 3), before_data=[text]))
    result = blur.run("in.png", "-o", "out.jpg")
    message = b"blur: out.jpg: warning: XMP data too long for JPEG: not kept\n"
    assert (result.returncode, result.stderr) == (0, message)


@pytest.mark.parametrize(
    ("per_metre", "unit", "density"), [(11811, 1, 300), (2835, 1, 72), (3000, 2, 30)]
)
def test_density_of_a_png(blur: Program, per_metre: int, unit: int, density: int) -> None:
    data = struct.pack(">IIB", per_metre, per_metre, 1)
    (blur.folder / "in.png").write_bytes(png(noise(9, 9, 3), before_data=[chunk(b"pHYs", data)]))
    blur.works("in.png", "-o", "out.jpg")
    out = (blur.folder / "out.jpg").read_bytes()
    jfif = contents(out, 0xE0)[0]
    assert struct.unpack(">BHH", jfif[7:12]) == (unit, density, density)
