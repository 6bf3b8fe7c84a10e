# SPDX-License-Identifier: MIT
"""Progress callbacks: from C into Python, and exceptions the other way."""

from __future__ import annotations

from typing import Any, Callable, Optional

from ._abi import PROGRESS, Options
from ._errors import CancelledError

Progress = Optional[Callable[[int, int], object]]


def run(progress: Progress, options: Options, call: Callable[..., Any], *arguments: Any) -> None:
    """Runs call(options, *arguments), during which the library calls progress(rows_done, rows_all).
    What that raises cancels the work and comes out of here, unchanged."""
    raised: list[BaseException] = []

    def report(rows_done: int, rows_all: int, data: object) -> int:
        try:
            if progress is not None:
                progress(rows_done, rows_all)
        except BaseException as error:  # C cannot pass it on, whatever it is
            raised.append(error)
        return 1 if raised else 0

    if progress is not None:
        # A field of a struct keeps its CFUNCTYPE object alive for as long as the struct lives.
        options.progress = PROGRESS(report)
    try:
        call(options, *arguments)
    except CancelledError:
        if not raised:
            raise
    if raised:
        # Outside of the handler, so that it does not seem to come from the cancelling.
        raise raised.pop()
