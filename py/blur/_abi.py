# SPDX-License-Identifier: MIT
"""The declarations of core/blur.h for ctypes: structs, constants, and types of functions."""

from __future__ import annotations

import ctypes
import enum
from typing import Any, Callable, Literal, NamedTuple

from ._names import SAMPLES

# The ABI version of these declarations. A library of another version is rejected.
ABI_VERSION = 0

KERNEL_SIZE_MAX = 65535
THREADS_MAX = 1024
REGIONS_MAX = 1024
INT_MAX = 2**31 - 1

GIVEN_KERNEL_SIZE = 1
GIVEN_SIGMA = 2
GIVEN_KERNEL_SIZE_Y = 4
GIVEN_SIGMA_Y = 8

# enum blur_alpha.
Alpha = Literal["weighted", "straight"]
ALPHAS: dict[Alpha, int] = {"weighted": 0, "straight": 1}

# enum blur_light.
LIGHTS = {"encoded": 0, "linear": 1}

# enum blur_sample, by the names of NumPy's types.
UINT8, UINT16, FLOAT32 = SAMPLES["uint8"], SAMPLES["uint16"], SAMPLES["float32"]


class Status(enum.IntEnum):
    """enum blur_status."""

    OK = 0
    MEMORY = -1
    ARGUMENT = -2
    UNSUPPORTED = -3
    LIMIT = -4
    CANCELLED = -5


# blur_progress.
PROGRESS = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_void_p)


class Image(ctypes.Structure):
    """The C library's ``Image``: height x width x channels bytes, interleaved, without padding.

    The fields are ``width``, ``height`` and ``channels`` (``int``) and ``data`` (a pointer to the
    first byte). The struct owns nothing: :meth:`ImageProcessor.numpy_to_image` makes one that
    refers to an array and keeps it alive, :class:`ManagedImage` one with memory from C.
    """

    _fields_ = (
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("data", ctypes.POINTER(ctypes.c_uint8)),
    )


class Region(ctypes.Structure):
    """``blur_region``."""

    _fields_ = (
        ("x", ctypes.c_int64),
        ("y", ctypes.c_int64),
        ("width", ctypes.c_int64),
        ("height", ctypes.c_int64),
    )


class Options(ctypes.Structure):
    """``blur_options``. The caller sets size."""

    _fields_ = (
        ("size", ctypes.c_size_t),
        ("given", ctypes.c_uint32),
        ("kernel_size", ctypes.c_int32),
        ("sigma", ctypes.c_double),
        ("border", ctypes.c_int32),
        ("border_color", ctypes.c_uint8 * 4),
        ("threads", ctypes.c_int32),
        ("progress", PROGRESS),
        ("progress_data", ctypes.c_void_p),
        ("accuracy", ctypes.c_int32),
        ("method", ctypes.c_int32),
        ("variant", ctypes.c_int32),
        ("reserved", ctypes.c_int32),
        ("border_value", ctypes.c_double * 4),
        ("sigma_y", ctypes.c_double),
        ("kernel_size_y", ctypes.c_int32),
        ("alpha", ctypes.c_int32),
        ("light", ctypes.c_int32),
        ("dither", ctypes.c_int32),
        ("regions", ctypes.POINTER(Region)),
        ("region_count", ctypes.c_size_t),
        ("mask", ctypes.c_void_p),
        ("mask_stride", ctypes.c_ssize_t),
        ("mask_width", ctypes.c_size_t),
        ("mask_height", ctypes.c_size_t),
        ("feather", ctypes.c_int32),
        ("inverts", ctypes.c_int32),
        ("pixelate", ctypes.c_int32),
        ("raw", ctypes.c_int32),
        ("bias", ctypes.c_double),
    )


class PlanInfo(ctypes.Structure):
    """``blur_plan_info``. The caller sets size."""

    _fields_ = (
        ("size", ctypes.c_size_t),
        ("kernel_size", ctypes.c_int32),
        ("sigma", ctypes.c_double),
        ("method", ctypes.c_int32),
        ("variant", ctypes.c_int32),
        ("factor_x", ctypes.c_int32),
        ("factor_y", ctypes.c_int32),
        ("terms", ctypes.c_int32),
        ("threads", ctypes.c_int32),
        ("bound", ctypes.c_double),
        ("memory", ctypes.c_size_t),
        ("kernel_size_y", ctypes.c_int32),
        ("sigma_y", ctypes.c_double),
    )


class Result(enum.Enum):
    """What a function's result means."""

    NOTHING = "nothing"
    NUMBER = "a number"
    STATUS = "a status: negative is an error"
    TEXT = "UTF-8, static"
    POINTER = "a pointer: NULL is an error"


class Prototype(NamedTuple):
    result: Result
    restype: Any
    argtypes: tuple[Any, ...]


def _status(*argtypes: Any) -> Prototype:
    return Prototype(Result.STATUS, ctypes.c_int, argtypes)


def _nothing(*argtypes: Any) -> Prototype:
    return Prototype(Result.NOTHING, None, argtypes)


def _text(*argtypes: Any) -> Prototype:
    return Prototype(Result.TEXT, ctypes.c_char_p, argtypes)


_INT, _SIZE, _ADDRESS = ctypes.c_int, ctypes.c_size_t, ctypes.c_void_p
_OPTIONS, _IMAGE = ctypes.POINTER(Options), ctypes.POINTER(Image)
_FLOATS, _DOUBLES = ctypes.POINTER(ctypes.c_float), ctypes.POINTER(ctypes.c_double)
_SHAPE = (_INT, _SIZE, _SIZE, _INT)  # sample, width, height, channels
_PIXELS = (_ADDRESS, ctypes.c_ssize_t) * 2  # source and its stride, destination and its stride

# Every function of the header.
PROTOTYPES = {
    "blur_strerror": _text(_INT),
    "blur_sample_name": _text(_INT),
    "blur_border_name": _text(_INT),
    "blur_method_name": _text(_INT),
    "blur_variant_name": _text(_INT),
    "blur_version": _text(),
    "blur_abi_version": Prototype(Result.NUMBER, _INT, ()),
    "blur_gaussian": _status(_OPTIONS, *_SHAPE, *_PIXELS),
    "blur_gaussian_parameters": _status(
        ctypes.c_uint32, _INT, ctypes.POINTER(ctypes.c_int32), _DOUBLES
    ),
    "blur_gaussian_kernel": _status(ctypes.c_int32, ctypes.c_double, _DOUBLES),
    "blur_plan_make": _status(_OPTIONS, *_SHAPE, ctypes.POINTER(_ADDRESS)),
    "blur_plan_make_convolution": _status(
        _OPTIONS, *_SHAPE, _FLOATS, _INT, _INT, ctypes.POINTER(_ADDRESS)
    ),
    "blur_plan_free": _nothing(_ADDRESS),
    "blur_plan_describe": _status(_ADDRESS, ctypes.POINTER(PlanInfo)),
    "blur_plan_run": _status(_ADDRESS, *_PIXELS),
    "blur_stream_open": _status(_ADDRESS, ctypes.POINTER(_ADDRESS)),
    "blur_stream_push": _status(_ADDRESS, _ADDRESS),
    "blur_stream_rows": Prototype(Result.NUMBER, _SIZE, (_ADDRESS,)),
    "blur_stream_pull": _status(_ADDRESS, _ADDRESS),
    "blur_stream_close": _nothing(_ADDRESS),
    "blur_convolve": _status(_OPTIONS, *_SHAPE, _FLOATS, _INT, _INT, *_PIXELS),
    "blur_image_count": Prototype(Result.NUMBER, _SIZE, ()),
    "create_image": Prototype(Result.POINTER, _IMAGE, (_INT, _INT, _INT)),
    "free_image": _nothing(_IMAGE),
    "apply_convolution": _nothing(_IMAGE, _IMAGE, _FLOATS, _INT),
}

Checker = Callable[[Any, Any, Any], Any]
