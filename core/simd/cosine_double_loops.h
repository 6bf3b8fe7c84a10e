/* SPDX-License-Identifier: MIT
 * The inner loops of the sliding cosines for samples wider than a byte, in doubles. Each of them
 * does the same floating-point operations on every sample in the same order, so that vectors of any
 * width give the same bytes.
 *
 * With c(k) = a cos(theta k) for |k| <= r, its sum y[n] = sum c(k) x[n+k] goes on to the next
 * position by
 *
 *   y[n+1] = (2 cos(theta) y[n] - y[n-1]) + (c(r) U - c(r+1) V),   U = x[n+r+1] + x[n-r-1]
 *                                                                  V = x[n+r] + x[n-r]
 *
 * which is fewer operations than the form that bytes need in floats (cosine_byte_loops.h): what
 * rounding does to it is nothing in doubles. The constant amplitude has a running sum.
 *
 * Sums of what has left the window leave a trace of their rounding, so that where all samples are c
 * the result is not quite c. Of floats, results that are within "snap" of the middle sample become
 * that sample; snap is the most that rounding can have done. */
#ifndef BLUR_COSINE_DOUBLE_LOOPS_H
#define BLUR_COSINE_DOUBLE_LOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/cosine_double_axis.h"
#include "simd/cpu_family.h"

enum {
    cosine_double_tile = 16, /* samples that go together along y: vectors fill it evenly */
    cosine_double_block = 64 /* samples that are stored together */
};

/* A line of columns: the samples of cosine_double_rows rows at one position lie together, those
 * beyond the ends of the rows among them. */
struct cosine_double_columns {
    float *samples;
    size_t width, channels;
    size_t pad; /* pixels at either end: radius + 1 */
};

/* What floats are kept to. */
struct cosine_double_limits {
    double snap;
    double largest; /* the magnitude of any sample, where a result might overflow */
    bool overflows;
};

/* Rows are samples of a type, [0] uint16_t or [1] float; rows[0] is the one at n - radius - 1. */
struct cosine_double_loops {
    /* Makes the state for row n from the rows up to n + radius. */
    void (*start_down[2])(const struct cosine_double_axis *axis, const void *const *rows,
                          size_t length, double *state);
    /* Makes rows n..n+count-1, each times its scale, in columns; takes the state to n + count. The
     * last row is at n + count + radius. */
    void (*blur_down[2])(const struct cosine_double_axis *axis, const void *const *rows,
                         size_t length, double *state, const double *scale, size_t count,
                         const struct cosine_double_columns *columns,
                         const struct cosine_double_limits *limits);
    /* Blurs columns along x, the first result at samples[0]. There is a scale for each pixel. */
    void (*blur_across[2])(const struct cosine_double_axis *axis, const double *scale,
                           const struct cosine_double_columns *columns,
                           const struct cosine_double_limits *limits);
    /* Results to rows. */
    void (*make_rows[2])(const struct cosine_double_columns *columns, size_t count, void *rows,
                         ptrdiff_t stride);
    /* Copies floats, those that are not finite as 0; returns the largest magnitude. */
    float (*take_floats)(const void *row, float *samples, size_t length, bool *all_finite);
};

extern const struct cosine_double_loops cosine_double_loops_plain;
#ifdef BLUR_LOOPS_X86
extern const struct cosine_double_loops cosine_double_loops_avx2, cosine_double_loops_avx512;
#endif

/* Doubles of the state of an axis gone down, for each sample of a length in whole tiles. */
static inline size_t cosine_double_state_count(const struct cosine_double_axis *axis)
{
    return 2 * (size_t)axis->terms + 1;
}

#endif
