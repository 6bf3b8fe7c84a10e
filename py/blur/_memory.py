# SPDX-License-Identifier: MIT
"""Memory that C allocates, owned by Python: freed once, when neither its owner nor an array looks
at it any more. Owners give it up when Python exits, at the latest."""

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
    """An image that C has allocated and that is not freed yet."""

    address: int  # of the struct
    size: int  # bytes of pixels
    traceback: str  # the Python calls that led to it, the last one at the end

    def __str__(self) -> str:
        return f"{self.size} bytes at {self.address:#x}, allocated at\n{self.traceback}"


def _calls() -> str:
    """The Python calls that led here, without those of this file."""
    frames = traceback.extract_stack()
    return "".join(traceback.format_list([f for f in frames if f.filename != __file__]))


class _Live(NamedTuple):
    allocation: Allocation
    pointer: Any  # the one that was handed out
    is_managed: bool  # freed by a ManagedBuffer alone, as arrays may look at it


class MemoryManager:
    """Allocates C's images, and knows for each that is not freed yet who asked for it.

    As a context manager it warns at its end of what is left, by a ``ResourceWarning`` that tells
    where it was allocated, and does :meth:`free_all`. Any thread may use it.

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
        ``MemoryError`` where C has no memory for it.
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
        """Frees an image made by :meth:`create_image` and makes the pointer a null pointer, so that
        using it again is an error, not a crash. None is fine.

        Raises ``ValueError`` where it is freed already, of another manager, or that of a
        :class:`ManagedImage`; ``TypeError`` where it is no pointer.
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
        """The images that are not freed yet, the oldest first."""
        return [live.allocation for live in list(self._live.values())]

    def library_count(self) -> int:
        """How many images the whole process has not freed yet, whoever allocated them, by the C
        library's own count."""
        return int(self.library.get_function("blur_image_count")())

    def free_all(self) -> None:
        """Frees all that is left of :meth:`create_image`, and makes its pointers null pointers. The
        memory of a :class:`ManagedBuffer` stays with it, as arrays may look at it."""
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
    """Frees all memory that no array looks at."""
    for buffer in list(_open_buffers):
        buffer.close()


# At exit: of atexit's own functions, those of weakref may come first, and no finalizer after them.
weakref.finalize(_open_buffers, _close_all)


class ManagedBuffer:
    """Bytes that C has allocated, zero at first.

    :attr:`array` looks at them without a copy, ``array.view(numpy.float32)`` as samples of another
    type. They are freed once: at the end of a ``with`` block
    or by :meth:`close`, else when the buffer is not referred to any more, at the latest when Python
    exits. Where an array still looks at them then, they live as long as it does.

    ``size`` is the number of bytes, 1 to 2**31 - 1. A ``manager`` keeps account of the memory.

    Raises ``ValueError`` for a bad size, ``MemoryError``.

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
        """The bytes, as an array that may be written to. ValueError: closed."""
        return np.asarray(self._open())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        # Not an array interface: that would hand out arrays that keep self alive, not the memory.
        array = self.array if dtype is None else self.array.astype(dtype, copy=False)
        return array.copy() if copy else array

    @property
    def closed(self) -> bool:
        return self._memory is None

    def close(self) -> None:
        """Gives the memory up; again is fine."""
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
    """An image that C has allocated, black at first; lives and dies as :class:`ManagedBuffer`.

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
        """A pointer to the :class:`Image`, for as long as this object is neither closed nor gone.
        ValueError: closed."""
        self._open()
        return self._pointer

    def __enter__(self) -> ManagedImage:
        self._open()
        return self
