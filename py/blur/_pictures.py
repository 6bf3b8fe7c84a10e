# SPDX-License-Identifier: MIT
"""Pillow images as arrays, and back. Pillow is imported only if one of its images is given."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Callable, NamedTuple

import numpy as np

from ._arrays import Array, as_array

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# Modes that are blurred as they are.
_DIRECT = {"L", "RGB", "RGBX", "CMYK", "YCbCr", "LA", "RGBA", "La", "RGBa", "LAB"}

# Grey modes of more than 8 bits, and their dtypes in Pillow. Some 16-bit files open as I (before
# version 10.3 all PNG files), which can hold more than 16 bits.
_DEEP = {"I;16": "<u2", "I;16L": "<u2", "I;16B": ">u2", "I;16N": "=u2", "F": "=f4", "I": "=i4"}

# Modes that are converted first, and to which.
_CONVERTED = {"1": "L", "P": "RGB", "PA": "RGBA", "HSV": "RGB"}

# Pillow stores a and b of LAB as signed bytes; flipping their highest bit makes them unsigned, in
# the same order.
_SIGNED = {"LAB": np.array([0, 128, 128], np.uint8)}

# Modes whose last of two or four channels is not alpha, or whose colours are premultiplied.
_WITHOUT_ALPHA = {"RGBX", "CMYK", "La", "RGBa"}

# Modes whose samples are not light encoded as in sRGB.
_WITHOUT_LIGHT = {"CMYK", "YCbCr", "LAB", "La", "RGBa"}


class Opened(NamedTuple):
    """An image of any kind as an array, and how to convert a result back to that kind."""

    array: Array
    wrap: Callable[[Array], Any]
    mode: str = ""  # of a Pillow image, when it has become the array


def has_alpha(mode: str) -> bool:
    """Whether the last of two or four channels is alpha, as it is in arrays (mode "")."""
    return mode not in _WITHOUT_ALPHA


def has_light(mode: str) -> bool:
    return mode not in _WITHOUT_LIGHT


def is_picture(image: object) -> bool:
    module = sys.modules.get("PIL.Image")
    return module is not None and isinstance(image, module.Image)


def _load(picture: Picture) -> None:
    """Reads the pixels of a picture that was only opened. OSError: it cannot be read."""
    try:
        picture.load()
    except (OSError, MemoryError):
        raise
    except Exception as error:  # decoders also raise SyntaxError, AttributeError and others
        message = f"cannot read image, it is closed or its file is damaged: {error}"
        raise OSError(message) from error


def is_deep(picture: Picture) -> bool:
    """Whether its samples have more than 8 bits."""
    return picture.mode in _DEEP


def samples_of(picture: Picture) -> Array:
    """The samples of a picture in a supported mode. ValueError: more than 16 bits."""
    array = np.asarray(picture)
    if picture.mode == "I":
        return _of_16_bits(array)
    flip = _SIGNED.get(picture.mode)
    return array if flip is None else array ^ flip


def _of_16_bits(array: Array) -> Array:
    least, most = (int(array.min()), int(array.max())) if array.size else (0, 0)
    if least < 0 or most > 65535:
        raise ValueError(
            f"image of mode 'I' has samples from {least} to {most}; expected 0 to 65535, "
            "or see image.convert('F')"
        )
    return array.astype(np.uint16)


def picture_of(array: Array, like: Picture, mode: str = "") -> Picture:
    """A picture with the info of another one, and of its mode if no other is given."""
    from PIL import Image

    mode = mode or like.mode
    flip = _SIGNED.get(mode)
    samples = array.astype(_DEEP.get(mode, np.uint8), copy=False)
    samples = np.ascontiguousarray(samples if flip is None else samples ^ flip)
    # As uint8, and not a memoryview: Pillow before 9.3 takes only bytes and byte arrays.
    data: Any = samples.view(np.uint8)
    picture = Image.frombytes(mode, like.size, data)
    # A transparent colour means nothing once colours are mixed.
    picture.info = {key: value for key, value in like.info.items() if key != "transparency"}
    return picture


def _mode_for(picture: Picture) -> str:
    if picture.mode in _DIRECT or picture.mode in _DEEP:
        return picture.mode
    if picture.mode not in _CONVERTED:
        raise TypeError(
            f"unsupported mode {picture.mode!r}; expected "
            + ", ".join(sorted({*_DIRECT, *_DEEP, *_CONVERTED}))
        )
    if picture.mode == "P" and _has_transparency(picture):
        return "RGBA"
    return _CONVERTED[picture.mode]


def _has_transparency(picture: Picture) -> bool:
    # Pillow before 10.1 does not report palettes with alpha.
    return bool(getattr(picture, "has_transparency_data", "transparency" in picture.info))


def check_depth(picture: Picture) -> None:
    """TypeError: 16-bit colour, which Pillow silently reduces to 8 bits when it loads it."""
    raw_modes = [str(arguments) for *_, arguments in getattr(picture, "tile", [])]
    if picture.mode in ("L", "LA", "RGB", "RGBA") and any(";16" in mode for mode in raw_modes):
        raise TypeError(
            "Pillow would reduce this 16-bit image to 8 bits; the program blur keeps 16"
        )


def unwrap(image: Any) -> Opened:
    """TypeError, ValueError, OSError: the image is unsupported or cannot be read."""
    if not is_picture(image):
        array = as_array(image)
        return Opened(array, lambda result: result.astype(array.dtype, copy=False))
    check_depth(image)
    _load(image)
    mode = _mode_for(image)
    picture = image if mode == image.mode else image.convert(mode)

    def wrap(result: Array) -> Any:
        blurred = picture_of(result, picture)
        return blurred.convert("HSV") if image.mode == "HSV" else blurred

    return Opened(samples_of(picture), wrap, mode)
