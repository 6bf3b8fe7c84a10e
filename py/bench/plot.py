# SPDX-License-Identifier: MIT
"""Time against kernel size, both logarithmic: a panel a group, a line a contestant."""

import importlib
from pathlib import Path
from typing import Any

from .files import whole_file
from .report import OURS, Result


def load() -> Any:
    """Returns matplotlib.pyplot. ImportError: it is missing."""
    importlib.import_module("matplotlib").use("Agg")
    return importlib.import_module("matplotlib.pyplot")


def plot(path: Path, results: list[Result]) -> str:
    """Returns what to say about it."""
    try:
        save(load(), path, results)
    except ImportError as error:
        return f"no plot: {error}"
    return f"plot: {path}"


def save(pyplot: Any, path: Path, results: list[Result]) -> None:
    groups = list(dict.fromkeys(result.case.group for result in results))
    columns = min(len(groups), 3)
    rows = -(-len(groups) // columns)
    size = (7.5 * columns, 5 * rows)
    figure, panels = pyplot.subplots(rows, columns, figsize=size, squeeze=False)
    for panel in panels.flat[len(groups) :]:
        panel.set_visible(False)
    for group, panel in zip(groups, panels.flat):
        draw(panel, [result for result in results if result.case.group == group])
    figure.tight_layout()
    with whole_file(path) as unfinished:
        figure.savefig(unfinished)


def draw(panel: Any, results: list[Result]) -> None:
    kernels = [result.case.kernel for result in results]
    for name, label in labels(results).items():
        times = [result.median(name) * 1e3 for result in results]
        width = 2.5 if name.startswith(OURS) else 1.2
        style = "--" if name == "memcpy" else "-"
        panel.plot(kernels, times, style, marker=".", linewidth=width, label=label)
    panel.set_xscale("log")
    panel.set_yscale("log")
    panel.set_xticks(kernels, [str(kernel) for kernel in kernels])
    panel.minorticks_off()
    panel.set_title(str(results[0].case))
    panel.set_xlabel("kernel size")
    panel.set_ylabel("ms")
    panel.grid(alpha=0.3)
    panel.legend(fontsize="small", loc="center left", bbox_to_anchor=(1, 0.5))


def labels(results: list[Result]) -> dict[str, str]:
    """By name, the slowest with the largest kernel that it was measured with first."""
    last = {m.name: m for result in results for m in result.measured if m.times}
    return {
        m.name: m.name + (" (extrapolated)" if m.note else "")
        for m in sorted(last.values(), key=lambda m: -m.median)
    }
