# SPDX-License-Identifier: MIT
"""Progress callbacks: from C into Python, and exceptions the other way."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Callable, Iterator, Optional

from ._abi import PROGRESS, Options
from ._errors import CancelledError

Progress = Optional[Callable[[int, int], object]]


@contextmanager
def progress_of(options: Options, function: Progress) -> Iterator[None]:
    """Has the library call function(rows_done, rows_all) within this context. What it raises
    cancels the work and comes out of the context, unchanged."""
    if function is None:
        yield
        return
    raised: list[BaseException] = []

    def call(rows_done: int, rows_all: int, data: object) -> int:
        try:
            function(rows_done, rows_all)
        except BaseException as error:  # C cannot pass it on, whatever it is
            raised.append(error)
        return 1 if raised else 0

    # A field of a struct keeps its CFUNCTYPE object alive for as long as the struct lives.
    options.progress = PROGRESS(call)
    try:
        yield
    except CancelledError:
        if not raised:
            raise
    finally:
        options.progress = PROGRESS()
    if raised:
        # Outside of the handler, so that it does not seem to come from the cancelling.
        raise raised.pop()
