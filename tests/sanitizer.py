# SPDX-License-Identifier: MIT
"""What a process needs to load a library that was built with a sanitizer."""

import subprocess
from pathlib import Path
from typing import Dict

OPTIONS = {
    "asan": "detect_leaks=0:allocator_may_return_null=1",
    "tsan": "halt_on_error=1:allocator_may_return_null=1",
}


def preload(build: Path) -> Dict[str, str]:
    """Environment variables with which Python can load the library of a build: the sanitizer's own
    library must come first. Python itself leaks by its standards, and some tests ask for more
    memory than there is."""
    symbols = subprocess.run(
        ["nm", "-D", str(build / "libblur.so")], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    for name, options in OPTIONS.items():
        if f"__{name}_init" in symbols:
            return {"LD_PRELOAD": runtime(name), f"{name.upper()}_OPTIONS": options}
    return {}


def runtime(name: str) -> str:
    command = ["gcc", f"-print-file-name=lib{name}.so"]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
