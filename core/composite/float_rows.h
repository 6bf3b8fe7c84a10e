/* SPDX-License-Identifier: MIT
 * Samples as the floats that are blurred in their place, and back in one rounding.
 *
 *   v = the sample, or its linear light; white is 1 in linear light and of floats, else the largest
 *       sample
 *   weighed by alpha a, a pixel (v, v, v, a) is worked on as (a v, a v, a v, a white), so that what
 *   comes back is v = white * (a v) / (a white)
 *
 * A pixel whose alpha comes out as 0 has no colour: its samples are 0. */
#ifndef BLUR_FLOAT_ROWS_H
#define BLUR_FLOAT_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "composite/light.h"
#include "simd/float_row_loops.h"

struct working {
    int32_t sample; /* enum blur_sample */
    size_t channels;
    bool weighs;         /* by alpha, the last channel */
    bool keeps_alpha;    /* alpha is not written, but stays what it is */
    bool dithers;        /* whole samples of 8 bits */
    struct light *light; /* NULL: samples as they are */
    const struct working_loops *loops;
    float bias; /* added to each colour, as a part of white */
};

/* Whether the last channel is alpha. */
static inline bool working_has_alpha(size_t channels)
{
    return channels == 2 || channels == 4;
}

/* The largest sample; 1 of floats. */
float working_most(const struct working *working);

/* Makes floats of pixels, whose samples need not be aligned. */
void working_take(const struct working *working, const void *samples, float *floats, size_t pixels);

/* Adds the bias to each colour. */
void working_add_bias(const struct working *working, float *floats, size_t pixels);

/* The reverse of taking; the floats are lost. x and y is the place of the first pixel in the image.
 */
void working_put(const struct working *working, float *floats, void *samples, size_t pixels,
                 size_t x, size_t y);

/* The floats of one pixel, such as that beyond an edge. */
void working_pixel(const struct working *working, const double pixel[4], double floats[4]);

#endif
