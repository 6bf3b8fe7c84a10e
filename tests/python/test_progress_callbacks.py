# SPDX-License-Identifier: MIT
"""Progress callbacks, and exceptions in them."""

import gc
import sys
import threading
import traceback
import weakref
from typing import Callable, List, Tuple

import numpy as np
import pytest

import blur

IMAGE = np.random.default_rng(1).integers(0, 256, (400, 300, 3), np.uint8)


@pytest.mark.parametrize("threads", [1, 4])
def test_rows_are_counted_up_to_all(threads: int) -> None:
    seen: List[Tuple[int, int]] = []
    blurred = blur.gaussian_blur(
        IMAGE, 31, threads=threads, progress=lambda done, rows: seen.append((done, rows))
    )
    assert seen[0] == (0, 400)
    assert seen[-1] == (400, 400)
    assert seen == sorted(seen)
    assert len(seen) > 2
    np.testing.assert_array_equal(blurred, blur.gaussian_blur(IMAGE, 31))


def test_progress_is_called_on_the_calling_thread() -> None:
    callers = set()
    blur.gaussian_blur(IMAGE, 31, progress=lambda *_: callers.add(threading.get_ident()))
    assert callers == {threading.get_ident()}


class Stop(BaseException):
    """Of no kind that anyone catches by chance."""


@pytest.mark.parametrize("at", [0, 100, 400])
def test_exception_comes_out_unchanged(at: int) -> None:
    error = Stop("enough")

    def progress(done: int, rows: int) -> None:
        if done >= at:
            raise error

    with pytest.raises(Stop) as caught:
        blur.gaussian_blur(IMAGE, 31, threads=1, progress=progress)
    assert caught.value is error
    assert caught.value.args == ("enough",)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "progress" in [frame.name for frame in traceback.extract_tb(error.__traceback__)]


def test_exception_stops_the_work() -> None:
    seen = []

    def progress(done: int, rows: int) -> None:
        seen.append(done)
        if done > 0:
            raise KeyboardInterrupt

    out = np.zeros_like(IMAGE)
    with pytest.raises(KeyboardInterrupt):
        blur.gaussian_blur(IMAGE, 31, threads=1, progress=progress, out=out)
    assert len(seen) == 2
    assert 0 < seen[-1] < 400
    assert not out[350:].any()


def test_result_of_progress_means_nothing() -> None:
    blur.gaussian_blur(IMAGE, 5, progress=lambda *_: True)


def test_blur_within_progress() -> None:
    inner = []

    def progress(done: int, rows: int) -> None:
        inner.append(blur.gaussian_blur(IMAGE[:20], 5))

    blur.gaussian_blur(IMAGE, 31, progress=progress)
    np.testing.assert_array_equal(inner[-1], blur.gaussian_blur(IMAGE[:20], 5))


def test_callback_is_given_up_afterwards() -> None:
    class Callback:
        def __call__(self, done: int, rows: int) -> None:
            if done:
                raise Stop

    callback = Callback()
    gone = weakref.ref(callback)
    with pytest.raises(Stop):
        blur.gaussian_blur(IMAGE, 31, threads=1, progress=callback)
    del callback
    gc.collect()
    assert gone() is None


def test_callback_lives_as_long_as_it_is_called() -> None:
    """It has no other reference, and garbage is collected in the middle of the call."""

    def progress(done: int, rows: int) -> None:
        gc.collect()
        bytearray(1 << 16)

    for _ in range(4):
        blur.gaussian_blur(IMAGE[:100], 31, threads=1, progress=lambda *of: progress(*of))


def test_progress_that_cannot_be_called() -> None:
    with pytest.raises(TypeError):
        blur.gaussian_blur(IMAGE, 5, progress=3)  # type: ignore[call-overload]


def test_convolve_and_many_report_too() -> None:
    seen: List[Tuple[int, int]] = []
    kernel = np.random.default_rng(1).random((9, 9))
    blur.convolve(IMAGE, kernel, progress=lambda *of: seen.append(of))
    assert seen[0] == (0, 400)
    assert seen[-1] == (400, 400)
    seen.clear()
    blur.blur_many([IMAGE, IMAGE[:50], IMAGE], 5, progress=lambda *of: seen.append(of))
    assert seen[0] == (0, 850)
    assert seen[-1] == (850, 850)
    assert seen == sorted(seen)


def test_exception_in_convolve_and_many() -> None:
    def progress(done: int, rows: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        blur.convolve(IMAGE, np.ones((3, 3)), progress=progress)
    with pytest.raises(Stop):
        blur.blur_many([IMAGE, IMAGE], 5, progress=progress)


INTERRUPTED = """
import os, signal, threading, time
import numpy as np
import blur

image = np.zeros((3000, 2000, 3), np.uint8)
name, mode = {name!r}, {mode!r}
progress = (lambda done, rows: None) if mode == "progress" else None
calls = {{
    "gaussian_blur": lambda: blur.gaussian_blur(image, 501, threads=1, method="direct",
                                                progress=progress),
    "convolve": lambda: blur.convolve(image, np.random.rand(151, 151), threads=1,
                                      progress=progress),
    "blur_many": lambda: blur.blur_many([image] * 8, 501, threads=1, method="direct",
                                        progress=progress),
    "small images": lambda: blur.blur_many([image[:200, :200]] * 2000, 101, threads=3,
                                           method="direct", progress=progress),
}}
begun = threading.Event()

def interrupt():
    begun.wait()
    time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=interrupt).start()
try:
    begun.set()
    for _ in range(30):
        calls[name]()
    print("not interrupted")
except KeyboardInterrupt as error:
    print("interrupted", error.__context__)
"""


@pytest.mark.parametrize("mode", ["progress", "silent"])
@pytest.mark.parametrize("name", ["gaussian_blur", "convolve", "blur_many", "small images"])
def test_interrupt(run_python: Callable[..., str], name: str, mode: str) -> None:
    """Ctrl-C stops what takes long, whatever the signal's handler meets first."""
    for _ in range(3):
        assert run_python(INTERRUPTED.format(name=name, mode=mode)) == "interrupted None\n"


def test_hook_of_unraisable_exceptions_is_put_back() -> None:
    before = sys.unraisablehook
    with pytest.raises(Stop):
        blur.gaussian_blur(IMAGE, 31, threads=1, progress=lambda *_: raise_stop())
    assert sys.unraisablehook is before


def test_hook_set_meanwhile_stays() -> None:
    before = sys.unraisablehook

    def mine(unraisable: object) -> None:
        pass

    def progress(done: int, rows: int) -> None:
        sys.unraisablehook = mine

    try:
        blur.gaussian_blur(IMAGE, 31, threads=1, progress=progress)
        assert sys.unraisablehook is mine
    finally:
        sys.unraisablehook = before


def raise_stop() -> None:
    raise Stop
