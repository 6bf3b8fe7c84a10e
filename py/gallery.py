# SPDX-License-Identifier: MIT
"""Makes the gallery of the README: small pictures, each of which shows what some options do.

Usage: gallery.py BLUR FOLDER, with the program, and where the pictures go.

Needs Pillow.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple, Sequence

from PIL import Image, ImageDraw

from sample_picture import png

SIZE = 160
GAP = 8


class Panel(NamedTuple):
    """What blur is to do with a picture."""

    picture: str
    arguments: str


# The pictures of the gallery, from left to right, by the name of their file. README has the same
# arguments.
PANELS = {
    "alpha": [Panel("sticker", "-s 6 --straight"), Panel("sticker", "-s 6")],
    "light": [Panel("lights", "-s 5"), Panel("lights", "-s 5 --linear")],
    "region": [
        Panel("house", "-s 6 -R 56x72+18+52"),
        Panel("house", "-s 6 -R 56x72+18+52 --feather 16"),
    ],
    "mask": [Panel("mask", "-k 1"), Panel("house", "-s 6 --mask mask.png")],
    "borders": [
        Panel("tile", f"-k 61 -b {border}")
        for border in ("renormalize", "replicate", "reflect", "mirror", "wrap", "constant:#ff0000")
    ],
    "kernels": [
        Panel("house", "--motion 25@20"),
        Panel("house", "--box 15"),
        Panel("house", "--pixelate 10"),
    ],
}


def sticker() -> Image.Image:
    """A red disc with a white ring; what is transparent around it is green."""
    image = Image.new("RGBA", (SIZE, SIZE), (0, 255, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((30, 30, 129, 129), fill=(220, 20, 30, 255))
    draw.ellipse((52, 52, 107, 107), outline=(255, 255, 255, 255), width=8)
    return image


def lights() -> Image.Image:
    """Lights at night, above stripes of red and green."""
    image = Image.new("RGB", (SIZE, SIZE), (5, 5, 12))
    draw = ImageDraw.Draw(image)
    generator = random.Random(7)
    for _ in range(26):
        x, y = generator.randrange(SIZE), generator.randrange(100)
        color = generator.choice([(255, 230, 170), (255, 90, 40), (120, 190, 255)])
        draw.ellipse((x - 2, y - 2, x + 2, y + 2), fill=color)
    for x in range(0, SIZE, 20):
        draw.rectangle((x, 110, x + 9, SIZE), fill=(255, 0, 0))
        draw.rectangle((x + 10, 110, x + 19, SIZE), fill=(0, 255, 0))
    return image


def mask() -> Image.Image:
    """White at the top and at the bottom, black in a band between, soft at its edges."""
    image = Image.new("L", (SIZE, SIZE))
    draw = ImageDraw.Draw(image)
    for y in range(SIZE):
        draw.line((0, y, SIZE, y), fill=max(0, min(255, 8 * abs(y - 95) - 200)))
    return image


def tile() -> Image.Image:
    """A quarter of another colour in each corner, so that it shows what stands beyond an edge."""
    image = Image.new("RGB", (96, 96), (245, 245, 245))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 30, 30), fill=(30, 60, 200))
    draw.rectangle((65, 0, 95, 30), fill=(250, 200, 40))
    draw.rectangle((0, 65, 30, 95), fill=(20, 140, 60))
    draw.rectangle((65, 65, 95, 95), fill=(30, 30, 30))
    return image


def write_sources(folder: Path) -> None:
    (folder / "house.png").write_bytes(png(SIZE))
    for make in (sticker, lights, mask, tile):
        make().save(folder / f"{make.__name__}.png")


def blurred(program: Path, folder: Path, panel: Panel) -> Image.Image:
    """A panel, laid on white where it is transparent."""
    command = [str(program), f"{panel.picture}.png", *panel.arguments.split(), "-o", "out.png"]
    subprocess.run(command, cwd=folder, check=True)
    with Image.open(folder / "out.png") as image:
        picture = image.convert("RGBA")
    paper = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    return Image.alpha_composite(paper, picture).convert("RGB")


def side_by_side(pictures: Sequence[Image.Image]) -> Image.Image:
    width = sum(picture.width + GAP for picture in pictures) - GAP
    row = Image.new("RGB", (width, pictures[0].height), (255, 255, 255))
    x = 0
    for picture in pictures:
        row.paste(picture, (x, 0))
        x += picture.width + GAP
    return row


def make_gallery(program: Path, folder: Path) -> None:
    """Writes the pictures into a folder."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        write_sources(work)
        for picture, panels in PANELS.items():
            row = side_by_side([blurred(program.resolve(), work, panel) for panel in panels])
            row.save(folder / f"gallery-{picture}.png", optimize=True)


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit("Usage: gallery.py BLUR FOLDER")
    make_gallery(Path(sys.argv[1]), Path(sys.argv[2]))


if __name__ == "__main__":
    main()
