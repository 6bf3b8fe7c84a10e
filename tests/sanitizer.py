# SPDX-License-Identifier: MIT
"""What a process needs to load a library that was built with a sanitizer."""

import subprocess
from pathlib import Path
from typing import Dict


def preload(build: Path) -> Dict[str, str]:
    """Environment variables with which Python can load the library of a build: the sanitizer's own
    library must come first. Python itself leaks by its standards, and some tests ask for more
    memory than there is."""
    symbols = subprocess.run(
        ["nm", "-D", str(build / "libblur.so")], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    if "__asan_init" not in symbols:
        return {}
    library = subprocess.run(
        ["gcc", "-print-file-name=libasan.so"], stdout=subprocess.PIPE, text=True, check=True
    ).stdout.strip()
    return {"LD_PRELOAD": library, "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1"}
