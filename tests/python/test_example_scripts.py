# SPDX-License-Identifier: MIT
"""The examples do what they say."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Dict

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

import blur


def example(root: Path, name: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(root / "py" / "examples" / name)]
    return subprocess.run(
        [*command, *[str(argument) for argument in arguments]],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def noise(*shape: int) -> "npt.NDArray[np.uint8]":
    return np.random.default_rng(1).integers(0, 256, shape, np.uint8)


def pixels(path: Path) -> "npt.NDArray[np.uint8]":
    with Image.open(path) as picture:
        return np.asarray(picture)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with three pictures; one for results is beside it."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    (tmp_path / "out").mkdir()
    for name in ("1.png", "2.png", "3.png"):
        Image.fromarray(noise(40, 50, 3)).save(folder / name)
    return folder


@pytest.mark.parametrize(
    ("dtype", "sigma"), [("u1", 2), ("u1", 15), ("<u2", 3), ("<f4", 2), (">f4", 2), ("<f4", 15)]
)
def test_larger_than_memory(root: Path, tmp_path: Path, dtype: str, sigma: float) -> None:
    """Of parts: 2048, 2048, and what is less than the blur looks."""
    if not find_spec("dask"):
        pytest.skip("no Dask")
    image = noise(300, 2 * 2048 + 20, 3).astype(dtype)
    if dtype != "u1":
        image *= 201
    np.save(tmp_path / "in.npy", image)
    result = example(
        root, "larger_than_memory.py", tmp_path / "in.npy", tmp_path / "out.npy", sigma
    )
    assert (result.returncode, result.stderr) == (0, "")
    whole = blur.gaussian_blur(image, sigma=sigma, method="direct")
    blurred = np.load(tmp_path / "out.npy")
    assert blurred.dtype == np.dtype(dtype)
    np.testing.assert_array_equal(blurred, whole)


def test_larger_than_memory_in_place_and_in_vain(root: Path, tmp_path: Path) -> None:
    """The source may be the target; after a failure both are what they were."""
    if not find_spec("dask"):
        pytest.skip("no Dask")
    path = tmp_path / "a.npy"
    np.save(path, noise(700, 600, 3))
    result = example(root, "larger_than_memory.py", path, path, 180)
    assert result.returncode == 1
    assert "operation not supported" in result.stderr
    np.testing.assert_array_equal(np.load(path), noise(700, 600, 3))
    assert example(root, "larger_than_memory.py", path, path, 2).returncode == 0
    expected = blur.gaussian_blur(noise(700, 600, 3), sigma=2)
    np.testing.assert_array_equal(np.load(path), expected)
    np.save(path, noise(50, 60))
    result = example(root, "larger_than_memory.py", path, path, 2)
    assert "not of shape (height, width, channels)" in result.stderr
    np.save(path, np.zeros((50, 60, 3)))
    result = example(root, "larger_than_memory.py", path, path, 2)
    assert "unsupported dtype float64; expected uint8, uint16, float32" in result.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["a.npy"]


def test_many_files(root: Path, pictures: Path) -> None:
    out = pictures.parent / "out"
    (pictures / "2.png").write_bytes(b"no picture")
    files = sorted(pictures.iterdir())
    result = example(root, "many_files.py", out, 2, *files)
    assert result.returncode == 1
    assert result.stderr == f"{pictures}/2.png: data is not an image that Pillow can read\n"
    assert sorted(path.name for path in out.iterdir()) == ["1.png", "3.png"]
    expected = blur.gaussian_blur(pixels(files[0]), sigma=2)
    np.testing.assert_array_equal(pixels(out / "1.png"), expected)


def test_ray_batches(root: Path, pictures: Path, preload: Dict[str, str]) -> None:
    if not find_spec("ray"):
        pytest.skip("no Ray")
    if preload:
        pytest.skip("Ray forks beside its threads, and the sanitizer's allocator may be locked")
    result = example(root, "ray_batches.py", pictures, pictures.parent / "out", 2)
    assert result.returncode == 0, result.stderr
    expected = blur.gaussian_blur(pixels(pictures / "1.png"), sigma=2)
    names = ["1.png", "2.png", "3.png"]
    assert sorted(path.name for path in (pictures.parent / "out").iterdir()) == names
    for name in names:
        np.testing.assert_array_equal(pixels(pictures.parent / "out" / name), expected)
