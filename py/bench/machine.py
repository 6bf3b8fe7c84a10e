# SPDX-License-Identifier: MIT
"""What the figures were measured on."""

import os
import platform
from typing import Optional


def cpu_model() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def cpus() -> int:
    """That this process and those it starts may use."""
    return len(os.sched_getaffinity(0))


def busy() -> Optional[float]:
    """Seconds of CPU that were not idle so far: of all processes, the system, and other systems
    on the same machine."""
    try:
        with open("/proc/stat", encoding="ascii") as lines:
            user, nice, system, _, _, *others = map(int, lines.readline().split()[1:9])
    except (OSError, ValueError):
        return None
    return (user + nice + system + sum(others)) / os.sysconf("SC_CLK_TCK")


def machine() -> dict[str, str]:
    load = " ".join(f"{load:.1f}" for load in os.getloadavg())
    return {
        "CPU": f"{cpu_model()}, {cpus()} CPUs for this process",
        "system": f"{platform.system()} {platform.release()}, load {load} before the start",
        "Python": platform.python_version(),
    }
