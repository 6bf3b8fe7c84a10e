/* SPDX-License-Identifier: MIT
 * The inner loops of the cosine recurrences for bytes. Each loop does the same floating-point
 * operations on every sample in the same order, so any vector width gives the same bytes.
 *
 * With c(k) = a cos(theta k) for |k| <= r, the sum y[n] = sum c(k) x[n+k] of one cosine and its
 * increment d[n] = y[n] - y[n-1] advance one position by
 *
 *   d[n+1] = d[n] + c(r) U - c(r+1) V - e y[n],   U = x[n+r+1] + x[n-r-1],   e = 2 - 2 cos(theta)
 *   y[n+1] = y[n] + d[n+1],                       V = x[n+r] + x[n-r]
 *
 * which is y[n+1] = 2 cos(theta) y[n] - y[n-1] + ... in another form. d and the terms added to it
 * are smaller than y by about theta, and so are their rounding errors; the recurrence divides these
 * by theta again as it feeds them back. The constant term is a running sum of integers. */
#ifndef BLUR_COSINE_BYTE_LOOPS_H
#define BLUR_COSINE_BYTE_LOOPS_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/cosine_axis.h"
#include "simd/cpu_family.h"

enum {
    cosine_tile = 16, /* samples filtered together along y: whole vectors of any width */
    cosine_block = 64 /* samples converted to bytes together */
};

/* A transposed band of cosine_rows rows: the samples of all rows at one position are adjacent. It
 * includes padding beyond both ends. Each is a line sample, (sample - 128) * 2^line_bits. */
struct cosine_columns {
    int16_t *samples;
    size_t width, channels;
    size_t pad; /* padding in pixels at either end: radius + 1 */
};

/* Row samples are signed: sample - 128. rows[0] is the row at n - radius - 1. Functions come in [0]
 * float and [1] double. */
struct cosine_byte_loops {
    /* Initializes the state for row n from the rows up to n + radius. */
    void (*start_down[2])(const struct cosine_axis *axis, const int8_t *const *rows, size_t length,
                          void *state);
    /* Writes rows n..n+count-1, each multiplied by its scale, to columns and advances the state to
     * n + count. The last row read is at n + count + radius. */
    void (*blur_down[2])(const struct cosine_axis *axis, const int8_t *const *rows, size_t length,
                         void *state, const double *scale, size_t count,
                         const struct cosine_columns *columns);
    /* Blurs columns along x, in place, into levels minus 128, the first at samples[0]. scale has
     * one entry per pixel. */
    void (*blur_across[2])(const struct cosine_axis *axis, const void *scale,
                           const struct cosine_columns *columns);
    /* Transposes levels back to rows of bytes. */
    void (*make_rows)(const struct cosine_columns *columns, size_t count, uint8_t *rows,
                      ptrdiff_t stride);
    void (*make_signed)(const uint8_t *row, int8_t *samples, size_t length);
};

extern const struct cosine_byte_loops cosine_byte_loops_plain;
#ifdef BLUR_LOOPS_X86
extern const struct cosine_byte_loops cosine_byte_loops_avx2, cosine_byte_loops_avx512;
#endif

/* Bytes of vertical state per sample; the length is rounded up to whole tiles. */
static inline size_t cosine_state_bytes(const struct cosine_axis *axis)
{
    size_t real = axis->in_double ? sizeof(double) : sizeof(float);
    return 2 * (size_t)axis->terms * real + sizeof(int32_t);
}

#endif
