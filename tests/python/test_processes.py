# SPDX-License-Identifier: MIT
"""Threads, forks, and functions that are sent to other processes."""

import copy
import functools
import multiprocessing
import os
import pickle
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any, Dict, List

import numpy as np
import pytest

import blur

IMAGE = np.random.default_rng(1).integers(0, 256, (500, 400, 3), np.uint8)


def test_gil_is_released() -> None:
    """With switches forbidden, this thread runs only when the other one gives the GIL up, which it
    does nowhere but in the library."""
    blurring, seen = threading.Event(), threading.Event()
    out = np.empty_like(IMAGE)
    before = sys.getswitchinterval()

    def work() -> None:
        for _ in range(1000):
            blurring.set()
            blur.gaussian_blur(IMAGE, 31, threads=1, out=out)
            blurring.clear()
            if seen.is_set():
                return

    thread = threading.Thread(target=work)
    try:
        sys.setswitchinterval(1000)
        thread.start()
        while thread.is_alive() and not blurring.is_set():
            pass
        was_blurring = thread.is_alive() and blurring.is_set()
        seen.set()
    finally:
        sys.setswitchinterval(before)
        thread.join()
    assert was_blurring


def test_many_threads_at_once() -> None:
    expected = [blur.gaussian_blur(IMAGE, k) for k in (3, 9, 31, 61)]

    def work(number: int) -> bool:
        k = (3, 9, 31, 61)[number % 4]
        return np.array_equal(blur.gaussian_blur(IMAGE, k), expected[number % 4])

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(64)))


def test_first_use_by_many_threads(run_python: Any) -> None:
    code = """
import threading, numpy, blur
barrier, results = threading.Barrier(8), []
def work():
    barrier.wait()
    results.append(int(blur.gaussian_blur(numpy.full((9, 9), 7, numpy.uint8), 3).sum()))
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(set(results), len(results))
"""
    assert run_python(code) == "{567} 8\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_fork_after_use(run_python: Any, preload: Dict[str, str]) -> None:
    """Also while another thread is at work."""
    if preload:
        pytest.skip("the sanitizer's allocator may be locked by the other thread for ever")
    code = """
import os, threading, numpy, blur
image = numpy.random.default_rng(1).integers(0, 256, (500, 400, 3), numpy.uint8)
expected = blur.gaussian_blur(image, 31, threads=2)
keeps_on = True
def work():
    while keeps_on:
        blur.gaussian_blur(image, 31, threads=2)
thread = threading.Thread(target=work)
thread.start()
for _ in range(10):
    child = os.fork()
    if child == 0:
        same = numpy.array_equal(blur.gaussian_blur(image, 31, threads=2), expected)
        with blur.ManagedImage(4, 4, 1) as managed:
            same = same and not managed.array.any()
        os._exit(0 if same else 1)
    assert os.waitpid(child, 0)[1] == 0
keeps_on = False
thread.join()
print("done")
"""
    assert run_python(code) == "done\n"


def bound_functions() -> List[Any]:
    return [
        functools.partial(blur.gaussian_blur, sigma=2),
        functools.partial(blur.convolve, kernel=np.ones((3, 3))),
        blur.ImageProcessor().apply_gaussian_blur,
    ]


def result_of(function: Any) -> Any:
    result = function(IMAGE)
    return result[0] if isinstance(result, tuple) else result


def test_pickling_bound_functions() -> None:
    for function in bound_functions():
        for other in (pickle.loads(pickle.dumps(function)), copy.deepcopy(function)):
            np.testing.assert_array_equal(result_of(function), result_of(other))


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_multiprocessing(method: str) -> None:
    functions = bound_functions()
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        for function, result in zip(functions, pool.map(result_of, functions)):
            np.testing.assert_array_equal(result, result_of(function))


def test_errors_cross_processes() -> None:
    with ProcessPoolExecutor(1) as pool:
        future = pool.submit(blur.gaussian_blur, IMAGE, 4)
        with pytest.raises(
            ValueError, match="^k is 4; expected an odd kernel size, such as 3 or 5$"
        ):
            future.result()
        future = pool.submit(blur.gaussian_blur, IMAGE, 101, method="multirate", exact=True)
        with pytest.raises(blur.UnsupportedError) as caught:
            future.result()
    assert caught.value.status == -3
