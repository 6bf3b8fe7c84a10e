# SPDX-License-Identifier: MIT
"""As much of a ctypes binding to libblur as the benchmark needs."""

import ctypes
from pathlib import Path
from typing import Callable, Optional

from .case import Case, Pixels

BORDERS = {"renormalize": 0, "replicate": 1}
VARIANTS = {"auto": 0, "plain": 1, "avx2": 2, "avx512": 3}
UINT8 = 1
GIVEN_KERNEL_SIZE = 1
GIVEN_SIGMA = 2
ARGUMENT = -2


class Options(ctypes.Structure):
    """struct blur_options."""

    _fields_ = (
        ("size", ctypes.c_size_t),
        ("given", ctypes.c_uint32),
        ("kernel_size", ctypes.c_int32),
        ("sigma", ctypes.c_double),
        ("border", ctypes.c_int32),
        ("border_color", ctypes.c_uint8 * 4),
        ("threads", ctypes.c_int32),
        ("progress", ctypes.c_void_p),
        ("progress_data", ctypes.c_void_p),
        ("accuracy", ctypes.c_int32),
        ("method", ctypes.c_int32),
        ("variant", ctypes.c_int32),
    )


class Library:
    def __init__(self, path: Path, variant: str) -> None:
        self._library = ctypes.CDLL(str(path.resolve()))
        self._library.blur_version.restype = ctypes.c_char_p
        self._library.blur_strerror.restype = ctypes.c_char_p
        image = (ctypes.c_void_p, ctypes.c_ssize_t)
        self._library.blur_gaussian.argtypes = (
            *(ctypes.POINTER(Options), ctypes.c_int, ctypes.c_size_t, ctypes.c_size_t),
            *(ctypes.c_int, *image, *image),
        )
        self._variant = VARIANTS[variant]

    @property
    def version(self) -> str:
        return str(self._library.blur_version().decode())

    def caller(
        self, case: Case, src: Pixels, dst: Pixels, border: str = "replicate", exact: bool = False
    ) -> Callable[[], int]:
        """Returns a function that blurs src into dst and returns the status, and does no more than
        the call itself, so that its time is the library's."""
        options = self._options(case, border, exact)
        stride = case.width * case.channels
        arguments = (
            *(ctypes.byref(options), UINT8, case.width, case.height, case.channels),
            *(src.ctypes.data, stride, dst.ctypes.data, stride),
        )
        blur_gaussian = self._library.blur_gaussian

        def call() -> int:
            # src and dst are named here to live as long as their addresses are used.
            _ = options, src, dst
            return int(blur_gaussian(*arguments))

        return call

    def planner(self, case: Case) -> Optional[Callable[[], int]]:
        """Returns a function that makes a plan and frees it; None where the library has none."""
        if not hasattr(self._library, "blur_plan_make"):
            return None
        make, free = self._library.blur_plan_make, self._library.blur_plan_free
        size = (ctypes.c_size_t, ctypes.c_size_t)
        make.argtypes = (
            ctypes.POINTER(Options),
            ctypes.c_int,
            *size,
            ctypes.c_int,
            ctypes.c_void_p,
        )
        free.argtypes, free.restype = (ctypes.c_void_p,), None
        options, plan = self._options(case, "replicate", False), ctypes.c_void_p()
        shape = (case.width, case.height, case.channels)

        def call() -> int:
            status = int(make(ctypes.byref(options), UINT8, *shape, ctypes.byref(plan)))
            free(plan)
            return status

        return call

    def _options(self, case: Case, border: str, exact: bool) -> Options:
        return Options(
            size=ctypes.sizeof(Options),
            given=GIVEN_KERNEL_SIZE | (GIVEN_SIGMA if case.own_sigma is not None else 0),
            kernel_size=case.kernel,
            sigma=case.sigma,
            border=BORDERS[border],
            threads=case.threads,
            accuracy=int(exact),
            variant=self._variant,
        )

    def check(self, status: int) -> None:
        if status != 0:
            raise RuntimeError(self._library.blur_strerror(status).decode())
