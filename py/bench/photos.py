# SPDX-License-Identifier: MIT
"""The files that whole programs blur: a photo as JPEG, as PNG and as PNG of 16 bits, and a small
picture. The photo is a real one where there is one, else drawn: a sky, edges, and noise."""

import struct
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple, Optional

import numpy as np
import numpy.typing as npt
from PIL import Image, JpegImagePlugin

Samples = npt.NDArray[np.uint8]

SIGMA = 2
SMALL = (128, 128)


class Photo(NamedTuple):
    """A file to blur. The key is short and stays the same, whatever the picture."""

    key: str
    title: str
    path: Path
    width: int
    height: int
    depth: int
    origin: str

    @property
    def decoded(self) -> int:
        """The bytes of its samples, as RGB."""
        return self.width * self.height * 3 * self.depth // 8

    @property
    def output(self) -> str:
        return f"out{self.path.suffix}"


def drawn(width: int, height: int) -> Samples:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    waves = np.sin(x / 37) * np.sin(y / 53) * 40 + np.where((x // 61 + y // 47) % 5 < 1, 50, 0)
    random = np.random.default_rng(5)
    planes = []
    for base, slope in ((60, 90), (110, 60), (190, -80)):
        noise = random.normal(0, 4, (height, width)).astype(np.float32)
        planes.append(base + slope * y / height + waves + noise)
    return np.asarray(np.clip(np.stack(planes, 2), 0, 255).astype(np.uint8))


def save_jpeg(path: Path, samples: Samples) -> None:
    image = Image.fromarray(samples)
    image.save(path, quality=88, progressive=True, subsampling="4:2:0")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def save_png_of_16_bits(path: Path, samples: Samples) -> None:
    """With noise below the eight bits, as a camera's; Pillow cannot write such a file. Each row is
    the difference to the one above it (filter type 2)."""
    height, width, channels = samples.shape
    noise = np.random.default_rng(6).integers(0, 256, samples.shape, np.uint8)
    rows = np.stack([samples, noise], 3).reshape(height, width * channels * 2)
    filtered = np.full((height, rows.shape[1] + 1), 2, np.uint8)
    filtered[:, 1:] = rows
    filtered[1:, 1:] -= rows[:-1]
    header = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    data = zlib.compress(filtered.tobytes(), 3)
    signature = b"\x89PNG\r\n\x1a\n"
    ends = chunk(b"IHDR", header), chunk(b"IDAT", data), chunk(b"IEND", b"")
    path.write_bytes(signature + b"".join(ends))


def source(folder: Path, photo: Optional[Path], size: tuple[int, int]) -> tuple[Path, str]:
    """Returns the photo in the folder, and where it is from."""
    path = folder / "photo.jpg"
    if photo is not None:
        path.write_bytes(photo.read_bytes())
        return path, photo.name
    save_jpeg(path, drawn(*size))
    return path, "drawn"


def kind(image: Image.Image) -> str:
    """What sort of JPEG it is."""
    progressive = "progressive" if image.info.get("progressive") else "baseline"
    samplings = {0: "4:4:4", 1: "4:2:2", 2: "4:2:0"}
    sampling = samplings.get(JpegImagePlugin.get_sampling(image), "other sampling")
    return f"{progressive}, {sampling}"


def photos(
    folder: Path, photo: Optional[Path], size: tuple[int, int], keys: Collection[str]
) -> Iterator[Photo]:
    """Makes those of the keys one by one, when each is asked for."""
    path, origin = source(folder, photo, size)
    with Image.open(path) as image:
        rgb = image.convert("RGB")
        profile, sort = image.info.get("icc_profile"), kind(image)
    width, height = rgb.size
    if "jpeg" in keys:
        yield Photo("jpeg", "JPEG to JPEG", path, width, height, 8, f"{origin}, {sort}")
    if "png" in keys:
        png = folder / "photo.png"
        rgb.save(png, icc_profile=profile)
        yield Photo("png", "PNG to PNG", png, width, height, 8, f"{origin}, as Pillow's PNG")
    if "small" in keys:
        small = folder / "small.png"
        rgb.resize(SMALL).save(small)
        yield Photo("small", "small PNG to PNG", small, *SMALL, 8, f"{origin}, scaled")
    if "png16" in keys:
        deep = folder / "deep.png"
        save_png_of_16_bits(deep, np.asarray(rgb))
        yield Photo("png16", "16-bit PNG to PNG", deep, width, height, 16, f"{origin}, and noise")
