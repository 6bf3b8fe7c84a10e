# SPDX-License-Identifier: MIT
"""Calls of the library that do no more than the call itself, so that its time is the library's."""

import ctypes
from pathlib import Path
from typing import Any, Callable

from blur._abi import (
    ALPHAS,
    GIVEN_KERNEL_SIZE,
    GIVEN_SIGMA,
    PROTOTYPES,
    Options,
)
from blur._load import load
from blur._names import BORDERS, SAMPLES, VARIANTS, Border, Variant

from .case import Case, Pixels


class Library:
    def __init__(self, path: Path, variant: Variant) -> None:
        self._library = load(str(path.resolve()))
        self._variant = VARIANTS[variant]

    def _function(self, name: str) -> Any:
        """Without the package's checks: statuses are returned."""
        function = self._library[name]
        function.argtypes, function.restype = PROTOTYPES[name].argtypes, PROTOTYPES[name].restype
        return function

    @property
    def version(self) -> str:
        return str(self._function("blur_version")().decode())

    def caller(
        self,
        case: Case,
        src: Pixels,
        dst: Pixels,
        border: Border = "replicate",
        exact: bool = False,
    ) -> Callable[[], int]:
        """Returns a function that blurs src into dst and returns the status."""
        options = self._options(case, border, exact)
        stride = case.width * case.channels * src.itemsize
        arguments = (
            *(ctypes.byref(options), SAMPLES[case.sample], *case.shape),
            *(src.ctypes.data, stride, dst.ctypes.data, stride),
        )
        blur_gaussian = self._function("blur_gaussian")

        def call() -> int:
            # src and dst are named here to live as long as their addresses are used.
            _ = options, src, dst
            return int(blur_gaussian(*arguments))

        return call

    def planner(self, case: Case) -> Callable[[], int]:
        """Returns a function that makes a plan and frees it."""
        make, free = self._function("blur_plan_make"), self._function("blur_plan_free")
        options, plan = self._options(case, "replicate", False), ctypes.c_void_p()
        arguments = (SAMPLES[case.sample], *case.shape)

        def call() -> int:
            status = int(make(ctypes.byref(options), *arguments, ctypes.byref(plan)))
            free(plan)
            return status

        return call

    def _options(self, case: Case, border: Border, exact: bool) -> Options:
        return Options(
            size=ctypes.sizeof(Options),
            given=GIVEN_KERNEL_SIZE | (GIVEN_SIGMA if case.own_sigma is not None else 0),
            kernel_size=case.kernel,
            sigma=case.sigma,
            border=BORDERS[border],
            threads=case.threads,
            accuracy=int(exact),
            alpha=ALPHAS["straight"],  # as those do that it is compared with
            variant=self._variant,
        )

    def check(self, status: int) -> None:
        if status != 0:
            raise RuntimeError(self._function("blur_strerror")(status).decode())
