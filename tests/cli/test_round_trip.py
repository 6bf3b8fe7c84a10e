# SPDX-License-Identifier: MIT
"""Files through the program without any blur: pixels and metadata, field by field."""

import json
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any, Dict, List

import numpy as np
import pytest
from PIL import Image, ImageCms

from conftest import Program
from containers import (
    APP13,
    PHOTOSHOP,
    Part,
    chunks_of,
    jpeg_with,
    png_with,
    resource,
    segment,
)
from deep_png import decode_deep
from pictures import chunk, decode, noise, png
from varied_pictures import Files, palette_chunk, whole_pictures

MARKED = ("420.jpg", "progressive.jpg", "grey.jpg", "rgb8-png.png", "palette4-png.png")

# What may differ in a file of the same format, and why.
CHANGES = {
    "SourceFile",
    # Of the file, not of the picture.
    "System:FileName",
    "System:Directory",
    "System:FileSize",
    "System:FileModifyDate",
    "System:FileAccessDate",
    "System:FileInodeChangeDate",
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
}
# Directories that go as a whole: of thumbnails, and Photoshop's resources but for the IPTC records.
GROUPS = {"IFD1", "Photoshop", "Adobe"}


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


# What both formats can hold, though they say it in words of their own.
CROSSING = ("IFD0", "ExifIFD", "GPS", "InteropIFD", "XMP", "ICC", "IPTC")
# As cameras and editors write them, in all the places that there are.
TAGS = (
    *("-Make=A camera", "-Model=No. 5", "-Orientation#=6", "-ExposureTime=1/250", "-FNumber=5.6"),
    *("-DateTimeOriginal=2024:02:29 12:34:56", "-LensModel=35 mm", "-UserComment=\u00fc"),
    *("-GPSLatitude=48.2", "-GPSLatitudeRef=N", "-GPSLongitude=16.37", "-GPSLongitudeRef=E"),
    *("-InteropIndex=R98", "-XMP:Creator=Somebody", "-XMP:Subject=a", "-XMP:Subject=b"),
    *("-XMP:Rights=All, as it were", "-IPTC:City=Wien", "-IPTC:Keywords=blur"),
)


def edited_pictures() -> Files:
    """With what goes: it was said of samples as they were before, or is an editor's own."""
    said = [
        Part(b"sBIT", b"\5\6\5"),
        Part(b"bKGD", bytes([0, 1, 0, 2, 0, 3])),
        Part(b"tIME", struct.pack(">HBBBBB", 2024, 2, 29, 12, 34, 56)),
    ]
    counts = [palette_chunk(4), chunk(b"hIST", bytes(range(32)))]
    resources = PHOTOSHOP + resource(0x3ED, bytes(16)) + resource(0x40B, b"https://example.org")
    inks = segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 1, 2, 1))
    return {
        "edited.png": png_with(noise(9, 7, 3), *said),
        "counted.png": png(noise(9, 7, 1) >> np.uint8(4), 4, 3, 0, counts),
        "edited.jpg": jpeg_with(noise(9, 7, 3), [segment(APP13, resources), inks]),
    }


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> List[Path]:
    """Pictures of all kinds."""
    folder = tmp_path_factory.mktemp("pictures")
    for name, data in {**whole_pictures(), **edited_pictures()}.items():
        (folder / name).write_bytes(data)
    return sorted(folder.iterdir())


@pytest.fixture(scope="session")
def files(plain: List[Path], exiftool: str, tmp_path_factory: pytest.TempPathFactory) -> List[Path]:
    """Those, and some in which exiftool has put metadata."""
    folder = tmp_path_factory.mktemp("marked")
    profile = folder / "profile.icc"
    profile.write_bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    marked = [Path(shutil.copy(path, folder)) for path in plain if path.name in MARKED]
    command = [exiftool, "-q", "-overwrite_original", *TAGS, f"-ICC_Profile<={profile}"]
    subprocess.run([*command, *map(str, marked)], check=True)
    for said in fields(exiftool, marked):
        groups = " ".join(said)
        assert [group for group in CROSSING if f" {group}" not in groups] == []
    return [*plain, *marked]


def copies(blur: Program, files: List[Path], extension: str = "") -> List[Path]:
    """Every file through the program, to one with this extension or its own."""
    made = []
    for i, file in enumerate(files):
        made.append(blur.folder / f"{i}{extension or file.suffix}")
        result = blur.run("-q", "-k1", file, "-o", made[-1])
        assert (result.returncode, result.stderr) == (0, b""), file.name
    return made


def test_metadata_stay(blur: Program, files: List[Path], exiftool: str) -> None:
    before, after = fields(exiftool, files), fields(exiftool, copies(blur, files))
    for file, first, second in zip(files, before, after):
        assert of_picture(second) == of_picture(first), file.name


def crossing(file: Path, said: Dict[str, Any]) -> Dict[str, Any]:
    """XMP of more than a segment is not kept in JPEG, and said to be lost."""
    is_lost = file.suffix == ".png" and len(xmp_of(file)) > 65000
    groups = tuple(group for group in CROSSING if not (is_lost and group == "XMP"))
    return {name: value for name, value in said.items() if name.startswith(groups)}


def xmp_of(file: Path) -> bytes:
    texts = chunks_of(file.read_bytes()).get(b"iTXt", [])
    return max([text for text in texts if text.startswith(b"XML:com")], default=b"")


@pytest.mark.parametrize("other", [".png", ".jpg"])
def test_metadata_cross(blur: Program, files: List[Path], exiftool: str, other: str) -> None:
    """To the other format, and back."""
    files = [file for file in files if file.suffix != other]
    there = copies(blur, files, other)
    said = fields(exiftool, there)
    before = fields(exiftool, files)
    for file, first, second in zip(files, before, said):
        assert crossing(file, second) == crossing(file, first), file.name
    back = fields(exiftool, copies(blur, there, files[0].suffix))
    for file, first, second in zip(files, before, back):
        assert crossing(file, second) == crossing(file, first), file.name


def test_png_pixels_stay(blur: Program, plain: List[Path]) -> None:
    has_deep = b"libspng" in blur.works("--version")
    files = [file for file in plain if file.suffix == ".png"]
    for file, copy in zip(files, copies(blur, files)):
        data = file.read_bytes()
        is_wide = data[24] == 16
        if is_wide and has_deep:
            again = copies(blur, [copy])[0].read_bytes()
            assert (decode_deep(copy.read_bytes()) == decode_deep(again)).all()
            if not data[28]:
                samples = decode_deep(data)  # without what a transparent colour becomes
                stored = decode_deep(copy.read_bytes())
                assert (stored[:, :, : samples.shape[2]] == samples).all(), file.name
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
