/* SPDX-License-Identifier: MIT */
#include "float_loops.h"

#include <string.h>

/* Sums are made in blocks that stay in the first-level cache while all taps are added to them:
 * 1024 floats = 4 KiB of sums, beside 4 KiB from each of four lines. */
enum { block_length = 1024 };

static size_t block_end(size_t start, size_t length)
{
    return length - start < block_length ? length : start + block_length;
}

void float_pad_row(const uint8_t *row, size_t width, size_t channels, size_t radius, float *padded)
{
    float *middle = padded + radius * channels, *end = middle + width * channels;
    memset(padded, 0, radius * channels * sizeof *padded);
    for (size_t i = 0; i < width * channels; i++)
        middle[i] = row[i];
    memset(end, 0, radius * channels * sizeof *end);
}

/* Four taps at a time: the sum is loaded and stored once for four products. */
static void add_four(const float *a, const float *b, const float *c, const float *d,
                     const float *weights, float *restrict sum, size_t length)
{
    const float wa = weights[0], wb = weights[1], wc = weights[2], wd = weights[3];
    for (size_t i = 0; i < length; i++)
        sum[i] += (a[i] * wa + b[i] * wb) + (c[i] * wc + d[i] * wd);
}

static void add_one(const float *a, float weight, float *restrict sum, size_t length)
{
    for (size_t i = 0; i < length; i++)
        sum[i] += a[i] * weight;
}

void loop_weigh_lines(const float *const *lines, const float *weights, size_t count, float *sum,
                      size_t length)
{
    memset(sum, 0, length * sizeof *sum);
    for (size_t start = 0; start < length; start += block_length) {
        size_t n = block_end(start, length) - start, tap = 0;
        for (; tap + 4 <= count; tap += 4)
            add_four(lines[tap] + start, lines[tap + 1] + start, lines[tap + 2] + start,
                     lines[tap + 3] + start, weights + tap, sum + start, n);
        for (; tap < count; tap++)
            add_one(lines[tap] + start, weights[tap], sum + start, n);
    }
}

void loop_add_shifts(const float *line, size_t step, const float *weights, size_t count, float *sum,
                     size_t length)
{
    for (size_t start = 0; start < length; start += block_length) {
        size_t n = block_end(start, length) - start, tap = 0;
        const float *a = line + start;
        for (; tap + 4 <= count; tap += 4, a += 4 * step)
            add_four(a, a + step, a + 2 * step, a + 3 * step, weights + tap, sum + start, n);
        for (; tap < count; tap++, a += step)
            add_one(a, weights[tap], sum + start, n);
    }
}

static inline uint8_t to_u8(float value)
{
    value += 0.5f;
    value = value > 0 ? value : 0;
    value = value < 255 ? value : 255;
    return (uint8_t)(int)value;
}

void loop_finish_u8(const float *restrict sum, const float *restrict scale, float row_scale,
                    uint8_t *restrict samples, size_t length)
{
    for (size_t i = 0; i < length; i++)
        samples[i] = to_u8(sum[i] * scale[i] * row_scale);
}

void loop_finish_or_copy_u8(const float *sum, const float *scale, float row_scale,
                            const uint8_t *source, uint8_t *samples, size_t length)
{
    for (size_t i = 0; i < length; i++)
        samples[i] = scale[i] == 0 ? source[i] : to_u8(sum[i] * scale[i] * row_scale);
}
