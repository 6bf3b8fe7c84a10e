# SPDX-License-Identifier: MIT
"""Where pictures go: names, formats, pipes, and that a failed run loses nothing."""

import os
import pty
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Iterator

import pytest
from PIL import Image

from conftest import Program
from pictures import decode, exact_blur, jpeg, largest_error, noise, png

SAMPLES = noise(20, 30, 3)
PICTURE = png(SAMPLES)


@pytest.fixture(autouse=True)
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "in.png"
    path.write_bytes(PICTURE)
    return path


def names(folder: Path) -> "list[str]":
    return sorted(os.listdir(folder))


def test_default_name(blur: Program) -> None:
    folder = blur.folder / "a.b"
    folder.mkdir()
    for name, output in [
        ("b.png", "b-blur.png"),
        ("c.tar.PNG", "c.tar-blur.PNG"),
        ("noextension", "noextension-blur"),
        (".png", ".png-blur"),
    ]:
        (folder / name).write_bytes(PICTURE)
        result = blur.run(f"a.b/{name}")
        assert result.stderr.decode() == f"blur: a.b/{name}: written to a.b/{output}\n"
        assert (result.returncode, result.stdout) == (0, b"")
        assert (folder / output).read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize(
    ("arguments", "output", "magic"),
    [
        (("in.png", "-o", "x.jpg"), "x.jpg", b"\xff\xd8\xff"),
        (("in.png", "-o", "x.JPEG"), "x.JPEG", b"\xff\xd8\xff"),
        (("in.png", "-o", "x"), "x", b"\x89PNG"),
        (("in.png", "-o", "x.gif", "-f", "png"), "x.gif", b"\x89PNG"),
        (("in.png", "-o", "x.png", "--format=jpeg"), "x.png", b"\xff\xd8\xff"),
        (("-q", "in.png", "-f", "jpg"), "in-blur.jpg", b"\xff\xd8\xff"),
        (("-q", "in.png", "--format", "png"), "in-blur.png", b"\x89PNG"),
    ],
)
def test_formats(blur: Program, arguments: "tuple[str, ...]", output: str, magic: bytes) -> None:
    blur.works(*arguments)
    assert (blur.folder / output).read_bytes()[:3] == magic[:3]
    assert names(blur.folder) == sorted(["in.png", output])


def test_jpeg_extension_of_a_png(blur: Program) -> None:
    (blur.folder / "wrong.jpg").write_bytes(PICTURE)
    blur.works("-q", "wrong.jpg")
    assert (blur.folder / "wrong-blur.jpg").read_bytes()[:3] == b"\xff\xd8\xff"


def test_stdin_to_stdout(blur: Program) -> None:
    out = blur.works("-k", "9", "-", input=PICTURE)
    assert largest_error(decode(out), exact_blur(SAMPLES, 9)) <= 0.55
    assert blur.works("in.png", "-k", "9", "-o", "-") == out
    blur.works("-", "-k", "9", "-o", "out.png", input=PICTURE)
    assert (blur.folder / "out.png").read_bytes() == out
    assert blur.works("-", "-f", "jpeg", input=PICTURE)[:3] == b"\xff\xd8\xff"


def test_stdin_from_a_slow_pipe(blur: Program) -> None:
    command = [str(blur.path), "-k1", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdin
        assert program.stdout
        for at in range(0, len(PICTURE), 500):
            program.stdin.write(PICTURE[at : at + 500])
            program.stdin.flush()
            time.sleep(0.01)
        program.stdin.close()
        assert (decode(program.stdout.read()) == SAMPLES).all()
    assert program.returncode == 0


def test_bad_stdin(blur: Program) -> None:
    blur.fails(1, "blur: standard input: empty file", "-", input=b"")
    blur.fails(1, "blur: standard input: not a PNG or JPEG image", "-", input=b"hello")
    blur.fails(2, "blur: standard output: two files would be written to it", "-", "-", input=b"")


def test_terminals(blur: Program) -> None:
    ours, theirs = pty.openpty()
    blur.fails(
        2,
        "blur: standard output: is a terminal: use -o FILE, or redirect the image",
        *("in.png", "-o", "-"),
        stdout=theirs,
    )
    blur.fails(
        2,
        "blur: standard input: is a terminal: no image can come from it",
        *("-", "-o", "out.png"),
        stdin=theirs,
    )
    name = os.ttyname(theirs)
    message = f"blur: {name}: is a terminal: no image is written to it"
    blur.fails(1, message, "in.png", "-f", "png", "-o", name)
    os.close(ours)
    os.close(theirs)


def test_output_is_input(blur: Program, picture: Path) -> None:
    inode = picture.stat().st_ino
    blur.works("in.png", "-o", "in.png")
    assert largest_error(decode(picture.read_bytes()), exact_blur(SAMPLES, 5)) <= 0.55
    assert picture.stat().st_ino != inode, "written in place, not replaced"
    assert names(blur.folder) == ["in.png"]


def test_output_is_a_hard_link_of_the_input(blur: Program, picture: Path) -> None:
    os.link(picture, blur.folder / "other.png")
    blur.works("in.png", "-o", "other.png")
    assert picture.read_bytes() == PICTURE


def test_symbolic_link_stays(blur: Program) -> None:
    folder = blur.folder / "folder"
    folder.mkdir()
    (folder / "target.png").write_bytes(b"old")
    (blur.folder / "link.png").symlink_to("folder/target.png")
    blur.works("in.png", "-o", "link.png")
    assert (blur.folder / "link.png").is_symlink()
    assert (folder / "target.png").read_bytes()[:4] == b"\x89PNG"
    assert names(folder) == ["target.png"]


def test_dangling_link(blur: Program) -> None:
    (blur.folder / "link.png").symlink_to("nowhere/target.png")
    blur.fails(1, "blur: link.png: is a dangling symbolic link", "in.png", "-o", "link.png")
    assert (blur.folder / "link.png").is_symlink()


def test_modes(blur: Program, picture: Path) -> None:
    os.chmod(picture, 0o600)
    blur.works("in.png", "-o", "new.png", preexec_fn=lambda: os.umask(0o027))
    assert (blur.folder / "new.png").stat().st_mode & 0o7777 == 0o640
    os.chmod(blur.folder / "new.png", 0o604)
    blur.works("in.png", "-o", "new.png")
    assert (blur.folder / "new.png").stat().st_mode & 0o7777 == 0o604


def test_devices_and_fifos(blur: Program) -> None:
    blur.works("in.png", "-o", "/dev/null")
    assert not os.path.isfile("/dev/null")
    assert blur.works("in.png", "-o", "/dev/stdout")[:4] == b"\x89PNG"
    os.mkfifo(blur.folder / "fifo")
    reader = subprocess.Popen(["cat", blur.folder / "fifo"], stdout=subprocess.PIPE)
    blur.works("in.png", "-o", "fifo")
    assert reader.communicate()[0][:4] == b"\x89PNG"


def test_inputs_without_a_place_for_the_result(blur: Program) -> None:
    os.mkfifo(blur.folder / "fifo")
    advice = "is no regular file: use -o to say where the result goes"
    blur.fails(2, f"blur: fifo: {advice}", "fifo")
    blur.fails(2, f"blur: /dev/stdin: {advice}", "/dev/stdin", input=PICTURE)
    writer = subprocess.Popen(["cp", "in.png", "fifo"], cwd=blur.folder)
    blur.works("fifo", "-o", "out.png", "-k1")
    assert writer.wait() == 0
    assert (decode((blur.folder / "out.png").read_bytes()) == SAMPLES).all()


def test_unknown_extension_of_one_of_several(blur: Program) -> None:
    (blur.folder / "photo.gif").write_bytes(PICTURE)
    result = blur.run("-q", "photo.gif", "in.png")
    message = b"blur: photo.gif: unknown extension: use --format, or -o FILE\n"
    assert (result.returncode, result.stderr) == (1, message)
    assert names(blur.folder) == ["in-blur.png", "in.png", "photo.gif"]


def test_several_files(blur: Program) -> None:
    for name in ("a.png", "b.png"):
        (blur.folder / name).write_bytes(PICTURE)
    blur.works("-q", "a.png", "b.png", "in.png")
    assert {"a-blur.png", "b-blur.png", "in-blur.png"} < set(names(blur.folder))


def test_clashes_are_found_before_any_work(blur: Program) -> None:
    (blur.folder / "in.jpg").write_bytes(jpeg(SAMPLES))
    (blur.folder / "in-blur.png").write_bytes(PICTURE)
    conflict = "blur: in-blur.png: two files would be written to it"
    blur.fails(2, conflict, "in.png", "in.jpg", "-f", "png")
    blur.fails(2, conflict, "in.png", "in.png")
    both = "blur: in-blur.png: is given as input and is the output of in.png too"
    blur.fails(2, both, "in-blur.png", "in.png")
    blur.fails(2, both.replace("in-blur.png:", "./in-blur.png:"), "in.png", "./in-blur.png")
    (blur.folder / "link.png").symlink_to("in-blur.png")
    blur.fails(2, both.replace("in-blur.png:", "link.png:"), "in.png", "link.png")
    assert (blur.folder / "in-blur.png").read_bytes() == PICTURE
    (blur.folder / "in-blur.png").unlink()
    (blur.folder / "link.png").unlink()
    result = blur.run("in.png", "./in.png")
    assert result.returncode == 2
    assert b"in-blur.png: two files would be written to it\n" in result.stderr
    assert names(blur.folder) == ["in.jpg", "in.png"]


# ---- Failures: what was there stays, nothing else is left ---------------------------------------


def test_missing_folder(blur: Program) -> None:
    message = "blur: no/out.png: No such file or directory"
    blur.fails(1, message, "in.png", "-o", "no/out.png")


def test_output_is_a_folder(blur: Program) -> None:
    for name in ("out.png", "out.d", "out"):
        (blur.folder / name).mkdir()
        blur.fails(1, f"blur: {name}: Is a directory", "in.png", "-o", name)
    blur.fails(1, "blur: out.d: Is a directory (-r takes what is in it)", "out.d")
    blur.fails(1, "blur: no.gif: No such file or directory", "no.gif")


def test_full_device(blur: Program) -> None:
    message = "No space left on device"
    blur.fails(1, f"blur: /dev/full: {message}", "in.png", "-o", "/dev/full")
    with open("/dev/full", "wb") as full:
        blur.fails(1, f"blur: standard output: {message}", "in.png", "-o", "-", stdout=full)
        blur.fails(1, f"blur: standard output: {message}", "--help", stdout=full)
        blur.fails(1, f"blur: standard output: {message}", "--version", stdout=full)


def test_closed_stdout(blur: Program) -> None:
    def close() -> None:
        os.close(1)

    message = "blur: standard output: Bad file descriptor"
    blur.fails(1, message, "in.png", "-o", "-", stdout=None, preexec_fn=close)
    blur.fails(1, message, "--help", stdout=None, preexec_fn=close)


def test_closed_stdin_and_stderr(blur: Program) -> None:
    def close() -> None:
        os.close(0)
        os.close(2)

    result = blur.run("in.png", "-o", "out.png", preexec_fn=close)
    assert (result.returncode, result.stderr) == (0, b"")
    assert (blur.folder / "out.png").read_bytes()[:4] == b"\x89PNG"
    message = "blur: standard input: Bad file descriptor"
    blur.fails(1, message, "-", "-o", "x.png", preexec_fn=lambda: os.close(0), stdin=None)


def test_closed_descriptors_are_taken(blur: Program) -> None:
    """Else a picture's file would get their number, and what is meant for them."""
    os.mkfifo(blur.folder / "pipe.png")  # which nobody writes to: it waits

    def close() -> None:
        os.close(0)
        os.close(1)

    program = subprocess.Popen(
        [blur.path, "pipe.png", "-o", "out.png"],
        cwd=blur.folder,
        preexec_fn=close,
    )
    link = Path(f"/proc/{program.pid}/fd/1")
    for _ in range(200):
        if link.is_symlink() and os.readlink(link) == "/dev/null":
            break
        time.sleep(0.05)
    taken = [os.readlink(f"/proc/{program.pid}/fd/{number}") for number in (0, 1)]
    program.terminate()
    program.wait(timeout=20)
    assert taken == ["/dev/null", "/dev/null"]


def small_files(ignore: bool) -> Any:
    """Limits files to 1000 bytes in the child, as a full disk would."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN if ignore else signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    return limit


def test_disk_full_half_way(blur: Program) -> None:
    (blur.folder / "out.png").write_bytes(b"old")
    message = "blur: out.png: File too large"
    blur.fails(
        1, message, "in.png", "-o", "out.png", preexec_fn=small_files(True), restore_signals=False
    )
    assert (blur.folder / "out.png").read_bytes() == b"old"


def test_memory_runs_out(blur: Program, preload: "dict[str, str]") -> None:
    """With less and less memory, some step fails; whichever it is, nothing is lost or left."""
    if preload:
        pytest.skip("the sanitizer takes more memory than any limit here")
    (blur.folder / "in.png").write_bytes(png(noise(1, 1, 3).repeat(1800, 0).repeat(1800, 1)))
    failures = 0
    for output in ("out.png", "out.jpg"):
        for limit in range(60_000_000, 4_000_000, -1_500_000):
            (blur.folder / output).write_bytes(b"old")
            result = blur.run(
                *("in.png", "-t1", "-o", output),
                preexec_fn=lambda limit=limit: resource.setrlimit(
                    resource.RLIMIT_AS, (limit, limit)
                ),
            )
            if result.returncode == 0:
                continue
            if b"shared librar" in result.stderr:
                break  # not even the program fits
            failures += 1
            assert result.returncode == 1
            assert b"out of memory\n" in result.stderr
            assert result.stderr.count(b"\n") == 1
            assert (blur.folder / output).read_bytes() == b"old"
    assert failures > 5
    assert set(names(blur.folder)) == {"in.png", "out.png", "out.jpg"}


def test_killed_while_writing(blur: Program) -> None:
    """The signal comes in the middle of a write: the temporary file exists, and goes."""
    (blur.folder / "out.png").write_bytes(b"old")
    result = blur.run(
        *("in.png", "-o", "out.png"), preexec_fn=small_files(False), restore_signals=False
    )
    assert result.returncode == -signal.SIGXFSZ
    assert (blur.folder / "out.png").read_bytes() == b"old"
    assert names(blur.folder) == ["in.png", "out.png"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_killed_while_working(blur: Program, number: int) -> None:
    """On a picture that takes a second to read, to blur and to write."""
    Image.new("L", (9000, 9000)).save(blur.folder / "in.png")
    (blur.folder / "out.png").write_bytes(b"old")
    arguments = [str(blur.path), "-e", "-k", "4001", "in.png", "-o", "out.png"]
    program = subprocess.Popen(arguments, cwd=blur.folder)
    time.sleep(0.3)
    program.send_signal(number)
    assert program.wait(timeout=20) == -number
    assert (blur.folder / "out.png").read_bytes() == b"old"
    assert names(blur.folder) == ["in.png", "out.png"]


def test_ignored_signal_stays_ignored(blur: Program) -> None:
    (blur.folder / "in.png").write_bytes(png(noise(300, 300, 3)))
    program = subprocess.Popen(
        [blur.path, "-k", "601", "in.png", "-o", "out.png"],
        cwd=blur.folder,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )
    time.sleep(0.1)
    program.send_signal(signal.SIGHUP)
    assert program.wait(timeout=60) == 0
    assert (blur.folder / "out.png").exists()


def test_reader_gone(blur: Program) -> None:
    (blur.folder / "in.png").write_bytes(png(noise(300, 300, 3)))
    read_end, write_end = os.pipe()
    os.close(read_end)
    result = blur.run("in.png", "-o", "-", stdout=write_end)
    os.close(write_end)
    assert (result.returncode, result.stderr) == (-signal.SIGPIPE, b"")


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that any user can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp())
    os.chmod(folder, 0o755)
    yield folder
    shutil.rmtree(folder)


def test_read_only_folder(blur: Program, shared_folder: Path) -> None:
    shutil.copy(blur.path, shared_folder / "blur")
    (shared_folder / "in.png").write_bytes(PICTURE)
    (shared_folder / "out.png").write_bytes(b"old")
    os.chmod(shared_folder, 0o555)
    as_user = {"user": 65534} if os.geteuid() == 0 else {}
    program = Program(shared_folder / "blur", shared_folder)
    denied = "Permission denied"
    program.fails(1, f"blur: out.png: {denied}", "in.png", "-o", "out.png", **as_user)
    program.fails(1, f"blur: in-blur.png: {denied}", "in.png", **as_user)
    assert (shared_folder / "out.png").read_bytes() == b"old"
    os.chmod(shared_folder, 0o755)


def test_unreadable_input(blur: Program, shared_folder: Path) -> None:
    shutil.copy(blur.path, shared_folder / "blur")
    (shared_folder / "in.png").write_bytes(PICTURE)
    os.chmod(shared_folder / "in.png", 0)
    as_user = {"user": 65534} if os.geteuid() == 0 else {}
    program = Program(shared_folder / "blur", shared_folder)
    program.fails(1, "blur: in.png: Permission denied", "in.png", **as_user)
