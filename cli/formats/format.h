/* SPDX-License-Identifier: MIT
 * The file formats, whatever library reads and writes them. */
#ifndef BLUR_FORMAT_H
#define BLUR_FORMAT_H

#include "files/bytes.h"

struct format {
    const char *name;       /* as --format takes it */
    const char *extensions; /* of file names, lower case, each between blanks */
    bool (*recognises)(const uint8_t *data, size_t size);
    bool has_alpha;
    bool has_chunks;     /* texts with keywords, and colours as PNG's chunks describe them */
    size_t longest_exif; /* bytes of Exif data that it can hold */
};

extern const struct format format_png, format_jpeg;

/* A list of the formats, for messages: "png, jpeg". */
extern const char format_names[];

/* NULL where there is none: by --format's name; by a file name's extension; by the first bytes. */
const struct format *format_by_name(const char *name);
const struct format *format_by_extension(const char *extension);
const struct format *format_by_content(const struct bytes *bytes);

/* The extension of a file name, behind the last dot of its last part; NULL where it has none. */
const char *format_extension(const char *file);

#endif
