# SPDX-License-Identifier: MIT
"""The ways in which calls fail, and what may come of each."""

from typing import Dict, NamedTuple, Tuple


class How(NamedTuple):
    """A way to fail. One that is harmless must change nothing but the time that a run takes; any
    other may also fail the file, for a reason that has this text in it."""

    name: str
    reason: str = ""
    goes_on: bool = False  # all calls of the kind from there on

    @property
    def is_harmless(self) -> bool:
        return not self.reason


NO_MEMORY = "memory"
EIO = How("EIO", "Input/output error")
TIRED = (How("EINTR"), How("EAGAIN"), How("short"))

# The names are those of preload.so. What is missing: unlink(), without which a temporary file can
# but stay; mmap(), which only malloc() calls, and that fails as a whole here.
KINDS: Dict[str, Tuple[How, ...]] = {
    "malloc": (How("ENOMEM", NO_MEMORY), How("ENOMEM", NO_MEMORY, goes_on=True)),
    "read": (*TIRED, EIO),
    "write": (
        *TIRED,
        EIO,
        How("ENOSPC", "No space left on device"),
        How("ENOSPC", "No space left on device", goes_on=True),
    ),
    "say": TIRED,
    "close": (How("EINTR"), EIO),
    "open": (How("EMFILE", "Too many open files"),),
    "rename": (EIO,),
    "link": (EIO, How("EPERM", "Operation not permitted")),
    "fsync": (EIO,),
    "chmod": (How("EPERM", "Operation not permitted"),),
    "times": (How("EPERM", "Operation not permitted"),),
    "mkdir": (How("ENOSPC", "No space left on device"),),
    "stat": (EIO,),
    "dup": (How("EMFILE", "Too many open files"),),
    "lock": (How("ENOLCK"), How("ENOLCK", goes_on=True)),
    "folder": (How("EMFILE", "Too many open files"),),
    "entry": (How("EIO"),),  # of the search for what killed runs have left, which may fail
    "thread": (How("EAGAIN"), How("EAGAIN", goes_on=True)),
    "fork": (How("EAGAIN"),),
    "socket": (How("EMFILE"),),
    "send": (How("EINTR"), How("short")),
    "receive": (How("EINTR"), How("short")),
    "poll": (How("EINTR"), How("ENOMEM")),
    "wait": (How("EINTR"),),
    "clock": (
        How("back"),
        How("jump"),
        How("back", goes_on=True),
        How("jump", goes_on=True),
    ),
}


class Fault(NamedTuple):
    place: str  # the process: 0 for the program, N for its N-th worker, or "all"
    kind: str
    number: int  # which call of the kind, from 1 on
    how: How

    def __str__(self) -> str:
        where = "" if self.place == "0" else f" in process {self.place}"
        return f"{self.spelled()}{where}"

    def spelled(self) -> str:
        """As preload.so takes it."""
        return f"{self.kind}:{self.number}{'+' * self.how.goes_on}:{self.how.name}"
