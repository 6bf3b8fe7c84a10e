/* SPDX-License-Identifier: MIT
 * Weighted sums of any weights: of bytes in floats, of wider samples in doubles. Each loop is
 * elementwise with a fixed order of operations, so that every compiler, vector width and split of
 * the work gives the same bytes (the build forbids contraction to fused multiply-add). */
#ifndef BLUR_SUM_LOOPS_H
#define BLUR_SUM_LOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* For samples of one type. "real" is float or double. */
struct sum_loops {
    bool in_double;
    size_t sample_size, real_size;

    /* Writes a row of width pixels as reals, with radius pixels of zeros on either side. padded:
     * (width + 2*radius) * channels. */
    void (*pad_row)(const void *row, size_t width, size_t channels, size_t radius, void *padded);

    /* sum[i] = lines[0][i] * weights[0] + ... + lines[count-1][i] * weights[count-1], i < length,
     * of reals. */
    void (*convolve_lines)(const void *const *lines, const double *weights, size_t count, void *sum,
                           size_t length);

    /* Adds line[i] * weights[0] + line[i + step] * weights[1] + ... (count terms) to sum[i]. */
    void (*add_shifts)(const void *line, size_t step, const double *weights, size_t count,
                       void *sum, size_t length);

    /* samples[i] = sum[i] * scale[i] * row_scale, integers rounded to nearest and saturated. */
    void (*finish)(const void *sum, const void *scale, double row_scale, void *samples,
                   size_t length);

    /* The same, but samples whose scale is 0 are copied from source, which may be samples itself.
     */
    void (*finish_or_copy)(const void *sum, const void *scale, double row_scale, const void *source,
                           void *samples, size_t length);

    /* Sets reals first..end-1. */
    void (*fill)(void *reals, size_t first, size_t end, double value);
};

/* For an enum blur_sample. Weights and scales must be floats where sums are. */
const struct sum_loops *sum_loops_for(int32_t sample);

#endif
