# SPDX-License-Identifier: MIT
"""Real files through the program without any blur: pixels and metadata, field by field."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Dict, List

import numpy as np
import pytest
from PIL import Image

from conftest import Program
from containers import chunks_of
from pictures import decode
from wide_png import decode_wide

# What may differ in a file of the same format, and why.
CHANGES = {
    "SourceFile",
    "ExifTool:ExifToolVersion",
    # Of chunks behind the picture: they go before it.
    "ExifTool:Warning",
    # Of the file, not of the picture.
    "System:FileName",
    "System:Directory",
    "System:FileSize",
    "System:FileModifyDate",
    "System:FileAccessDate",
    "System:FileInodeChangeDate",
    "System:FilePermissions",
    "File:FileTypeExtension",
    # Palettes become colours, fewer bits 8, and transparent colours alpha; rows go in one order.
    "PNG:BitDepth",
    "PNG:ColorType",
    "PNG:Interlace",
    "PNG:Palette",
    "PNG:Transparency",
    # Of samples that change, and of the day of a change: documented.
    "PNG:SignificantBits",
    "PNG:BackgroundColor",
    "PNG:PaletteHistogram",
    "PNG:ModifyDate",
    # How it is packed. The program writes baseline JPEG.
    "File:EncodingProcess",
    "File:YCbCrSubSampling",
    "File:ColorComponents",
    # JFIF comes first, also where there was none; thumbnails go.
    "JFIF:JFIFVersion",
    "JFIF:ResolutionUnit",
    "JFIF:XResolution",
    "JFIF:YResolution",
    "APP14:DCTEncodeVersion",
    "APP14:APP14Flags0",
    "APP14:APP14Flags1",
    "APP14:ColorTransform",
    "File:CurrentIPTCDigest",
}
# Directories that go as a whole: of thumbnails, and Photoshop's resources but for the IPTC records.
GROUPS = {"IFD1", "MPF0", "MPImage1", "MPImage2", "Photoshop", "Ducky", "Adobe"}


@pytest.fixture(scope="session")
def exiftool() -> str:
    program = shutil.which("exiftool")
    if not program:
        pytest.skip("no exiftool")
    return program


def fields(exiftool: str, files: List[Path]) -> List[Dict[str, Any]]:
    """All that a file says, by group and name, in the order of the files."""
    command = [exiftool, "-json", "-G1", "-a", "-n", *map(str, files)]
    result = subprocess.run(command, capture_output=True, check=False)
    found = json.loads(result.stdout)
    assert isinstance(found, list)
    assert len(found) == len(files)
    return found


def of_picture(said: Dict[str, Any]) -> Dict[str, Any]:
    """Without what may differ."""
    return {
        name: value
        for name, value in said.items()
        if name not in CHANGES and name.split(":")[0] not in GROUPS
    }


def valid_files(folder: Path) -> List[Path]:
    files = [*folder.glob("*.png"), *folder.glob("*.jpg"), *(folder / "pngsuite").glob("*.png")]
    return sorted(file for file in files if not file.name.startswith("truncated"))


def copies(blur: Program, files: List[Path], extension: str = "") -> List[Path]:
    """Every file through the program, to one with this extension or its own."""
    made = []
    for i, file in enumerate(files):
        made.append(blur.folder / f"{i}{extension or file.suffix}")
        result = blur.run("-q", "-k1", file, "-o", made[-1])
        assert (result.returncode, result.stderr) == (0, b""), file.name
    return made


def test_metadata_stay(blur: Program, real_images: Path, exiftool: str) -> None:
    files = valid_files(real_images)
    before, after = fields(exiftool, files), fields(exiftool, copies(blur, files))
    for file, first, second in zip(files, before, after):
        assert of_picture(second) == of_picture(first), file.name


# What both formats can hold, though they say it in words of their own.
CROSSING = ("IFD0", "ExifIFD", "GPS", "InteropIFD", "XMP", "ICC", "IPTC")


def crossing(file: Path, said: Dict[str, Any]) -> Dict[str, Any]:
    """XMP of more than a segment is not kept in JPEG, and said to be lost."""
    is_lost = file.suffix == ".png" and len(xmp_of(file)) > 65000
    groups = tuple(group for group in CROSSING if not (is_lost and group == "XMP"))
    return {name: value for name, value in said.items() if name.startswith(groups)}


def xmp_of(file: Path) -> bytes:
    texts = chunks_of(file.read_bytes()).get(b"iTXt", [])
    return max([text for text in texts if text.startswith(b"XML:com")], default=b"")


@pytest.mark.parametrize("other", [".png", ".jpg"])
def test_metadata_cross(blur: Program, real_images: Path, exiftool: str, other: str) -> None:
    """To the other format, and back."""
    files = [file for file in valid_files(real_images) if file.suffix != other]
    there = copies(blur, files, other)
    said = fields(exiftool, there)
    before = fields(exiftool, files)
    for file, first, second in zip(files, before, said):
        assert crossing(file, second) == crossing(file, first), file.name
    back = fields(exiftool, copies(blur, there, files[0].suffix))
    for file, first, second in zip(files, before, back):
        assert crossing(file, second) == crossing(file, first), file.name


def test_png_pixels_stay(blur: Program, real_images: Path) -> None:
    has_wide = b"libspng" in blur.works("--version")
    files = [file for file in valid_files(real_images) if file.suffix == ".png"]
    for file, copy in zip(files, copies(blur, files)):
        data = file.read_bytes()
        is_wide = data[24] == 16
        if is_wide and has_wide:
            again = copies(blur, [copy])[0].read_bytes()
            assert (decode_wide(copy.read_bytes()) == decode_wide(again)).all()
            if not data[28]:
                assert (decode_wide(copy.read_bytes()) == decode_wide(data)).all(), file.name
            continue
        if is_wide:
            continue
        out = decode(copy.read_bytes())
        modes = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
        with Image.open(file) as image:
            # Pillow compares the transparent level of 1 to 4 bits with samples of 8.
            is_odd = image.mode in "L1" and "transparency" in image.info
            expected = np.asarray(image.convert(modes[out.shape[2]])).reshape(out.shape)
        channels = 1 if is_odd else out.shape[2]
        assert (out[:, :, :channels] == expected[:, :, :channels]).all(), file.name
