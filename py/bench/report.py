# SPDX-License-Identifier: MIT
"""The tables, and the same as JSON."""

import math
from typing import NamedTuple, Optional

from .case import BYTES, Case
from .exact import Errors
from .machine import machine
from .measure import Measured
from .own import Latency

REFERENCE = "cv2 accurate"
OURS = "blur"

# The largest time of ours over the reference's that is wanted for a kernel of this size, on one
# thread, with 12 megapixels of RGB.
GOAL_GROUP = (4000, 3000, 3, 1)
SMALL, LARGE = (3, 5, 7, 9, 15, 21, 31), (61, 101, 201, 501)
GOALS = {
    BYTES: {
        **{3: 0.50, 5: 0.45, 7: 0.45, 9: 0.45, 15: 0.45, 21: 0.45},
        **{31: 0.20, 61: 0.05, 101: 0.03, 201: 0.009, 501: 0.002},
    },
    "uint16": {**dict.fromkeys(SMALL, 0.60), **dict.fromkeys(LARGE, 0.10)},
    "float32": {**dict.fromkeys(SMALL, 0.80), **dict.fromkeys(LARGE, 0.10)},
}


UNITS = {BYTES: "levels of 255", "uint16": "levels of 65535", "float32": "1e-5 of white"}


class Result(NamedTuple):
    case: Case
    measured: list[Measured]
    rounding: Optional[Errors] = None

    def median(self, name: str) -> float:
        return next((m.median for m in self.measured if m.name == name), math.nan)

    def ratio(self, name: str) -> float:
        return self.median(name) / self.median(REFERENCE)


NOTES = """
Each contestant runs once in turn, round after round (n of them); ms is the median, spread the
interquartile range over it, x cv2 the median over that of cv2 accurate. Errors are against the
double-precision convolution, of uint8 in levels of 255, of uint16 in levels of 65535, of float32
in units of 1e-5, white being 1. They are taken on bands of rows at the top, the middle and the
bottom of the very picture that is timed: noise, black and white pixels, a step; the worst of the
three. Border: replicate; Pillow's is another one, and compared away from the edges.
A first run warms up. It is the only one (n 1) of what takes over two seconds and, without --quick,
of a rival that takes over half a second; after two seconds a rival, but for cv2 accurate, is
skipped for larger kernels. --rounds overrules the numbers of runs.
All but ours, OpenCV and memcpy take part with uint8 only. Pillow and SciPy have one thread only,
and are left out where there are more; memcpy always has one. Pillow and cv2 stackBlur approximate
the Gaussian, libvips integer rounds its weights; cv2 stackBlur of uint16 overflows (OpenCV 5.0)."""


def about(versions: dict[str, str], variant: str) -> dict[str, str]:
    return {**machine(), "variant": variant, **versions}


def number(value: float, form: str) -> str:
    return "-" if math.isnan(value) else format(value, form)


def errors_text(errors: Optional[Errors]) -> str:
    if errors is None:
        return f"{'-':>11}{'-':>13}{'-':>11}"
    return f"{errors.maximum:11.3f}{errors.mean:+13.4f}{errors.rms:11.3f}"


def row(result: Result, measured: Measured) -> str:
    name = f"  {measured.name:<20}"
    if not measured.times:
        return f"{name}  {measured.note}"
    return (
        f"{name}{number(measured.median * 1e3, '.3f'):>11}{number(measured.spread, '.1%'):>8}"
        f"{len(measured.times):>4}{number(result.ratio(measured.name), '.4f'):>11}"
        f"{errors_text(measured.errors)}"
    )


def case_text(result: Result) -> str:
    case = result.case
    head = f"{'ms':>11}{'spread':>8}{'n':>4}{'x cv2':>11}{'max err':>11}{'mean':>13}{'rms':>11}"
    title = f"{case}, k {case.kernel}, sigma {case.sigma:.1f}; errors in {UNITS[case.sample]}"
    lines = ["", title, f"  {'':<20}{head}"]
    lines += [row(result, measured) for measured in result.measured]
    lines.append(f"  {'(rounding alone)':<54}{errors_text(result.rounding)}")
    return "\n".join(lines)


def group_text(results: list[Result]) -> str:
    """The ratios of one group, contestants by kernels."""
    lines = ["", f"{results[0].case}: time over that of {REFERENCE}"]
    lines.append(f"  {'k':<16}" + "".join(f"{result.case.kernel:>9}" for result in results))
    names = dict.fromkeys(m.name for result in results for m in result.measured)
    for name in names:
        ratios = (number(result.ratio(name), ".4f") for result in results)
        lines.append(f"  {name:<16}" + "".join(f"{ratio:>9}" for ratio in ratios))
    return "\n".join(lines)


def goals(results: list[Result]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for result in results:
        case, ratio = result.case, result.ratio(OURS)
        goal = GOALS[case.sample].get(case.kernel)
        if case.group == (*GOAL_GROUP, case.sample) and goal is not None and not math.isnan(ratio):
            about = {"sample": case.sample, "kernel": case.kernel}
            found.append({**about, "ratio": ratio, "goal": goal, "reached": ratio <= goal})
    return found


def goals_text(results: list[Result]) -> str:
    lines = []
    for goal in goals(results):
        word = "reached" if goal["reached"] else "missed"
        lines.append(
            f"  goal  {goal['sample']:<7}  k {goal['kernel']:>3}:  "
            f"{goal['ratio']:.4f} of {goal['goal']:<5}  {word}"
        )
    head = f"\n{OURS} over {REFERENCE}, {Case(*GOAL_GROUP, 1)}"
    return "\n".join([head, *lines]) if lines else ""


def choices_text(case: Case, measured: list[Measured]) -> str:
    """Times of our own choices over that of the first."""
    lines = ["", f"our own: {case}, k {case.kernel}"]
    for choice in measured:
        if not choice.times:
            lines.append(f"  {choice.name:<16}  {choice.note}")
            continue
        lines.append(
            f"  {choice.name:<16}{choice.median * 1e3:11.3f} ms{number(choice.spread, '.1%'):>8}"
            f"{len(choice.times):>4}   x {choice.median / measured[0].median:.3f}"
        )
    return "\n".join(lines)


def latencies_text(latencies: list[Latency]) -> str:
    """Times of single calls, as they are and without what ctypes takes (the first of them)."""
    lines = ["", f"single calls from Python{'us':>19}{'spread':>8}{'us without ctypes':>20}"]
    for latency in latencies:
        lines.append(
            f"  {latency.name:<32}{latency.median:>9.1f}{number(latency.spread, '.1%'):>8}"
            f"{latency.median - latencies[0].median:>20.1f}"
        )
    return "\n".join(lines)


def measured_json(result: Result, measured: Measured) -> dict[str, object]:
    found: dict[str, object] = {"name": measured.name, "times_s": measured.times}
    if measured.note:
        found["note"] = measured.note
    for key in ("median", "spread"):
        value = getattr(measured, key)
        found[key] = None if math.isnan(value) else value
    ratio = result.ratio(measured.name)
    found["ratio"] = None if math.isnan(ratio) else ratio
    found["errors"] = measured.errors._asdict() if measured.errors else None
    return found


def result_json(result: Result) -> dict[str, object]:
    case = result.case._asdict()
    del case["own_sigma"]
    return {
        **case,
        "sigma": result.case.sigma,
        "rounding_alone": result.rounding._asdict() if result.rounding else None,
        "contestants": [measured_json(result, measured) for measured in result.measured],
    }
