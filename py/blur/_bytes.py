# SPDX-License-Identifier: MIT
"""Encoded pictures, through Pillow."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from ._gaussian import gaussian_blur

if TYPE_CHECKING:
    from PIL.Image import Image as Picture


def _open(data: bytes) -> Picture:
    """Decodes the only picture in data."""
    from PIL import Image, UnidentifiedImageError

    try:
        picture = Image.open(io.BytesIO(data))
        picture.load()
    except UnidentifiedImageError:
        raise OSError("data is no picture that Pillow knows") from None
    except Image.DecompressionBombError as error:
        raise ValueError(str(error)) from error
    except (OSError, MemoryError):
        raise
    except Exception as error:  # decoders let out SyntaxError, struct.error, and more
        raise OSError(f"data cannot be decoded: {error}") from error
    frames = getattr(picture, "n_frames", 1)
    if frames > 1:
        raise ValueError(f"data has {frames} frames: blur them one by one with gaussian_blur")
    return picture


def _with_alpha(picture: Picture) -> Picture:
    """The picture with its transparent colour, if it has one, as an alpha channel."""
    if picture.mode in ("L", "RGB") and "transparency" in picture.info:
        return picture.convert("LA" if picture.mode == "L" else "RGBA")
    return picture


def _kept(picture: Picture, file_format: str) -> dict[str, Any]:
    """What is handed to the encoder, as Pillow does not keep it by itself."""
    kept = {key: picture.info[key] for key in ("icc_profile", "dpi") if picture.info.get(key)}
    exif = picture.getexif()
    if len(exif):
        kept["exif"] = exif.tobytes()
    if file_format == "PNG":
        kept["pnginfo"] = _text_of(picture)
    return kept


def _text_of(picture: Picture) -> Any:
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    for key, value in getattr(picture, "text", {}).items():
        text.add_text(key, value)
    return text


def blur_bytes(
    data: bytes,
    k: Any = None,
    sigma: Any = None,
    *,
    format: str | None = None,
    quality: int = 90,
    **options: Any,
) -> bytes:
    """Blurs an encoded picture: a file's bytes in, a file's bytes out.

    Pillow decodes and encodes it, so any format that Pillow both reads and writes will do. The
    function needs nothing but its arguments, as the workers of PySpark, Ray or Dask want it.

    Parameters
    ----------
    data : bytes-like
        A picture as it stands in a file. Of one frame: an animation is refused.
    k, sigma, **options
        As those of :func:`gaussian_blur`, but ``out``.
    format : str, optional
        Of the result, by Pillow's name, such as ``"PNG"``. Default: that of ``data``.
    quality : int
        1 to 100, for JPEG and WebP.

    Returns
    -------
    bytes
        The blurred picture. Exif data (the orientation with it), the colour profile, the density
        and the text of PNG are kept; a palette becomes RGB, and a transparent colour alpha.

    Raises
    ------
    OSError
        ``data`` is no picture, or a damaged one, or the format cannot hold the result.
    ValueError
        Too many pixels or frames, an unknown ``format``; and as :func:`gaussian_blur`.
    TypeError
        Samples of more than 8 bits; and as :func:`gaussian_blur`.
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
    from PIL import Image

    picture = _open(data)
    name = (format or picture.format or "").upper()
    name = "JPEG" if name == "JPG" else name
    Image.init()
    if name not in Image.SAVE:
        raise ValueError(f"format is {name!r}: Pillow cannot write it")
    result = gaussian_blur(_with_alpha(picture), k, sigma, **options)
    file = io.BytesIO()
    try:
        result.save(file, name, quality=quality, **_kept(picture, name))
    except KeyError as error:
        raise OSError(f"{name} cannot hold mode {result.mode}") from error
    return file.getvalue()
