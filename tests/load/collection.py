# SPDX-License-Identifier: MIT
"""A great many files, of some hundred different pictures, and what has to come of each."""

import io
import os
import subprocess
from pathlib import Path
from typing import Dict, List

from PIL import Image

from pictures import noise

# In this order again and again, so that no part of a run has larger ones than any other.
DISTINCT = 240
PER_FOLDER = 1000


def picture(number: int) -> bytes:
    """The file of one of the different pictures: from 1 x 1 to 40 x 48 pixels, JPEG where the
    number is odd, else PNG of one, three or four channels."""
    height, width = 1 + number * 7 % 40, 1 + number * 13 % 48
    is_jpeg = number % 2 == 1
    channels = (1, 3, 4)[number // 2 % (2 if is_jpeg else 3)]
    samples = noise(height, width, channels, seed=number)
    image = Image.fromarray(samples[:, :, 0] if channels == 1 else samples)
    file = io.BytesIO()
    if is_jpeg:
        image.save(file, "JPEG", quality=60 + number % 40, progressive=number % 5 == 0)
    else:
        image.save(file, "PNG", compress_level=1)
    return file.getvalue()


def extension(number: int) -> str:
    return "jpg" if number % 2 == 1 else "png"


class Collection:
    """Files in folders of a thousand, as links to the few different ones."""

    def __init__(self, folder: Path, files: int) -> None:
        self.folder = folder
        self.files = files
        self.different = folder / "different"
        self.list = folder / "list"
        self.names: List[str] = []  # below the folder "in"
        self.wanted: List[bytes] = []  # of the different pictures, what is to come of them

    def name_of(self, number: int) -> str:
        kind = extension(number % DISTINCT)
        return f"{number // PER_FOLDER:04d}/{number:07d}.{kind}"

    def make(self) -> None:
        self.different.mkdir(parents=True)
        for number in range(DISTINCT):
            (self.different / f"{number}.{extension(number)}").write_bytes(picture(number))
        for number in range(self.files):
            name = self.name_of(number)
            path = self.folder / "in" / name
            if number % PER_FOLDER == 0:
                path.parent.mkdir(parents=True)
            kind = number % DISTINCT
            os.link(self.different / f"{kind}.{extension(kind)}", path)
            self.names.append(name)
        self.list.write_text("".join(f"in/{name}\n" for name in self.names))

    def work_out(self, program: Path) -> None:
        """By a run for each of the different pictures."""
        for number in range(DISTINCT):
            name = f"{number}.{extension(number)}"
            result = subprocess.run(
                [program, self.different / name, "-o", "-"], stdout=subprocess.PIPE, check=True
            )
            self.wanted.append(result.stdout)

    def faults_of(self, folder: Path, is_flat: bool) -> List[str]:
        """What is wrong with the outputs in a folder; is_flat: all in one."""
        expected = {
            os.path.basename(name) if is_flat else name: number
            for number, name in enumerate(self.names)
        }
        found = names_below(folder)
        faults = [f"{name} is missing" for name in expected.keys() - found.keys()]
        faults += [f"{name} is there" for name in found.keys() - expected.keys()]
        for name in expected.keys() & found.keys():
            if found[name].read_bytes() != self.wanted[expected[name] % DISTINCT]:
                faults.append(f"{name} is not what it should be")
        return faults


def names_below(folder: Path) -> Dict[str, Path]:
    found = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent) / name
            found[os.path.relpath(path, folder)] = path
    return found
