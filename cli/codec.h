/* SPDX-License-Identifier: MIT
 * The formats that can be read and written. */
#ifndef BLUR_CODEC_H
#define BLUR_CODEC_H

#include "bytes.h"
#include "picture.h"

struct codec {
    const char *name;       /* as --format takes it */
    const char *extensions; /* of file names, lower case, each between blanks */

    bool (*recognises)(const uint8_t *data, size_t size);

    /* Decodes bytes, which it may rearrange, into a picture to be freed by picture_free(). label
     * names the file in messages. False: said why; the picture is empty. */
    bool (*decode)(const char *label, struct bytes *bytes, uint64_t max_pixels,
                   struct picture *picture);

    /* Encodes a picture into empty bytes; quality, 1..100, is for formats that have one. False:
     * said why; bytes are the caller's to free either way. */
    bool (*encode)(const char *label, const struct picture *picture, int quality,
                   struct bytes *bytes);
};

/* A list of the formats, for messages: "png, jpeg". */
extern const char codec_names[];

/* What codecs there are and which libraries do their work, for --version. */
extern const char codec_libraries[];

/* NULL where there is none: by --format's name; by a file name's extension; by the first bytes. */
const struct codec *codec_by_name(const char *name);
const struct codec *codec_by_extension(const char *extension);
const struct codec *codec_by_content(const struct bytes *bytes);

/* The extension of a file name, behind the last dot of its last part; NULL where it has none. */
const char *codec_extension(const char *file);

#endif
