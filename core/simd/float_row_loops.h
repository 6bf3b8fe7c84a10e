/* SPDX-License-Identifier: MIT
 * The inner loops between samples and floats. Each of them does the same operations on every
 * sample, so that vectors of any width give the same bytes. */
#ifndef BLUR_FLOAT_ROW_LOOPS_H
#define BLUR_FLOAT_ROW_LOOPS_H

#include <stddef.h>
#include <stdint.h>

#include "simd/cpu_family.h"

/* What is seen of a pixel weighted by alpha; see float_rows.h. */
struct float_row_scale {
    float white, per_white; /* and 1 / white */
    float half, least;      /* a pixel is seen where its alpha + half is at least the least */
};

struct float_row_loops {
    /* Bytes to floats, and back by rounding to the nearest of 0..255. */
    void (*widen)(const uint8_t *samples, float *floats, size_t count);
    void (*narrow)(const float *floats, uint8_t *samples, size_t count);

    /* Pixels of four floats, the last of which is alpha: (v, v, v, a) becomes (a v, a v, a v,
     * a white), and back. */
    void (*premultiply)(float *floats, float white, size_t pixels);
    void (*unpremultiply)(float *floats, const struct float_row_scale *scale, size_t pixels);
};

extern const struct float_row_loops float_row_loops_plain;
#ifdef BLUR_LOOPS_X86
extern const struct float_row_loops float_row_loops_avx2, float_row_loops_avx512;
#endif

#endif
