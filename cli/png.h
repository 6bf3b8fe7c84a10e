/* SPDX-License-Identifier: MIT
 * PNG: its container is checked here, its samples are unpacked and packed by stb. */
#ifndef BLUR_PNG_H
#define BLUR_PNG_H

#include "bytes.h"
#include "picture.h"

enum png_color {
    PNG_GREY = 0,
    PNG_RGB = 2,
    PNG_PALETTE = 3,
    PNG_GREY_ALPHA = 4,
    PNG_RGB_ALPHA = 6
};

/* What a valid file's chunks say. Pointers are into its bytes. */
struct png {
    const uint8_t *header; /* the 13 bytes of IHDR */
    size_t width, height;
    unsigned depth; /* bits a sample in the file */
    enum png_color color;
    bool interlaced;
    const uint8_t *palette; /* RGB triples */
    size_t palette_count;
    const uint8_t *transparency; /* tRNS; NULL: none */
    size_t transparency_size;
    uint8_t *data; /* the zlib stream of all IDAT chunks, made contiguous */
    size_t data_size;
    bool animated, has_exif, has_profile;
    bool has_gamma; /* one other than that of sRGB */
};

/* The codec's three functions: see struct codec. */
bool png_recognises(const uint8_t *data, size_t size);
bool png_decode(const char *label, struct bytes *bytes, uint64_t max_pixels,
                struct picture *picture);
bool png_encode(const char *label, const struct picture *picture, int quality, struct bytes *bytes);

/* Checks signature, header, and every chunk's length, checksum and place, and moves the IDAT
 * payloads together. False: said why. */
bool png_parse(const char *label, struct bytes *bytes, struct png *png);

/* Bytes of the filtered scanlines, all passes of an interlaced image included; false where they do
 * not fit in a size. */
bool png_scanline_bytes(const struct png *png, size_t *bytes);

/* Samples a pixel in the file, before a palette or a transparent colour adds to them. */
size_t png_file_samples(enum png_color color);

#endif
