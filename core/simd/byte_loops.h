/* SPDX-License-Identifier: MIT
 * The inner loops on bytes and lines, where most of the time goes. All sums are exact integers, so
 * any order of addition, vector width or split of the work gives the same bytes. For lines see
 * image/line.h. */
#ifndef BLUR_BYTE_LOOPS_H
#define BLUR_BYTE_LOOPS_H

#include <stddef.h>
#include <stdint.h>

#include "image/line.h"
#include "kernel/fixed_taps.h"
#include "simd/cpu_family.h"

/* Accumulators have 32 bits. A sum of bytes is at most 255 * 2^22 < 2^30. A sum of line samples is
 * at least -2^14 * 2^17 = -2^31, and at most 127 * 2^7 * 2^17 plus, for rounding, half a unit of a
 * byte, 2^(7 + 17 - 1). */
enum { shift_most_bytes = 22, shift_most_line = 17 };
_Static_assert(255LL << shift_most_bytes <= INT32_MAX / 2, "a sum of bytes fits");
_Static_assert(((int64_t)line_least) * (1LL << shift_most_line) >= INT32_MIN &&
                   ((int64_t)line_most << shift_most_line) +
                           (1LL << (line_bits + shift_most_line - 1)) <=
                       INT32_MAX,
               "a sum of line samples fits");
_Static_assert(2 * line_least >= INT16_MIN && 2 * line_most <= INT16_MAX, "a pair fits");

/* 16-bit accumulators, in units of 1/256 level. The bytes here are sample - 128: the sum of two,
 * times 2^(23 - shift), times a weight of 2^shift, over 2^15, is in these units. Lines have half
 * the resolution, so for a sum of two of them weights of 2^16 over 2^15 give the same units.
 *
 * Each product is rounded to a unit, so a sum is off by up to half of radius + 1. Flat areas could
 * leave -32768..32512, so sums are offset by 128 units. Lines are offset by 64 of their steps
 * accordingly, which leaves room for the sum of two; as the weights sum to 1, the 128 can be
 * subtracted again at the end. */
enum {
    short_shift_bytes = 23,
    short_shift_lines = 16,
    short_offset = 128,
    short_line_offset = short_offset / 2,
    short_radius_max = 200
};
_Static_assert(-256 * (1 << (short_shift_bytes - 16)) >= INT16_MIN, "a pair of bytes fits");
_Static_assert(-128 * 256 + short_offset - (short_radius_max + 1) / 2 >= INT16_MIN &&
                   127 * 256 + short_offset + (short_radius_max + 1) / 2 <= INT16_MAX,
               "a short sum fits");

/* The weights of the samples of four lines: non-negative, with the sum 2^interpolate_shift. */
enum { interpolate_shift = 15 };
_Static_assert((2LL << (line_bits + 7)) << interpolate_shift <= INT32_MAX,
               "an interpolated sum fits");

/* The pointer tables hold 2*radius + 1 rows or lines, of which samples start..start+length-1 are
 * read. The middle one has the weight taps->weights[0], its neighbours weights[1], and so on. The
 * length results are rounded to nearest, ties up, and must not overlap the input. */
struct byte_loops {
    double slowness; /* rough run time relative to the fastest loops */

    /* Bytes to a line. taps->shift is in line_bits..shift_most_bytes. */
    void (*convolve_bytes)(const uint8_t *const *rows, const struct fixed_taps *taps, size_t start,
                           int16_t *line, size_t length);

    /* Lines to a line, and to bytes. taps->shift is at most shift_most_line. */
    void (*convolve_lines)(const int16_t *const *lines, const struct fixed_taps *taps, size_t start,
                           int16_t *line, size_t length);
    void (*convolve_to_bytes)(const int16_t *const *lines, const struct fixed_taps *taps,
                              size_t start, uint8_t *row, size_t length);

    /* Replaces samples by sample - 128, as signed bytes. */
    void (*center)(uint8_t *samples, size_t length);

    /* The same with 16-bit accumulators: faster, less exact. Ties round up in lines and down in
     * bytes, which cancels the bias of 1/512 level on average that each has. Bytes come from
     * center(), with taps->shift in 16..22; for lines it is 16. */
    void (*convolve_bytes_short)(const uint8_t *const *rows, const struct fixed_taps *taps,
                                 size_t start, int16_t *line, size_t length);
    void (*convolve_to_bytes_short)(const int16_t *const *lines, const struct fixed_taps *taps,
                                    size_t start, uint8_t *row, size_t length);

    /* Four lines to a line, and to bytes. */
    void (*interpolate_lines)(const int16_t *const lines[4], const int16_t weights[4], size_t start,
                              int16_t *line, size_t length);
    void (*interpolate_to_bytes)(const int16_t *const lines[4], const int16_t weights[4],
                                 size_t start, uint8_t *row, size_t length);

    /* The same, but each sum is multiplied by a scale before it is rounded and saturated: lines
     * have a scale per sample, bytes a single one. Sums use the integer weights as they are. */
    void (*convolve_bytes_scaled)(const uint8_t *const *rows, const struct fixed_taps *taps,
                                  size_t start, const float *scale, int16_t *line, size_t length);
    void (*convolve_lines_scaled)(const int16_t *const *lines, const struct fixed_taps *taps,
                                  size_t start, const float *scale, int16_t *line, size_t length);
    void (*convolve_to_bytes_scaled)(const int16_t *const *lines, const struct fixed_taps *taps,
                                     size_t start, float scale, float offset, uint8_t *row,
                                     size_t length);
    void (*interpolate_lines_scaled)(const int16_t *const lines[4], const int16_t weights[4],
                                     size_t start, const float *scale, int16_t *line,
                                     size_t length);
    void (*interpolate_to_bytes_scaled)(const int16_t *const lines[4], const int16_t weights[4],
                                        size_t start, float scale, float offset, uint8_t *row,
                                        size_t length);
};

/* Plain C for any CPU: the reference. */
extern const struct byte_loops byte_loops_plain;
#ifdef BLUR_LOOPS_X86
extern const struct byte_loops byte_loops_avx2, byte_loops_avx512;
#endif

#endif
