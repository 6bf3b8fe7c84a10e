# SPDX-License-Identifier: MIT
"""The package's names of borders, methods, variants and sample types are the library's."""

import difflib
from pathlib import Path

import make_names


def test_committed_names_are_those_of_the_library(build: Path) -> None:
    committed = make_names.TARGET.read_text().splitlines()
    generated = make_names.source_for(build / "libblur.so").splitlines()
    changes = [line for line in difflib.ndiff(committed, generated) if line[0] in "+-"]
    assert not changes, "\n".join(["run make names: the library has other names:", *changes])
