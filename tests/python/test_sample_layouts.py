# SPDX-License-Identifier: MIT
"""Images of uint16 and float32 of any memory layout, byte order and kind."""

import array
import ctypes
import re
import tracemalloc
from typing import Any, List

import numpy as np
import pytest
from numpy.typing import NDArray

import blur
from pictures import noise

deep = pytest.mark.parametrize("name", ["uint16", "float32"])


def some(name: str, *shape: int) -> "NDArray[Any]":
    return np.asarray((noise(*shape).astype(np.float64) * 257 / 1.5).astype(name))


def layouts(name: str) -> "dict[str, tuple[NDArray[Any], bool]]":
    """What looks different in memory, and whether C reads it as it is."""
    whole = some(name, 24, 30, 3)
    raw = np.zeros(whole.nbytes + 1, np.uint8)
    raw[1:] = np.frombuffer(whole.tobytes(), np.uint8)
    odd_rows = np.zeros((24, 30 * 3 * whole.itemsize + 1), np.uint8)
    shape, strides = whole.shape, (odd_rows.strides[0], 3 * whole.itemsize, whole.itemsize)
    padded: NDArray[Any] = np.ndarray(shape, whole.dtype, odd_rows.data, 0, strides)
    padded[...] = whole
    return {
        "contiguous": (whole, True),
        "rows in reverse order": (whole[::-1], True),
        "a part": (whole[3:20, 5:25], True),
        "every second row, reversed": (whole[::-2], True),
        "not aligned": (raw[1:].view(whole.dtype).reshape(whole.shape), True),
        "rows that are not aligned": (padded, True),
        "columns in reverse order": (whole[:, ::-1], False),
        "BGR": (whole[..., ::-1], False),
        "one channel": (whole[..., 1], False),
        "transposed": (whole.transpose(1, 0, 2), False),
        "repeated row": (np.broadcast_to(whole[:1], whole.shape), False),
        "one value": (np.broadcast_to(whole[0, 0, 0], (9, 8)), False),
        "in another byte order": (whole.astype(whole.dtype.newbyteorder()), False),
    }


@deep
@pytest.mark.parametrize("layout", layouts("uint16"))
def test_layouts(layout: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    view, is_read_as_it_is = layouts(name)[layout]
    before, kept = view.copy(), np.ascontiguousarray
    copies: List[Any] = []

    def copy(*arguments: Any) -> Any:
        copies.append(arguments)
        return kept(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(np, "ascontiguousarray", copy)
        blurred = blur.gaussian_blur(view, 5)
    assert len(copies) == (0 if is_read_as_it_is else 1)
    native = np.array(view, view.dtype.newbyteorder("="), order="C")
    np.testing.assert_array_equal(blurred, blur.gaussian_blur(native, 5))
    np.testing.assert_array_equal(view, before, "the source was changed")
    if view.flags.writeable:
        assert blur.gaussian_blur(view, 5, out=view) is view
        np.testing.assert_array_equal(view, blurred)


@deep
def test_no_copies(name: str) -> None:
    image = np.zeros((500, 501, 3), name)
    tracemalloc.start()
    try:
        for out, most in ((None, image.nbytes + 20_000), (image, 20_000)):
            blur.gaussian_blur(image, 3, out=out)
            tracemalloc.reset_peak()
            before, _ = tracemalloc.get_traced_memory()
            blur.gaussian_blur(image, 3, out=out)
            assert tracemalloc.get_traced_memory()[1] - before < most
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("dtype", ["<u2", ">u2", "<f4", ">f4"])
def test_byte_orders(dtype: str) -> None:
    """The result is of the image's, also where it is not the machine's."""
    native = some(np.dtype(dtype).name, 20, 30, 3)
    image = native.astype(dtype)
    kernel = np.ones((3, 5))
    processor = blur.ImageProcessor()
    for result, wanted in (
        (blur.gaussian_blur(image, 5), blur.gaussian_blur(native, 5)),
        (blur.convolve(image, kernel), blur.convolve(native, kernel)),
        (blur.blur_many([image], 5)[0], blur.gaussian_blur(native, 5)),
        (processor.apply_gaussian_blur(image)[0], processor.apply_gaussian_blur(native)[0]),
    ):
        assert result.dtype == np.dtype(dtype)
        np.testing.assert_array_equal(result, wanted)
    out = np.zeros_like(image)
    assert blur.gaussian_blur(image[::-1], 5, out=out) is out
    np.testing.assert_array_equal(out, blur.gaussian_blur(native[::-1], 5))
    assert blur.blur_many([image], 5, out=[image])[0] is image
    np.testing.assert_array_equal(image, blur.gaussian_blur(native, 5))
    other = np.dtype(dtype).newbyteorder()
    message = f"out is of dtype {other}; expected that of the image, {np.dtype(dtype)}"
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        blur.gaussian_blur(image, 5, out=np.zeros_like(native, other))


def test_sources_of_all_kinds() -> None:
    image = some("uint16", 24, 30, 3)
    floats = some("float32", 24, 30, 3)
    with blur.ManagedBuffer(image.nbytes) as buffer:
        of_c = buffer.array.view(np.uint16).reshape(image.shape)
    of_c[...] = image
    read_only = floats.copy()
    read_only.flags.writeable = False
    sources: List[Any] = [
        (image.data, image),
        (floats.data, floats),
        ((ctypes.c_uint16 * 3 * 30 * 24).from_buffer_copy(image.data), image),
        ((ctypes.c_float * 3 * 30 * 24).from_buffer_copy(floats.data), floats),
        (memoryview(array.array("H", image.tobytes())).cast("B").cast("H", image.shape), image),
        ([floats[y] for y in range(24)], floats),
        (of_c, image),
        (read_only, floats),
    ]
    for source, same in sources:
        blurred = blur.gaussian_blur(source, 5)
        assert type(blurred) is np.ndarray
        assert blurred.dtype == same.dtype
        np.testing.assert_array_equal(blurred, blur.gaussian_blur(same, 5))
