/* SPDX-License-Identifier: MIT
 * The cosine loops for bytes, for one type of CPU. The including file defines TARGET, the function
 * attribute that enables its instructions, VECTOR_BYTES, the width of its vectors, and LOOPS, the
 * name of the resulting table. */
#include <string.h>

#include "image/size.h"
#include "simd/byte_loops.h"
#include "simd/cosine_byte_loops.h"

enum { vector_bytes = VECTOR_BYTES };

typedef int16_t line8 __attribute__((vector_size(16)));

#ifdef __clang__
#define zip_low(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define zip_high(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#else
#define zip_low(a, b) __builtin_shuffle(a, b, (line8){0, 8, 1, 9, 2, 10, 3, 11})
#define zip_high(a, b) __builtin_shuffle(a, b, (line8){4, 12, 5, 13, 6, 14, 7, 15})
#endif

/* Number the 64 samples by 3 bits for the vector and 3 for the lane. Zipping the first four of
 * eight vectors with the last four rotates these bits: the top bit of the vector number becomes the
 * lowest bit of the lane number, and all others move up by one. Three rotations swap vector and
 * lane. */
TARGET static inline __attribute__((always_inline)) void zip8(line8 to[8], const line8 from[8])
{
    to[0] = zip_low(from[0], from[4]);
    to[1] = zip_high(from[0], from[4]);
    to[2] = zip_low(from[1], from[5]);
    to[3] = zip_high(from[1], from[5]);
    to[4] = zip_low(from[2], from[6]);
    to[5] = zip_high(from[2], from[6]);
    to[6] = zip_low(from[3], from[7]);
    to[7] = zip_high(from[3], from[7]);
}

TARGET static inline __attribute__((always_inline)) void transpose(const int16_t *from,
                                                                   size_t from_step, int16_t *to,
                                                                   size_t to_step)
{
    line8 a[8], b[8];
    for (size_t i = 0; i < 8; i++)
        memcpy(&a[i], from + i * from_step, sizeof a[i]);
    zip8(b, a);
    zip8(a, b);
    zip8(b, a);
    for (size_t i = 0; i < 8; i++)
        memcpy(to + i * to_step, &b[i], sizeof b[i]);
}

TARGET static inline __attribute__((always_inline)) void make_bytes(const int16_t *restrict levels,
                                                                    uint8_t *restrict row,
                                                                    size_t length)
{
    for (size_t i = 0; i < length; i++) {
        int16_t level = (int16_t)(levels[i] < -128 ? -128 : levels[i]);
        level = (int16_t)(level > 127 ? 127 : level);
        row[i] = (uint8_t)(level + line_middle);
    }
}

TARGET static void make_rows(const struct cosine_columns *columns, size_t count, uint8_t *rows,
                             ptrdiff_t stride)
{
    int16_t levels[cosine_rows][cosine_block];
    size_t length = columns->width * columns->channels;
    for (size_t x = 0; x < length; x += cosine_block) {
        size_t block = size_min(cosine_block, length - x);
        for (size_t i = 0; i < block; i += 8)
            for (size_t row = 0; row < cosine_rows; row += 8)
                transpose(columns->samples + (x + i) * cosine_rows + row, cosine_rows,
                          &levels[row][i], cosine_block);
        for (size_t row = 0; row < count; row++) {
            uint8_t *to = rows + (ptrdiff_t)row * stride + x;
            if (block == cosine_block)
                make_bytes(levels[row], to, cosine_block);
            else
                make_bytes(levels[row], to, block);
        }
    }
}

TARGET static void make_signed(const uint8_t *restrict row, int8_t *restrict samples, size_t length)
{
    for (size_t i = 0; i < length; i++)
        samples[i] = (int8_t)(row[i] ^ 0x80);
}

#define NAMED(name) name##_float
#define real float
#define LANES (vector_bytes / 4)
#define widen_bytes widen_bytes_float
#define widen_line widen_line_float
#define store_rounded store_rounded_float
#include "simd/cosine_byte_template.h"

#define NAMED(name) name##_double
#define real double
#define LANES (vector_bytes / 8)
#define widen_bytes widen_bytes_double
#define widen_line widen_line_double
#define store_rounded store_rounded_double
#include "simd/cosine_byte_template.h"

const struct cosine_byte_loops LOOPS = {{start_down_float, start_down_double},
                                        {blur_down_float, blur_down_double},
                                        {blur_across_float, blur_across_double},
                                        make_rows,
                                        make_signed};
