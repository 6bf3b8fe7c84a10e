/* SPDX-License-Identifier: MIT
 * PNG (ISO/IEC 15948): the container and its metadata are read, checked and written here, whatever
 * library packs and unpacks the samples. */
#ifndef BLUR_PNG_H
#define BLUR_PNG_H

#include <string.h>

#include "formats/codec.h"

enum png_color {
    PNG_GREY = 0,
    PNG_RGB = 2,
    PNG_PALETTE = 3,
    PNG_GREY_ALPHA = 4,
    PNG_RGB_ALPHA = 6
};

/* The contents of a file's chunks. Pointers are into its bytes. */
struct png {
    struct png_header {
        uint32_t width, height;
        uint8_t depth; /* bits a sample in the file */
        uint8_t color; /* enum png_color */
        bool is_interlaced;
    } header;
    uint8_t palette[3 * 256]; /* RGB triples */
    size_t palette_count;
    uint8_t transparency[256]; /* tRNS */
    size_t transparency_size;  /* 0: none */
    uint8_t *data;             /* the zlib stream of all IDAT chunks, made contiguous */
    size_t data_size;
    size_t data_offset; /* bytes of the file before data, which the chunks there took up */
    bool is_animated;
    struct picture picture; /* as it is handed out, with its metadata */
};

/* The codecs: see struct codec. */
struct reader *png_stb_open(const struct reading *reading, struct bytes *bytes);
struct writer *png_stb_create(const struct writing *writing, const struct picture *picture);
#ifdef BLUR_WITH_SPNG
struct reader *png_spng_open(const struct reading *reading, struct bytes *bytes);
struct writer *png_spng_create(const struct writing *writing, const struct picture *picture);
const char *png_spng_version(void);
#endif

/* ---- Reading ---------------------------------------------------------------------------- */

/* Whether a file begins with the signature. */
bool png_recognises(const uint8_t *data, size_t size);

/* Checks signature, header, and every chunk's length, checksum and place, reads the metadata,
 * and joins the IDAT payloads; then checks that the image is not too large, nor larger than its
 * data can be. False: reported, and there is nothing to free. */
bool png_parse(const struct reading *reading, struct bytes *bytes, struct png *png);

/* Bytes of the filtered scanlines, all passes of an interlaced image included; false where they do
 * not fit in a size. */
bool png_scanline_bytes(const struct png_header *header, size_t *bytes);

/* Samples a pixel in the file, before a palette or a transparent colour adds to them. */
size_t png_file_samples(unsigned color);

/* A chunk whose length and checksum are right. */
struct png_chunk {
    const uint8_t *type; /* 4 letters */
    uint8_t *data;
    size_t size;
};

static inline bool png_chunk_is(const struct png_chunk *chunk, const char *type)
{
    return memcmp(chunk->type, type, 4) == 0;
}

/* Adds a chunk's metadata. Damaged ones are dropped with a warning, as they cost no pixel.
 * False: no memory, which is reported. */
bool png_read_metadata(const char *label, const struct png_chunk *chunk, struct metadata *metadata);

/* ---- Writing ---------------------------------------------------------------------------- */

/* The header of an output. */
struct png_header png_header_of(const struct picture *picture);

/* Appends signature and header. False: no memory. */
bool png_put_header(const struct png_header *header, struct bytes *bytes);

/* Appends signature, header and metadata: all that goes before the first IDAT. False: no memory. */
bool png_put_header_and_metadata(const struct picture *picture, struct bytes *bytes);

/* Appends a chunk. False: no memory. */
bool png_put_chunk(struct bytes *bytes, const char *type, const void *data, size_t size);

/* Appends length and type of an IDAT chunk. False: no memory, or too much data. */
bool png_put_idat_start(struct bytes *bytes, size_t size);

/* Appends the checksum of an IDAT chunk, whose type and data are the last bytes there, and IEND.
 * False: no memory. */
bool png_put_idat_end(struct bytes *bytes, size_t size);

/* Appends a zlib stream as IDAT chunks, and IEND. False: no memory. */
bool png_put_idat(struct bytes *bytes, const uint8_t *data, size_t size);

/* Appends the chunks of the metadata. False: no memory. */
bool png_put_metadata(const struct metadata *metadata, struct bytes *bytes);

#endif
