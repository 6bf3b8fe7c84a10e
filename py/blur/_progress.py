# SPDX-License-Identifier: MIT
"""Progress callbacks: from C into Python, and exceptions the other way."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import Any, Callable, Iterator, Optional

from ._abi import PROGRESS, Options
from ._errors import CancelledError

Progress = Optional[Callable[[int, int], object]]


def check_progress(progress: Progress) -> None:
    """TypeError: not callable."""
    if progress is not None and not callable(progress):
        raise TypeError(f"progress is {progress!r}; expected a function")


@contextmanager
def _catching(report: object, raised: list[BaseException]) -> Iterator[None]:
    """Catches what a signal handler raises in report(), as Ctrl-C does. Handlers run on the main
    thread on entry to a Python function, here before the first line of report(), and ctypes can
    only pass their exceptions to this hook."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = sys.unraisablehook

    def is_of_report(unraisable: Any) -> bool:
        # Since Python 3.13 there is no object, but its repr() in the message.
        message = unraisable.err_msg or ""
        return unraisable.object is report or (not unraisable.object and repr(report) in message)

    def hook(unraisable: Any) -> None:
        if is_of_report(unraisable) and unraisable.exc_value is not None:
            raised.append(unraisable.exc_value)
        else:
            before(unraisable)

    sys.unraisablehook = hook
    try:
        yield
    finally:
        if sys.unraisablehook is hook:  # else someone has set another one since
            sys.unraisablehook = before


def run(
    progress: Progress, is_long: bool, options: Options, call: Callable[..., Any], *arguments: Any
) -> None:
    """Runs call(options, *arguments), during which the library calls progress(rows_done, rows_all).
    What that raises cancels the work and is raised here unchanged. So is Ctrl-C, with progress or
    is_long."""
    raised: list[BaseException] = []

    def report(rows_done: int, rows_all: int, data: object) -> int:
        try:
            if progress is not None and not raised:
                progress(rows_done, rows_all)
        except BaseException as error:  # of any kind: none can pass through C
            raised.append(error)
        return 1 if raised else 0

    if progress is None and not is_long:
        call(options, *arguments)
        return
    check_progress(progress)
    options.raised = raised  # checked between two calls of the library
    # The struct keeps the CFUNCTYPE object alive.
    options.progress = PROGRESS(report)
    with _catching(report, raised):
        try:
            call(options, *arguments)
        except CancelledError:
            if not raised:
                raise
    if raised:
        # Outside the except block, so that CancelledError does not become its context.
        raise raised.pop(0)
