/* SPDX-License-Identifier: MIT
 * What a file says of its picture beside the samples: one plain struct that readers fill and
 * writers write, so that it survives from any format to any other. */
#ifndef BLUR_METADATA_H
#define BLUR_METADATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct blob {
    uint8_t *data; /* owned; NULL: there is none */
    size_t size;
};

/* A text with a keyword, as in PNG; a JPEG comment is one with the keyword "Comment". */
struct metadata_text {
    char *keyword;    /* Latin-1, 1 to 79 bytes, as PNG wants it; owned, as are the others */
    char *language;   /* "" where unknown */
    char *translated; /* the keyword in that language, UTF-8; "" where unknown */
    char *value;      /* UTF-8 */
    bool is_utf8;     /* it came as such, not as Latin-1 */
    bool is_compressed;
};

enum density_unit {
    DENSITY_NONE,
    DENSITY_RATIO,
    DENSITY_PER_INCH,
    DENSITY_PER_CM,
    DENSITY_PER_METRE
};

/* Pixels along x and y per unit of length; of a ratio alone, the shape of a pixel. */
struct density {
    enum density_unit unit;
    uint32_t x, y;
};

/* The PNG chunks that describe colours, as they are stored. */
struct color_chunks {
    bool has_gamma, has_chromaticities, has_srgb, has_cicp;
    uint8_t gamma[4], chromaticities[32], srgb[1], cicp[4];
};

struct metadata {
    struct blob exif;  /* a TIFF structure: begins with II or MM */
    struct blob xmp;   /* a packet of XML in UTF-8 */
    struct blob icc;   /* a colour profile */
    char icc_name[80]; /* what PNG calls it, Latin-1; "" where unknown */
    struct blob iptc;  /* IPTC-IIM records */
    struct color_chunks colors;
    struct density density;
    struct metadata_text *texts;
    size_t text_count, text_bytes; /* text_bytes: what their values and the list take */
    bool is_incomplete;            /* some were damaged or far too large, which has been reported */
};

/* Appends bytes to a blob, which may be empty. False: no memory, and nothing has changed. */
bool blob_append(struct blob *blob, const void *data, size_t size);

void blob_free(struct blob *blob);

/* Adds a text, copied from value_size bytes at value, which a zero byte ends early. They are
 * converted from Latin-1 to UTF-8 unless is_utf8; invalid UTF-8 is taken for Latin-1. The text
 * has no language; the returned pointer is valid until the next one is added. NULL: no memory. */
struct metadata_text *metadata_add_text(struct metadata *metadata, const char *keyword,
                                        const void *value, size_t value_size, bool is_utf8);

/* Sets a string of a text. False: no memory, and it is as it was. */
bool metadata_text_set(char **string, const char *value);

/* Whether a text can be written in Latin-1; writes it, with a zero byte, where latin1 is not
 * NULL, which takes no more bytes than the UTF-8. */
bool metadata_text_is_latin1(const char *utf8, char *latin1);

/* Drops all but what describes the colours of the samples. */
void metadata_keep_colors(struct metadata *metadata);

void metadata_free(struct metadata *metadata);

#endif
