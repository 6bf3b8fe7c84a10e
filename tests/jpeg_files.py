# SPDX-License-Identifier: MIT
"""JPEG files for tests, and what the program makes of them."""

import io
import struct
from typing import Dict, List, Optional, Tuple

import numpy as np
from PIL import Image, JpegImagePlugin

from conftest import Program
from pictures import Samples, decode, jpeg, noise

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
