/* SPDX-License-Identifier: MIT
 * The loops on bytes and lines for one vector width. The including file defines
 *   NAMED(name)      name with a unique suffix
 *   FALLBACK         the loops for rows shorter than a block
 *   SLOWNESS         see struct byte_loops
 *   TARGET           the function attribute that enables the instructions
 *   vec, LANES       a vector, and its number of 16-bit lanes
 *   load, store      unaligned
 *   zero(), splat8(x), splat16(x), splat32(x)    x in every lane
 *   add16(a, b)                    wraps around
 *   shift16(v, n), shift32(v, n)   arithmetic right shift; n is constant for the first
 *   low8, high8, low16, high16     interleave the halves of each 128-bit part of two vectors
 *   pair_bytes(v)                  sums of two unsigned bytes each, in 16 bits
 *   scale_pairs(u, v)              sums of two signed bytes of v, times the unsigned byte u
 *   multiply_round(a, b)           a * b / 2^15 of signed 16 bits, rounded to nearest
 *   accumulate(s, a, b)            s + sums of two products of signed 16 bits, in 32 bits
 *   pack32(a, b), pack16(a, b)     saturate to 16, 8 signed bits, in each 128-bit part
 *   pack16u(a, b)                  saturates to 8 unsigned bits
 *   vecf, splatf(x), addf, multiplyf, to_float(v)  the same for floats
 *   clampf(v, least, most), truncatef(v)           the second converts to integers
 *   load_parts(p, step)            128-bit parts of floats, step floats apart
 *   parts_low(a, b), parts_high(a, b)   interleave the 128-bit parts of a and b, a0 b0 a1 b1...:
 *                                  the first and the second half of the result
 *   bytes_in_order(v)              reorders the 64-bit parts of pack16(a, b): a, then b
 *   flip(v)                        toggles the top bit of every byte: -128 becomes 0 */
#include "simd/x86/byte_block_template.h"

static inline int32_t NAMED(half_unit)(int shift)
{
    return shift > 0 ? (int32_t)1 << (shift - 1) : 0;
}

/* The position of the next block. The last block overlaps the one before, so that nothing is read
 * or written past the end. */
static inline size_t NAMED(step)(size_t at, size_t length)
{
    const size_t next = at + NAMED(block);
    return next + NAMED(block) <= length || next >= length ? next : length - NAMED(block);
}

#include "simd/x86/byte_short_template.h"

/* The loops proper. For small radii the radius is a constant, so the rows and weights of all taps
 * stay in registers from block to block. */
INLINE void NAMED(convolve_bytes_of)(const uint8_t *const *rows, const struct fixed_taps *taps,
                                     size_t radius, size_t start, int16_t *line, size_t length)
{
    const int shift = taps->shift - line_bits;
    const int32_t bias = NAMED(half_unit)(shift) - line_middle * (1 << taps->shift);
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(init_sums)(bias), NAMED(init_sums)(bias)};
        NAMED(sum_bytes)(rows, taps, radius, start + at, sums);
        NAMED(store_interleaved)(line + at, sums, shift);
    }
}

INLINE void NAMED(convolve_lines_of)(const int16_t *const *lines, const struct fixed_taps *taps,
                                     size_t radius, size_t start, int16_t *line, size_t length)
{
    const int32_t bias = NAMED(half_unit)(taps->shift);
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(init_sums)(bias), NAMED(init_sums)(bias)};
        NAMED(sum_lines)(lines, taps, radius, start + at, sums);
        NAMED(store_line)(line + at, sums, taps->shift);
    }
}

INLINE void NAMED(convolve_to_bytes_of)(const int16_t *const *lines, const struct fixed_taps *taps,
                                        size_t radius, size_t start, uint8_t *row, size_t length)
{
    const int shift = taps->shift + line_bits;
    const int32_t bias = NAMED(half_unit)(shift);
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(init_sums)(bias), NAMED(init_sums)(bias)};
        NAMED(sum_lines)(lines, taps, radius, start + at, sums);
        NAMED(store_bytes)(row + at, sums, shift);
    }
}

/* A copy of the loop for each of the radii 1 to 7, and one for all others. */
#define CASE_OF(radius_of_case, loop, from, to)                                                    \
    case radius_of_case:                                                                           \
        NAMED(loop##_of)(from, taps, radius_of_case, start, to, length);                           \
        break

#define FOR_RADIUS(loop, from, to)                                                                 \
    if (length < NAMED(block)) {                                                                   \
        FALLBACK.loop(from, taps, start, to, length);                                              \
        return;                                                                                    \
    }                                                                                              \
    switch (taps->radius) {                                                                        \
        CASE_OF(1, loop, from, to);                                                                \
        CASE_OF(2, loop, from, to);                                                                \
        CASE_OF(3, loop, from, to);                                                                \
        CASE_OF(4, loop, from, to);                                                                \
        CASE_OF(5, loop, from, to);                                                                \
        CASE_OF(6, loop, from, to);                                                                \
        CASE_OF(7, loop, from, to);                                                                \
    default:                                                                                       \
        NAMED(loop##_of)(from, taps, taps->radius, start, to, length);                             \
    }

TARGET static void NAMED(convolve_bytes)(const uint8_t *const *rows, const struct fixed_taps *taps,
                                         size_t start, int16_t *line,
                                         size_t length){FOR_RADIUS(convolve_bytes, rows, line)}

TARGET static void NAMED(convolve_lines)(const int16_t *const *lines, const struct fixed_taps *taps,
                                         size_t start, int16_t *line,
                                         size_t length){FOR_RADIUS(convolve_lines, lines, line)}

TARGET
    static void NAMED(convolve_to_bytes)(const int16_t *const *lines, const struct fixed_taps *taps,
                                         size_t start, uint8_t *row,
                                         size_t length){FOR_RADIUS(convolve_to_bytes, lines, row)}

TARGET static void NAMED(center)(uint8_t *samples, size_t length)
{
    size_t at = 0;
    for (; at + 2 * LANES <= length; at += 2 * LANES)
        store(samples + at, flip(load(samples + at)));
    for (; at < length; at++)
        samples[at] ^= 0x80;
}

TARGET static void NAMED(convolve_bytes_short)(const uint8_t *const *rows,
                                               const struct fixed_taps *taps, size_t start,
                                               int16_t *line, size_t length){
    FOR_RADIUS(convolve_bytes_short, rows, line)}

TARGET static void NAMED(convolve_to_bytes_short)(const int16_t *const *lines,
                                                  const struct fixed_taps *taps, size_t start,
                                                  uint8_t *row, size_t length){
    FOR_RADIUS(convolve_to_bytes_short, lines, row)}

TARGET static void NAMED(interpolate_lines)(const int16_t *const lines[4], const int16_t weights[4],
                                            size_t start, int16_t *line, size_t length)
{
    const int32_t bias = NAMED(half_unit)(interpolate_shift);
    if (length < NAMED(block)) {
        FALLBACK.interpolate_lines(lines, weights, start, line, length);
        return;
    }
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(init_sums)(bias), NAMED(init_sums)(bias)};
        NAMED(sum_interpolated)(lines, weights, start + at, sums);
        NAMED(store_line)(line + at, sums, interpolate_shift);
    }
}

TARGET static void NAMED(convolve_bytes_scaled)(const uint8_t *const *rows,
                                                const struct fixed_taps *taps, size_t start,
                                                const float *scale, int16_t *line, size_t length)
{
    const int32_t bias = -line_middle * (1 << taps->shift);
    if (length < NAMED(block)) {
        FALLBACK.convolve_bytes_scaled(rows, taps, start, scale, line, length);
        return;
    }
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(init_sums)(bias), NAMED(init_sums)(bias)};
        NAMED(sum_bytes)(rows, taps, taps->radius, start + at, sums);
        NAMED(scale_bytes)(sums, scale + at);
        NAMED(store_interleaved)(line + at, sums, 0);
    }
}

TARGET static void NAMED(convolve_lines_scaled)(const int16_t *const *lines,
                                                const struct fixed_taps *taps, size_t start,
                                                const float *scale, int16_t *line, size_t length)
{
    if (length < NAMED(block)) {
        FALLBACK.convolve_lines_scaled(lines, taps, start, scale, line, length);
        return;
    }
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(init_sums)(0), NAMED(init_sums)(0)};
        NAMED(sum_lines)(lines, taps, taps->radius, start + at, sums);
        NAMED(scale_lines)(sums, scale + at);
        NAMED(store_line)(line + at, sums, 0);
    }
}

TARGET static void NAMED(interpolate_lines_scaled)(const int16_t *const lines[4],
                                                   const int16_t weights[4], size_t start,
                                                   const float *scale, int16_t *line, size_t length)
{
    if (length < NAMED(block)) {
        FALLBACK.interpolate_lines_scaled(lines, weights, start, scale, line, length);
        return;
    }
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(init_sums)(0), NAMED(init_sums)(0)};
        NAMED(sum_interpolated)(lines, weights, start + at, sums);
        NAMED(scale_lines)(sums, scale + at);
        NAMED(store_line)(line + at, sums, 0);
    }
}

TARGET static void NAMED(convolve_to_bytes_scaled)(const int16_t *const *lines,
                                                   const struct fixed_taps *taps, size_t start,
                                                   float scale, float offset, uint8_t *row,
                                                   size_t length)
{
    if (length < NAMED(block)) {
        FALLBACK.convolve_to_bytes_scaled(lines, taps, start, scale, offset, row, length);
        return;
    }
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(init_sums)(0), NAMED(init_sums)(0)};
        NAMED(sum_lines)(lines, taps, taps->radius, start + at, sums);
        NAMED(store_scaled)(row + at, sums, scale, offset);
    }
}

TARGET static void NAMED(interpolate_to_bytes_scaled)(const int16_t *const lines[4],
                                                      const int16_t weights[4], size_t start,
                                                      float scale, float offset, uint8_t *row,
                                                      size_t length)
{
    if (length < NAMED(block)) {
        FALLBACK.interpolate_to_bytes_scaled(lines, weights, start, scale, offset, row, length);
        return;
    }
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(init_sums)(0), NAMED(init_sums)(0)};
        NAMED(sum_interpolated)(lines, weights, start + at, sums);
        NAMED(store_scaled)(row + at, sums, scale, offset);
    }
}

TARGET static void NAMED(interpolate_to_bytes)(const int16_t *const lines[4],
                                               const int16_t weights[4], size_t start, uint8_t *row,
                                               size_t length)
{
    const int shift = interpolate_shift + line_bits;
    const int32_t bias = NAMED(half_unit)(shift);
    if (length < NAMED(block)) {
        FALLBACK.interpolate_to_bytes(lines, weights, start, row, length);
        return;
    }
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(init_sums)(bias), NAMED(init_sums)(bias)};
        NAMED(sum_interpolated)(lines, weights, start + at, sums);
        NAMED(store_bytes)(row + at, sums, shift);
    }
}

const struct byte_loops NAMED(byte_loops) = {
    .slowness = SLOWNESS,
    .convolve_bytes = NAMED(convolve_bytes),
    .convolve_lines = NAMED(convolve_lines),
    .convolve_to_bytes = NAMED(convolve_to_bytes),
    .center = NAMED(center),
    .convolve_bytes_short = NAMED(convolve_bytes_short),
    .convolve_to_bytes_short = NAMED(convolve_to_bytes_short),
    .interpolate_lines = NAMED(interpolate_lines),
    .interpolate_to_bytes = NAMED(interpolate_to_bytes),
    .convolve_bytes_scaled = NAMED(convolve_bytes_scaled),
    .convolve_lines_scaled = NAMED(convolve_lines_scaled),
    .convolve_to_bytes_scaled = NAMED(convolve_to_bytes_scaled),
    .interpolate_lines_scaled = NAMED(interpolate_lines_scaled),
    .interpolate_to_bytes_scaled = NAMED(interpolate_to_bytes_scaled),
};
