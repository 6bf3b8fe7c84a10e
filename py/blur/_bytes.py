# SPDX-License-Identifier: MIT
"""Encoded images, through Pillow."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Iterator, SupportsIndex

from ._gaussian import gaussian_blur
from ._options import PerAxis, Real, number_within
from ._pictures import check_depth, is_deep, picture_of, samples_of

if TYPE_CHECKING:
    from PIL.Image import Image as Picture


# TIFF tags that describe the picture, not its storage: description, maker, model, software, date,
# artist, copyright, and the offsets of Exif and GPS data.
_TIFF_TAGS = {0x10E, 0x10F, 0x110, 0x131, 0x132, 0x13B, 0x8298, 0x8769, 0x8825}


# TIFF compressions for 1-bit pixels only.
_OF_BITS = ("tiff_ccitt", "group3", "group4")
_WITH_QUALITY = ("JPEG", "MPO", "WEBP")

# The mode in which Pillow writes 16-bit samples best, by format, and the formats for which it
# silently reduces them to 8 bits.
_MODES_OF_16_BITS = {"PNG": "I;16", "JPEG2000": "I;16", "PPM": "I"}
_CUT = ("AVIF", "GIF", "WEBP")


@contextmanager
def _decoding() -> Iterator[None]:
    """Turns whatever Pillow raises for data that it cannot decode into OSError or ValueError."""
    from PIL import Image, UnidentifiedImageError

    try:
        yield
    except UnidentifiedImageError:
        raise OSError("data is not an image that Pillow can read") from None
    except Image.DecompressionBombError as error:
        raise ValueError(str(error)) from error
    except (OSError, MemoryError):
        raise
    except Exception as error:  # decoders also raise SyntaxError, struct.error and others
        raise OSError(f"cannot decode data: {error}") from error


def _open(data: bytes | bytearray | memoryview) -> Picture:
    """Decodes the only picture in data."""
    from PIL import Image

    try:
        file = io.BytesIO(memoryview(data).tobytes())
    except TypeError:
        kind = type(data).__name__
        raise TypeError(f"data is of type {kind}; expected the bytes of an image file") from None
    with _decoding():
        picture = Image.open(file)
    check_depth(picture)
    with _decoding():
        picture.load()
        frames = getattr(picture, "n_frames", 1)
    # The other images of an MPO, as cameras and phones write, are previews or depth maps.
    if frames > 1 and picture.format != "MPO":
        raise ValueError(f"data has {frames} frames; blur each with gaussian_blur")
    return picture


def _with_alpha(picture: Picture) -> Picture:
    """The picture, with its transparent colour (if any) converted to an alpha channel."""
    if picture.mode in ("1", "L", "RGB") and "transparency" in picture.info:
        return picture.convert("RGBA" if picture.mode == "RGB" else "LA")
    return picture


def _check_deep(picture: Picture, file_format: str) -> None:
    """Raises if Pillow cannot write a picture with more than 8 bits per sample losslessly."""
    if file_format in _CUT:
        raise OSError(f"cannot write mode {picture.mode} as {file_format}")
    if "transparency" in picture.info:
        raise TypeError(
            "Pillow has no mode for a transparent colour with more than 8 bits; "
            "the program blur keeps both"
        )


def _writable(picture: Picture, file_format: str) -> Picture:
    """The picture in the mode that the format needs."""
    mode = _MODES_OF_16_BITS.get(file_format)
    if mode is None or picture.mode == "F" or picture.mode == mode:
        return picture
    return picture_of(samples_of(picture), picture, mode)


def _kept(picture: Picture, file_format: str) -> dict[str, Any]:
    """The metadata to pass to the encoder, as Pillow does not keep it by itself."""
    kept = {key: picture.info[key] for key in ("icc_profile", "dpi") if picture.info.get(key)}
    exif = _exif_of(picture)
    if len(exif):
        kept["exif"] = exif.tobytes()
    if file_format == "TIFF" and picture.info.get("compression") in _OF_BITS:
        kept["compression"] = "tiff_lzw"
    if file_format == "PNG":
        kept["pnginfo"] = _text_of(picture)
    return kept


def _exif_of(picture: Picture) -> Any:
    """OSError: damaged."""
    try:
        exif = picture.getexif()
    except Exception as error:  # SyntaxError, struct.error and others
        raise OSError(f"cannot decode Exif data: {error}") from error
    if picture.format == "TIFF":
        # TIFF mixes them with the tags for storage, which no longer apply.
        for tag in set(exif) - _TIFF_TAGS:
            del exif[tag]
    return exif


def _text_of(picture: Picture) -> Any:
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    for key, value in getattr(picture, "text", {}).items():
        text.add_text(key, value)
    return text


def _format_name(name: object) -> str:
    from PIL import Image

    if not isinstance(name, str):
        raise TypeError(f"format is {name!r}; expected a name such as PNG")
    known = "JPEG" if name.upper() == "JPG" else name.upper()
    Image.init()
    if known not in Image.SAVE:
        raise ValueError(f"format is {known!r}, which Pillow cannot write")
    return known


def blur_bytes(
    data: bytes | bytearray | memoryview,
    k: PerAxis[SupportsIndex] | None = None,
    sigma: PerAxis[Real] | None = None,
    *,
    format: str | None = None,
    quality: int = 90,
    **options: Any,
) -> bytes:
    """Blurs an encoded image: the bytes of a file in, the bytes of a file out.

    Pillow decodes and encodes it, so any format that Pillow can read and write will do. The
    function depends only on its arguments, which suits workers of PySpark, Ray or Dask.

    Parameters
    ----------
    data : bytes-like
        The contents of an image file. Animations are rejected; of an MPO (a JPEG followed by more
        images, as cameras and phones write it) the first image is used.
    k, sigma, **options
        As for :func:`gaussian_blur`, except ``out``. Regions and mask refer to the pixels as
        stored, before the Exif orientation is applied.
    format : str, optional
        Of the result, by its name in Pillow, such as ``"PNG"``. Default: that of ``data``.
    quality : int
        1 to 100, for JPEG and WebP.

    Returns
    -------
    bytes
        The blurred image. Exif data (including the orientation), the colour profile, the
        resolution and PNG text are kept, but not the Exif thumbnail, which would be sharp. A
        palette becomes RGB, and a transparent colour alpha. Other metadata (XMP, PNG gamma) is
        lost, and WebP is written lossily. 16-bit grey stays so in PNG, TIFF, PPM and JPEG 2000, and
        floats in TIFF.

    Raises
    ------
    OSError
        ``data`` is not an image or is damaged, or the format cannot hold the result.
    ValueError
        Too many pixels or frames, an unknown ``format``; and as for :func:`gaussian_blur`.
    TypeError
        16-bit colour, or 16-bit grey with a transparent colour, which Pillow does not support (the
        program ``blur`` does); and as for :func:`gaussian_blur`.
    ImportError
        Pillow is not installed.

    Examples
    --------
    >>> import io
    >>> from PIL import Image
    >>> file = io.BytesIO()
    >>> Image.new("RGB", (40, 30), "red").save(file, "PNG")
    >>> Image.open(io.BytesIO(blur_bytes(file.getvalue(), sigma=2))).getpixel((0, 0))
    (255, 0, 0)
    """
    number_within("quality", quality, 1, 100)
    picture = _open(data)
    name = _format_name(picture.format if format is None else format)
    if is_deep(picture):
        _check_deep(picture, name)
    result = gaussian_blur(_with_alpha(picture), k, sigma, **options)
    if is_deep(result):
        result = _writable(result, name)
    kept = _kept(picture, name)
    if name in _WITH_QUALITY:
        kept["quality"] = quality
    file = io.BytesIO()
    try:
        result.save(file, name, **kept)
    except (OSError, ValueError, MemoryError):
        raise
    except Exception as error:  # encoders also raise KeyError, struct.error and others
        message = f"cannot write mode {result.mode} as {name}: {error}"
        raise OSError(message) from error
    return file.getvalue()
