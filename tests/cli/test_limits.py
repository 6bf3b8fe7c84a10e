# SPDX-License-Identifier: MIT
"""--timeout, and the address space that the system lets a process have. Pixels and --max-memory are
test_bad_input.py's and test_max_memory.py's."""

import json
import os
import re
import resource
from pathlib import Path
from typing import Tuple

import pytest

from batch_files import (
    alone,
    encoded,
    finish,
    gate_at,
    is_blur_of,
    names_in,
    need_of,
    opener_of,
    processes,
    running,
    wait_until,
    workers,
    write,
)
from conftest import Program

LATE = "took longer than the 0.3 s that --timeout allows"
SIDE = 200


@pytest.mark.parametrize("jobs", ["-j1", "-j3"])
def test_one_file_takes_too_long(blur: Program, jobs: str) -> None:
    """The one that nothing comes from; the others are done, on a new process if need be."""
    write(blur.folder, "a.png", "c.png", "out/b.png")
    with gate_at(blur.folder / "b.png") as gate:
        result = blur.run(jobs, "--timeout=0.3", "a.png", "b.png", "c.png", "-d", "out")
        assert (result.returncode, result.stderr.decode()) == (1, f"blur: b.png: {LATE}\n")
        gate.path.unlink()
    assert names_in(blur.folder / "out") == ["a.png", "b.png", "c.png"]
    assert (blur.folder / "out/b.png").read_bytes() == encoded("out/b.png")
    for name in ("a.png", "c.png"):
        assert is_blur_of((blur.folder / "out" / name).read_bytes(), name)
    assert not processes(blur)


def test_only_file_takes_too_long(blur: Program) -> None:
    write(blur.folder, "out.png")
    with gate_at(blur.folder / "in.png"):
        blur.fails(1, f"blur: in.png: {LATE}", "in.png", "-o", "out.png", "--timeout", "0.3")
    assert (blur.folder / "out.png").read_bytes() == encoded("out.png")


def test_standard_input_takes_too_long(blur: Program) -> None:
    read_end, write_end = os.pipe()
    message = f"blur: standard input: {LATE}"
    blur.fails(1, message, "-", "-o", "out.png", "--timeout=0.3", stdin=read_end)
    os.close(read_end)
    os.close(write_end)


def test_mask_takes_too_long(blur: Program) -> None:
    write(blur.folder, "in.png")
    with gate_at(blur.folder / "mask"):
        message = f"blur: mask: {LATE}"
        blur.fails(1, message, "in.png", "-m", "mask", "-o", "out.png", "--timeout=0.3")


def test_json_says_it(blur: Program) -> None:
    with gate_at(blur.folder / "in.png"):
        result = blur.run("--json", "in.png", "-o", "out.png", "--timeout=0.3")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert lines[0]["status"] == "failed"
    assert lines[0]["error"] == f"in.png: {LATE}"
    assert result.returncode == 1


@pytest.mark.parametrize("output", ["out.png", "-"])
@pytest.mark.parametrize("timeout", ["60", "1e300"])
def test_enough_time(blur: Program, output: str, timeout: str) -> None:
    """The same bytes as without, also to standard output."""
    write(blur.folder, "in.png")
    expected = alone(blur, "in.png")
    got = blur.works("in.png", "-o", output, "-f", "png", "--timeout", timeout)
    assert (got or (blur.folder / "out.png").read_bytes()) == expected


def test_waiting_for_memory_is_no_work(blur: Program) -> None:
    """Two that do not fit beside each other: the one that is blocked within its time takes longer
    than that, with what it waited before."""
    write(blur.folder, "b.png", height=SIDE, width=SIDE)
    limit = need_of(blur, "b.png")
    data = encoded("a.png", SIDE, SIDE)
    with gate_at(blur.folder / "a.png") as gate:
        arguments = ("-j2", "--timeout=1.5", f"--max-memory={limit}", "a.png", "b.png", "-d", "out")
        with running(blur, *arguments) as program:
            gate.wait()
            wait_until(lambda: opener_of(blur, blur.folder / "a.png"))
            os.set_blocking(gate.descriptor, True)
            os.write(gate.descriptor, data)
            gate.close()
            assert (finish(program), program.returncode) == (b"", 0)
    for name in ("a.png", "b.png"):
        out = (blur.folder / "out" / name).read_bytes()
        assert is_blur_of(out, name, height=SIDE, width=SIDE)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x", "'x' is not a number of seconds such as 30 or 0.5"),
        ("", "'' is not a number of seconds such as 30 or 0.5"),
        ("5s", "'5s' is not a number of seconds such as 30 or 0.5"),
        ("0", "must be a finite number above 0, such as 30"),
        ("-1", "must be a finite number above 0, such as 30"),
        ("nan", "must be a finite number above 0, such as 30"),
        ("inf", "must be a finite number above 0, such as 30"),
        ("1e999", "must be a finite number above 0, such as 30"),
    ],
)
def test_bad_timeouts(blur: Program, text: str, message: str) -> None:
    blur.fails(2, f"blur: --timeout: {message}", f"--timeout={text}", "in.png")


def address_space_of(process: int) -> int:
    """0: as much as it likes."""
    limits = Path(f"/proc/{process}/limits").read_text()
    found = re.search(r"^Max address space +(\S+) ", limits, re.M)
    assert found
    return 0 if found[1] == "unlimited" else int(found[1])


@pytest.mark.parametrize(
    ("arguments", "most"),
    [(("--max-memory=100M",), (100 << 20) + (2 << 30)), ((), 1 << 60)],
    ids=["given", "default"],
)
@pytest.mark.parametrize("more", [(), ("b.png",)], ids=["alone", "workers"])
def test_address_space(
    blur: Program, build: Path, arguments: Tuple[str, ...], most: int, more: Tuple[str, ...]
) -> None:
    """Not far above what --max-memory allows: a decoder that asks for all there is gets none. What
    does decode has it."""
    if "-fsanitize" in (build / "flags").read_text():
        pytest.skip("sanitizers take up the address space")
    write(blur.folder, *more)
    (blur.folder / "out").mkdir()
    with (
        gate_at(blur.folder / "a.png") as gate,
        running(blur, *arguments, "a.png", *more, "-d", "out") as program,
    ):
        gate.wait()
        decoder = workers(blur, program) if more else [program.pid]
        wait_until(lambda: all(map(address_space_of, decoder)))
        assert all(100 << 20 < address_space_of(number) < most for number in decoder)
        gate.feed(encoded("a.png"))
        assert (finish(program), program.returncode) == (b"", 0)


def test_smaller_address_space_stays(blur: Program, build: Path) -> None:
    """One that was set before, as by ulimit."""
    if "-fsanitize" in (build / "flags").read_text():
        pytest.skip("sanitizers take up the address space")
    space = 300 << 20
    with (
        gate_at(blur.folder / "a.png") as gate,
        running(
            blur, "a.png", "-o", "out.png", preexec_fn=lambda: limit_address_space(space)
        ) as program,
    ):
        gate.wait()
        assert address_space_of(program.pid) == space


def limit_address_space(space: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
