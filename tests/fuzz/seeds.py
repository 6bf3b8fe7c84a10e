# SPDX-License-Identifier: MIT
"""What fuzzing begins with: small files of every kind, made here."""

import io
import struct
import zlib
from pathlib import Path
from typing import Dict, Iterator, List, Tuple

import numpy as np
from PIL import Image

import containers
import exif_data
from pictures import Samples, chunk, jpeg, noise, png

FOLDER = Path(__file__).resolve().parent
Seeds = List[bytes]
COLORS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # samples of each colour type of PNG
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
PROFILE = struct.pack(">I4xI4s4s4s", 40, 0x02400000, b"mntr", b"RGB ", b"XYZ ") + b"acsp" * 3


def png_kinds() -> Iterator[Tuple[int, int, int]]:
    """Colour type, depth and interlace method."""
    for color, depths in DEPTHS.items():
        for depth in depths:
            yield color, depth, 0
            yield color, depth, 1


def png_chunks() -> Dict[bytes, bytes]:
    """The data of a chunk of each kind of metadata."""
    text = zlib.compress(b"a text")
    return {
        b"iCCP": b"a profile\0\0" + zlib.compress(PROFILE),
        b"gAMA": struct.pack(">I", 45455),
        b"cHRM": struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000),
        b"sRGB": b"\0",
        b"cICP": b"\x01\x0d\0\1",
        b"pHYs": struct.pack(">IIB", 2835, 2835, 1),
        b"eXIf": exif_data.with_thumbnail(b"\xff\xd8thumb\xff\xd9"),
        b"tEXt": b"Comment\0a text",
        b"zTXt": b"Title\0\0" + text,
        b"iTXt": b"Title\0\1\0en\0Titel\0" + text,
        b"tIME": b"\7\xe8\1\2\3\4\5",
        b"acTL": struct.pack(">II", 1, 0),
    }


def xmp_packet() -> bytes:
    return (
        b'<x:xmpmeta><rdf:Description tiff:Orientation="6" GImage:Data="abc">'
        b"<xmp:Thumbnails><xmpGImg:image>abc</xmpGImg:image></xmp:Thumbnails>"
        b"</rdf:Description></x:xmpmeta>"
    )


def png_seeds() -> Seeds:
    seeds = []
    palette = chunk(b"PLTE", bytes(range(48)))
    for color, depth, interlace in png_kinds():
        most = 15 if color == 3 else 2**depth - 1
        samples = noise(9, 7, COLORS[color]).astype(np.uint16) * 257 % (min(most, 2**depth - 1) + 1)
        before = [palette] if color == 3 else []
        seeds.append(png(samples, depth, color, interlace, before))
        if color in (0, 2):
            seeds.append(png(samples, depth, color, 0, [chunk(b"tRNS", b"\0\1" * COLORS[color])]))
        if color == 3:
            seeds.append(png(samples, depth, color, 0, [palette, chunk(b"tRNS", b"\0\x80")]))
    metadata = [chunk(kind, data) for kind, data in png_chunks().items()]
    seeds.append(png(noise(3, 3, 3), before_data=metadata))
    texts = [
        chunk(b"tEXt", b"Raw profile type %s\0" % name + containers.raw_profile(name, data))
        for name, data in raw_profiles()
    ]
    seeds.append(png(noise(3, 3, 4), before_data=texts))
    seeds.append(png(noise(20, 30, 3) // 64))
    return seeds


def raw_profiles() -> List[Tuple[bytes, bytes]]:
    record = containers.iptc_record(120, b"a caption")
    return [
        (b"exif", exif_data.exif(6)),
        (b"APP1", containers.XMP + xmp_packet()),
        (b"iptc", containers.resource(0x0404, record)),
        (b"icc", PROFILE),
    ]


def jpeg_segments() -> Seeds:
    record = containers.iptc_record(120, b"a caption")
    return [
        containers.jfif(1, 300, 300),
        containers.segment(0xE1, containers.EXIF + exif_data.with_thumbnail(b"\xff\xd8t\xff\xd9")),
        containers.segment(0xE1, containers.XMP + xmp_packet()),
        *containers.icc_segments(PROFILE, 32),
        containers.segment(0xED, containers.PHOTOSHOP + containers.resource(0x0404, record)),
        containers.segment(0xFE, b"a comment"),
    ]


def cmyk_jpeg(samples: Samples, **options: int) -> bytes:
    file = io.BytesIO()
    Image.frombytes("CMYK", (samples.shape[1], samples.shape[0]), samples.tobytes()).save(
        file, "JPEG", **options
    )
    return file.getvalue()


def dark(samples: Samples) -> Samples:
    """Less noise, which takes fewer bytes."""
    result: Samples = (samples // 2).astype(np.uint8)
    return result


def jpeg_seeds() -> Seeds:
    rgb, grey = dark(noise(17, 19, 3)), dark(noise(17, 19, 1))
    seeds = []
    for progressive in (False, True):
        for subsampling in (0, 1, 2):
            seeds.append(jpeg(rgb, quality=60, subsampling=subsampling, progressive=progressive))
        seeds.append(jpeg(grey, quality=60, progressive=progressive))
        seeds.append(jpeg(rgb, quality=30, restart_marker_blocks=2, progressive=progressive))
        seeds.append(cmyk_jpeg(noise(9, 9, 4), progressive=progressive))
    seeds.append(jpeg(noise(8, 8, 1), quality=50, optimize=True))
    seeds.append(jpeg(grey, quality=60)[:-40])
    return [*seeds, containers.jpeg_with(noise(8, 8, 3), jpeg_segments())]


def pipeline_seeds() -> Seeds:
    """Bytes that choose options, before a file."""
    files = [*png_seeds()[::3], *jpeg_seeds()[::2]]
    heads = [bytes(noise(16, seed=number)) for number in range(len(files))]
    return [head + file for head, file in zip(heads, files)]


def part(kind: int, data: bytes) -> bytes:
    return struct.pack(">BH", kind, len(data)) + data


def metadata_seeds() -> Seeds:
    """A byte of choices, then parts: see fuzz_metadata.c."""
    profiles = [b"\0" + containers.raw_profile(name, data) for name, data in raw_profiles()]
    profiles.append(b"\0" + containers.resource(0x0404, containers.iptc_record(120, b"a caption")))
    kinds = b"eXIf tEXt zTXt iTXt iCCP gAMA cHRM sRGB cICP pHYs acTL tIME".split()
    chunks = png_chunks()
    texts = [
        b"Raw profile type %s\0%s" % (n, containers.raw_profile(n, d)) for n, d in raw_profiles()
    ]
    texts.append(b"Title\0caf\xe9")
    in_png = [
        *(part(number, chunks[kind]) for number, kind in enumerate(kinds)),
        part(14, b"Title\0\0a text"),
        part(15, b"Title\0\1\0en\0Titel\0caf\xc3\xa9"),
        part(3, b"XML:com.adobe.xmp\0\0\0\0\0" + xmp_packet()),
        part(16, b"a profile\0\0" + PROFILE),
        *(part(1, text) for text in texts),
    ]
    data = [segment[4:] for segment in jpeg_segments()]
    exif, xmp, icc = data[1][6:], data[2][29:], [piece[12:] for piece in data[3:5]]
    in_jpeg = [
        part(0, exif),
        part(1, xmp),
        *(part(2, piece) for piece in icc),
        part(3, data[5][14:]),
        part(5, data[0][5:]),
        part(6, b"caf\xc3\xa9"),
        part(7, b"more"),
    ]
    seeds = list(profiles)
    for choices in range(32, 64):
        parts = in_png if choices & 1 else in_jpeg
        seeds.append(bytes([choices]) + b"".join(parts[choices % 5 :: 2]))
        seeds.append(bytes([choices]) + parts[choices % len(parts)])
    return seeds


def core_seeds() -> Seeds:
    """All of them are calls: see core_call.c."""
    return [bytes(noise(300, seed=number) % (256 if number % 2 else 8)) for number in range(64)]


def paragraphs(name: str) -> Seeds:
    """The parts of a text file that lie between empty lines, but for comments."""
    text = (FOLDER / name).read_text()
    lines = [line for line in text.split("\n") if not line.startswith("##")]
    return [part.strip("\n").encode() + b"\n" for part in "\n".join(lines).split("\n\n") if part]


def command_seeds() -> Seeds:
    """The size of a picture, and arguments, one a line."""
    return [b"\0\0\0\x63" + text for text in paragraphs("commands.txt")]


def kernel_file_seeds() -> Seeds:
    return paragraphs("kernels.txt")


MAKERS = {
    "png": png_seeds,
    "jpeg": jpeg_seeds,
    "pipeline": pipeline_seeds,
    "metadata": metadata_seeds,
    "core": core_seeds,
    "command": command_seeds,
    "kernel_file": kernel_file_seeds,
}


def write(folder: Path, name: str) -> None:
    """Puts the seeds of a target into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(MAKERS[name]()):
        (folder / f"seed-{number:03}").write_bytes(seed)
