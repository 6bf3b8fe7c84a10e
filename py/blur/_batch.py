# SPDX-License-Identifier: MIT
"""Many images on several threads: small ones on a thread each, large ones on all."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from itertools import accumulate
from typing import NamedTuple

from ._abi import Options
from ._arrays import Array
from ._clibrary import library
from ._errors import CancelledError
from ._plans import Kind, Plan, Plans, thread_count_of
from ._progress import Progress

# The overhead of splitting an image among threads, roughly: threads have to be started, and rows
# where bands meet are computed twice.
_SHARING = 1.05

# A thread is worthwhile from this many seconds of work on.
_WORTH_A_THREAD = 250e-6

# Seconds between two looks at what workers have done, where nothing else is left to do.
_BETWEEN_REPORTS = 0.1


class Task(NamedTuple):
    """A C-contiguous image to blur, in place or into a target that does not overlap it."""

    kind: Kind
    source: Array
    target: Array
    pixels: tuple[int, int, int, int]  # addresses and strides, as the library takes them


class _Run(NamedTuple):
    plan: Plan
    task: Task


def _cpu_count() -> int:
    """How many CPUs the process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def count_shared(work: list[int], shares: list[int], threads: int) -> int:
    """How many images to blur one after the other, each on all threads; the others are then blurred
    in parallel, each on one thread. work: that of each image, the largest first; shares: how many
    threads would share it.

    In parallel on n threads, images go in rounds of n, each as long as its first image. 16 images
    on 2 threads go in parallel; of 17, or if one is by far the largest, the first is shared.
    """
    if max(shares, default=1) == 1:
        return 0
    spread = [*map(float, work), *[0.0] * threads]
    for index in reversed(range(len(work))):
        spread[index] += spread[index + threads]
    shared = [0.0, *accumulate(_SHARING * of / share for of, share in zip(work, shares))]
    return min(range(len(work) + 1), key=lambda count: shared[count] + spread[count])


class Batch:
    """Images that the calling thread and workers take in turn. Only the former reports progress."""

    def __init__(self, tasks: list[Task], threads: int, progress: Progress) -> None:
        self._tasks = sorted(tasks, key=lambda task: task.target.nbytes, reverse=True)
        self._most = threads  # 0: one for each CPU
        self._threads = min(threads or _cpu_count(), max(1, len(tasks)))
        self._progress = progress
        self._caller = threading.get_ident()
        self._rows_all = sum(task.kind.shape.height for task in tasks)
        self._rows = [0] * self._threads  # done by each thread
        self._rows_reported = -1
        self._run = library().get_function("blur_plan_run")
        self._waiting: deque[_Run] = deque()
        self._are_small = True  # the waiting ones
        self._stopped = False
        self._failures: list[BaseException] = []  # of workers
        self._raised: list[BaseException] = []

    def blur(self, options: Options) -> None:
        """Makes all plans before it runs any, so that a failure leaves all outputs untouched.
        UnsupportedError, MemoryError, and what progress raises."""
        shared = self._plan(options)
        self._raised = getattr(options, "raised", self._raised)
        workers: list[threading.Thread] = []
        try:
            self.report()
            for run in shared:
                self._do(run, 0)
                self.report()
            self._lead(workers)
            for worker in workers:
                self._wait_for(worker)
            self.report()
        except CancelledError:
            if not self._failures:
                raise
        finally:
            self._stop()
            for worker in workers:
                worker.join()
        if self._failures:
            raise self._failures.pop(0)

    def report(self, rows_done: int = 0, _: int = 0) -> None:
        """Called between images, and by the library with the rows done of one image."""
        if self._stopped or self._raised:
            raise CancelledError("stopped")
        if self._progress is None or threading.get_ident() != self._caller:
            return
        done = sum(self._rows) + rows_done
        if done != self._rows_reported:
            self._rows_reported = done
            self._progress(done, self._rows_all)

    def _plan(self, options: Options) -> list[_Run]:
        """Returns the runs that all threads share, and queues the others."""
        plans = Plans(options)
        kinds = {task.kind for task in self._tasks}
        shares = {kind: thread_count_of(plans[kind, self._most]) for kind in kinds}
        count = count_shared(
            [task.target.nbytes for task in self._tasks],
            [shares[task.kind] for task in self._tasks],
            self._threads,
        )
        for task in self._tasks[count:]:
            is_small = shares[task.kind] == 1
            self._are_small = self._are_small and is_small
            plan = plans[task.kind, self._most if is_small else 1]
            self._waiting.append(_Run(plan, task))
        return [_Run(plans[task.kind, self._most], task) for task in self._tasks[:count]]

    def _lead(self, workers: list[threading.Thread]) -> None:
        """Blurs queued images, and starts workers once it knows how many are worthwhile."""
        begun = time.perf_counter()
        done = 0
        while self._waiting:
            if self._threads > 1 and not workers:
                self._start(workers, self._workers_worth(done, time.perf_counter() - begun))
            if self._do_next(0):
                done += 1
                self.report()

    def _wait_for(self, worker: threading.Thread) -> None:
        while worker.is_alive():
            worker.join(_BETWEEN_REPORTS)
            self.report()

    def _workers_worth(self, done: int, seconds: float) -> int:
        """How many workers to start, by the time that the images done so far have taken."""
        waiting = len(self._waiting)
        most = min(self._threads, waiting) - 1
        if not self._are_small:
            return most
        if seconds < _WORTH_A_THREAD:
            return 0
        return min(most, int(seconds / max(1, done) * waiting / _WORTH_A_THREAD))

    def _start(self, workers: list[threading.Thread], count: int) -> None:
        for thread in range(1, count + 1):
            worker = threading.Thread(target=self._work, args=(thread,))
            try:
                worker.start()
            except RuntimeError:  # no more are available
                self._threads = thread
                return
            workers.append(worker)

    def _work(self, thread: int) -> None:
        try:
            while self._do_next(thread):
                pass
        except CancelledError:
            pass
        except BaseException as error:
            self._failures.append(error)
            self._stop()

    def _do_next(self, thread: int) -> bool:
        """Returns False if the queue is empty."""
        try:
            run = self._waiting.popleft()
        except IndexError:
            return False
        self._do(run, thread)
        return True

    def _do(self, run: _Run, thread: int) -> None:
        self._run(run.plan, *run.task.pixels)
        self._rows[thread] += run.task.kind.shape.height

    def _stop(self) -> None:
        self._stopped = True
        self._waiting.clear()
