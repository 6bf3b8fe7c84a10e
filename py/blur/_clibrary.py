# SPDX-License-Identifier: MIT
"""The C library with types on every function and an exception for every failure."""

from __future__ import annotations

import ctypes
import difflib
import os
from functools import lru_cache
from typing import Any, Callable, Sequence

from ._abi import PROTOTYPES, Checker, Prototype, Result
from ._errors import FunctionCallError, error_for
from ._load import find, load

Function = Callable[..., Any]


def _result_of(restype: Any) -> Result:
    """What a result of this type means, for functions that are not in the table."""
    if restype is None:
        return Result.NOTHING
    if restype is ctypes.c_int:
        return Result.STATUS
    if restype is ctypes.c_char_p:
        return Result.TEXT
    is_pointer = restype is ctypes.c_void_p or hasattr(restype, "contents")
    return Result.POINTER if is_pointer else Result.NUMBER


def _holds(kind: Any, argument: object) -> bool:
    """Whether an integer fits the C type; True for anything that is not an integer."""
    is_whole = getattr(kind, "_type_", None) in tuple("bBhHiIlLqQ")
    return not (is_whole and isinstance(argument, int)) or kind(argument).value == argument


class SafeCLibrary:
    """The C library, where no call fails silently.

    Every function has its argument and result types set, and an ``errcheck``: a negative status or
    a null pointer raises the matching :class:`FunctionCallError`, and strings are decoded as UTF-8.
    The GIL is released during each call. It can be used by any thread, and pickled (as its path).

    ``lib_path`` is the library's file. Default: the one named by the environment variable
    ``BLUR_LIBRARY``, else the one beside the package, else the one in the checkout.

    Raises :class:`LibraryLoadError`.

    >>> library = SafeCLibrary()
    >>> library.call_with_protection("blur_strerror", -2)
    'invalid argument'
    >>> create = library.get_function("create_image")
    >>> library.call_with_protection(create, 0, 10, 3)
    Traceback (most recent call last):
    blur.FunctionCallError: create_image returned NULL
    """

    def __init__(self, lib_path: str | os.PathLike[str] | None = None) -> None:
        self.path = find(lib_path)
        self._library = load(self.path)
        self._functions: dict[str, Function] = {}

    def __reduce__(self) -> tuple[type[SafeCLibrary], tuple[str]]:
        return type(self), (self.path,)

    def __repr__(self) -> str:
        return f"SafeCLibrary({self.path!r})"

    def get_function(
        self, name: str, argtypes: Sequence[Any] | None = None, restype: Any = ctypes.c_int
    ) -> Function:
        """Returns a function of the library, ready to be called.

        ``argtypes`` and ``restype`` are ctypes types, as in C. Without ``argtypes`` the function
        must be one that the package declares. A result of type ``c_int`` is a status: an error if
        negative.

        Calling it raises as :meth:`call_with_protection` does, but ``ctypes.ArgumentError`` for
        arguments of the wrong type; numbers outside the range of the C type are truncated.

        Raises :class:`FunctionCallError` if there is no such function, and lists those that exist.
        """
        if not isinstance(name, str):
            raise TypeError(f"name is {name!r}; expected the name of a function")
        if argtypes is not None:
            return self._bind(name, Prototype(_result_of(restype), restype, tuple(argtypes)))
        if name not in self._functions:
            if name not in PROTOTYPES:
                raise self._unknown(name)
            self._functions[name] = self._bind(name, PROTOTYPES[name])
        return self._functions[name]

    def call_with_protection(self, function: str | Function, *arguments: Any) -> Any:
        """Calls a function of the library, given by its name or by :meth:`get_function`.

        Raises :class:`FunctionCallError`, or its subclass for the status; ``TypeError`` for
        arguments of the wrong type or number; and ``ValueError`` for numbers outside the range of
        the C type, which ctypes would truncate.
        """
        call = self.get_function(function) if isinstance(function, str) else function
        name = function if isinstance(function, str) else getattr(function, "__name__", "function")
        kinds = getattr(call, "argtypes", None) or ()
        if len(arguments) != len(kinds):
            raise TypeError(f"{name} takes {len(kinds)} arguments, not {len(arguments)}")
        for argument, kind in zip(arguments, kinds):
            if not _holds(kind, argument):
                raise ValueError(f"{name}: {argument} is out of the range of {kind.__name__}")
        try:
            return call(*arguments)
        except ctypes.ArgumentError as error:
            raise TypeError(f"{name}: {error}") from error

    def _bind(self, name: str, prototype: Prototype) -> Function:
        try:
            # Not by attribute: that object would be shared with other users, who may change it.
            function = self._library[name]
        except AttributeError:
            raise self._unknown(name) from None
        function.argtypes = prototype.argtypes
        function.restype = prototype.restype
        function.errcheck = self._checker(name, prototype.result)
        return function

    def _checker(self, name: str, result: Result) -> Checker:
        def status(value: int, function: object, arguments: object) -> int:
            if value < 0:
                raise error_for(value, name, self.get_function("blur_strerror")(value))
            return value

        def pointer(value: Any, function: object, arguments: object) -> Any:
            if not value:
                raise FunctionCallError(f"{name} returned NULL", name)
            return value

        def text(value: bytes, function: object, arguments: object) -> str:
            return pointer(value, function, arguments).decode("utf-8")  # type: ignore[no-any-return]

        def as_it_is(value: Any, function: object, arguments: object) -> Any:
            return value

        checkers: dict[Result, Checker] = {
            Result.STATUS: status,
            Result.POINTER: pointer,
            Result.TEXT: text,
        }
        return checkers.get(result, as_it_is)

    def _unknown(self, name: str) -> FunctionCallError:
        present = [known for known in sorted(PROTOTYPES) if hasattr(self._library, known)]
        similar = difflib.get_close_matches(name, present, 1)
        hint = f" Did you mean {similar[0]}?" if similar else ""
        message = f"{self.path} has no function {name!r}.{hint} It has: {', '.join(present)}"
        return FunctionCallError(message, name)


@lru_cache(maxsize=1)
def library() -> SafeCLibrary:
    """The library that the functions of the package use, loaded at the first call."""
    return SafeCLibrary()
