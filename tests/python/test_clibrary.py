# SPDX-License-Identifier: MIT
"""Finding, loading and calling the library, and what is raised when that goes wrong."""

import ctypes
import os
import pickle
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Callable, Dict

import pytest

import blur
from blur import _abi, _clibrary, _load, _names


@pytest.fixture
def compile_library(tmp_path: Path) -> Callable[[str], Path]:
    """Makes a shared library of C code."""

    def compiled(code: str) -> Path:
        path = tmp_path / "libother.so"
        (tmp_path / "other.c").write_text(code)
        command = ["cc", "-shared", "-fPIC", str(tmp_path / "other.c"), "-o", str(path)]
        subprocess.run(command, check=True)
        return path

    return compiled


def test_version(root: Path) -> None:
    header = (root / "core" / "blur.h").read_text()
    assert f'#define BLUR_VERSION "{blur.version()}"' in header


def test_declarations_are_those_of_the_header(root: Path, tmp_path: Path) -> None:
    """Constants, and the place of each field of each struct, as a C compiler sees them."""
    structs: Dict[str, Any] = {
        "blur_options": _abi.Options,
        "blur_plan_info": _abi.PlanInfo,
        "blur_region": _abi.Region,
        "Image": _abi.Image,
    }
    places = [(name, field[0]) for name, struct in structs.items() for field in struct._fields_]
    expressions = [f"offsetof({name}, {field})" for name, field in places]
    expressions += [f"sizeof({name})" for name in structs]
    numbers = {f"BLUR_BORDER_{name.upper()}": value for name, value in _names.BORDERS.items()}
    numbers.update({f"BLUR_METHOD_{name.upper()}": v for name, v in _names.METHODS.items()})
    numbers.update({f"BLUR_VARIANT_{name.upper()}": v for name, v in _names.VARIANTS.items()})
    numbers.update({f"BLUR_ALPHA_{name.upper()}": value for name, value in _abi.ALPHAS.items()})
    numbers.update({f"BLUR_LIGHT_{name.upper()}": value for name, value in _abi.LIGHTS.items()})
    numbers.update({f"BLUR_{name.upper()}": value for name, value in _names.SAMPLES.items()})
    numbers.update({f"BLUR_ERROR_{s.name}": s.value for s in _abi.Status if s.name != "OK"})
    for name in ("ABI_VERSION", "KERNEL_SIZE_MAX", "THREADS_MAX", "REGIONS_MAX"):
        numbers[f"BLUR_{name}"] = getattr(_abi, name)
    for name in ("GIVEN_KERNEL_SIZE", "GIVEN_SIGMA", "GIVEN_KERNEL_SIZE_Y", "GIVEN_SIGMA_Y"):
        numbers[f"BLUR_{name}"] = getattr(_abi, name)
    lines = "".join(f'printf("%ld ", (long)({text}));' for text in (*expressions, *numbers))
    program = f"#include <blur.h>\n#include <stdio.h>\nint main(void) {{ {lines} }}"
    (tmp_path / "a.c").write_text(program)
    command = ["cc", f"-I{root}/core", "a.c", "-o", "a"]
    subprocess.run(command, cwd=tmp_path, check=True)
    printed = subprocess.run([tmp_path / "a"], stdout=subprocess.PIPE, check=True).stdout.split()
    expected = [getattr(structs[name], field).offset for name, field in places]
    expected += [ctypes.sizeof(struct) for struct in structs.values()]
    assert [int(word) for word in printed] == expected + list(numbers.values())


def test_every_function_is_known_and_checked(root: Path) -> None:
    header = (root / "core" / "blur.h").read_text()
    declared = re.findall(r"^BLUR_API [^;(]*?\**(\w+)\(", header, re.MULTILINE)
    assert sorted(declared) == sorted(_abi.PROTOTYPES)
    library = blur.SafeCLibrary()
    for name in _abi.PROTOTYPES:
        function: Any = library.get_function(name)
        assert callable(function.errcheck), name
        assert function.argtypes is not None, name


def test_library_is_found_beside_the_package_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BLUR_LIBRARY")
    package = tmp_path / "py" / "blur"
    package.mkdir(parents=True)
    monkeypatch.setattr(_load, "__file__", str(package / "_load.py"))
    with pytest.raises(blur.LibraryLoadError, match="cannot find libblur"):
        _load.find()
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "blur.h").touch()
    built = tmp_path / "build" / "release" / _load.file_name()
    built.parent.mkdir(parents=True)
    built.touch()
    assert _load.find() == str(built)
    beside = package / _load.file_name()
    beside.touch()
    assert _load.find() == str(beside)
    monkeypatch.setenv("BLUR_LIBRARY", "/elsewhere/libblur.so")
    assert _load.find() == "/elsewhere/libblur.so"
    assert _load.find("/argument/libblur.so") == "/argument/libblur.so"


def test_relative_path_is_made_absolute(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The dynamic linker would look for a plain name in its own folders, not here."""
    monkeypatch.chdir(build)
    assert blur.SafeCLibrary("libblur.so").path == str(build / "libblur.so")


def test_library_in_a_folder_of_any_name(build: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Unschärfe 模糊"
    folder.mkdir()
    shutil.copy(build / "libblur.so", folder / "libblur.so")
    library = blur.SafeCLibrary(folder / "libblur.so")
    assert library.call_with_protection("blur_version") == blur.version()
    with pytest.raises(blur.FunctionCallError, match="Unschärfe 模糊"):
        library.get_function("nothing")


def test_missing_library(tmp_path: Path) -> None:
    with pytest.raises(blur.LibraryLoadError) as caught:
        blur.SafeCLibrary(tmp_path / "none.so")
    assert str(caught.value) == f"{tmp_path}/none.so: no such file"
    assert isinstance(caught.value, OSError)
    assert isinstance(caught.value, blur.CLibraryError)


def test_file_that_is_no_library(tmp_path: Path) -> None:
    path = tmp_path / "text.so"
    path.write_text("no library")
    with pytest.raises(blur.LibraryLoadError) as caught:
        blur.SafeCLibrary(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert str(caught.value).count(str(path)) == 1


def test_library_of_another_abi(compile_library: Callable[[str], Path]) -> None:
    path = compile_library("int blur_abi_version(void) { return 99; }")
    with pytest.raises(blur.LibraryLoadError) as caught:
        blur.SafeCLibrary(path)
    assert str(caught.value) == f"{path}: has ABI version 99; this package needs 0"


def test_another_library(compile_library: Callable[[str], Path]) -> None:
    path = compile_library("int other(void) { return 0; }")
    with pytest.raises(blur.LibraryLoadError) as caught:
        blur.SafeCLibrary(path)
    assert str(caught.value) == f"{path}: not libblur: it has no blur_abi_version"


def test_unusable_library_says_so_at_the_first_call(
    run_python: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLUR_LIBRARY", "/nowhere/libblur.so")
    code = """
import blur
try:
    blur.radius_for(2)
except OSError as error:
    print(type(error).__name__, error)
"""
    assert run_python(code) == "LibraryLoadError /nowhere/libblur.so: no such file\n"


def test_missing_symbol_lists_those_that_there_are() -> None:
    library = blur.SafeCLibrary()
    with pytest.raises(blur.FunctionCallError) as caught:
        library.get_function("blur_gausian")
    message = str(caught.value)
    assert message.startswith(f"{library.path} has no function 'blur_gausian'. ")
    assert "Did you mean blur_gaussian? It has: apply_convolution, " in message
    for name in _abi.PROTOTYPES:
        assert name in message
    with pytest.raises(blur.FunctionCallError, match="has no function 'nothing'"):
        library.get_function("nothing", [ctypes.c_int], ctypes.c_int)


def test_symbols_missing_from_an_older_library(compile_library: Callable[[str], Path]) -> None:
    path = compile_library(
        "int blur_abi_version(void) { return 0; } int blur_version(void) { return 0; }"
    )
    library = blur.SafeCLibrary(path)
    with pytest.raises(blur.FunctionCallError) as caught:
        library.get_function("blur_convolve")
    assert str(caught.value).endswith("It has: blur_abi_version, blur_version")


STATUSES = """
#include <stddef.h>
int blur_abi_version(void) { return 0; }
const char *blur_strerror(int status) { return status == -1 ? "kein Platz für „ü“" : "unknown"; }
int answer(int status) { return status; }
void *nothing(void) { return NULL; }
const char *text(void) { return "naïve"; }
double half(double number) { return number / 2; }
"""


def test_each_status_has_its_exception(compile_library: Callable[[str], Path]) -> None:
    library = blur.SafeCLibrary(compile_library(STATUSES))
    answer = library.get_function("answer", [ctypes.c_int])
    causes: Dict[int, tuple[type, type]] = {
        -1: (blur.MemoryExhaustedError, MemoryError),
        -2: (blur.InvalidArgumentError, ValueError),
        -3: (blur.UnsupportedError, ValueError),
        -4: (blur.ResourceLimitError, ValueError),
        -77: (blur.FunctionCallError, Exception),
    }
    for status, kinds in causes.items():
        with pytest.raises(blur.FunctionCallError) as caught:
            library.call_with_protection(answer, status)
        assert type(caught.value) is kinds[0]
        assert isinstance(caught.value, kinds[1])
        assert isinstance(caught.value, blur.CLibraryError)
        assert (caught.value.function, caught.value.status) == ("answer", status)
        again = pickle.loads(pickle.dumps(caught.value))
        assert (str(again), again.status) == (str(caught.value), status)
    assert library.call_with_protection(answer, 5) == 5
    with pytest.raises(MemoryError, match=r"^answer: kein Platz für „ü“ \(status -1\)$"):
        answer(-1)


def test_results_by_their_types(compile_library: Callable[[str], Path]) -> None:
    library = blur.SafeCLibrary(compile_library(STATUSES))
    with pytest.raises(blur.FunctionCallError, match="^nothing returned NULL$"):
        library.get_function("nothing", [], ctypes.c_void_p)()
    assert library.get_function("text", [], ctypes.c_char_p)() == "naïve"
    half = library.get_function("half", [ctypes.c_double], ctypes.c_double)
    assert library.call_with_protection(half, -3) == -1.5


def test_arguments_of_the_wrong_type_or_number() -> None:
    library = blur.SafeCLibrary()
    with pytest.raises(TypeError, match="^blur_strerror: argument 1"):
        library.call_with_protection("blur_strerror", "one")
    with pytest.raises(TypeError):
        library.call_with_protection("blur_strerror")


def test_numbers_that_c_would_cut() -> None:
    library = blur.SafeCLibrary()
    for value in (2**31, 2**32 + 1, -(2**31) - 1):
        message = f"^create_image: {value} is out of the range of c_int$"
        with pytest.raises(ValueError, match=message):
            library.call_with_protection("create_image", value, 1, 1)
    answer = library.call_with_protection("blur_strerror", -(2**31))
    assert answer == "unknown status"
    with pytest.raises(ValueError, match="out of the range"):
        library.call_with_protection("blur_gaussian", None, 1, -1, 1, 1, 0, 1, 0, 1)


def test_functions_are_not_shared_with_other_users(build: Path) -> None:
    """Types that another user of the same library sets on its functions are not ours."""
    library = blur.SafeCLibrary()
    ctypes.CDLL(library.path).blur_version.restype = ctypes.c_int
    assert library.call_with_protection("blur_version") == blur.version()


def test_pickling(build: Path) -> None:
    library = pickle.loads(pickle.dumps(blur.SafeCLibrary()))
    assert library.path == str(build / "libblur.so")
    assert library.call_with_protection("blur_strerror", 0) == "success"


def test_default_library_is_loaded_once() -> None:
    assert _clibrary.library() is _clibrary.library()
    assert os.environ["BLUR_LIBRARY"] == _clibrary.library().path
