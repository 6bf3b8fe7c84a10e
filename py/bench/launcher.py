# SPDX-License-Identifier: MIT
"""Starts programs and says what each took. Run by processes.py, as a process of its own.

Linux counts to a process's peak memory what the process that started it had at its peak. So this
one imports no more than it must: with NumPy and a picture in it, every program would seem to need
a hundred megabytes.

A line of stdin is a program and its arguments, with NULs in between; a line of stdout is the exit
status, seconds of wall clock, seconds of CPU (user and system), and KiB at the peak. What a program
says on stderr is in the file "stderr" of the current folder.
"""

import os
import sys
import time

FILES = [
    (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
    (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
    (os.POSIX_SPAWN_OPEN, 2, "stderr", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
]


def launch(arguments: "list[str]") -> str:
    start = time.perf_counter()
    try:
        process = os.posix_spawn(arguments[0], arguments, os.environ, file_actions=FILES)
    except OSError as error:
        with open("stderr", "w") as file:
            file.write(str(error))
        return "127 0 0 0"
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - start
    cpu = usage.ru_utime + usage.ru_stime
    return f"{os.waitstatus_to_exitcode(status)} {wall:.6f} {cpu:.6f} {usage.ru_maxrss}"


def main() -> None:
    for line in sys.stdin:
        print(launch(line.rstrip("\n").split("\0")), flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
