/* SPDX-License-Identifier: MIT
 * Weighted sums with arbitrary weights: bytes in float, wider samples in double. Each loop is
 * elementwise with a fixed order of operations, so every compiler, vector width and split of the
 * work gives the same bytes (the build disables contraction to fused multiply-add). */
#ifndef BLUR_SUM_LOOPS_H
#define BLUR_SUM_LOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The loops for one sample type. "real" is float or double. */
struct sum_loops {
    bool in_double;
    size_t sample_size, real_size;

    /* Converts a row of width pixels to reals, with radius pixels of zeros on either side. padded
     * holds (width + 2*radius) * channels. */
    void (*pad_row)(const void *row, size_t width, size_t channels, size_t radius, void *padded);

    /* sum[i] = lines[0][i] * weights[0] + ... + lines[count-1][i] * weights[count-1] for i <
     * length, in reals. */
    void (*convolve_lines)(const void *const *lines, const double *weights, size_t count, void *sum,
                           size_t length);

    /* Adds line[i] * weights[0] + line[i + step] * weights[1] + ... (count terms) to sum[i]. */
    void (*add_shifts)(const void *line, size_t step, const double *weights, size_t count,
                       void *sum, size_t length);

    /* samples[i] = sum[i] * scale[i] * row_scale; integers are rounded to nearest and saturated. */
    void (*finish)(const void *sum, const void *scale, double row_scale, void *samples,
                   size_t length);

    /* The same, but where scale is 0 the sample is copied from source, which may be samples itself.
     */
    void (*finish_or_copy)(const void *sum, const void *scale, double row_scale, const void *source,
                           void *samples, size_t length);

    /* Sets reals first..end-1 to value. */
    void (*fill)(void *reals, size_t first, size_t end, double value);
};

/* The loops for an enum blur_sample. Weights and scales must be representable as reals. */
const struct sum_loops *sum_loops_for(int32_t sample);

#endif
