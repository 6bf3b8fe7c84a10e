# SPDX-License-Identifier: MIT
"""A client by ctypes in the manner of the worked example; prints its largest error.

Usage: article_client.py LIBRARY
"""

import ctypes
import math
import random
import sys

import numpy as np


class Image(ctypes.Structure):
    _fields_ = [  # noqa: RUF012
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("data", ctypes.POINTER(ctypes.c_uint8)),
    ]


lib = ctypes.CDLL(sys.argv[1])
lib.create_image.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int]
lib.create_image.restype = ctypes.POINTER(Image)
lib.free_image.argtypes = [ctypes.POINTER(Image)]
lib.free_image.restype = None
lib.apply_convolution.argtypes = [
    ctypes.POINTER(Image),
    ctypes.POINTER(Image),
    ctypes.POINTER(ctypes.c_float),
    ctypes.c_int,
]
lib.apply_convolution.restype = None


def gaussian_kernel(size, sigma):
    kernel = np.zeros((size, size), dtype=np.float32)
    center = size // 2
    for i in range(size):
        for j in range(size):
            x, y = i - center, j - center
            kernel[i, j] = math.exp(-(x * x + y * y) / (2 * sigma * sigma))
    return kernel / kernel.sum()


def python_sample(array, kernel, x, y, channel):
    """One sample in pure Python."""
    height, width, _ = array.shape
    size = kernel.shape[0]
    total = weights = 0.0
    for i in range(size):
        for j in range(size):
            sy, sx = y + i - size // 2, x + j - size // 2
            if 0 <= sy < height and 0 <= sx < width:
                total += float(array[sy, sx, channel]) * float(kernel[i, j])
                weights += float(kernel[i, j])
    return total / weights


def main():
    width = height = 1024
    channels, size = 3, 5
    array = np.random.default_rng(1).integers(0, 256, (height, width, channels), dtype=np.uint8)
    kernel = gaussian_kernel(size, 1.0)
    src = lib.create_image(width, height, channels)
    dst = lib.create_image(width, height, channels)
    ctypes.memmove(src.contents.data, array.ctypes.data, array.nbytes)
    lib.apply_convolution(src, dst, kernel.ctypes.data_as(ctypes.POINTER(ctypes.c_float)), size)
    result = np.ctypeslib.as_array(dst.contents.data, shape=(height, width, channels)).copy()
    lib.free_image(src)
    lib.free_image(dst)

    places = [(x, y) for x in (0, 1, 2, 500, 1021, 1022, 1023) for y in range(0, 1024, 31)]
    places += [(y, x) for x, y in places]
    generator = random.Random(1)
    places += [(generator.randrange(width), generator.randrange(height)) for _ in range(3000)]
    worst = 0.0
    for x, y in places:
        for channel in range(channels):
            exact = python_sample(array, kernel, x, y, channel)
            worst = max(worst, abs(exact - float(result[y, x, channel])))
    print(worst)


main()
