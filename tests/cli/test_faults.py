# SPDX-License-Identifier: MIT
"""Calls that fail, of the program and the library: a part of what "make faults" does in full."""

from pathlib import Path

import pytest

from faults.campaign import Build, Campaign, run_scenario
from faults.kinds import KINDS
from faults.scenarios import Scenario, all_scenarios, of_library

# In these each call fails, as each has once been found out by one alone.
WHOLE = {"png", "16 bits", "jpeg by stb", "json", "kernel file", "threads", "folders"}
# Elsewhere the first, the last, and some between.
STEP = 25


@pytest.fixture
def faulty(build: Path) -> Build:
    found = Build(build)
    if found.is_sanitized():
        pytest.skip("a sanitizer's allocator cannot be replaced")
    return found


@pytest.mark.parametrize("scenario", all_scenarios(), ids=lambda scenario: scenario.name)
def test_calls_that_fail(faulty: Build, scenario: Scenario, tmp_path: Path) -> None:
    if scenario not in faulty.scenarios():
        pytest.skip("not in this build")
    step = 1 if scenario.name in WHOLE else STEP
    tally = run_scenario(faulty, scenario, tmp_path / "run", step)
    assert not tally.failures
    assert tally.injected > 0


def test_every_kind_of_call_is_made(faulty: Build, tmp_path: Path) -> None:
    """By some scenario, or it would not be tested."""
    made = set()
    for number, scenario in enumerate(faulty.scenarios()):
        if scenario not in of_library():
            campaign = Campaign(faulty, scenario, tmp_path / str(number))
            made |= {fault.kind for fault in campaign.faults(step=1000)}
    assert sorted(KINDS.keys() - made) == []
