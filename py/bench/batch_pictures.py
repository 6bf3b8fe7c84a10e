# SPDX-License-Identifier: MIT
"""The many files of the benchmark of batches: parts of one picture, each from another place, so
that none is like another. The picture is a real photo where there is one, else drawn."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Optional

import numpy as np
from PIL import Image

from .photos import Samples, drawn

# How far the parts of a drawn picture lie apart at most.
SHIFT = 256


class Source(NamedTuple):
    samples: Samples
    origin: str


class Pictures(NamedTuple):
    """Files in a folder, all as wide and as high."""

    folder: Path
    names: list[str]
    width: int
    height: int
    title: str
    origin: str
    bytes_each: float


def source(photo: Optional[Path], width: int, height: int) -> Source:
    """A picture that parts of that size can be taken from."""
    if photo:
        with Image.open(photo) as image:
            if image.width >= width and image.height >= height:
                return Source(np.asarray(image.convert("RGB")), f"parts of {photo.name}")
    return Source(drawn(width + SHIFT, height + SHIFT), "drawn")


def parts(samples: Samples, width: int, height: int, count: int) -> Iterator[Image.Image]:
    random = np.random.default_rng(7)
    rows, columns = samples.shape[0] - height + 1, samples.shape[1] - width + 1
    for _ in range(count):
        y, x = int(random.integers(rows)), int(random.integers(columns))
        yield Image.fromarray(np.ascontiguousarray(samples[y : y + height, x : x + width]))


def mean_size(folder: Path, names: list[str]) -> float:
    return sum((folder / name).stat().st_size for name in names) / len(names)


def make_photos(folder: Path, origin: Source, width: int, height: int, count: int) -> Pictures:
    names = [f"p{number:05}.jpg" for number in range(count)]
    for name, image in zip(names, parts(origin.samples, width, height, count)):
        image.save(folder / name, quality=88, subsampling="4:2:0")
    title, size = "JPEG, baseline, 4:2:0", mean_size(folder, names)
    return Pictures(folder, names, width, height, title, origin.origin, size)


def make_tiny(folder: Path, origin: Source, side: int, count: int) -> Pictures:
    names = [f"t{number:05}.png" for number in range(count)]
    for name, image in zip(names, parts(origin.samples, side, side, count)):
        image.save(folder / name)
    size = mean_size(folder, names)
    return Pictures(folder, names, side, side, "PNG, RGB", origin.origin, size)
