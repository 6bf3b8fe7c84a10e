# SPDX-License-Identifier: MIT
"""Finding and loading the shared library.

It is always loaded by an absolute path, so that neither the working folder nor the system's search
path can substitute another file. In this order:

1. the path that the caller gives;
2. the environment variable ``BLUR_LIBRARY``;
3. beside this module, where ``pip install`` puts it;
4. in a checkout, where ``make`` puts it: ``build/release``.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from ._abi import ABI_VERSION
from ._errors import LibraryLoadError

VARIABLE = "BLUR_LIBRARY"


def file_name(platform: str = sys.platform) -> str:
    """The library's file name.

    >>> file_name("linux"), file_name("darwin"), file_name("win32")
    ('libblur.so', 'libblur.dylib', 'libblur.dll')
    """
    suffix = {"darwin": ".dylib", "win32": ".dll", "cygwin": ".dll"}.get(platform, ".so")
    return "libblur" + suffix


def _candidates() -> list[Path]:
    package = Path(__file__).resolve().parent
    beside = package / file_name()
    checkout = package.parent.parent
    if (checkout / "core" / "blur.h").is_file():
        return [beside, checkout / "build" / "release" / file_name()]
    return [beside]


def find(path: str | os.PathLike[str] | None = None) -> str:
    """The absolute path of the library to load. load() checks that there is one."""
    named = os.fspath(path) if path is not None else os.environ.get(VARIABLE)
    if named:
        return os.path.abspath(named)
    candidates = _candidates()
    for candidate in candidates:
        if candidate.is_file():
            return str(candidate)
    places = ", ".join(str(candidate) for candidate in candidates)
    raise LibraryLoadError(
        f"cannot find {file_name()} at {places}; run make in the checkout or pip install ./py, "
        f"or set {VARIABLE}"
    )


def load(path: str) -> ctypes.CDLL:
    """Loads a library and checks that it is ours and of our ABI."""
    if not os.path.isfile(path):
        raise LibraryLoadError(f"{path}: no such file")
    try:
        # CDLL releases the GIL during each call.
        library = ctypes.CDLL(path)
    except OSError as error:
        # In the loader's words: not a library, for another machine, or a dependency is missing.
        raise LibraryLoadError(f"{path}: {str(error).replace(path + ': ', '')}") from error
    try:
        abi_version = library["blur_abi_version"]
    except AttributeError:
        raise LibraryLoadError(f"{path}: not libblur: it has no blur_abi_version") from None
    found = abi_version()
    if found != ABI_VERSION:
        raise LibraryLoadError(f"{path}: has ABI version {found}; this package needs {ABI_VERSION}")
    return library
