# SPDX-License-Identifier: MIT
"""The options, as --help lists them."""

import re
from typing import List, Tuple

from conftest import Program

LINE = re.compile(r"  (?:-(\w), |    )--([\w-]+)(?: ([A-Z][\w/@[\]]*)|(?:\[=\w+\]))?")


def listed_options(blur: Program) -> List[Tuple[str, str, str]]:
    """Letter, name and argument of each."""
    lines = re.findall(r"^(?:  -| {6}--).*$", blur.works("--help").decode(), re.MULTILINE)
    assert [line for line in lines if not LINE.match(line)] == [], "lines of another form"
    return [match.groups("") for match in map(LINE.match, lines) if match]  # type: ignore[misc]
