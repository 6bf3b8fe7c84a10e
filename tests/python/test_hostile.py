# SPDX-License-Identifier: MIT
"""Whatever is passed: a right result or one of four kinds of errors, and no byte beyond out.

Views are cut from a base of random bytes at any offset and with any strides that stay inside, so
that they overlap themselves, each other, or nothing; around them stands what must be kept."""

import ctypes
import math
from typing import Any, Callable, Dict, List, Optional, Tuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

import blur
from blur import _names
from pictures import noise

Array = NDArray[np.uint8]
ERRORS = (ValueError, TypeError, MemoryError, OSError)
# What can be blurred.
DTYPES = [np.dtype(name) for name in ("u1", "<u2", ">u2", "<f4", ">f4")]
BASE = noise(3000)
LARGE = noise(15000, seed=2)
settings.register_profile(
    "hostile",
    derandomize=True,
    deadline=None,
    max_examples=300,
    suppress_health_check=list(HealthCheck),
)
hostile = settings(settings.get_profile("hostile"))

BORDERS = [border for border in _names.BORDERS if border != "constant"]
junk = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**31, 2**31 + 5, 2**32 + 5, 2**40 + 1, -(2**63), 10**400, 65535, 65537]),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=3),
    st.binary(max_size=3),
    st.lists(st.integers(-1, 300), max_size=5),
    st.tuples(st.integers(0, 255), st.floats(), st.text(max_size=2)),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    hnp.arrays(hnp.scalar_dtypes(), hnp.array_shapes(min_dims=0, max_dims=2, max_side=4)),
    st.just(object()),
    st.just(math),
)


@st.composite
def views(draw: Any, shape: Optional[Tuple[int, ...]] = None) -> Tuple[int, Any, Any]:
    """An offset into the base, a shape and strides, all inside of it."""
    if shape is None:
        shape = draw(hnp.array_shapes(min_dims=2, max_dims=3, max_side=12))
        shape = (*shape[:2], *(min(length, 4) for length in shape[2:]))
    row = math.prod(shape[1:])
    packed: Tuple[int, ...] = (
        draw(st.sampled_from([row, -row, row + 7, -row - 7, row - 1, 1 - row, shape[1]])),
    )
    for axis in range(1, len(shape)):
        packed += (math.prod(shape[axis + 1 :]),)
    strides = draw(st.one_of(st.just(packed), st.tuples(*[st.integers(-40, 40) for _ in shape])))
    steps = [(length - 1) * stride for length, stride in zip(shape, strides)]
    low = -sum(step for step in steps if step < 0)
    high = sum(step for step in steps if step > 0)
    if low + high >= BASE.size:
        strides, low, high = packed, 1200, 1200
    return draw(st.integers(low, min(BASE.size - 1 - high, low + 60))), shape, strides


def view(base: Array, where: Tuple[int, Any, Any]) -> Array:
    offset, shape, strides = where
    return as_strided(base[offset:], shape, strides)


@st.composite
def kernels(draw: Any) -> "NDArray[Any]":
    shape = draw(st.tuples(st.sampled_from([1, 3, 5, 15]), st.sampled_from([1, 3, 5, 15])))
    weights = np.random.default_rng(draw(st.integers(0, 99))).random(shape)
    return np.asarray(weights * draw(st.sampled_from([1, 1e-30, 1e30, -1])))


def ways(draw: Any) -> Callable[..., Any]:
    """Of blurring one image, with random options."""
    options: Dict[str, Any] = {"border": draw(st.sampled_from(BORDERS))}
    options["threads"] = draw(st.sampled_from([0, 1, 3]))
    if draw(st.booleans()):
        kernel = draw(kernels())
        return lambda image, **more: blur.convolve(image, kernel, **options, **more)
    options["k"] = draw(st.sampled_from([None, 1, 3, 5, 9, 31, 61]))
    options["sigma"] = draw(st.one_of(st.none(), st.floats(0, 12)))
    options["exact"] = draw(st.booleans())
    if draw(st.booleans()):
        return lambda image, **more: blur.gaussian_blur(image, **options, **more)

    def many(image: Any, out: Any = None) -> Any:
        return blur.blur_many([image], out=None if out is None else [out], **options)[0]

    return many


@hostile
@given(st.data())
def test_views(data: st.DataObject) -> None:
    """Any view is blurred as its copy is, and is not changed."""
    base = BASE.copy()
    image = view(base, data.draw(views()))
    image.flags.writeable = False
    way = ways(data.draw)
    np.testing.assert_array_equal(way(image), way(image.copy(order="C")))
    np.testing.assert_array_equal(base, BASE)


@hostile
@given(st.data())
def test_out(data: st.DataObject) -> None:
    """Any view into any view, of the same bytes: where no two samples of out share a byte it is the
    result of a copy; no other bytes change."""
    base = BASE.copy()
    source = data.draw(views())
    target = data.draw(views(source[1]))
    image, out = view(base, source), view(base, target)
    way = ways(data.draw)
    wanted = way(image.copy(order="C"))
    assert way(image, out=out) is out
    written = np.zeros(BASE.size, bool)
    view(written.view(np.uint8), target)[...] = 1
    np.testing.assert_array_equal(base[~written], BASE[~written])
    if written.sum() == out.size:
        np.testing.assert_array_equal(out, wanted)
    else:
        assert set(base[written]) <= set(wanted.flat)


@st.composite
def deep_views(draw: Any, dtype: str, shape: Optional[Tuple[int, ...]] = None) -> Any:
    """What makes an array of the base, at any offset and with any strides, also odd ones."""
    size = np.dtype(dtype).itemsize
    offset, lengths, strides = draw(views(shape))
    odd = draw(st.sampled_from([0, 0, 1]))
    steps = [size * stride + odd * (axis == 0) for axis, stride in enumerate(strides)]
    low = -sum((n - 1) * step for n, step in zip(lengths, steps) if step < 0)
    high = sum((n - 1) * step for n, step in zip(lengths, steps) if step > 0)
    room = LARGE.size - size - high - low
    offset = low + min(max(offset, 0), room)
    return lambda base: np.ndarray(lengths, dtype, base.data, offset, steps)


@hostile
@given(st.data(), st.sampled_from(["<u2", ">u2", "<f4", ">f4"]))
def test_deep_out(data: st.DataObject, dtype: str) -> None:
    """As test_out(): any view into any view, but of 16-bit and float samples with any bits."""
    base = LARGE.copy()
    source = data.draw(deep_views(dtype))
    target = data.draw(deep_views(dtype, source(base).shape))
    image, out = source(base), target(base)
    way = ways(data.draw)
    wanted = way(image.copy(order="C"))
    np.testing.assert_array_equal(way(image), wanted)
    np.testing.assert_array_equal(base, LARGE)
    assert way(image, out=out) is out
    written = np.zeros(LARGE.size, np.uint8)
    lanes: Array = np.ndarray(
        (*out.shape, out.itemsize), np.uint8, written.data, offset_of(out, base), (*out.strides, 1)
    )
    lanes[...] = 1
    np.testing.assert_array_equal(base[written == 0], LARGE[written == 0])
    if written.sum() == out.nbytes:
        np.testing.assert_array_equal(out, wanted)


def offset_of(part: "NDArray[Any]", base: Array) -> int:
    return int(part.ctypes.data - base.ctypes.data)


@hostile
@given(st.data())
def test_many_outs(data: st.DataObject) -> None:
    """Several views into several views: all are right, or none is touched."""
    base = BASE.copy()
    sources = [data.draw(views()) for _ in range(data.draw(st.integers(1, 4)))]
    targets = [data.draw(views(source[1])) for source in sources]
    images, outs = ([view(base, one) for one in of] for of in (sources, targets))
    wanted = [blur.gaussian_blur(image.copy(order="C"), 5) for image in images]
    written = np.zeros(BASE.size, np.uint8)
    for target in targets:
        view(written, target)[...] = 1
    try:
        blur.blur_many(images, 5, out=outs)
    except ValueError:
        assert len(images) > 1
        np.testing.assert_array_equal(base, BASE)
        return
    np.testing.assert_array_equal(base[written == 0], BASE[written == 0])
    if written.sum() == sum(out.size for out in outs):
        for out, one in zip(outs, wanted):
            np.testing.assert_array_equal(out, one)


@hostile
@given(
    hnp.arrays(
        st.one_of(hnp.scalar_dtypes(), st.sampled_from(DTYPES), hnp.array_dtypes(max_size=2)),
        hnp.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=4),
    )
)
def test_arrays_of_any_type_and_shape(image: "NDArray[Any]") -> None:
    is_one = image.ndim in (2, 3) and image.size > 0
    processor = blur.ImageProcessor()
    for dtypes, call in (
        (DTYPES, lambda: blur.gaussian_blur(image, 3)),
        (DTYPES, lambda: blur.convolve(image, np.ones((3, 3)))),
        (DTYPES, lambda: blur.blur_many([image], 3)[0]),
        (DTYPES, lambda: processor.apply_gaussian_blur(image, 3, 0.8)[0]),
        (DTYPES[:1], lambda: processor.image_to_numpy(processor.numpy_to_image(image))),
    ):
        if is_one and image.dtype in dtypes:
            result = call()
            assert (result.dtype, result.size) == (image.dtype, image.size)
        else:
            with pytest.raises(TypeError if image.dtype not in DTYPES else (ValueError, TypeError)):
                call()


@hostile
@given(st.data())
def test_junk_options(data: st.DataObject) -> None:
    """One to three arguments that are anything at all; sizes that are right are often there."""
    names = ["k", "sigma", "border", "border_color", "threads", "out", "exact", "image", "method"]
    names += ["alpha", "linear", "dither", "regions", "feather", "mask", "invert"]
    chosen = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    options = {name: data.draw(junk, name) for name in chosen}
    if data.draw(st.booleans()):
        options.update({"border": "constant"})
    image = options.pop("image", BASE[:360].reshape(12, 10, 3).copy())
    before = np.array(image, copy=True)
    try:
        result: Any = blur.gaussian_blur(image, **options)
    except (*ERRORS, NotImplementedError):
        assert np.array_equal(image, before, equal_nan=before.dtype.kind in "fcmM")
    else:
        assert result.shape == before.shape


@hostile
@given(junk)
def test_junk_alone(value: Any) -> None:
    image = BASE[:90].reshape(9, 10)
    processor = blur.ImageProcessor()
    manager = blur.MemoryManager()
    library = blur.SafeCLibrary()
    calls: List[Callable[[], Any]] = [
        lambda: blur.convolve(image, value),
        lambda: blur.convolve(value, [[1]]),
        lambda: blur.convolve(image, [[1]], normalize=False, bias=value),
        lambda: blur.pixelate(image, value),
        lambda: blur.box_blur(image, value),
        lambda: blur.motion_blur(image, value),
        lambda: blur.motion_kernel(5, value),
        lambda: blur.gaussian_blur(image, 3, regions=[value]),
        lambda: blur.blur_many(value, 3),
        lambda: blur.blur_many([value], 3),
        lambda: blur.blur_many([image], 3, out=value),
        lambda: blur.blur_many([image], 3, out=[value]),
        lambda: blur.blur_bytes(value),
        lambda: blur.blur_bytes(b"GIF89a" + bytes(9), format=value),
        lambda: blur.gaussian_kernel(value),
        lambda: blur.gaussian_kernel(5, value),
        lambda: blur.radius_for(value),
        lambda: processor.apply_gaussian_blur(image, value),
        lambda: processor.apply_gaussian_blur(image, 5, value),
        lambda: processor.image_to_numpy(value),
        lambda: manager.free_image(value),
        lambda: blur.ManagedImage(1, value, 1),
        lambda: library.call_with_protection("blur_strerror", value),
        lambda: library.call_with_protection("free_image", value),
    ]
    for call in calls:
        try:
            call()
        except ERRORS:
            continue
    assert manager.check_leaks() == []


@hostile
@given(st.lists(st.integers(0, 6), max_size=12), st.booleans())
def test_memory(steps: List[int], is_managed: bool) -> None:
    """Managed memory in any order of uses, closed or not, with arrays that outlive it all."""
    manager, arrays = blur.MemoryManager(), []
    images = [blur.ManagedImage(4, 3, 2, manager) for _ in range(2)]
    raw = manager.create_image(4, 3, 2)
    for step in steps:
        image = images[step % 2]
        try:
            if step == 0:
                image.close()
            elif step == 1:
                manager.free_all()
            elif step == 2:
                manager.free_image(raw)
            elif step == 3:
                manager.free_image(image.image)
            elif step == 4:
                arrays.append(image.array)
            elif step == 5:
                blur.ImageProcessor().image_to_numpy(image if is_managed else raw)
            else:
                blur.gaussian_blur(image, 3)
        except ValueError:
            assert step in (2, 3, 5) or image.closed
    manager.free_all()
    for number, array in enumerate(arrays):
        array[...] = number
        assert (array == number).all()


@pytest.mark.parametrize("shape", [(2**31, 2**30), (2**40, 2**20, 3), (1, 2**61)])
def test_memory_that_cannot_be_had(shape: Any) -> None:
    """Of a single byte that seems to be more than there is of memory."""
    image = np.broadcast_to(np.uint8(1), shape)
    for call in (
        lambda: blur.gaussian_blur(image, 3),
        lambda: blur.convolve(image, [[1]]),
        lambda: blur.blur_many([image], 3),
        lambda: blur.ImageProcessor().numpy_to_image(image),
    ):
        with pytest.raises((MemoryError, ValueError)):
            call()


def test_structs_without_pixels() -> None:
    processor = blur.ImageProcessor()
    for struct in (blur.Image(), blur.Image(3, 3, 1), blur.Image(-1, 3, 1), blur.Image(0, 3, 3)):
        with pytest.raises(ValueError, match="^image has no pixels: "):
            processor.image_to_numpy(struct)
    with pytest.raises(ValueError, match="null pointer"):
        processor.image_to_numpy(ctypes.POINTER(blur.Image)())
