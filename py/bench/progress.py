# SPDX-License-Identifier: MIT
"""A line on the terminal that says what is being done."""

import sys


class Progress:
    """Nothing is written where stderr is no terminal, or in quiet."""

    def __init__(self, quiet: bool) -> None:
        self._on = not quiet and sys.stderr.isatty()

    def measuring(self, what: str) -> None:
        self.show(f"measuring {what} ...")

    def show(self, text: str) -> None:
        self._write(f"\r{text}\x1b[K")

    def clear(self) -> None:
        self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        if self._on:
            sys.stderr.write(text)
            sys.stderr.flush()
