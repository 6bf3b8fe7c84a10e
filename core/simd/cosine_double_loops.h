/* SPDX-License-Identifier: MIT
 * The inner loops of the cosine recurrences for samples wider than a byte, in double. Each loop
 * does the same floating-point operations on every sample in the same order, so any vector width
 * gives the same bytes.
 *
 * With c(k) = a cos(theta k) for |k| <= r, the sum y[n] = sum c(k) x[n+k] advances one position by
 *
 *   y[n+1] = (2 cos(theta) y[n] - y[n-1]) + (c(r) U - c(r+1) V),   U = x[n+r+1] + x[n-r-1]
 *                                                                  V = x[n+r] + x[n-r]
 *
 * which takes fewer operations than the form that bytes need in float (cosine_byte_loops.h); in
 * double its rounding error is negligible. The constant term is a running sum.
 *
 * Samples that have left the window leave rounding errors behind in the sums, so where all samples
 * are c the result is not exactly c. For float samples, a result within "snap" of the middle sample
 * becomes that sample; snap is the bound on the rounding error. */
#ifndef BLUR_COSINE_DOUBLE_LOOPS_H
#define BLUR_COSINE_DOUBLE_LOOPS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/cosine_double_axis.h"
#include "simd/cpu_family.h"

enum {
    cosine_double_tile = 16, /* samples filtered together along y: whole vectors of any width */
    cosine_double_block = 64 /* samples stored together */
};

/* A transposed band of cosine_double_rows rows: the samples of all rows at one position are
 * adjacent. It includes padding beyond both ends. */
struct cosine_double_columns {
    float *samples;
    size_t width, channels;
    size_t pad; /* padding in pixels at either end: radius + 1 */
};

/* Limits applied to float results. */
struct cosine_double_limits {
    double snap;
    double largest; /* the largest magnitude of a sample; clamps results if overflows is set */
    bool overflows;
};

/* Rows hold samples of type [0] uint16_t or [1] float; rows[0] is the row at n - radius - 1. */
struct cosine_double_loops {
    /* Initializes the state for row n from the rows up to n + radius. */
    void (*start_down[2])(const struct cosine_double_axis *axis, const void *const *rows,
                          size_t length, double *state);
    /* Writes rows n..n+count-1, each multiplied by its scale, to columns and advances the state to
     * n + count. The last row read is at n + count + radius. */
    void (*blur_down[2])(const struct cosine_double_axis *axis, const void *const *rows,
                         size_t length, double *state, const double *scale, size_t count,
                         const struct cosine_double_columns *columns,
                         const struct cosine_double_limits *limits);
    /* Blurs columns along x, in place, the first result at samples[0]. scale has one entry per
     * pixel. */
    void (*blur_across[2])(const struct cosine_double_axis *axis, const double *scale,
                           const struct cosine_double_columns *columns,
                           const struct cosine_double_limits *limits);
    /* Transposes results back to rows. */
    void (*make_rows[2])(const struct cosine_double_columns *columns, size_t count, void *rows,
                         ptrdiff_t stride);
    /* Copies floats, replacing non-finite ones by 0; returns the largest magnitude. */
    float (*take_floats)(const void *row, float *samples, size_t length, bool *all_finite);
};

extern const struct cosine_double_loops cosine_double_loops_plain;
#ifdef BLUR_LOOPS_X86
extern const struct cosine_double_loops cosine_double_loops_avx2, cosine_double_loops_avx512;
#endif

/* Doubles of vertical state per sample; the length is rounded up to whole tiles. */
static inline size_t cosine_double_state_count(const struct cosine_double_axis *axis)
{
    return 2 * (size_t)axis->terms + 1;
}

#endif
