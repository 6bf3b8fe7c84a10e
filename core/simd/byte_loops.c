/* SPDX-License-Identifier: MIT
 * The loops on bytes and lines in plain C: the reference for all others. */
#include "simd/byte_loops.h"

#include <string.h>

/* Sums are accumulated in blocks that stay in the L1 cache while all taps are added:
 * 512 sums = 2 KiB. */
enum { block = 512 };

static void sum_of_bytes(const uint8_t *const *rows, const struct fixed_taps *taps, size_t start,
                         int32_t *restrict sums, size_t length)
{
    /* Subtracts mid-range once, for all taps. */
    for (size_t i = 0; i < length; i++)
        sums[i] = -line_middle * (1 << taps->shift);
    for (size_t tap = 0; tap <= taps->radius; tap++) {
        const uint8_t *a = rows[taps->radius - tap] + start, *b = rows[taps->radius + tap] + start;
        const int16_t weight = taps->weights[tap];
        for (size_t i = 0; i < length; i++)
            sums[i] += weight * (int16_t)(a[i] + b[i]);
    }
}

static void sum_of_lines(const int16_t *const *lines, const struct fixed_taps *taps, size_t start,
                         int32_t *restrict sums, size_t length)
{
    memset(sums, 0, length * sizeof *sums);
    for (size_t tap = 0; tap <= taps->radius; tap++) {
        const int16_t *a = lines[taps->radius - tap] + start;
        const int16_t *b = lines[taps->radius + tap] + start;
        const int16_t weight = taps->weights[tap];
        for (size_t i = 0; i < length; i++)
            sums[i] += weight * (int16_t)(a[i] + b[i]);
    }
}

static void sum_of_interpolated(const int16_t *const lines[4], const int16_t weights[4],
                                size_t start, int32_t *restrict sums, size_t length)
{
    const int16_t *a = lines[0] + start, *b = lines[1] + start;
    const int16_t *c = lines[2] + start, *d = lines[3] + start;
    const int16_t wa = weights[0], wb = weights[1], wc = weights[2], wd = weights[3];
    for (size_t i = 0; i < length; i++)
        sums[i] = a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd;
}

/* Half a unit of the shifted result; adding it makes the shift round to nearest. */
static int32_t half_unit(int shift)
{
    return shift > 0 ? (int32_t)1 << (shift - 1) : 0;
}

static void round_to_line(const int32_t *restrict sums, int shift, int16_t *restrict line,
                          size_t length)
{
    const int32_t half = half_unit(shift);
    for (size_t i = 0; i < length; i++)
        line[i] = (int16_t)((sums[i] + half) >> shift);
}

static void round_to_bytes(const int32_t *restrict sums, int shift, uint8_t *restrict row,
                           size_t length)
{
    const int32_t half = half_unit(shift);
    for (size_t i = 0; i < length; i++)
        row[i] = (uint8_t)(((sums[i] + half) >> shift) + line_middle);
}

static void convolve_bytes(const uint8_t *const *rows, const struct fixed_taps *taps, size_t start,
                           int16_t *line, size_t length)
{
    int32_t sums[block];
    for (size_t i = 0; i < length; i += block) {
        size_t n = size_min(length - i, block);
        sum_of_bytes(rows, taps, start + i, sums, n);
        round_to_line(sums, taps->shift - line_bits, line + i, n);
    }
}

static void convolve_lines(const int16_t *const *lines, const struct fixed_taps *taps, size_t start,
                           int16_t *line, size_t length)
{
    int32_t sums[block];
    for (size_t i = 0; i < length; i += block) {
        size_t n = size_min(length - i, block);
        sum_of_lines(lines, taps, start + i, sums, n);
        round_to_line(sums, taps->shift, line + i, n);
    }
}

static void convolve_to_bytes(const int16_t *const *lines, const struct fixed_taps *taps,
                              size_t start, uint8_t *row, size_t length)
{
    int32_t sums[block];
    for (size_t i = 0; i < length; i += block) {
        size_t n = size_min(length - i, block);
        sum_of_lines(lines, taps, start + i, sums, n);
        round_to_bytes(sums, taps->shift + line_bits, row + i, n);
    }
}

static void center(uint8_t *samples, size_t length)
{
    for (size_t i = 0; i < length; i++)
        samples[i] ^= 0x80;
}

static void add_products(const int16_t *restrict pairs, int16_t weight, int16_t *restrict sums,
                         size_t length)
{
    for (size_t i = 0; i < length; i++)
        sums[i] = (int16_t)(sums[i] + ((pairs[i] * weight + (1 << 14)) >> 15));
}

static void convolve_bytes_short(const uint8_t *const *rows, const struct fixed_taps *taps,
                                 size_t start, int16_t *restrict line, size_t length)
{
    const int16_t unit = (int16_t)(1 << (short_shift_bytes - taps->shift));
    int16_t pairs[block], sums[block];
    for (size_t at = 0; at < length; at += block) {
        size_t n = size_min(length - at, block);
        for (size_t i = 0; i < n; i++)
            sums[i] = short_offset;
        for (size_t tap = 0; tap <= taps->radius; tap++) {
            const int8_t *a = (const int8_t *)rows[taps->radius - tap] + start + at;
            const int8_t *b = (const int8_t *)rows[taps->radius + tap] + start + at;
            for (size_t i = 0; i < n; i++)
                pairs[i] = (int16_t)((int16_t)(a[i] + b[i]) * unit);
            add_products(pairs, taps->weights[tap], sums, n);
        }
        for (size_t i = 0; i < n; i++)
            line[at + i] = (int16_t)((sums[i] + 1) >> 1);
    }
}

/* Adds 127, one unit less than half a level, so that a tie rounds down. */
static void convolve_to_bytes_short(const int16_t *const *lines, const struct fixed_taps *taps,
                                    size_t start, uint8_t *restrict row, size_t length)
{
    int16_t pairs[block], sums[block];
    for (size_t at = 0; at < length; at += block) {
        size_t n = size_min(length - at, block);
        memset(sums, 0, n * sizeof *sums);
        for (size_t tap = 0; tap <= taps->radius; tap++) {
            const int16_t *a = lines[taps->radius - tap] + start + at;
            const int16_t *b = lines[taps->radius + tap] + start + at;
            for (size_t i = 0; i < n; i++)
                pairs[i] = (int16_t)(a[i] + b[i]);
            add_products(pairs, taps->weights[tap], sums, n);
        }
        for (size_t i = 0; i < n; i++)
            row[at + i] = (uint8_t)(((sums[i] + 127 - short_offset) >> 8) + line_middle);
    }
}

static void interpolate_lines(const int16_t *const lines[4], const int16_t weights[4], size_t start,
                              int16_t *line, size_t length)
{
    int32_t sums[block];
    for (size_t i = 0; i < length; i += block) {
        size_t n = size_min(length - i, block);
        sum_of_interpolated(lines, weights, start + i, sums, n);
        round_to_line(sums, interpolate_shift, line + i, n);
    }
}

static void interpolate_to_bytes(const int16_t *const lines[4], const int16_t weights[4],
                                 size_t start, uint8_t *row, size_t length)
{
    int32_t sums[block];
    for (size_t i = 0; i < length; i += block) {
        size_t n = size_min(length - i, block);
        sum_of_interpolated(lines, weights, start + i, sums, n);
        round_to_bytes(sums, interpolate_shift + line_bits, row + i, n);
    }
}

/* Adding 2^15 makes the value positive, so truncation rounds it to nearest. */
static void scale_to_line(const int32_t *restrict sums, const float *restrict scale,
                          int16_t *restrict line, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        float value = (float)sums[i] * scale[i];
        value = value < line_least ? line_least : value;
        value = value > line_most ? line_most : value;
        line[i] = (int16_t)((int32_t)(value + 32768.5f) - 32768);
    }
}

static void convolve_bytes_scaled(const uint8_t *const *rows, const struct fixed_taps *taps,
                                  size_t start, const float *scale, int16_t *line, size_t length)
{
    int32_t sums[block];
    for (size_t i = 0; i < length; i += block) {
        size_t n = size_min(length - i, block);
        sum_of_bytes(rows, taps, start + i, sums, n);
        scale_to_line(sums, scale + i, line + i, n);
    }
}

static void convolve_lines_scaled(const int16_t *const *lines, const struct fixed_taps *taps,
                                  size_t start, const float *scale, int16_t *line, size_t length)
{
    int32_t sums[block];
    for (size_t i = 0; i < length; i += block) {
        size_t n = size_min(length - i, block);
        sum_of_lines(lines, taps, start + i, sums, n);
        scale_to_line(sums, scale + i, line + i, n);
    }
}

static void interpolate_lines_scaled(const int16_t *const lines[4], const int16_t weights[4],
                                     size_t start, const float *scale, int16_t *line, size_t length)
{
    int32_t sums[block];
    for (size_t i = 0; i < length; i += block) {
        size_t n = size_min(length - i, block);
        sum_of_interpolated(lines, weights, start + i, sums, n);
        scale_to_line(sums, scale + i, line + i, n);
    }
}

static void scale_to_bytes(const int32_t *restrict sums, float scale, float offset,
                           uint8_t *restrict row, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        float value = (float)sums[i] * scale + (offset + 0.5f);
        value = value < 0 ? 0 : value;
        value = value > 255 ? 255 : value;
        row[i] = (uint8_t)(int32_t)value;
    }
}

static void convolve_to_bytes_scaled(const int16_t *const *lines, const struct fixed_taps *taps,
                                     size_t start, float scale, float offset, uint8_t *row,
                                     size_t length)
{
    int32_t sums[block];
    for (size_t i = 0; i < length; i += block) {
        size_t n = size_min(length - i, block);
        sum_of_lines(lines, taps, start + i, sums, n);
        scale_to_bytes(sums, scale, offset, row + i, n);
    }
}

static void interpolate_to_bytes_scaled(const int16_t *const lines[4], const int16_t weights[4],
                                        size_t start, float scale, float offset, uint8_t *row,
                                        size_t length)
{
    int32_t sums[block];
    for (size_t i = 0; i < length; i += block) {
        size_t n = size_min(length - i, block);
        sum_of_interpolated(lines, weights, start + i, sums, n);
        scale_to_bytes(sums, scale, offset, row + i, n);
    }
}

const struct byte_loops byte_loops_plain = {
    .slowness = 6,
    .convolve_bytes = convolve_bytes,
    .convolve_lines = convolve_lines,
    .convolve_to_bytes = convolve_to_bytes,
    .center = center,
    .convolve_bytes_short = convolve_bytes_short,
    .convolve_to_bytes_short = convolve_to_bytes_short,
    .interpolate_lines = interpolate_lines,
    .interpolate_to_bytes = interpolate_to_bytes,
    .convolve_bytes_scaled = convolve_bytes_scaled,
    .convolve_lines_scaled = convolve_lines_scaled,
    .convolve_to_bytes_scaled = convolve_to_bytes_scaled,
    .interpolate_lines_scaled = interpolate_lines_scaled,
    .interpolate_to_bytes_scaled = interpolate_to_bytes_scaled,
};
