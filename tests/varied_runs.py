# SPDX-License-Identifier: MIT
"""Runs of the program that lead through each codec both ways, and each way to blur."""

from pathlib import Path
from typing import List, NamedTuple

from pictures import png
from varied_pictures import damaged_pictures, mask, whole_pictures

# One of each layout of samples that the blurs tell apart.
LAYOUTS = ("grey8-png.png", "rgb8-png.png", "rgba8-png.png", "rgb16-png.png", "greyalpha16-png.png")
LARGE = ("large-rgb8-png.png", "large-greyalpha8-png.png", "large-grey16-png.png")
KERNEL = "1 2 1\n0 0 0  # Sobel\n-1 -2 -1\n"
METHODS = (
    "-k 31",
    "-k 101 -t 3",
    "-k 31 --exact",
    "-k 201 --exact -b replicate",
    "-s 0.7 -b reflect",
    "-s 40 -b wrap -t 3",
    "-k 9 -b mirror",
    "-k 31x5 -b constant:#204060",
    "-k 1x7",
    "-k 15 --linear",
    "-k 61 --linear --straight",
    "-k 101 --dither",
    "-k 21 --straight",
    "-k 15 -R 50%x60%+9+5 -R 9x9-1-1",
    "-k 15 -R 20x20+9+5 --feather 7 --invert",
    "-k 15 --mask @/mask.png",
    "-k 45 --mask @/mask.png --invert --linear",
    "--pixelate 7",
    "--pixelate 5 --linear -R 20x20+9+5",
    "--box 9",
    "--box 15 --exact",
    "--motion 15@30",
    "--motion 31@0 --linear",
    "--kernel-file @/kernel.txt",
    "--kernel-file @/kernel.txt --no-normalize --bias 0.5",
)
# Which method is chosen hangs on the width of the kernel, the type of the samples and --exact.
WIDE_METHODS = (
    "-k 21",
    "-k 51 --exact -v",
    "-k 151 -t 3 -v",
    "-k 301 --exact -b mirror",
    "-s 33.3 --dither",
    "-s 60 -b wrap",
    "-k 41x201 --linear",
    "--box 61",
    "--box 61 -t 3 -b reflect",
    "--motion 61@20",
    "-k 81 -R 60%x60%+20+20 --feather 30",
)


class Run(NamedTuple):
    """A run of the program, whose results go into "out" in the working folder."""

    name: str
    arguments: List[str]
    files: int
    is_damaged: bool


def write_files(folder: Path) -> None:
    """All that the runs read."""
    for kind, files in (("whole", whole_pictures()), ("damaged", damaged_pictures())):
        (folder / kind).mkdir(parents=True)
        for name, data in files.items():
            (folder / kind / name).write_bytes(data)
    (folder / "mask.png").write_bytes(png(mask()))
    (folder / "kernel.txt").write_text(KERNEL)


def run_of(folder: Path, options: str, files: List[Path], is_damaged: bool = False) -> Run:
    """Files one after the other, so that what is said comes in order."""
    arguments = [part.replace("@", str(folder), part.startswith("@")) for part in options.split()]
    names = [str(file) for file in files]
    name = options + (", damaged" if is_damaged else "")
    return Run(name, ["-j1", *arguments, "-d", "out", "--", *names], len(names), is_damaged)


def codec_runs(folder: Path) -> List[Run]:
    """Each picture, by each codec, to each format; the damaged ones also as far as they go."""
    whole = sorted((folder / "whole").iterdir())
    damaged = sorted((folder / "damaged").iterdir())
    runs = []
    for codec in ("auto", "stb"):
        for form in ("png", "jpeg"):
            options = f"-k5 --codec={codec} -f {form}"
            runs.append(run_of(folder, options, whole))
        for extra in ("", " --lenient"):
            options = f"-k5 --codec={codec} -f png{extra}"
            runs.append(run_of(folder, options, damaged, is_damaged=True))
    jpegs = [file for file in whole if file.suffix == ".jpg"]
    alpha = [file for file in whole if "alpha" in file.name or "rgba" in file.name]
    runs.append(run_of(folder, "-k 5 --strip=all -Q 97", jpegs))
    runs.append(run_of(folder, "-k 5 --strip -v -p", jpegs))
    runs.append(run_of(folder, "-k 5 -f jpeg --background #ff8000", alpha))
    return runs


def method_runs(folder: Path) -> List[Run]:
    files = [folder / "whole" / name for name in LAYOUTS]
    large = [folder / "whole" / name for name in LARGE]
    runs = [run_of(folder, options, files) for options in METHODS]
    runs += [run_of(folder, options, large) for options in WIDE_METHODS]
    return [*runs, run_of(folder, "-k 31 -j3 -t2", files)]


def all_runs(folder: Path) -> List[Run]:
    return codec_runs(folder) + method_runs(folder)
