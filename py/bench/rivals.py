# SPDX-License-Identifier: MIT
"""The contestants: the library, its rivals, and a copy of the same bytes.

All use border replicate, but for Pillow, which extends the edge anew in each of its three passes.
All use the same kernel, but for Pillow and cv2.stackBlur, which approximate a Gaussian of the same
sigma, and libvips with integers, which rounds the weights: their errors show it.
Where an output can be handed over, it is one and the same, so that no time goes into fresh pages.
"""

import importlib
import math
from types import ModuleType
from typing import Callable, NamedTuple, Optional

import numpy as np

from .case import Case, Pixels
from .library import Library


class Run(NamedTuple):
    """go is timed; pixels turns what it returns into an array, untimed. What blurs a part alone,
    the top left corner, says by how much to multiply its time, and a note says so."""

    go: Callable[[], object]
    pixels: Callable[[object], Pixels]
    scale: float = 1.0
    note: str = ""


class Contestant(NamedTuple):
    name: str
    start: Callable[[Case, Pixels], Run]
    threaded: bool = True  # takes part where there is more than one thread
    skippable: bool = True  # left out where it is slow
    blurs: bool = True
    edges: bool = True  # as border replicate has them
    border: str = "replicate"
    remark: str = ""  # what to know of its result
    deep: bool = False  # takes part with 16-bit and float samples


def ours(library: Library, name: str, exact: bool = False) -> Contestant:
    def start(case: Case, source: Pixels) -> Run:
        result = np.empty_like(source)
        call = library.caller(case, source, result, exact=exact)

        def pixels(status: object) -> Pixels:
            library.check(int(str(status)))
            return result

        return Run(call, pixels)

    return Contestant(name, start, skippable=False, deep=True)


def memcpy() -> Contestant:
    def start(case: Case, source: Pixels) -> Run:
        result = np.empty_like(source)
        return Run(lambda: np.copyto(result, source), lambda _: result)

    return Contestant("memcpy", start, skippable=False, blurs=False, deep=True)


def opencv(
    cv2: ModuleType, name: str, call: Callable[[Case, Pixels, Pixels], object]
) -> Contestant:
    def start(case: Case, source: Pixels) -> Run:
        # cv2 knows no third axis of length one.
        flat = source[:, :, 0] if case.channels == 1 else source
        result = np.empty_like(flat)
        cv2.setNumThreads(case.threads)
        return Run(lambda: call(case, flat, result), lambda _: result)

    return Contestant(f"cv2 {name}", start, skippable="accurate" not in name, deep=True)


def stack_size(sigma: float) -> int:
    """The size of the triangle 1, 2, ... r + 1, ... 2, 1 with this standard deviation: its variance
    is ((r + 1)^2 - 1) / 6."""
    return 2 * max(round(math.sqrt(6 * sigma**2 + 1)) - 1, 1) + 1


def of_opencv(cv2: ModuleType) -> list[Contestant]:
    """The hints came with 4.11; without one, OpenCV is accurate."""
    edge = cv2.BORDER_REPLICATE

    def gaussian(hint: Optional[int]) -> Callable[[Case, Pixels, Pixels], object]:
        more = {} if hint is None else {"hint": hint}
        return lambda case, src, dst: cv2.GaussianBlur(
            src, (case.kernel, case.kernel), case.sigma, dst, case.sigma, edge, **more
        )

    def stack(case: Case, src: Pixels, dst: Pixels) -> object:
        size = stack_size(case.sigma)
        return cv2.stackBlur(src, (size, size), dst)

    def filter_2d(case: Case, src: Pixels, dst: Pixels) -> object:
        kernel = np.outer(case.weights, case.weights)
        return cv2.filter2D(src, -1, kernel, dst, borderType=edge)

    result = [opencv(cv2, "accurate", gaussian(getattr(cv2, "ALGO_HINT_ACCURATE", None)))]
    if hasattr(cv2, "ALGO_HINT_APPROX"):
        result.append(opencv(cv2, "approx", gaussian(cv2.ALGO_HINT_APPROX)))
    return [*result, opencv(cv2, "stackBlur", stack), opencv(cv2, "filter2D", filter_2d)]


def of_pillow(image: ModuleType) -> list[Contestant]:
    from PIL import ImageFilter

    def start(case: Case, source: Pixels) -> Run:
        picture = image.fromarray(source[:, :, 0] if case.channels == 1 else source)
        blur = ImageFilter.GaussianBlur(case.sigma)
        return Run(lambda: picture.filter(blur), np.asarray)

    remark = "approximates by box blurs, without a kernel size"
    return [Contestant("Pillow", start, threaded=False, edges=False, remark=remark)]


def of_scipy(ndimage: ModuleType) -> list[Contestant]:
    """With floats in between and rounding at the end: with bytes, SciPy truncates, twice."""

    def start(case: Case, source: Pixels) -> Run:
        def go() -> Pixels:
            weights = case.weights
            rows = ndimage.correlate1d(source, weights, 0, output=np.float32, mode="nearest")
            both = ndimage.correlate1d(rows, weights, 1, output=np.float32, mode="nearest")
            rounded: Pixels = np.rint(both, out=both).astype(np.uint8)
            return rounded

        return Run(go, np.asarray)

    return [Contestant("SciPy", start, threaded=False)]


def of_skimage(filters: ModuleType) -> list[Contestant]:
    """With doubles, which is how it takes bytes, and rounding at the end."""

    def start(case: Case, source: Pixels) -> Run:
        # The kernel ends at the radius that is truncate * sigma, rounded.
        given = {"sigma": case.sigma, "truncate": case.radius / case.sigma, "channel_axis": -1}

        def go() -> Pixels:
            blurred = filters.gaussian(source, mode="nearest", preserve_range=True, **given)
            rounded: Pixels = np.rint(blurred).astype(np.uint8)
            return rounded

        return Run(go, np.asarray)

    return [Contestant("scikit-image", start, threaded=False)]


def of_libvips(pyvips: ModuleType) -> list[Contestant]:
    # A result that is kept from the last round would cost nothing.
    pyvips.cache_set_max(0)

    def contestant(precision: str) -> Contestant:
        def start(case: Case, source: Pixels) -> Run:
            pyvips.concurrency_set(case.threads)
            shape = (case.width, case.height, case.channels)
            picture = pyvips.Image.new_from_memory(source.data, *shape, "uchar")
            # The kernel ends where the Gaussian is smaller than this: half a pixel past the radius.
            # libvips takes no less than a thousandth.
            least = max(math.exp(-((case.radius + 0.5) ** 2) / (2 * case.sigma**2)), 0.001)

            def go() -> object:
                blurred = picture.gaussblur(case.sigma, min_ampl=least, precision=precision)
                if blurred.format != "uchar":
                    blurred = blurred.rint().cast("uchar")
                return blurred.write_to_memory()

            return Run(go, lambda memory: np.frombuffer(memory, np.uint8))  # type: ignore[call-overload]

        remark = "rounds the weights" if precision == "integer" else ""
        return Contestant(f"libvips {precision}", start, remark=remark)

    return [contestant("integer"), contestant("float")]


class Rival(NamedTuple):
    title: str
    module: str
    contestants: Callable[[ModuleType], list[Contestant]]
    version: Callable[[ModuleType], str]


def module_version(module: ModuleType) -> str:
    return str(module.__version__)


RIVALS = (
    Rival("OpenCV", "cv2", of_opencv, module_version),
    Rival("Pillow", "PIL.Image", of_pillow, module_version),
    Rival(
        "SciPy",
        "scipy.ndimage",
        of_scipy,
        lambda _: str(importlib.import_module("scipy").__version__),
    ),
    Rival(
        "scikit-image",
        "skimage.filters",
        of_skimage,
        lambda _: str(importlib.import_module("skimage").__version__),
    ),
    Rival(
        "libvips",
        "pyvips",
        of_libvips,
        lambda module: ".".join(str(module.version(part)) for part in range(3)),
    ),
)


def gather(library: Library, quick: bool) -> tuple[list[Contestant], dict[str, str]]:
    """Returns the contestants, and of each library its version or why it is missing."""
    contestants = [ours(library, "blur")]
    versions = {"blur": library.version, "NumPy": np.__version__}
    if not quick:
        contestants.append(ours(library, "blur exact", exact=True))
    for rival in RIVALS[:1] if quick else RIVALS:
        try:
            module = importlib.import_module(rival.module)
            found = rival.contestants(module)
            contestants += found[:1] if quick else found
            versions[rival.title] = rival.version(module)
        except (ImportError, OSError) as error:  # OSError: a shared library that is not there
            versions[rival.title] = f"missing ({error})"
    return [*contestants, memcpy()], versions
