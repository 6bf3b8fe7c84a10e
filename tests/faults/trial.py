# SPDX-License-Identifier: MIT
"""One run of a program under preload.so, in a folder that is put in order again for each."""

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Dict, List, Mapping, NamedTuple, Optional, Tuple

from faults.kinds import Fault
from faults.scenarios import Scenario

# Nothing takes as long unless it hangs, also where a machine has much else to do.
PATIENCE = 20.0

# By relative name: bytes, permissions and, if they count, the seconds of the last change.
Files = Dict[str, Tuple[bytes, int, int]]


class Counts(NamedTuple):
    """What one process has told at its end."""

    process: int
    alive: int  # blocks of memory
    fired: int
    calls: Dict[str, int]


class Result(NamedTuple):
    status: int
    out: bytes
    lines: List[str]  # on standard error
    files: Files
    processes: List[Counts]
    is_hanging: bool = False

    @property
    def fired(self) -> int:
        return sum(counts.fired for counts in self.processes)


def without_times(text: str) -> str:
    """JSON lines, or what is said with --verbose, without how long things took."""
    text = re.sub(r'"(read|blur|write|seconds)": [0-9.-]+', r'"\1": 0', text)
    return re.sub(r"[0-9.-]+ ms", "0 ms", text)


def read_counts(report: Path) -> List[Counts]:
    processes = []
    for line in report.read_text().splitlines() if report.exists() else []:
        number, *pairs = line.split()
        values = {name: int(value) for name, _, value in (pair.partition("=") for pair in pairs)}
        processes.append(Counts(int(number), values.pop("alive"), values.pop("fired"), values))
    return processes


class Folder:
    """Where a scenario is run."""

    def __init__(self, path: Path, scenario: Scenario, command: List[str], preload: Path) -> None:
        self.path = path / "files"
        self.report = path / "report"
        self.scenario = scenario
        self.command = [*command, *scenario.arguments]
        self.preload = preload
        self.path.mkdir(parents=True)
        self.folders = {"."}
        for name in [*scenario.inputs, *scenario.before, *scenario.folders]:
            is_folder = name in scenario.folders
            folder = name if is_folder else os.path.dirname(name)
            (self.path / folder).mkdir(parents=True, exist_ok=True)
        for parent, names, _ in os.walk(self.path):
            self.folders |= {
                os.path.relpath(os.path.join(parent, name), self.path) for name in names
            }
        self.restore({})

    def originals(self) -> Mapping[str, bytes]:
        return {**self.scenario.inputs, **self.scenario.before}

    def put(self, name: str, data: bytes) -> None:
        path = self.path / name
        path.unlink(missing_ok=True)
        path.write_bytes(data)
        path.chmod(0o640)
        os.utime(path, (1_000_000_000, 1_000_000_000))

    def restore(self, files: Files) -> None:
        """Puts all in order, given what is there."""
        originals = self.originals()
        for name in files.keys() - originals.keys():
            (self.path / name).unlink()
        for name, data in originals.items():
            if files.get(name, (b"", 0, 0))[:2] != (data, 0o640) or name in self.scenario.before:
                self.put(name, data)
        for parent, names, _ in os.walk(self.path, topdown=False):
            for name in names:
                path = os.path.join(parent, name)
                if os.path.relpath(path, self.path) not in self.folders:
                    shutil.rmtree(path)

    def look(self) -> Files:
        files: Files = {}
        for parent, _, names in os.walk(self.path):
            for name in names:
                path = Path(parent) / name
                info = path.stat()
                time = int(info.st_mtime) if self.scenario.sees_times else 0
                relative = os.path.relpath(path, self.path)
                files[relative] = (path.read_bytes(), info.st_mode & 0o777, time)
        return files

    def environment(self, fault: Optional[Fault], is_bare: bool) -> Dict[str, str]:
        environment = {"LC_ALL": self.scenario.locale, "PATH": os.environ["PATH"]}
        if not is_bare:
            environment["LD_PRELOAD"] = str(self.preload)
            environment["BLUR_FAULT_REPORT"] = str(self.report)
        if fault:
            environment["BLUR_FAULT"] = fault.spelled()
            environment["BLUR_FAULT_IN"] = fault.place
        return environment

    def run(self, fault: Optional[Fault] = None, is_bare: bool = False) -> Result:
        """is_bare: without preload.so."""
        self.report.unlink(missing_ok=True)
        process = subprocess.Popen(
            self.command,
            cwd=self.path,
            env=self.environment(fault, is_bare),
            stdin=subprocess.DEVNULL if self.scenario.stdin is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            umask=0o027,
        )
        is_hanging = False
        try:
            out, said = process.communicate(self.scenario.stdin, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            is_hanging = True
            os.killpg(process.pid, signal.SIGKILL)
            out, said = process.communicate()
        files = self.look()
        self.restore(files)
        lines = without_times(said.decode(errors="replace")).splitlines()
        if "--json" in self.command:
            out = without_times(out.decode()).encode()
        return Result(process.returncode, out, lines, files, read_counts(self.report), is_hanging)
