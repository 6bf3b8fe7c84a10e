# SPDX-License-Identifier: MIT
"""The package as it is installed, documented and typed."""

import doctest
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import blur

if TYPE_CHECKING:
    # mypy tells where one of these is no error any more.
    def types_of_results(of_16: "NDArray[np.uint16]", floats: "NDArray[np.float32]") -> None:
        blurred, convolved = blur.gaussian_blur(of_16, out=of_16), blur.convolve(floats, [[1]])
        many, timed = blur.blur_many([of_16]), blur.ImageProcessor().apply_gaussian_blur(floats)
        wrong: NDArray[np.uint8] = blurred  # type: ignore[assignment]
        wrong = convolved  # type: ignore[assignment]
        wrong = many[0]  # type: ignore[assignment]
        wrong = timed[0]  # type: ignore[assignment]
        right: NDArray[np.uint8] = blur.gaussian_blur(wrong)
        right = blur.blur_many([right])[0]
        picture: Image.Image = blur.blur_many([Image.new("F", (1, 1))])[0]
        picture = blur.gaussian_blur(picture)


@pytest.fixture(scope="module")
def wheel(root: Path, build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if build.name != "release":
        pytest.skip("only the release build is installed")
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    # Without the network: setuptools is here already.
    options = ["--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run([*pip, *options, str(root / "py")], check=True)
    (path,) = folder.iterdir()
    return path


def test_wheel_is_of_any_python_of_a_platform(wheel: Path) -> None:
    assert re.fullmatch(rf"blur-{blur.version()}-py3-none-\w+\.whl", wheel.name)
    assert "none-any" not in wheel.name
    names = zipfile.ZipFile(wheel).namelist()
    for name in ("blur/__init__.py", "blur/libblur.so", "blur/py.typed"):
        assert name in names
    assert [name for name in names if name.endswith("/LICENSE")]
    assert {name.split("/")[0].split("-")[0] for name in names} == {"blur"}


def test_wheel_works_elsewhere(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unpacked, from another folder, without a compiler or make on the path, and with a file of the
    library's name in the way."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    (tmp_path / "libblur.so").write_text("no library")
    environment = {"PYTHONPATH": str(tmp_path / "installed"), "PATH": "/nowhere"}
    code = "import blur; print(blur.SafeCLibrary().path, blur.gaussian_kernel(3)[1] > 0.4)"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == f"{tmp_path}/installed/blur/libblur.so True\n"


def test_checkout_works_without_being_installed(root: Path, build: Path, tmp_path: Path) -> None:
    if build.name != "release":
        pytest.skip("the library of a checkout is that of the release build")
    code = "import blur; print(blur.SafeCLibrary().path)"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(root / "py")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == f"{root}/build/release/libblur.so\n"


def modules() -> Iterator[Any]:
    yield blur
    for info in pkgutil.iter_modules(blur.__path__):
        yield importlib.import_module(f"blur.{info.name}")


def test_doctests() -> None:
    tried = sum(doctest.testmod(module, raise_on_error=True).attempted for module in modules())
    assert tried > 30


def test_everything_public_is_documented_and_typed() -> None:
    for name in blur.__all__:
        thing = getattr(blur, name)
        assert inspect.getdoc(thing), name
        assert thing.__module__ == "blur", name
    members: Dict[str, Any] = {
        f"{name}.{key}": member
        for name in blur.__all__
        for key, member in vars(getattr(blur, name)).items()
        if inspect.isclass(getattr(blur, name)) and not key.startswith("_")
        if inspect.isfunction(member)
    }
    for name, member in members.items():
        assert inspect.getdoc(member), name
    for function in (
        blur.gaussian_blur,
        blur.convolve,
        blur.box_blur,
        blur.motion_blur,
        blur.pixelate,
        blur.motion_kernel,
        blur.blur_many,
        blur.blur_bytes,
    ):
        text = inspect.getdoc(function) or ""
        for parameter in inspect.signature(function).parameters:
            assert re.search(rf"^(?:\w+, )*\**{parameter}(?:, .*)? ?(?::|$)", text, re.MULTILINE), (
                function.__name__,
                parameter,
            )
        for section in ("Parameters", "Returns", "Raises", "Examples"):
            assert f"\n{section}\n---" in text


def test_python_says_what_it_needs(root: Path) -> None:
    project = (root / "py" / "pyproject.toml").read_text()
    assert 'requires-python = ">=3.9"' in project


def test_article_classes() -> None:
    """As the worked example uses them."""
    processor = blur.ImageProcessor()
    array = np.random.default_rng(1).integers(0, 256, (30, 40, 3), np.uint8)
    image = processor.numpy_to_image(array)
    assert (image.width, image.height, image.channels) == (40, 30, 3)
    back = processor.image_to_numpy(image)
    np.testing.assert_array_equal(back, array)
    back[0] = 0
    assert array[0].any(), "a copy"
    blurred, seconds = processor.apply_gaussian_blur(array, kernel_size=5, sigma=1.0)
    np.testing.assert_array_equal(blurred, blur.gaussian_blur(array, 5, 1.0))
    assert seconds > 0
    default, _ = processor.apply_gaussian_blur(array)
    np.testing.assert_array_equal(default, blurred)
    grey = processor.image_to_numpy(processor.numpy_to_image(array[:, :, 1]))
    np.testing.assert_array_equal(grey, array[:, :, 1])


def test_article_struct_keeps_its_array_alive() -> None:
    """Contiguous arrays are looked at, others copied; either lives as long as the struct."""
    array = np.zeros((300, 400, 3), np.uint8)
    image = blur.ImageProcessor().numpy_to_image(array)
    array[0, 0, 0] = 9
    assert image.data[0] == 9
    image = blur.ImageProcessor().numpy_to_image(
        np.arange(240, dtype=np.uint8)[::-1].reshape(12, 20)
    )
    assert bytes(image.data[:3]) == bytes([239, 238, 237])
    with pytest.raises(ValueError, match="has no pixels"):
        blur.ImageProcessor().image_to_numpy(blur.Image())
    with pytest.raises(TypeError, match="expected an Image"):
        blur.ImageProcessor().image_to_numpy(b"bytes")


def test_readme_runs_as_written(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All its pieces of Python, one after the other."""
    text = (root / "py" / "README.md").read_text()
    pieces = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(pieces) == 4
    picture = np.random.default_rng(1).integers(0, 256, (300, 400, 3), np.uint8)
    Image.fromarray(picture).save(tmp_path / "photo.jpg")
    monkeypatch.chdir(tmp_path)
    names: Dict[str, Any] = {}
    for piece in pieces:
        exec(piece, names)
    printed = capsys.readouterr().out
    assert "\r100%" in printed
    assert "create_image returned NULL\n921600 bytes at 0x" in printed
    with Image.open("blurred.png") as blurred:
        assert blurred.size == (400, 300)


def test_readme_names_everything_public(root: Path) -> None:
    text = (root / "py" / "README.md").read_text()
    for name in blur.__all__:
        if name not in ("Allocation", "Image"):
            assert re.search(rf"`{name}\b", text), name
