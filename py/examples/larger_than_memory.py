# SPDX-License-Identifier: MIT
"""Blurs an image that does not fit in memory, part by part, with Dask.

The image is an array of uint8, uint16 or float32 in a file of NumPy's, of shape (height, width,
channels). Each part is read with as many pixels around it as the blur looks. The result is that of
the whole image, to the byte, as the direct method is asked for.
"""

import argparse
import os
from typing import Any

import dask
import dask.array
import numpy as np

import blur

PART = 2048  # pixels along each side


class OnDisk:
    """An array in a file, which Dask takes parts of. Of NumPy's own it would make a copy."""

    def __init__(self, path: str) -> None:
        self._array = np.load(path, mmap_mode="r")
        self.shape = self._array.shape
        self.dtype = self._array.dtype
        self.ndim = self._array.ndim

    def __getitem__(self, part: Any) -> Any:
        return self._array[part]


def blur_parts(image: dask.array.Array, sigma: float) -> dask.array.Array:
    radius = blur.radius_for(sigma, image.dtype)
    blurred: dask.array.Array = dask.array.map_overlap(
        blur.gaussian_blur,
        image,
        depth=(radius, radius, 0),
        boundary="none",  # at the image's own edges nothing is added: the blur knows what to do
        meta=np.empty((0, 0, 0), image.dtype),
        sigma=sigma,
        method="direct",
        threads=1,  # Dask has its own: a part each
    )
    return blurred


def blur_file(source: str, target: str, sigma: float) -> None:
    """The target gets its name when it is complete, so that it may be the source."""
    image = OnDisk(source)
    if image.ndim != 3:
        raise ValueError(f"{source}: not of shape (height, width, channels)")
    # Without a name Dask would read all of it to think of one.
    parts = dask.array.from_array(image, chunks=(PART, PART, image.shape[2]), name=False)
    unfinished = target + ".part"
    result = np.lib.format.open_memmap(unfinished, "w+", image.dtype, image.shape)
    try:
        with dask.config.set(scheduler="threads"):
            dask.array.store(blur_parts(parts, sigma), result, lock=False)
        result.flush()
        os.replace(unfinished, target)
    except BaseException:
        os.unlink(unfinished)
        raise


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", metavar="INPUT.npy")
    parser.add_argument("target", metavar="OUTPUT.npy")
    parser.add_argument("sigma", type=float)
    blur_file(**vars(parser.parse_args()))
