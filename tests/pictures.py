# SPDX-License-Identifier: MIT
"""Pictures for tests, made here byte by byte, and the exact blur to hold results against."""

import io
import struct
import zlib
from typing import Any, Optional, Sequence, Tuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Adam7: x, y, x step, y step of each pass.
PASSES = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)
Samples = NDArray[np.uint8]


def noise(*shape: int, seed: int = 1) -> Samples:
    """Random samples, the same for the same seed."""
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def chunk(kind: bytes, data: bytes = b"", crc: Optional[int] = None) -> bytes:
    """A PNG chunk; with a wrong checksum where one is given."""
    checksum = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def header(width: int, height: int, depth: int, color: int, interlace: int = 0) -> bytes:
    """An IHDR chunk."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlace))


def pack_rows(samples: "NDArray[Any]", depth: int) -> bytes:
    """Scanlines without filtering; samples: height x width x channels, not above 2**depth - 1."""
    rows = b""
    for row in samples.reshape(samples.shape[0], -1):
        if depth == 16:
            rows += b"\0" + row.astype(">u2").tobytes()
        else:
            bits = (row[:, None] >> np.arange(depth - 1, -1, -1)) & 1
            rows += b"\0" + np.packbits(bits.astype(np.uint8)).tobytes()
    return rows


def scanlines(samples: "NDArray[Any]", depth: int, interlace: int = 0) -> bytes:
    """The scanlines of an image, pass by pass where it is interlaced."""
    if not interlace:
        return pack_rows(samples, depth)
    parts = (samples[y::y_step, x::x_step] for x, y, x_step, y_step in PASSES)
    return b"".join(pack_rows(part, depth) for part in parts if part.size)


def png(
    samples: "NDArray[Any]",
    depth: int = 8,
    color: Optional[int] = None,
    interlace: int = 0,
    before_data: Sequence[bytes] = (),
) -> bytes:
    """A PNG file of height x width x channels samples, by default of the colour type they fit."""
    height, width, channels = samples.shape
    if color is None:
        color = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    data = zlib.compress(scanlines(samples, depth, interlace))
    return (
        SIGNATURE
        + header(width, height, depth, color, interlace)
        + b"".join(before_data)
        + chunk(b"IDAT", data)
        + chunk(b"IEND")
    )


def jpeg(samples: Samples, **options: Any) -> bytes:
    """A JPEG file, by Pillow."""
    file = io.BytesIO()
    Image.fromarray(samples.squeeze()).save(file, "JPEG", **options)
    return file.getvalue()


def decode(data: bytes) -> Samples:
    """The samples of an encoded image by Pillow, height x width x channels."""
    image = Image.open(io.BytesIO(data))
    image.load()
    samples = np.asarray(image)
    return samples[:, :, None] if samples.ndim == 2 else samples


PAD_MODES = {"replicate": "edge", "reflect": "symmetric", "mirror": "reflect", "wrap": "wrap"}


def exact_blur(
    samples: "NDArray[Any]",
    k: int,
    sigma: Optional[float] = None,
    border: str = "renormalize",
    color: Tuple[int, ...] = (),
) -> "NDArray[np.float64]":
    """The blur in double precision, tap by tap."""
    radius = k // 2
    if sigma is None:
        sigma = 0.3 * ((k - 1) / 2 - 1) + 0.8
    weights = np.exp(-(np.arange(-radius, radius + 1) ** 2) / (2 * sigma**2))
    around = ((radius, radius), (radius, radius), (0, 0))
    values = samples.astype(np.float64)
    counts = np.ones_like(values)
    if border in PAD_MODES:
        values = np.pad(values, around, PAD_MODES[border])  # type: ignore[call-overload]
        counts = np.ones_like(values)
    elif border == "constant":
        values = np.stack(
            [
                np.pad(values[:, :, i], radius, constant_values=color[i])
                for i in range(values.shape[2])
            ],
            axis=2,
        )
        counts = np.ones_like(values)
    else:
        values, counts = np.pad(values, around), np.pad(counts, around)

    def weigh(image: "NDArray[np.float64]") -> "NDArray[np.float64]":
        height, width = samples.shape[:2]
        lines = sum(w * image[:, i : i + width] for i, w in enumerate(weights))
        result = sum(w * lines[i : i + height] for i, w in enumerate(weights))
        return np.asarray(result)

    return weigh(values) / weigh(counts)


def largest_error(samples: "NDArray[Any]", exact: "NDArray[np.float64]") -> float:
    """The largest difference of any sample."""
    assert samples.shape == exact.shape
    return float(np.abs(samples.astype(np.float64) - exact).max())
