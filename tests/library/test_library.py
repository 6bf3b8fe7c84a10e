# SPDX-License-Identifier: MIT
"""The library as others meet it: its symbols, its clients, its installation."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Callable, List

import pytest


def sh(*command: object, cwd: Path, **environment: str) -> str:
    """Runs a command, which must succeed, and returns what it printed."""
    result = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    assert result.returncode == 0, result.stdout
    return result.stdout


EXPORTS = """
apply_convolution blur_abi_version blur_border_name blur_convolve blur_gaussian blur_gaussian_kernel
blur_gaussian_parameters blur_image_count blur_method_name blur_plan_describe blur_plan_free
blur_plan_make blur_plan_make_convolution blur_plan_run blur_sample_name blur_stream_close
blur_stream_open blur_stream_pull blur_stream_push blur_stream_rows blur_strerror blur_variant_name
blur_version create_image free_image
""".split()


def test_exports(build: Path) -> None:
    lines = sh("nm", "-D", "--defined-only", build / "libblur.so", cwd=build).splitlines()
    assert sorted(line.split()[-1] for line in lines) == EXPORTS


def test_exports_are_those_of_the_header(root: Path) -> None:
    header = (root / "core" / "blur.h").read_text()
    declared = re.findall(r"^BLUR_API [^;(]*?\**(\w+)\(", header, re.MULTILINE)
    assert sorted(declared) == EXPORTS


def test_core_keeps_its_hands_off(build: Path) -> None:
    """The core never prints, exits, reads the environment or opens files, and calls no mathematics
    whose last bit depends on the CPU."""
    undefined = sh("nm", "-u", build / "libblur.a", cwd=build)
    symbols = set(re.findall(r" U (\w+)", undefined))
    forbidden = "printf fprintf puts fopen open exit abort getenv write read time rand"
    unsteady = "exp sin cos tan acos pow log sinf cosf expf powf"
    assert "ldexp" in symbols
    assert not symbols & set(forbidden.split())
    assert not symbols & set(unsteady.split())


def test_soname(build: Path, root: Path) -> None:
    header = (root / "core" / "blur.h").read_text()
    abi = header.split("#define BLUR_ABI_VERSION ")[1].split()[0]
    text = sh("objdump", "-p", build / "libblur.so", cwd=build)
    assert f"SONAME               libblur.so.{abi}\n" in text


def test_article_client(build: Path, root: Path, run_python: Callable[..., str]) -> None:
    client = (root / "tests" / "library" / "article_client.py").read_text()
    assert float(run_python(client, build / "libblur.so")) <= 0.51


def test_program_sees_only_the_header(build: Path) -> None:
    assert [path.name for path in (build / "include").iterdir()] == ["blur.h"]


def test_program_refuses_another_abi(build: Path, root: Path, tmp_path: Path) -> None:
    """The program compiled against a header of another ABI, linked with this library."""
    header = (root / "core" / "blur.h").read_text()
    (tmp_path / "blur.h").write_text(re.sub(r"(#define BLUR_ABI_VERSION) (\d+)", r"\1 99", header))
    objects: List[Path] = [
        (build / path.relative_to(root)).with_suffix(".o")
        for folder in ("cli", "third_party")
        for path in sorted((root / folder).rglob("*.c"))
        if path.name != "main.c"
    ]
    flags = (build / "flags").read_text().split()
    sanitize = [flag for flag in flags if flag.startswith("-fsanitize")]
    libraries = [flag for flag in ("-lspng", "-ljpeg", "-lseccomp") if flag in flags]
    sh(
        *("cc", "-std=c11", "-D_XOPEN_SOURCE=700", *sanitize, f"-I{tmp_path}"),
        *(f"-I{root}/cli", f"-I{root}/third_party", "-I/usr/include/stb"),
        *(root / "cli" / "main.c", *objects),
        *(build / "libblur.a", "-ldeflate", *libraries, "-lm", "-pthread", "-o", "blur"),
        cwd=tmp_path,
    )
    result = subprocess.run([tmp_path / "blur", "--version"], capture_output=True, text=True)
    abi = header.split("#define BLUR_ABI_VERSION ")[1].split()[0]
    assert result.stderr == f"blur: needs libblur with ABI version 99, found {abi}\n"
    assert (result.returncode, result.stdout) == (1, "")


PROGRAM = """
#include <blur.h>
#include <stdio.h>
int main(void)
{
    unsigned char pixels[9] = {0, 0, 0, 0, 255};
    blur_options options = {.size = sizeof options, .given = 1, .kernel_size = 3};
    int status = blur_gaussian(&options, BLUR_UINT8, 3, 3, 1, pixels, 3, pixels, 3);
    printf("%s %d %s", blur_strerror(status), pixels[4] > pixels[1], blur_version());
    return status;
}
"""


@pytest.fixture(scope="module")
def installed(build: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with PREFIX=/opt/blur below a folder."""
    if build.name != "release":
        pytest.skip("only the release build is installed")
    folder = tmp_path_factory.mktemp("installed")
    sh("make", "install", "PREFIX=/opt/blur", f"DESTDIR={folder}", cwd=root, MAKEFLAGS="")
    sh("make", "all", cwd=root, MAKEFLAGS="")
    return folder


def test_install_and_link(installed: Path, root: Path, tmp_path: Path) -> None:
    (tmp_path / "program.c").write_text(PROGRAM)
    prefix = installed / "opt" / "blur"
    flags = sh(
        *("pkg-config", "--cflags", "--libs", "blur"),
        cwd=tmp_path,
        PKG_CONFIG_PATH=str(prefix / "lib" / "pkgconfig"),
        PKG_CONFIG_SYSROOT_DIR=str(installed),
    ).split()
    assert f"-I{prefix}/include" in flags
    sh("cc", "-Wall", "-Werror", "-std=c11", "program.c", *flags, "-o", "program", cwd=tmp_path)
    version = sh("pkg-config", "--modversion", prefix / "lib/pkgconfig/blur.pc", cwd=tmp_path)
    output = sh(tmp_path / "program", cwd=tmp_path, LD_LIBRARY_PATH=str(prefix / "lib"))
    assert output == f"success 1 {version.strip()}"
    shutil.copy(tmp_path / "program.c", tmp_path / "program.cpp")
    sh(
        "gcc",
        "-fsyntax-only",
        "-x",
        "c",
        "-std=c99",
        "-pedantic-errors",
        "-Werror",
        "program.c",
        *flags,
        cwd=tmp_path,
    )


def test_installed_files(installed: Path, root: Path) -> None:
    prefix = installed / "opt" / "blur"
    assert os.access(prefix / "bin" / "blur", os.X_OK)
    for page in ("man1/blur.1", "man3/libblur.3"):
        assert (prefix / "share" / "man" / page).is_file()
    for path in (
        "bash-completion/completions/blur",
        "zsh/site-functions/_blur",
        "fish/vendor_completions.d/blur.fish",
    ):
        assert (prefix / "share" / path).is_file()
    sh("make", "uninstall", "PREFIX=/opt/blur", f"DESTDIR={installed}", cwd=root, MAKEFLAGS="")
    left = [path for path in installed.rglob("*") if not path.is_dir()]
    assert left == []
    sh("make", "install", "PREFIX=/opt/blur", f"DESTDIR={installed}", cwd=root, MAKEFLAGS="")
    sh("make", "all", cwd=root, MAKEFLAGS="")
