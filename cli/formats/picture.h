/* SPDX-License-Identifier: MIT
 * A picture but for its samples, which come and go as rows. */
#ifndef BLUR_PICTURE_H
#define BLUR_PICTURE_H

#include "blur.h"
#include "formats/metadata/metadata.h"

/* How a JPEG was compressed; all zero for a picture that comes from elsewhere. */
struct jpeg_style {
    int quality; /* 1..100, as estimated from its tables; 0: unknown */
    int horizontal,
        vertical; /* luma samples for one of chroma: 1 x 1, 2 x 1, 2 x 2 ...; 0: unknown */
};

struct picture {
    size_t width, height;
    int channels; /* 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha; alpha is not premultiplied */
    int sample;   /* BLUR_UINT8, or BLUR_UINT16 in the byte order of the machine */
    struct metadata metadata;
    struct jpeg_style jpeg;
};

/* Bytes of a row, without padding. */
static inline size_t picture_row_bytes(const struct picture *picture)
{
    return picture->width * (size_t)picture->channels * (picture->sample == BLUR_UINT16 ? 2 : 1);
}

/* The sum, saturated. */
static inline size_t picture_add(size_t a, size_t b)
{
    return b <= SIZE_MAX - a ? a + b : SIZE_MAX;
}

/* A number of quarters of the samples' bytes, saturated. */
size_t picture_quarter_bytes(const struct picture *picture, size_t quarters);

/* Bytes of a whole image. False: they do not fit in a size_t. */
bool picture_bytes(size_t width, size_t height, size_t bytes_per_pixel, size_t *bytes);

/* Whether an image of this size may be decoded. False: reported. */
bool picture_within_limit(const char *label, size_t width, size_t height, uint64_t max_pixels);

#endif
