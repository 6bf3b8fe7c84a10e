# SPDX-License-Identifier: MIT
"""Blurs a folder of pictures with Ray, on one machine or on many.

The pictures travel encoded; blur_bytes needs nothing but its arguments, so that it runs wherever
the package is installed.
"""

import argparse
from pathlib import Path
from typing import Any

import ray

import blur


def blur_batch(batch: dict[str, Any], sigma: float) -> dict[str, Any]:
    # Ray counts on a CPU for each task.
    batch["bytes"] = [blur.blur_bytes(data, sigma=sigma, threads=1) for data in batch["bytes"]]
    return batch


def main(source: str, target: str, sigma: float) -> None:
    pictures = ray.data.read_binary_files(source, include_paths=True)
    blurred = pictures.map_batches(blur_batch, fn_kwargs={"sigma": sigma}, batch_size=16)
    for row in blurred.iter_rows():
        name = Path(row["path"]).name
        unfinished = Path(target) / f".{name}.part"
        unfinished.write_bytes(row["bytes"])
        unfinished.replace(Path(target) / name)  # the name is for what is complete


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", help="folder of pictures")
    parser.add_argument("target", help="folder for the results")
    parser.add_argument("sigma", type=float)
    main(**vars(parser.parse_args()))
