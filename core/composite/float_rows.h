/* SPDX-License-Identifier: MIT
 * Converts rows of samples to floats for blurring, and back with a single rounding.
 *
 *   v is the sample, or its linear light. White is 1 for linear light and floats, else the largest
 *   sample.
 *   A pixel (v, v, v, a) is premultiplied by its alpha to (a v, a v, a v, a white), and restored by
 *   v = white * (a v) / (a white).
 *
 * A pixel whose alpha comes out as 0 has no colour: all its samples become 0. */
#ifndef BLUR_FLOAT_ROWS_H
#define BLUR_FLOAT_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "composite/light.h"
#include "simd/float_row_loops.h"

struct float_rows {
    int32_t sample; /* enum blur_sample */
    size_t channels;
    bool premultiplies;  /* by alpha, the last channel */
    bool keeps_alpha;    /* do not write alpha */
    bool dithers;        /* 8-bit samples */
    struct light *light; /* NULL: not in linear light */
    const struct float_row_loops *loops;
    float bias; /* added to each colour, as a fraction of white */
};

/* The largest sample; 1 for floats. */
float float_rows_largest(const struct float_rows *conversion);

/* Converts samples, which need not be aligned, to floats. */
void float_rows_load(const struct float_rows *conversion, const void *samples, float *floats,
                     size_t pixels);

/* Adds the bias to each colour. */
void float_rows_add_bias(const struct float_rows *conversion, float *floats, size_t pixels);

/* The inverse; it overwrites the floats. x and y are the first pixel's coordinates in the image,
 * for dithering. */
void float_rows_store(const struct float_rows *conversion, float *floats, void *samples,
                      size_t pixels, size_t x, size_t y);

/* Converts one pixel, such as the border's. */
void float_rows_pixel(const struct float_rows *conversion, const double pixel[4], double floats[4]);

#endif
