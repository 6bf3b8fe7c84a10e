/* SPDX-License-Identifier: MIT
 * The inner loops that convert samples to floats and back, and premultiply alpha. Each does the
 * same operations on every sample, so any vector width gives the same bytes. */
#ifndef BLUR_FLOAT_ROW_LOOPS_H
#define BLUR_FLOAT_ROW_LOOPS_H

#include <stddef.h>
#include <stdint.h>

#include "simd/cpu_family.h"

/* The scale and visibility threshold of alpha; see float_rows.h. */
struct float_row_scale {
    float white, per_white; /* white and 1 / white */
    float half, least;      /* a pixel is visible if its alpha + half >= least */
};

struct float_row_loops {
    /* Bytes to floats, and back, rounded to nearest and clamped to 0..255. */
    void (*widen)(const uint8_t *samples, float *floats, size_t count);
    void (*narrow)(const float *floats, uint8_t *samples, size_t count);

    /* Pixels of four floats with alpha last: (v, v, v, a) becomes (a v, a v, a v, a white), and
     * back. */
    void (*premultiply)(float *floats, float white, size_t pixels);
    void (*unpremultiply)(float *floats, const struct float_row_scale *scale, size_t pixels);
};

extern const struct float_row_loops float_row_loops_plain;
#ifdef BLUR_LOOPS_X86
extern const struct float_row_loops float_row_loops_avx2, float_row_loops_avx512;
#endif

#endif
