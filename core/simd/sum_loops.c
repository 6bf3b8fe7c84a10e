/* SPDX-License-Identifier: MIT
 * Weighted sums for each sample type, instantiated from sum_template.h. */
#include "simd/sum_loops.h"

#include <string.h>

#include "blur.h"

/* Sums are accumulated in blocks that stay in the L1 cache while all taps are added: 1024 floats =
 * 4 KiB of sums, plus 4 KiB from each of four lines; twice that in double. */
enum { block_length = 1024 };

static size_t block_end(size_t start, size_t length)
{
    return length - start < block_length ? length : start + block_length;
}

static inline uint8_t to_byte(float value)
{
    value += 0.5f;
    value = value > 0 ? value : 0;
    value = value < 255 ? value : 255;
    return (uint8_t)(int)value;
}

static inline uint16_t to_short(double value)
{
    value += 0.5;
    value = value > 0 ? value : 0;
    value = value < 65535 ? value : 65535;
    return (uint16_t)(int32_t)value;
}

#define NAMED(name) name##_of_bytes
#define sample uint8_t
#define real float
#define round_sample(v) to_byte(v)
#include "simd/sum_template.h"

#define NAMED(name) name##_of_shorts
#define sample uint16_t
#define real double
#define round_sample(v) to_short(v)
#include "simd/sum_template.h"

/* Values beyond the range of float become infinite. */
#define NAMED(name) name##_of_floats
#define sample float
#define real double
#define round_sample(v) (float)(v)
#include "simd/sum_template.h"

const struct sum_loops *sum_loops_for(int32_t sample)
{
    switch (sample) {
    case BLUR_UINT16:
        return &sums_of_shorts;
    case BLUR_FLOAT32:
        return &sums_of_floats;
    default:
        return &sums_of_bytes;
    }
}
