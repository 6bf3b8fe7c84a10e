/* SPDX-License-Identifier: MIT
 * The cosine recurrences for bytes with 16-byte vectors, for any CPU. */
#include <stdint.h>
#include <string.h>

typedef int8_t bytes4 __attribute__((vector_size(4)));
typedef int8_t bytes2 __attribute__((vector_size(2)));
typedef int16_t lines4 __attribute__((vector_size(8)));
typedef int16_t lines2 __attribute__((vector_size(4)));
typedef int32_t ints4 __attribute__((vector_size(16)));
typedef int32_t ints2 __attribute__((vector_size(8)));
typedef int64_t longs2 __attribute__((vector_size(16)));
typedef float floats4 __attribute__((vector_size(16)));
typedef double doubles2 __attribute__((vector_size(16)));

static inline ints4 widen_bytes_float(const int8_t *samples)
{
    bytes4 vector;
    memcpy(&vector, samples, sizeof vector);
    return __builtin_convertvector(vector, ints4);
}

static inline ints4 widen_line_float(const int16_t *samples)
{
    lines4 vector;
    memcpy(&vector, samples, sizeof vector);
    return __builtin_convertvector(vector, ints4);
}

static inline ints2 widen_bytes_double(const int8_t *samples)
{
    return (ints2){samples[0], samples[1]};
}

static inline ints2 widen_line_double(const int16_t *samples)
{
    return (ints2){samples[0], samples[1]};
}

/* Adding 1.5 * 2^23 leaves the nearest integer in the low bits of the sum; in double, 1.5 * 2^52
 * does. */
static inline void store_rounded_float(int16_t *samples, floats4 vector)
{
    lines4 rounded = __builtin_convertvector((ints4)(vector + 12582912.0f), lines4);
    memcpy(samples, &rounded, sizeof rounded);
}

static inline void store_rounded_double(int16_t *samples, doubles2 vector)
{
    longs2 rounded = (longs2)(vector + 6755399441055744.0);
    samples[0] = (int16_t)rounded[0];
    samples[1] = (int16_t)rounded[1];
}

#define TARGET
#define VECTOR_BYTES 16
#define LOOPS cosine_byte_loops_plain
#include "simd/cosine_byte_variant.h"
