# SPDX-License-Identifier: MIT
"""The naive C, tests/core/naive.c: compiled here, and called as anyone would call it."""

import ctypes
import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

import blur
from blur._processor import image_of

from .case import Case, Pixels
from .rivals import Contestant, Run

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "tests" / "core" / "naive.c"
FOLDER = ROOT / "build" / "bench"
# So many products take ten seconds or more, and nothing can end them meanwhile.
MOST_PRODUCTS = 10**10


def compiler() -> list[str]:
    return [*shlex.split(os.environ.get("CC") or "cc"), "-O2", "-shared", "-fPIC"]


def build() -> Path:
    """Compiles it anew, which takes no time to speak of. OSError: that cannot be done."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "libnaive.so"
    # Two runs at once must not write into the file that the other one has loaded.
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        new = Path(folder) / path.name
        command = [*compiler(), "-o", str(new), str(SOURCE)]
        try:
            result = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            raise OSError(f"no compiler {command[0]}: {error.strerror}") from error
        if result.returncode != 0:
            raise OSError(f"{command[0]}: {(result.stderr.strip() or 'failed').splitlines()[0]}")
        new.replace(path)
    return path


def load(path: Path) -> Any:
    """Returns apply_convolution(). OSError: not a library for this machine."""
    function = ctypes.CDLL(str(path)).apply_convolution
    pointer = ctypes.POINTER(blur.Image)
    function.argtypes = (pointer, pointer, ctypes.c_void_p, ctypes.c_int)
    function.restype = None
    return function


def naive_c(full: bool) -> Contestant:
    """OSError: it cannot be had."""
    function = load(build())

    def start(case: Case, source: Pixels) -> Run:
        if source.size * case.kernel**2 > MOST_PRODUCTS and not full:
            raise RuntimeError("would take long: --full runs it")
        result = np.empty_like(source)
        kernel = np.outer(case.weights, case.weights).astype(np.float32)
        images = image_of(source), image_of(result)

        def go() -> Pixels:
            function(*map(ctypes.byref, images), kernel.ctypes.data, case.kernel)
            return result

        return Run(go, np.asarray)

    return Contestant("naive C", start, threaded=False, border="renormalize")
