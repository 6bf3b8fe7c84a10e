# SPDX-License-Identifier: MIT
"""Makes the wheel: the package, and in it the C library, which make builds from the checkout."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent
# Where setuptools keeps what it makes on the way; it never removes what a later version lacks.
SCRATCH = CHECKOUT / "build" / "python"


def version() -> str:
    header = (CHECKOUT / "core" / "blur.h").read_text(encoding="utf-8")
    found = re.search(r'^#define BLUR_VERSION "(.*)"$', header, re.MULTILINE)
    assert found, "core/blur.h tells no version"
    return found[1]


class BuildWithLibrary(build_py):
    def run(self) -> None:
        command = ["make", "-C", str(CHECKOUT), "library", "FLAVOUR=release", "BUILD=build/release"]
        # Flags of a make that called pip are for that one.
        environment = {key: value for key, value in os.environ.items() if key != "MAKEFLAGS"}
        subprocess.run(command, env=environment, check=True)
        super().run()
        if not self.editable_mode:  # else the package finds the library in the checkout
            self.copy_library()

    def copy_library(self) -> None:
        built = CHECKOUT / "build" / "release" / "libblur.so"
        copied = Path(self.build_lib) / "blur" / "libblur.so"
        shutil.copyfile(built, copied)
        if shutil.which("strip"):  # debugging symbols are two thirds of it
            subprocess.run(["strip", "-S", copied], check=True)


class PlatformDistribution(Distribution):
    def has_ext_modules(self) -> bool:
        """Puts the package where installers expect what is made for a platform."""
        return True


class PlatformWheel(bdist_wheel):
    """For any Python 3, but this platform alone: ctypes needs no ABI of Python's."""

    def get_tag(self) -> tuple[str, str, str]:
        return ("py3", "none", super().get_tag()[2])


class NoSource(sdist):
    def run(self) -> None:
        raise SystemExit("The C sources stand above this folder: make a wheel, from a checkout.")


if not (CHECKOUT / "core" / "blur.h").is_file():
    raise SystemExit("core/blur.h is not above this folder: build in a checkout, with pip >= 21.3.")
shutil.rmtree(SCRATCH, ignore_errors=True)
SCRATCH.mkdir(parents=True)
COMMANDS: Any = {  # the stubs of setuptools know two classes of commands
    "build_py": BuildWithLibrary,
    "bdist_wheel": PlatformWheel,
    "sdist": NoSource,
}
setup(
    version=version(),
    distclass=PlatformDistribution,
    cmdclass=COMMANDS,
    options={
        "build": {"build_base": str(SCRATCH)},
        "egg_info": {"egg_base": str(SCRATCH)},
    },
)
