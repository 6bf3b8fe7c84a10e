# SPDX-License-Identifier: MIT
"""Whether a run in which something failed has ended as it should."""

from collections import Counter
from typing import Dict, List, Optional, Sequence, Set

from faults.kinds import NO_MEMORY, Fault
from faults.scenarios import Scenario
from faults.trial import Result

# Of JSON lines, and of an image.
STANDARD_OUTPUT = "standard output"


def subject_of(line: str, subjects: Set[str]) -> Optional[str]:
    """What a line is about: one of these, or None for the run as a whole."""
    found = [subject for subject in subjects if line.startswith(f"blur: {subject}: ")]
    return max(found, key=len) if found else None


class Judge:
    """Holds runs of a scenario against the one in which nothing failed."""

    def __init__(self, scenario: Scenario, clean: Sequence[Result]) -> None:
        self.scenario = scenario
        self.clean = clean[0]
        self.outputs = dict(scenario.outputs)  # of each the name of its input
        self.subjects = {
            *(*scenario.inputs, *scenario.before, *self.outputs, *self.outputs.values()),
            *(*scenario.subjects, "standard input", STANDARD_OUTPUT),
        }
        self.jobs = {*self.outputs, *self.outputs.values()} - set(scenario.subjects)
        self.alive: Dict[bool, int] = {}  # the most of the program, and of its workers
        for counts in [counts for result in clean for counts in result.processes]:
            is_worker = counts.process > 0
            self.alive[is_worker] = max(self.alive.get(is_worker, 0), counts.alive)

    def fault_of(self, fault: Fault, got: Result) -> str:
        """What is wrong with a run; nothing: an empty text."""
        return (
            self._crash(got)
            or self._files(got)
            or self._leak(got)
            or (self._harmed(got) if self._is_to_be_clean(fault, got) else "")
            or self._said(fault, got)
        )

    def _is_to_be_clean(self, fault: Fault, got: Result) -> bool:
        if got.fired == 0 or fault.how.is_harmless:
            return True
        return got.status == self.clean.status and not self._new_lines(got)

    def _crash(self, got: Result) -> str:
        if got.is_hanging:
            return "hangs"
        if got.status not in (0, 1, 2):
            return f"status {got.status}"
        text = "\n".join(got.lines)
        return text if "killed by signal" in text or "process that worked" in text else ""

    def _files(self, got: Result) -> str:
        """All are there and whole, and no other."""
        for name in got.files.keys() - self.clean.files.keys():
            if name not in self.scenario.before:
                return f"{name} is left"
        for name, data in self.scenario.inputs.items():
            if name not in self.outputs and got.files.get(name, (b"",))[0] != data:
                return f"the input {name} has changed"
        for name in self.outputs:
            if name != "-" and not self._is_done(name, got) and not self._is_untouched(name, got):
                return f"{name} is neither the old file nor the new one"
        return ""

    def _is_done(self, name: str, got: Result) -> bool:
        if name == "-":
            return got.out == self.clean.out
        return got.files.get(name) == self.clean.files.get(name)

    def _is_untouched(self, name: str, got: Result) -> bool:
        if name == "-":
            return self.clean.out.startswith(got.out)
        originals = {**self.scenario.inputs, **self.scenario.before}
        file = got.files.get(name)
        return (file[0] if file else None) == originals.get(name)

    def _leak(self, got: Result) -> str:
        for counts in got.processes:
            most = self.alive.get(counts.process > 0, 0) + self.scenario.kept
            if counts.alive > most:
                return f"{counts.alive} blocks left by process {counts.process}, not {most}"
        return ""

    def _new_lines(self, got: Result) -> List[str]:
        return list((Counter(got.lines) - Counter(self.clean.lines)).elements())

    def _harmed(self, got: Result) -> str:
        """Where nothing may be amiss."""
        if (got.status, got.lines) != (self.clean.status, self.clean.lines):
            return f"status {got.status}: {got.lines}"
        if got.out != self.clean.out:
            return f"standard output is {got.out[:200]!r}"
        for name in self.outputs:
            if not self._is_done(name, got):
                return f"{name} is not as it should be, and nothing is said"
        return ""

    def _said(self, fault: Fault, got: Result) -> str:
        """Whether each file that has failed has its line, and no other has one."""
        lines = self._new_lines(got)
        failed = [name for name in self.outputs if self._has_failed(name, got)]
        if not lines:
            return ""  # see _harmed()
        if got.status == 2 and len(lines) == 1 and len(failed) == len(self.outputs):
            if fault.how.reason == NO_MEMORY:
                return f"no memory is no wrong usage: {lines}"
            return self._reason(fault, lines)
        if got.status != 1:
            return f"status {got.status}: {lines}"
        told = got.lines if self.clean.status else lines
        abouts = [subject_of(line, self.subjects) for line in told]
        own = [[name, self.outputs[name]] for name in failed]
        unclaimed = [about for about in abouts if not any(about in names for names in own)]
        for names in own:
            count = sum(about in names for about in abouts)
            if count > 1 or (count == 0 and not unclaimed):
                return f"{count} lines about {names[0]}: {lines}"
        return self._strays(fault, unclaimed, lines) or self._reason(fault, lines)

    def _has_failed(self, name: str, got: Result) -> bool:
        """Also one that fails in any case."""
        is_hopeless = name != "-" and name not in self.clean.files
        return is_hopeless or not self._is_done(name, got)

    def _strays(self, fault: Fault, unclaimed: List[Optional[str]], lines: List[str]) -> str:
        """Lines about no file that has failed: one for the run as a whole, for standard output, a
        folder, or a file that has its name but may not be on the disk."""
        for about in unclaimed:
            if about in self.jobs and not self.scenario.syncs:
                return f"a line about {about}, which is there: {lines}"
        if len(unclaimed) > 1 and not fault.how.goes_on:
            return f"more than one line: {lines}"
        return ""

    def _reason(self, fault: Fault, lines: List[str]) -> str:
        reasons = [fault.how.reason.lower()]
        if self.scenario.reason:
            reasons.append(self.scenario.reason.lower())
        for line in lines:
            if not any(reason in line.lower() for reason in reasons):
                return f"another reason: {line}"
        return ""
