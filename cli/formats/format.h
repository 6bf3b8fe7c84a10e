/* SPDX-License-Identifier: MIT
 * A file format: what it is called, how it is recognised, and who reads and writes it. */
#ifndef BLUR_FORMAT_H
#define BLUR_FORMAT_H

#include "formats/codec.h"

struct format {
    const char *name;       /* as --format takes it */
    const char *extension;  /* of new files; --format takes it too */
    const char *extensions; /* all that are recognised, lower case, each between blanks */
    bool (*recognises)(const uint8_t *data, size_t size);
    bool has_alpha;
    bool has_chunks;            /* texts with keywords, and colours as PNG's chunks describe them */
    size_t max_exif;            /* bytes of Exif data that it can hold */
    const struct codec *codecs; /* the preferred one first */
    size_t codec_count;
};

/* stb is always there, reads all, and is what --codec=stb leaves. */
enum codec_choice { CODEC_AUTO, CODEC_STB };

/* The codec that reads a format. */
const struct codec *format_read_codec(const struct format *format, enum codec_choice choice);

/* The codec that writes samples of a type. NULL: none does; there is always one for BLUR_UINT8. */
const struct codec *format_write_codec(const struct format *format, int sample,
                                       enum codec_choice choice);

/* The extension of a file name, behind the last dot of its last part; NULL where it has none. */
const char *format_extension(const char *file);

#endif
