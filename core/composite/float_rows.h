/* SPDX-License-Identifier: MIT
 * Samples as the floats that are blurred in their place, and back in one rounding.
 *
 *   v = the sample, or its linear light; white is 1 in linear light and of floats, else the largest
 *       sample
 *   weighted by alpha a, a pixel (v, v, v, a) is worked on as (a v, a v, a v, a white), so that
 * what comes back is v = white * (a v) / (a white)
 *
 * A pixel whose alpha comes out as 0 has no colour: its samples are 0. */
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
    bool keeps_alpha;    /* alpha is not written, but stays what it is */
    bool dithers;        /* whole samples of 8 bits */
    struct light *light; /* NULL: samples as they are */
    const struct float_row_loops *loops;
    float bias; /* added to each colour, as a part of white */
};

/* The largest sample; 1 of floats. */
float float_rows_largest(const struct float_rows *conversion);

/* Makes floats of pixels, whose samples need not be aligned. */
void float_rows_load(const struct float_rows *conversion, const void *samples, float *floats,
                     size_t pixels);

/* Adds the bias to each colour. */
void float_rows_add_bias(const struct float_rows *conversion, float *floats, size_t pixels);

/* The reverse of taking; the floats are lost. x and y is the place of the first pixel in the image.
 */
void float_rows_store(const struct float_rows *conversion, float *floats, void *samples,
                      size_t pixels, size_t x, size_t y);

/* The floats of one pixel, such as that beyond an edge. */
void float_rows_pixel(const struct float_rows *conversion, const double pixel[4], double floats[4]);

#endif
