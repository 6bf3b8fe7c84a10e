# SPDX-License-Identifier: MIT
"""Memory allocated by C and owned by Python: freed once, when neither its owner nor an array refers
to it. Owners release it when Python exits at the latest."""

from __future__ import annotations

import contextlib
import ctypes
import traceback
import warnings
import weakref
from types import TracebackType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ._abi import INT_MAX, Image
from ._arrays import Bytes
from ._clibrary import SafeCLibrary, library
from ._errors import FunctionCallError, MemoryExhaustedError
from ._options import whole_number


class Allocation(NamedTuple):
    """An image allocated by C and not freed yet."""

    address: int  # of the struct
    size: int  # bytes of pixels
    traceback: str  # of the allocation, most recent call last

    def __str__(self) -> str:
        return f"{self.size} bytes at {self.address:#x}, allocated at\n{self.traceback}"


def _calls() -> str:
    """The traceback to here, without the frames of this file."""
    frames = traceback.extract_stack()
    return "".join(traceback.format_list([f for f in frames if f.filename != __file__]))


class _Live(NamedTuple):
    allocation: Allocation
    pointer: Any  # the one that was handed out
    is_managed: bool  # freed only by its ManagedBuffer, as arrays may refer to it


class MemoryManager:
    """Allocates C images, and records where each was allocated until it is freed.

    As a context manager it reports leaks on exit, each with a ``ResourceWarning`` that says where
    it was allocated, and calls :meth:`free_all`. It can be used by any thread.

    ``lib`` is a :class:`SafeCLibrary`; default: that of the package.

    >>> manager = MemoryManager()
    >>> image = manager.create_image(640, 480, 3)
    >>> [leak.size for leak in manager.check_leaks()]
    [921600]
    >>> manager.free_image(image)
    >>> manager.check_leaks()
    []
    """

    def __init__(self, lib: SafeCLibrary | None = None) -> None:
        self.library = lib or library()
        # Single operations on a dict are atomic, so this needs no lock (which a fork might copy
        # in the locked state).
        self._live: dict[int, _Live] = {}

    def create_image(self, width: int, height: int, channels: int) -> Any:
        """Returns a pointer to a black :class:`Image`, to be freed by :meth:`free_image`.

        Raises ``ValueError`` for sizes that are not positive or over 2**31 - 1, and
        ``MemoryError``.
        """
        return self._create(width, height, channels, is_managed=False)

    def _create(self, width: int, height: int, channels: int, is_managed: bool) -> Any:
        sizes = []
        for name, value in (("width", width), ("height", height), ("channels", channels)):
            sizes.append(whole_number(name, value))
            if not 0 < sizes[-1] <= INT_MAX:
                raise ValueError(f"{name} is {value}; expected 1 to {INT_MAX}")
        image = self._allocate(*sizes)
        address = ctypes.addressof(image.contents)
        size = sizes[0] * sizes[1] * sizes[2]
        self._live[address] = _Live(Allocation(address, size, _calls()), image, is_managed)
        return image

    def free_image(self, image: Any) -> None:
        """Frees an image made by :meth:`create_image` and sets the pointer to null, so that using
        it again is an error, not a crash. None is allowed.

        Raises ``ValueError`` if it is already freed, is from another manager, or belongs to a
        :class:`ManagedImage`; ``TypeError`` if it is not a pointer.
        """
        if image is None:
            return
        if not isinstance(image, ctypes.POINTER(Image)):
            raise TypeError(f"image is of type {type(image).__name__}; expected a pointer")
        address = ctypes.addressof(image.contents) if image else 0
        live = self._live.get(address)
        if live is not None and live.is_managed:
            raise ValueError("the image belongs to a ManagedImage; close that instead")
        self._free(address, image)

    def _free(self, address: int, *pointers: Any) -> None:
        live = self._live.pop(address, None)
        if live is None:
            raise ValueError("the image is already freed, or not from this manager")
        self.library.get_function("free_image")(live.pointer)
        for pointer in (live.pointer, *pointers):
            ctypes.memset(ctypes.addressof(pointer), 0, ctypes.sizeof(pointer))

    def check_leaks(self) -> list[Allocation]:
        """The images that are not freed yet, oldest first."""
        return [live.allocation for live in list(self._live.values())]

    def library_count(self) -> int:
        """How many images the whole process has not freed yet, as counted by the C library."""
        return int(self.library.get_function("blur_image_count")())

    def free_all(self) -> None:
        """Frees all images of :meth:`create_image` and sets their pointers to null. The memory of a
        :class:`ManagedBuffer` stays, as arrays may refer to it."""
        for address, live in list(self._live.items()):
            if not live.is_managed:
                with contextlib.suppress(ValueError):  # another thread was faster
                    self._free(address)

    def __enter__(self) -> MemoryManager:
        return self

    def __exit__(self, *of: object) -> None:
        leaks = self.check_leaks()
        self.free_all()
        for leak in leaks:
            warnings.warn(f"leaked {leak}", ResourceWarning, stacklevel=2)

    def _allocate(self, width: int, height: int, channels: int) -> Any:
        try:
            return self.library.get_function("create_image")(width, height, channels)
        except FunctionCallError as error:
            size = f"{width} x {height} x {channels}"
            raise MemoryExhaustedError(f"no memory for {size}", "create_image") from error


class _Memory:
    """A C image, freed by its finalizer when neither its owner nor an array refers to it."""

    __slots__ = ("__array_interface__", "__weakref__")

    def __init__(self, image: Image, shape: tuple[int, ...]) -> None:
        address = ctypes.cast(image.data, ctypes.c_void_p).value
        self.__array_interface__ = {
            "data": (address, False),
            "shape": shape,
            "typestr": "|u1",
            "version": 3,
        }


_open_buffers: weakref.WeakSet[ManagedBuffer] = weakref.WeakSet()


def _close_all() -> None:
    """Frees all memory that no array refers to."""
    for buffer in list(_open_buffers):
        buffer.close()


# Not by atexit: weakref's own exit function may run first, and no finalizer runs after that.
weakref.finalize(_open_buffers, _close_all)


class ManagedBuffer:
    """Zeroed bytes, allocated by C.

    :attr:`array` is a view of them, ``array.view(numpy.float32)`` one as samples of another type.
    They are freed once: at the end of a ``with`` block or by :meth:`close`, else when nothing
    refers to the buffer, or when Python exits. If an array still refers to them then, they live as
    long as the array.

    ``size`` is the number of bytes, 1 to 2**31 - 1. A ``manager`` keeps track of the memory.

    Raises ``ValueError`` for a size out of range, ``MemoryError``.

    >>> with ManagedBuffer(4) as buffer:
    ...     buffer.array[:] = 7
    ...     bytes(buffer.array)
    b'\\x07\\x07\\x07\\x07'
    >>> buffer.closed
    True
    """

    def __init__(self, size: int, manager: MemoryManager | None = None) -> None:
        self._allocate((size, 1, 1), lambda width, height, channels: (width,), manager)

    def _allocate(self, sizes: tuple[int, int, int], shape_of: Any, manager: Any) -> None:
        own = manager or MemoryManager()
        pointer = own._create(*sizes, is_managed=True)
        self._pointer = pointer
        image = pointer.contents
        self._memory: _Memory | None = _Memory(
            image, shape_of(image.width, image.height, image.channels)
        )
        finalizer = weakref.finalize(self._memory, own._free, ctypes.addressof(image))
        finalizer.atexit = False  # an array might still be used: see _close_all()
        _open_buffers.add(self)

    @property
    def array(self) -> Bytes:
        """A writable view of the bytes. ValueError: closed."""
        return np.asarray(self._open())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        # Not an array interface: its arrays would keep self alive, not the memory.
        array = self.array if dtype is None else self.array.astype(dtype, copy=False)
        return array.copy() if copy else array

    @property
    def closed(self) -> bool:
        return self._memory is None

    def close(self) -> None:
        """Releases the memory; may be called again."""
        self._memory = None

    def _open(self) -> _Memory:
        if self._memory is None:
            raise ValueError(f"the {type(self).__name__} is closed")
        return self._memory

    def __enter__(self) -> ManagedBuffer:
        self._open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class ManagedImage(ManagedBuffer):
    """A black image, allocated by C, that lives as long as a :class:`ManagedBuffer` does.

    ``width``, ``height`` and ``channels`` are 1 to 2**31 - 1. :attr:`array` has the shape (height,
    width, channels); :attr:`image` is the pointer for C functions.

    >>> with ManagedImage(40, 30, 3) as image:
    ...     image.array[:, :20] = 255
    ...     image.array.shape, image.image.contents.width
    ((30, 40, 3), 40)
    """

    def __init__(
        self, width: int, height: int, channels: int, manager: MemoryManager | None = None
    ) -> None:
        sizes = (width, height, channels)
        self._allocate(sizes, lambda width, height, channels: (height, width, channels), manager)

    @property
    def image(self) -> Any:
        """A pointer to the :class:`Image`, valid until this object is closed or deleted.
        ValueError: closed."""
        self._open()
        return self._pointer

    def __enter__(self) -> ManagedImage:
        self._open()
        return self
