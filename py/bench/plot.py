# SPDX-License-Identifier: MIT
"""Time against kernel size, both logarithmic: a panel a group, a line a contestant."""

import importlib
from pathlib import Path
from typing import Any

from .report import OURS, Result


def plot(path: Path, results: list[Result]) -> str:
    """Returns what to say about it."""
    try:
        importlib.import_module("matplotlib").use("Agg")
        pyplot = importlib.import_module("matplotlib.pyplot")
    except ImportError as error:
        return f"no plot: {error}"
    groups = list(dict.fromkeys(result.case.group for result in results))
    columns = min(len(groups), 3)
    rows = -(-len(groups) // columns)
    size = (6 * columns, 5 * rows)
    figure, panels = pyplot.subplots(rows, columns, figsize=size, squeeze=False)
    for panel in panels.flat[len(groups) :]:
        panel.set_visible(False)
    for group, panel in zip(groups, panels.flat):
        draw(panel, [result for result in results if result.case.group == group])
    figure.tight_layout()
    figure.savefig(path)
    return f"plot: {path}"


def draw(panel: Any, results: list[Result]) -> None:
    names = dict.fromkeys(m.name for result in results for m in result.measured if m.times)
    kernels = [result.case.kernel for result in results]
    for name in names:
        times = [result.median(name) * 1e3 for result in results]
        width = 2.5 if name.startswith(OURS) else 1.2
        style = "--" if name == "memcpy" else "-"
        panel.plot(kernels, times, style, marker=".", linewidth=width, label=name)
    panel.set_xscale("log")
    panel.set_yscale("log")
    panel.set_xticks(kernels, [str(kernel) for kernel in kernels])
    panel.minorticks_off()
    panel.set_title(str(results[0].case))
    panel.set_xlabel("kernel size")
    panel.set_ylabel("ms")
    panel.grid(alpha=0.3)
    panel.legend(fontsize="small")
