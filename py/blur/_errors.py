# SPDX-License-Identifier: MIT
"""Exceptions for failures of the C library.

=============================== ======================= ==========================
class                           is also a               when
=============================== ======================= ==========================
:class:`CLibraryError`          ``Exception``           the base of all of them
:class:`LibraryLoadError`       ``OSError``             the library cannot be used
:class:`FunctionCallError`      ``Exception``           a C function failed
:class:`MemoryExhaustedError`   ``MemoryError``         status -1
:class:`InvalidArgumentError`   ``ValueError``          status -2
:class:`UnsupportedError`       ``ValueError``          status -3
:class:`ResourceLimitError`     ``ValueError``          status -4
=============================== ======================= ==========================
"""

from __future__ import annotations

from ._abi import Status


class CLibraryError(Exception):
    """The base of all errors of the C library and of loading it."""


class LibraryLoadError(CLibraryError, OSError):
    """The library is missing, not a library, for another machine, or of another ABI."""


class FunctionCallError(CLibraryError):
    """A C function failed.

    ``function`` is its name, ``status`` the number that it returned, or None if it returned a null
    pointer or could not be called.
    """

    def __init__(self, message: str, function: str = "", status: int | None = None) -> None:
        super().__init__(message)
        self.function = function
        self.status = status

    def __reduce__(self) -> tuple[type[FunctionCallError], tuple[str, str, int | None]]:
        return type(self), (str(self), self.function, self.status)


class MemoryExhaustedError(FunctionCallError, MemoryError):
    """Out of memory (status -1)."""


class InvalidArgumentError(FunctionCallError, ValueError):
    """An argument is invalid (status -2)."""


class UnsupportedError(FunctionCallError, ValueError):
    """Valid, but not supported by this version of the library (status -3)."""


class ResourceLimitError(FunctionCallError, ValueError):
    """A limit of the library is exceeded (status -4)."""


class CancelledError(FunctionCallError):
    """The progress callback asked to stop (status -5). Users of the package never see it: they get
    what the callback raised."""


_BY_STATUS: dict[int, type[FunctionCallError]] = {
    Status.MEMORY: MemoryExhaustedError,
    Status.ARGUMENT: InvalidArgumentError,
    Status.UNSUPPORTED: UnsupportedError,
    Status.LIMIT: ResourceLimitError,
    Status.CANCELLED: CancelledError,
}


def error_for(status: int, function: str, text: str) -> FunctionCallError:
    """The exception for a negative status; text is the library's name for it."""
    kind = _BY_STATUS.get(status, FunctionCallError)
    return kind(f"{function}: {text} (status {status})", function, status)
