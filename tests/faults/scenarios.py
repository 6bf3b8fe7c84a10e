# SPDX-License-Identifier: MIT
"""What the program is asked for while its calls fail, each a run that takes a few milliseconds."""

import io
import zlib
from dataclasses import dataclass, field
from typing import Dict, List, Mapping, Optional, Sequence, Tuple

from PIL import Image

from containers import APP1, COM, EXIF, XMP, Part, icc_segments, jpeg_with, png_with, segment
from exif_data import exif, with_thumbnail
from pictures import Samples, jpeg, noise, png


@dataclass(frozen=True)
class Scenario:
    name: str
    arguments: Tuple[str, ...]
    inputs: Mapping[str, bytes]
    outputs: Mapping[str, str]  # of each the name of its input, or of the only one
    before: Mapping[str, bytes] = field(default_factory=dict)  # outputs that are there
    folders: Tuple[str, ...] = ()  # that are there, beside those of files
    subjects: Tuple[str, ...] = ()  # of messages, beside inputs and outputs
    stdin: Optional[bytes] = None
    places: Tuple[str, ...] = ("0",)  # the processes in which calls fail
    kinds: Tuple[str, ...] = ()  # that fail; none given: all
    spared: Tuple[str, ...] = ()  # that do not
    reason: str = ""  # that may be given beside the usual ones
    syncs: bool = False
    sees_times: bool = False
    needs: bytes = b""  # what --version must say
    # In that of C, strerror() looks for no translations, which take memory for good.
    locale: str = "C"
    kept: int = 0  # blocks that a failing run may leave more than one that works
    is_of_library: bool = False


OLD = b"what was there"
PROFILE = bytes(range(256)) * 3
PACKET = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">x</x:xmpmeta>'
# A worker alone, so that it is the same calls each time; and two at once.
ONE_WORKER = ("0", "1")
WORKERS = ("0", "all")


def small(channels: int = 3, seed: int = 1) -> Samples:
    return noise(12, 17, channels, seed=seed)


def grown(samples: Samples, times: int = 20) -> Samples:
    """As large as takes several threads."""
    return samples.repeat(times, axis=0).repeat(times * 2, axis=1)


def palette() -> bytes:
    """A PNG file with a palette, some colours of which are transparent."""
    image = Image.fromarray(small()).quantize(32)
    file = io.BytesIO()
    image.save(file, "PNG", transparency=bytes(range(0, 256, 8)))
    return file.getvalue()


def much_metadata() -> bytes:
    """A JPEG file with all that there is beside a picture."""
    thumbnail = jpeg(noise(8, 8, 3))
    segments = [
        segment(APP1, EXIF + with_thumbnail(thumbnail)),
        segment(APP1, XMP + PACKET),
        *icc_segments(PROFILE, piece=500),
        segment(COM, b"a comment"),
    ]
    return jpeg_with(small(), segments)


def much_metadata_as_png() -> bytes:
    parts = [
        Part(b"iCCP", b"name\0\0" + zlib.compress(PROFILE)),
        Part(b"pHYs", b"\0\0\x0b\x13\0\0\x0b\x13\1"),
        Part(b"eXIf", exif(6)),
        Part(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + PACKET),
        Part(b"tEXt", b"Comment\0a comment"),
        Part(b"zTXt", b"Title\0\0" + zlib.compress(b"a title" * 9)),
    ]
    return png_with(small(), *parts)


def one(name: str, data: bytes, *options: str, to: str = "png", **more: object) -> Scenario:
    """A file to another, which is there already."""
    source = "in.jpg" if data.startswith(b"\xff\xd8") else "in.png"
    target = f"out.{to}"
    values: Dict[str, object] = {
        "inputs": {source: data},
        "outputs": {target: source},
        "before": {target: OLD},
        **more,
    }
    return Scenario(name, ("-t1", *options, source, "-o", target), **values)  # type: ignore[arg-type]


def files(count: int = 3) -> Dict[str, bytes]:
    """Some PNG files, and one JPEG file between."""
    found = {f"{i}.png": png(small(seed=i)) for i in range(count)}
    return {**found, "0b.jpg": jpeg(small())}


def many(name: str, *options: str, places: Sequence[str] = ONE_WORKER, **more: object) -> Scenario:
    """Several files into a folder, where an output is there already."""
    inputs = files()
    values: Dict[str, object] = {
        "inputs": inputs,
        "outputs": {f"out/{source}": source for source in inputs},
        "before": {"out/1.png": OLD},
        "subjects": ("out",),
        **more,
    }
    arguments = (*options, *sorted(inputs), "-d", "out")
    return Scenario(name, arguments, places=tuple(places), **values)  # type: ignore[arg-type]


def tree() -> Scenario:
    inputs = {f"in/{name}": data for name, data in files(2).items()}
    inputs["in/sub/deep/x.png"] = png(small())
    outputs = {f"out/{name[3:]}": name for name in inputs}
    folders = ("in", "in/sub", "in/sub/deep", "out", "out/sub", "out/sub/deep")
    return Scenario(
        "folders",
        ("-r", "in", "-d", "out", "-j1"),
        inputs,
        outputs,
        subjects=folders,
        places=ONE_WORKER,
        # What cannot be looked at is taken for a file.
        reason="Is a directory",
    )


def in_list(name: str, is_standard: bool, *options: str) -> Scenario:
    inputs = files(2)
    end = b"\0" if "-0" in options else b"\n"
    names = b"".join(name.encode() + end for name in sorted(inputs))
    outputs = {f"out/{name}": name for name in inputs}
    arguments = ("--files-from", "-" if is_standard else "list", "-d", "out", "-j1", *options)
    return Scenario(
        name,
        arguments,
        inputs if is_standard else {**inputs, "list": names},
        outputs,
        folders=("out",),
        subjects=("list", "out"),
        stdin=names if is_standard else None,
        places=ONE_WORKER,
    )


def through(name: str, data: bytes, *options: str) -> Scenario:
    """From standard input to standard output."""
    return Scenario(
        name, ("-t1", *options, "-", "-o", "-"), {}, {"-": "standard input"}, stdin=data
    )


def with_file(name: str, option: str, other: str, content: bytes, *options: str) -> Scenario:
    """A picture and another file."""
    inputs = {"in.png": png(small(4)), other: content}
    return one(name, inputs["in.png"], option, other, *options, inputs=inputs, subjects=(other,))


def damaged() -> Scenario:
    """Of several files one is missing, and another is none: both are said without a fault."""
    inputs = {**files(2), "bad.png": b"This is no picture.\n"}
    outputs = {f"out/{name}": name for name in [*inputs, "missing.png"]}
    arguments = ("-j1", *sorted(inputs), "missing.png", "-d", "out")
    return Scenario(
        "damaged files", arguments, inputs, outputs, subjects=("out",), places=ONE_WORKER
    )


def of_program() -> List[Scenario]:
    rgb, alpha = png(small()), png(small(4))
    wide = png(small().astype("uint16") * 257, depth=16)
    kernel = b"1 2 1\n2 4 2 # the middle\n1 2 1\n"
    return [
        one("png", rgb),
        # Three blocks: strerror() has found that there is no translation, and keeps that in mind.
        one("png, characters of UTF-8", rgb, locale="C.UTF-8", kept=3),
        one("png by stb", rgb, "--codec=stb"),
        one("png, interlaced", png(small(), interlace=1)),
        one("16 bits", wide, needs=b"writes 16 bits"),
        one("16 bits to 8", wide, to="jpg"),
        one("palette", palette()),
        one("palette by stb", palette(), "--codec=stb"),
        one("jpeg", jpeg(small()), to="jpg"),
        one("jpeg by stb", jpeg(small()), "--codec=stb", to="jpg"),
        one("progressive jpeg", jpeg(small(), progressive=True), to="jpg"),
        one("grey jpeg", jpeg(small(1)), to="jpg"),
        one("metadata", much_metadata(), to="jpg"),
        one("metadata to png", much_metadata()),
        one("metadata by stb", much_metadata(), "--codec=stb", to="jpg"),
        one("metadata of png", much_metadata_as_png()),
        one("metadata of png to jpeg", much_metadata_as_png(), to="jpg"),
        one("lenient", jpeg(grown(small(), 2))[:-300], "--lenient"),
        one("linear", alpha, "--linear"),
        one("linear, 16 bits", wide, "--linear", needs=b"writes 16 bits"),
        one("exact and wide", rgb, "--exact", "-s9"),
        one("large kernel", png(grown(small(1), 6)), "-k151"),
        one("large kernel, exact", png(grown(small(1), 6)), "-k151", "-e"),
        one("regions", rgb, "-R8x6+2+2", "-R50%x4-0-0", "--feather=3", "--invert"),
        one("blocks", alpha, "--pixelate=4"),
        one("box", alpha, "--box=3"),
        one("motion", rgb, "--motion=5@30"),
        one("dither", rgb, "--dither", "-bconstant:#102030"),
        one("wrap", rgb, "-bwrap", "-k5x3"),
        one("background", alpha, "--background=#112233", to="jpg"),
        one("preserve", rgb, "-p", sees_times=True),
        one("sync", rgb, "--sync", syncs=True),
        one("beside", rgb, "-v", "--strip=all"),
        one("no clobber", rgb, "-n", before={}),
        one("no clobber, kept", rgb, "-n"),
        # An output that cannot be looked at is made anew.
        one("newer", rgb, "--newer", spared=("stat",)),
        Scenario("in place", ("in.png", "-o", "in.png"), {"in.png": rgb}, {"in.png": "in.png"}),
        one("json", rgb, "--json"),
        one("threads", png(grown(small())), "-t3"),
        one("threads, jpeg", jpeg(grown(small())), "-t3", to="jpg"),
        with_file("mask", "--mask", "mask.png", png(small(1))),
        with_file("transparent mask", "--mask", "mask.png", png(small(2)), "--invert"),
        with_file("kernel file", "--kernel-file", "kernel", kernel),
        with_file("raw kernel", "--kernel-file", "kernel", kernel, "--no-normalize", "--bias=.1"),
        through("pipe", rgb),
        through("pipe, jpeg to png", jpeg(small()), "-fpng"),
        many("many", "-j1"),
        many("many at once", "-j2", places=WORKERS),
        many("many, json", "-j1", "--json"),
        many("many, sync", "-j1", "--sync", "-p", syncs=True, sees_times=True, before={}),
        many("many, no clobber", "-j2", "-n", places=WORKERS),
        many("many, little memory", "-j2", "--max-memory=1500000", places=WORKERS),
        tree(),
        in_list("list", False),
        in_list("list with NUL bytes", True, "-0"),
        damaged(),
    ]


# Those of tests/faults/library.c.
LIBRARY = (
    "gaussian",
    "gaussian16",
    "gaussianfloat",
    "multirate",
    "cosine",
    "exact",
    "threads",
    "alpha",
    "linear",
    "linear16",
    "regions",
    "mask",
    "pixelate",
    "convolve",
    "product",
    "convolve16",
    "raw",
    "stream",
    "wrapstream",
    "image",
    "article",
)


def of_library() -> List[Scenario]:
    return [
        Scenario(
            f"library: {name}",
            (name,),
            {},
            {"-": name},
            kinds=("malloc", "thread"),
            is_of_library=True,
        )
        for name in LIBRARY
    ]


def all_scenarios() -> List[Scenario]:
    return [*of_program(), *of_library()]
