/* SPDX-License-Identifier: MIT
 * The inner loops of the sliding cosines. Each of them does the same floating-point operations on
 * every sample in the same order, so that vectors of any width give the same bytes.
 *
 * With c(k) = a cos(theta k) for |k| <= r, its sum y[n] = sum c(k) x[n+k] and the step to there,
 * d[n] = y[n] - y[n-1], one of the cosines goes on to the next position by
 *
 *   d[n+1] = d[n] + c(r) U - c(r+1) V - e y[n],   U = x[n+r+1] + x[n-r-1],   e = 2 - 2 cos(theta)
 *   y[n+1] = y[n] + d[n+1],                       V = x[n+r] + x[n-r]
 *
 * which is y[n+1] = 2 cos(theta) y[n] - y[n-1] + ... in another form: as d and what is added to it
 * are smaller than y by about theta, so are their roundings, which theta divides again as they go
 * round. The constant amplitude has a running sum of integers. */
#ifndef BLUR_COSINE_BYTE_LOOPS_H
#define BLUR_COSINE_BYTE_LOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/cosine_axis.h"
#include "simd/cpu_family.h"

enum {
    cosine_tile = 16, /* samples that go together along y: vectors fill it evenly */
    cosine_block = 64 /* samples that are made bytes together */
};

/* A line of columns: the samples of cosine_rows rows at one position lie together, those beyond the
 * ends of the rows among them. Each is a line sample, (sample - 128) * 2^line_bits. */
struct cosine_columns {
    int16_t *samples;
    size_t width, channels;
    size_t pad; /* pixels at either end: radius + 1 */
};

/* The samples of rows are signed, less 128. rows[0] is the one at n - radius - 1. The functions
 * come in float and in double, [0] and [1]. */
struct cosine_byte_loops {
    /* Makes the state for row n from the rows up to n + radius. */
    void (*start_down[2])(const struct cosine_axis *axis, const int8_t *const *rows, size_t length,
                          void *state);
    /* Makes rows n..n+count-1, each times its scale, in columns; takes the state to n + count. The
     * last row is at n + count + radius. */
    void (*blur_down[2])(const struct cosine_axis *axis, const int8_t *const *rows, size_t length,
                         void *state, const double *scale, size_t count,
                         const struct cosine_columns *columns);
    /* Blurs columns along x and makes levels of them, less 128, the first at samples[0]. There is a
     * scale for each pixel. */
    void (*blur_across[2])(const struct cosine_axis *axis, const void *scale,
                           const struct cosine_columns *columns);
    /* Levels to rows. */
    void (*make_rows)(const struct cosine_columns *columns, size_t count, uint8_t *rows,
                      ptrdiff_t stride);
    void (*make_signed)(const uint8_t *row, int8_t *samples, size_t length);
};

extern const struct cosine_byte_loops cosine_byte_loops_plain;
#ifdef BLUR_LOOPS_X86
extern const struct cosine_byte_loops cosine_byte_loops_avx2, cosine_byte_loops_avx512;
#endif

/* Bytes of the state of an axis gone down, for each sample of a length in whole tiles. */
static inline size_t cosine_state_bytes(const struct cosine_axis *axis)
{
    size_t real = axis->in_double ? sizeof(double) : sizeof(float);
    return 2 * (size_t)axis->terms * real + sizeof(int32_t);
}

#endif
