/* SPDX-License-Identifier: MIT
 * The inner loops on bytes and lines: where the time goes. All sums are exact integers, so that
 * every order of adding, vector width and split of the work gives the same bytes. Lines: see
 * image/line.h. */
#ifndef BLUR_BYTE_LOOPS_H
#define BLUR_BYTE_LOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/line.h"
#include "kernel/fixed_taps.h"
#include "simd/cpu_family.h"

/* Sums are of 32 bits. Of bytes: at most 255 * 2^22 < 2^30. Of a line: at least -2^14 * 2^17 =
 * -2^31, at most 127 * 2^7 * 2^17 and half a unit of a byte, 2^(7 + 17 - 1), for rounding. */
enum { shift_most_bytes = 22, shift_most_line = 17 };
_Static_assert(255LL << shift_most_bytes <= INT32_MAX / 2, "a sum of bytes fits");
_Static_assert(((int64_t)line_least) * (1LL << shift_most_line) >= INT32_MIN &&
                   ((int64_t)line_most << shift_most_line) +
                           (1LL << (line_bits + shift_most_line - 1)) <=
                       INT32_MAX,
               "a sum of line samples fits");
_Static_assert(2 * line_least >= INT16_MIN && 2 * line_most <= INT16_MAX, "a pair fits");

/* Sums of 16 bits, in units of 1/256 level. Bytes come as sample - 128 here; two of them times
 * 2^(23 - shift), times a weight of 2^shift, over 2^15, make units. Lines have half the resolution,
 * so weights of 2^16 over 2^15 make units of a sum of two. Each product is rounded to a unit, so
 * that sums are off by half of the radius and 1/2: they would leave -32768..32512 where all samples
 * are the same, and are therefore 128 units more than said. Lines have 64 steps more accordingly:
 * the sum of two fits, and the 128 come out again as the weights sum to 1. */
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

/* The weights of one sample of four lines; they sum to 2^interpolate_shift, none is negative. */
enum { interpolate_shift = 15 };
_Static_assert((2LL << (line_bits + 7)) << interpolate_shift <= INT32_MAX, "a spread sum fits");

/* The tables of pointers hold 2*radius + 1 rows or lines from which samples start..start+length-1
 * are read, the middle one weighted by taps->weights[0] and so on outwards. Results, of length
 * samples, are rounded to nearest, a tie upwards, and do not overlap what is read. */
struct byte_loops {
    double slowness; /* time taken against the fastest loops, roughly */

    /* Bytes to a line. taps->shift is line_bits..shift_most_bytes. */
    void (*convolve_bytes)(const uint8_t *const *rows, const struct fixed_taps *taps, size_t start,
                           int16_t *line, size_t length);

    /* Lines to a line, and to bytes. taps->shift is at most shift_most_line. */
    void (*convolve_lines)(const int16_t *const *lines, const struct fixed_taps *taps, size_t start,
                           int16_t *line, size_t length);
    void (*convolve_to_bytes)(const int16_t *const *lines, const struct fixed_taps *taps,
                              size_t start, uint8_t *row, size_t length);

    /* Makes samples - 128, signed, of samples. */
    void (*center)(uint8_t *samples, size_t length);

    /* The same in sums of 16 bits, faster and less exact. A tie goes upwards in lines, and
     * downwards in bytes, which takes the bias away again: both are 1/512 level on average. Bytes
     * are those of center(); taps->shift is 16..22 for them, and 16 for lines. */
    void (*convolve_bytes_short)(const uint8_t *const *rows, const struct fixed_taps *taps,
                                 size_t start, int16_t *line, size_t length);
    void (*convolve_to_bytes_short)(const int16_t *const *lines, const struct fixed_taps *taps,
                                    size_t start, uint8_t *row, size_t length);

    /* Four lines to a line, and to bytes. */
    void (*interpolate_lines)(const int16_t *const lines[4], const int16_t weights[4], size_t start,
                              int16_t *line, size_t length);
    void (*interpolate_to_bytes)(const int16_t *const lines[4], const int16_t weights[4],
                                 size_t start, uint8_t *row, size_t length);

    /* The same with each sum multiplied by a scale before it is rounded and saturated: by one of
     * its own for a line, by one for all for bytes. A sum is that of taps->weights, or of the
     * weights of four lines, as the integers they are. */
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

/* Any CPU: the definition. */
extern const struct byte_loops byte_loops_plain;
#ifdef BLUR_LOOPS_X86
extern const struct byte_loops byte_loops_avx2, byte_loops_avx512;
#endif

#endif
