# SPDX-License-Identifier: MIT
"""The threads of blur_many(): how many, who reports, and what ends them."""

import threading
import time
from typing import Any, Callable, List, NamedTuple, Set

import numpy as np
import pytest

import blur
from blur import _batch, _many, _plans
from blur._batch import count_shared
from blur._clibrary import library
from pictures import noise

CALLER = threading.main_thread()


class Run(NamedTuple):
    thread: threading.Thread
    target: int  # its address
    shares: int  # threads of the library's


Runs = List[Run]


@pytest.mark.parametrize(
    ("work", "shares", "threads", "count"),
    [
        ([], [], 4, 0),
        ([6] * 1000, [1] * 1000, 2, 0),
        ([300] * 16, [2] * 16, 2, 0),
        ([300] * 17, [2] * 17, 2, 1),
        ([300] * 3, [4] * 3, 4, 3),
        ([10000, *[300] * 16], [2] * 17, 2, 1),
        ([10000, 9900, 9000, 8900], [2] * 4, 2, 0),
        ([10000, 9000, 2, 2], [8, 8, 1, 1], 8, 2),
        ([10000], [1], 8, 0),
    ],
)
def test_which_are_shared(work: List[int], shares: List[int], threads: int, count: int) -> None:
    assert count_shared(work, shares, threads) == count


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    """All runs, in the order that they began in. Each takes a moment longer, so that other threads
    have their turn."""
    of_library = library().get_function("blur_plan_run")
    seen: Runs = []

    def run(*arguments: Any) -> Any:
        shares = _plans.thread_count_of(arguments[0])
        seen.append(Run(threading.current_thread(), arguments[3], shares))
        time.sleep(0.001)
        return of_library(*arguments)

    monkeypatch.setitem(library()._functions, "blur_plan_run", run)
    return seen


def threads_of(runs: Runs) -> Set[threading.Thread]:
    return {run.thread for run in runs}


def images(count: int = 40) -> List[Any]:
    return [noise(20 + index % 3, 30, 3, seed=index) for index in range(count)]


def fail_in(monkeypatch: pytest.MonkeyPatch, fails: Callable[[], bool]) -> None:
    run = library().get_function("blur_plan_run")

    def fail(*arguments: Any) -> Any:
        if fails():
            raise MemoryError("of this thread")
        return run(*arguments)

    monkeypatch.setitem(library()._functions, "blur_plan_run", fail)


def is_caller() -> bool:
    return threading.current_thread() is CALLER


@pytest.mark.parametrize("threads", [1, 2, 5, 100])
def test_each_image_once_on_so_many_threads(runs: Runs, threads: int) -> None:
    given = images()
    wanted = [blur.gaussian_blur(image, 5) for image in given]
    out = [np.empty_like(image) for image in given]
    blur.blur_many(given, 5, out=out, threads=threads)
    for result, one in zip(out, wanted):
        np.testing.assert_array_equal(result, one)
    assert sorted(run.target for run in runs) == sorted(one.ctypes.data for one in out)
    assert min(threads, 2) <= len(threads_of(runs)) <= min(threads, len(given))
    assert CALLER in threads_of(runs)
    assert threading.active_count() == 1


def test_small_work_is_done_by_the_caller_alone(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_batch, "_WORTH_A_THREAD", 10.0)  # as the fixture makes it take longer
    blur.blur_many(images(), 5, threads=2)
    assert threads_of(runs) == {CALLER}


def test_workers_come_when_it_shows_that_they_are_worth_it(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_batch, "_WORTH_A_THREAD", 0.05)
    blur.blur_many(images(200), 5, threads=2)
    assert threads_of(runs[:3]) == {CALLER}
    assert len(threads_of(runs)) == 2


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_large_images_are_shared_where_threads_would_wait(runs: Runs, count: int) -> None:
    given = [noise(1200, 900, 3, seed=seed) for seed in range(count)]
    wanted = [blur.gaussian_blur(image, 31) for image in given]
    for result, one in zip(blur.blur_many(given, 31, threads=2), wanted):
        np.testing.assert_array_equal(result, one)
    assert [run.shares for run in runs] == [2] * (count % 2) + [1] * (count - count % 2)


def test_largest_comes_first(runs: Runs) -> None:
    given = [noise(4, 5), noise(300, 200), noise(60, 70)]
    out = [np.empty_like(image) for image in given]
    blur.blur_many(given, 5, out=out, threads=1)
    assert [run.target for run in runs] == [out[index].ctypes.data for index in (1, 2, 0)]


def test_without_threads(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    given = images()
    wanted = [blur.gaussian_blur(image, 5) for image in given]
    monkeypatch.setattr(threading.Thread, "start", start)
    for result, one in zip(blur.blur_many(given, 5, threads=4), wanted):
        np.testing.assert_array_equal(result, one)
    assert threads_of(runs) == {CALLER}


@pytest.mark.parametrize("threads", [1, 4])
def test_progress_is_the_callers(runs: Runs, threads: int) -> None:
    seen: List[int] = []

    def progress(done: int, rows: int) -> None:
        assert is_caller()
        assert rows == sum(len(image) for image in images())
        seen.append(done)

    blur.blur_many(images(), 5, threads=threads, progress=progress)
    assert (seen[0], seen[-1]) == (0, sum(len(image) for image in images()))
    assert seen == sorted(set(seen))
    assert len(seen) > 3


def test_exception_in_progress_stops_all(runs: Runs) -> None:
    def progress(done: int, rows: int) -> None:
        if done:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        blur.blur_many(images(1000), 5, threads=4, progress=progress)
    assert caught.value.__context__ is None
    assert threading.active_count() == 1
    assert len(runs) < 100


@pytest.mark.parametrize("is_of_caller", [True, False])
def test_failure_of_any_thread_stops_all(
    runs: Runs, monkeypatch: pytest.MonkeyPatch, is_of_caller: bool
) -> None:
    fail_in(monkeypatch, lambda: is_caller() == is_of_caller and len(runs) > 5)
    with pytest.raises(MemoryError, match="of this thread"):
        blur.blur_many(images(1000), 5, threads=4)
    assert threading.active_count() == 1
    assert len(runs) < 100


@pytest.fixture
def _long(monkeypatch: pytest.MonkeyPatch) -> None:
    """All images count as long, which the library then reports from within."""
    for module in (_many, _plans):
        monkeypatch.setattr(module, "is_long", lambda *_: True)


@pytest.mark.usefixtures("_long")
def test_progress_within_long_images(runs: Runs) -> None:
    seen: List[int] = []

    def progress(done: int, rows: int) -> None:
        assert is_caller()
        seen.append(done)

    given = [noise(200, 30, seed=seed) for seed in range(20)]
    blur.blur_many(given, 5, threads=3, progress=progress)
    assert len(threads_of(runs)) > 1
    assert (seen[0], seen[-1]) == (0, 4000)
    assert seen == sorted(set(seen))
    assert any(done % 200 for done in seen)


def test_progress_between_images_that_are_not_long(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (_many, _plans):
        monkeypatch.setattr(module, "is_long", lambda samples: samples > 10000)
    seen: List[int] = []
    given = [noise(50, 40), noise(400, 30), noise(60, 50)]
    blur.blur_many(given, 5, threads=1, progress=lambda done, _: seen.append(done))
    assert len(seen) > 10
    assert seen[-3:] == [400, 460, 510]


@pytest.mark.usefixtures("_long")
@pytest.mark.parametrize("is_of_caller", [True, False])
def test_failure_stops_within_long_images(
    monkeypatch: pytest.MonkeyPatch, is_of_caller: bool
) -> None:
    given = [noise(3000, 500, seed=seed).astype(np.float32) for seed in range(3)]
    out = [np.zeros_like(image) for image in given]
    fail_in(monkeypatch, lambda: is_caller() == is_of_caller)
    with pytest.raises(MemoryError, match="of this thread"):
        blur.blur_many(given, 2001, threads=3, method="direct", out=out)
    assert threading.active_count() == 1
    assert not any(image[-1].any() for image in out)
