# SPDX-License-Identifier: MIT
"""Memory that C allocates: freed once, never while it is looked at, at the latest at exit."""

import ctypes
import gc
import threading
import warnings
from typing import Any, Callable, Iterator, Type

import numpy as np
import pytest

import blur


def count() -> int:
    """Images that are not freed yet, as the library counts them."""
    gc.collect()
    return blur.MemoryManager().library_count()


@pytest.fixture(autouse=True)
def _no_leaks() -> Iterator[None]:
    before = count()
    yield
    assert count() == before


def test_buffer() -> None:
    before = count()
    with blur.ManagedBuffer(1000) as buffer:
        assert count() == before + 1
        assert buffer.array.shape == (1000,)
        assert not buffer.array.any()
        buffer.array[:] = 5
        assert np.asarray(buffer).sum() == 5000
        assert not buffer.closed
    assert buffer.closed
    assert count() == before


def test_image() -> None:
    with blur.ManagedImage(40, 30, 3) as image:
        struct = image.image.contents
        assert (struct.width, struct.height, struct.channels) == (40, 30, 3)
        image.array[5, 7, 1] = 9
        assert struct.data[(5 * 40 + 7) * 3 + 1] == 9
        assert blur.gaussian_blur(image, 3).shape == (30, 40, 3)


def test_array_outlives_its_owner() -> None:
    """Whichever way it was had, and through views of views."""
    before = count()
    for get in (
        lambda image: image.array,
        np.asarray,
        lambda image: image.array[3:, ::-1].T,
        lambda image: memoryview(image.array),
    ):
        image = blur.ManagedImage(40, 30, 3)
        view = get(image)
        image.close()
        assert image.closed
        assert count() == before + 1, "freed though it is looked at"
        np.asarray(view)[...] = 7
        del image, view
        assert count() == before


def test_freed_without_being_closed() -> None:
    before = count()
    image = blur.ManagedImage(40, 30, 3)
    assert count() == before + 1
    del image
    assert count() == before


def test_freed_in_a_cycle() -> None:
    before = count()
    images = [blur.ManagedImage(40, 30, 3)]
    images.append(images)  # type: ignore[arg-type]
    del images
    assert count() == before


def test_closing_twice_frees_once() -> None:
    manager = blur.MemoryManager()
    image = blur.ManagedImage(40, 30, 3, manager)
    assert len(manager.check_leaks()) == 1
    image.close()
    image.close()
    assert manager.check_leaks() == []


def test_closed_image_is_refused() -> None:
    image = blur.ManagedImage(40, 30, 3)
    image.close()
    for use in (
        lambda: image.array,
        lambda: image.image,
        lambda: np.asarray(image),
        lambda: blur.gaussian_blur(image, 3),
        lambda: blur.ImageProcessor().image_to_numpy(image),
        image.__enter__,
    ):
        with pytest.raises(ValueError, match="^the ManagedImage is closed$"):
            use()


@pytest.mark.parametrize(
    ("sizes", "kind"),
    [
        ((0, 1, 1), ValueError),
        ((1, -1, 1), ValueError),
        ((1, 1, 2**31), ValueError),
        ((2**40, 1, 1), ValueError),
        ((1.5, 1, 1), TypeError),
        (("1", 1, 1), TypeError),
        ((2**31 - 1, 2**31 - 1, 4), MemoryError),
    ],
)
def test_sizes_that_cannot_be(sizes: "tuple[int, int, int]", kind: Type[Exception]) -> None:
    with pytest.raises(kind):
        blur.ManagedImage(*sizes)
    with pytest.raises(kind):
        blur.MemoryManager().create_image(*sizes)


def test_manager_tells_who_allocated() -> None:
    manager = blur.MemoryManager()

    def careless() -> Any:
        return manager.create_image(7, 5, 2)

    kept, freed = careless(), manager.create_image(10, 10, 1)
    manager.free_image(freed)
    (leak,) = manager.check_leaks()
    assert leak.size == 70
    assert leak.address == ctypes.addressof(kept.contents)
    assert "in careless" in leak.traceback
    assert "blur/_memory.py" not in leak.traceback
    assert f"70 bytes at {leak.address:#x}, allocated at\n" in str(leak)
    manager.free_image(kept)
    assert manager.check_leaks() == []
    with blur.ManagedImage(7, 5, 2, manager):
        assert manager.check_leaks()[0].traceback.count("_memory.py") == 1, "but this file"


def test_manager_frees_what_is_left_and_says_so() -> None:
    before = count()
    with pytest.warns(ResourceWarning, match="leaked 70 bytes"), blur.MemoryManager() as manager:
        manager.create_image(7, 5, 2)
    assert count() == before
    assert manager.check_leaks() == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with blur.MemoryManager() as manager:
            manager.free_image(manager.create_image(7, 5, 2))


def test_manager_leaves_managed_images_to_themselves() -> None:
    """Its end must not free what an array looks at."""
    before = count()
    with pytest.warns(ResourceWarning, match="leaked 70 bytes"), blur.MemoryManager() as manager:
        image = blur.ManagedImage(7, 5, 2, manager)
        array = image.array
    assert count() == before + 1
    for use in (image.image, ctypes.cast(image.image, ctypes.POINTER(blur.Image))):
        with pytest.raises(
            ValueError, match="^the image belongs to a ManagedImage; close that instead$"
        ):
            manager.free_image(use)
    array[...] = 3
    image.close()
    assert (array == 3).all()
    del array
    assert count() == before
    assert manager.check_leaks() == []


def test_pointers_are_null_once_all_is_freed() -> None:
    manager = blur.MemoryManager()
    image = manager.create_image(7, 5, 2)
    manager.free_all()
    assert not image
    for junk in (5, "image", blur.Image()):
        with pytest.raises(TypeError, match="expected a pointer$"):
            manager.free_image(junk)


def test_freeing_twice_is_an_error() -> None:
    manager, other = blur.MemoryManager(), blur.MemoryManager()
    image = manager.create_image(7, 5, 2)
    alias = ctypes.cast(image, ctypes.POINTER(blur.Image))
    with pytest.raises(ValueError, match="is already freed, or not from this manager"):
        other.free_image(image)
    manager.free_image(image)
    for again in (image, alias):
        with pytest.raises(ValueError, match="is already freed, or not from this manager"):
            manager.free_image(again)
    manager.free_image(None)
    with pytest.raises(ValueError, match="null pointer"):
        blur.ImageProcessor().image_to_numpy(image)


def test_freed_at_exit(run_python: Callable[..., str]) -> None:
    code = """
import atexit
atexit.register(lambda: print("left:", manager.library_count()))  # runs after what came later
import blur
manager = blur.MemoryManager()
image = blur.ManagedImage(40, 30, 3, manager)
buffer = blur.ManagedBuffer(10)
print("before:", manager.library_count())
"""
    assert run_python(code) == "before: 2\nleft: 0\n"


def test_arrays_live_on_at_exit(run_python: Callable[..., str]) -> None:
    code = """
import atexit
kept = []
atexit.register(lambda: print(kept[0].sum(), buffer.closed))
import blur
buffer = blur.ManagedBuffer(1 << 20)
buffer.array[:] = 7
kept.append(buffer.array)
"""
    assert run_python(code) == f"{7 << 20} True\n"


def test_image_that_nothing_else_keeps() -> None:
    image = blur.ImageProcessor().image_to_numpy(blur.ManagedImage(4, 3, 1))
    assert image.shape == (3, 4)
    assert not image.any()


def test_manager_frees_though_warnings_are_errors() -> None:
    manager = blur.MemoryManager()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        images = [manager.create_image(7, 5, 2), manager.create_image(7, 5, 2)]
        with pytest.raises(ResourceWarning):
            manager.__exit__()
        assert not any(images), "null pointers"
    assert manager.check_leaks() == []


def test_many_threads() -> None:
    manager = blur.MemoryManager()

    def work() -> None:
        for _ in range(200):
            image = blur.ManagedImage(5, 4, 3, manager)
            manager.free_image(manager.create_image(3, 3, 1))
            image.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert manager.check_leaks() == []
