# SPDX-License-Identifier: MIT
"""What the figures were measured on."""

import os
import platform


def cpu_model() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def machine() -> dict[str, str]:
    cpus = len(os.sched_getaffinity(0))
    load = " ".join(f"{load:.1f}" for load in os.getloadavg())
    return {
        "CPU": f"{cpu_model()}, {cpus} CPUs for this process",
        "system": f"{platform.system()} {platform.release()}, load {load} before the start",
        "Python": platform.python_version(),
    }
