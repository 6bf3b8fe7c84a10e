# SPDX-License-Identifier: MIT
"""The table of py/benchmark.py, and the same as JSON."""

import math
from typing import Optional

from .case import Case
from .exact import compared_rows
from .measure import Measured
from .report import Result, number
from .ways import NAIVE_C, PYTHON, Ways

NOTES = """
time: the median of rounds in which all run in turn; spread: the interquartile range over it.
off: the distance to the exact result with the same border, in levels of 255; rounding to whole
levels alone takes up to 0.5. Border: renormalize counts only what is inside the picture, replicate
repeats its edge."""


def rounded(value: float) -> str:
    """With about three digits, or all of those before the point."""
    digits = 4 if value < 0.1 else 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:,.{digits}f}"


def duration(seconds: float) -> str:
    for unit, factor in (("s", 1), ("ms", 1e3)):
        if seconds * factor >= 0.9995:
            return f"{rounded(seconds * factor)} {unit}"
    return f"{rounded(seconds * 1e6)} us"


def speed_up(result: Result, measured: Measured, over: str) -> Optional[float]:
    value = result.median(over) / measured.median
    return None if math.isnan(value) else value


def remarks(case: Case, ways: Ways, measured: Measured) -> str:
    way = ways.find(measured.name)
    found = [measured.note]
    if way is not None and measured.times:
        found += [way.remark, "" if way.threaded or case.threads == 1 else "on one thread"]
    return "; ".join(remark for remark in found if remark)


def head(case: Case) -> list[str]:
    rows = compared_rows(case)
    text = f"{case}, kernel {case.kernel}x{case.kernel}, sigma {case.sigma:.4g}"
    if rows < case.height:
        text += f"; compared on {rows} of {case.height} rows"
    columns = f"{'time':>10}{'spread':>8}{'x Python':>11}{'x naive C':>11}{'max off':>9}{'mean':>7}"
    return ["", text, f"  {'':<17}{'border':<12}{columns}"]


def row(result: Result, ways: Ways, measured: Measured) -> str:
    note = remarks(result.case, ways, measured)
    if not measured.times:
        return f"  {measured.name:<17}{note}"
    way = ways.find(measured.name)
    ups = [speed_up(result, measured, over) for over in (PYTHON, NAIVE_C)]
    ratios = "".join(f"{'-' if up is None else rounded(up):>11}" for up in ups)
    off = measured.errors
    offs = f"{off.maximum:>9.3f}{off.mean_size:>7.3f}" if off else ""
    return (
        f"  {measured.name:<17}{way.border if way else '':<12}{duration(measured.median):>10}"
        f"{number(measured.spread, '.1%'):>8}{ratios}{offs}{'  ' if note else ''}{note}"
    )


def text(result: Result, ways: Ways) -> str:
    lines = head(result.case) + [row(result, ways, measured) for measured in result.measured]
    return "\n".join(lines)


def notes(ways: Ways, cpu: str) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in ways.versions.items())
    return f"{NOTES}\n{versions}; {cpu}"


def missing(ways: Ways) -> list[Measured]:
    return [Measured(name, [], note=f"missing: {why}") for name, why in ways.missing.items()]


def status(ways: Ways, measured: Measured) -> str:
    if measured.times:
        return "measured"
    return "missing" if measured.name in ways.missing else "left out"


def way_json(result: Result, ways: Ways, measured: Measured) -> dict[str, object]:
    way, off, timed = ways.find(measured.name), measured.errors, bool(measured.times)
    return {
        "name": measured.name,
        "status": status(ways, measured),
        "border": way.border if way else None,
        "times_s": measured.times,
        "median_s": measured.median if timed else None,
        "spread": None if math.isnan(measured.spread) else measured.spread,
        "speed_up_over_python": speed_up(result, measured, PYTHON),
        "speed_up_over_naive_c": speed_up(result, measured, NAIVE_C),
        "max_difference": off.maximum if off else None,
        "mean_difference": off.mean_size if off else None,
        "note": remarks(result.case, ways, measured),
    }


def result_json(result: Result, ways: Ways) -> dict[str, object]:
    case = result.case._replace(own_sigma=result.case.sigma)._asdict()
    case["sigma"] = case.pop("own_sigma")
    return {
        **case,
        "compared_rows": compared_rows(result.case),
        "ways": [way_json(result, ways, measured) for measured in result.measured],
    }
