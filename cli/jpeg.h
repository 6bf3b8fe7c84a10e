/* SPDX-License-Identifier: MIT
 * JPEG: its segments are checked here, its samples are decoded and encoded by stb. */
#ifndef BLUR_JPEG_H
#define BLUR_JPEG_H

#include "bytes.h"
#include "picture.h"

/* What a file's segments say. */
struct jpeg {
    size_t width, height;
    int components;  /* 1 grey, 3 YCbCr or RGB, 4 CMYK or YCCK */
    uint64_t blocks; /* 8 x 8 blocks of all components */
    bool progressive;
    bool has_exif, has_profile;
    size_t size; /* bytes up to and with the end-of-image marker */
};

/* The codec's three functions: see struct codec. */
bool jpeg_recognises(const uint8_t *data, size_t size);
bool jpeg_decode(const char *label, struct bytes *bytes, uint64_t max_pixels,
                 struct picture *picture);
bool jpeg_encode(const char *label, const struct picture *picture, int quality,
                 struct bytes *bytes);

/* Checks every segment from the start to the end-of-image marker: lengths, tables, that each scan
 * finds the tables it names, and that every component has a scan. False: said why. */
bool jpeg_parse(const char *label, const struct bytes *bytes, struct jpeg *jpeg);

#endif
