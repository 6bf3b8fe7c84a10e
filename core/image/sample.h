/* SPDX-License-Identifier: MIT
 * Properties of the sample types. */
#ifndef BLUR_SAMPLE_H
#define BLUR_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blur.h"

/* Size of a sample in bytes. */
static inline size_t sample_size(int32_t sample)
{
    return sample == BLUR_UINT8 ? 1 : sample == BLUR_UINT16 ? 2 : 4;
}

/* The largest distance of a sample from mid-range, in the unit of a plan's error bound: levels for
 * integers; for floats, the largest magnitude present. */
static inline double sample_half_range(int32_t sample)
{
    return sample == BLUR_UINT8 ? 127.5 : sample == BLUR_UINT16 ? 32767.5 : 1;
}

/* The error bounds of enum blur_accuracy: exact or normal. */
static inline double sample_tolerance(int32_t sample, bool is_exact)
{
    if (sample == BLUR_FLOAT32)
        return is_exact ? 1e-6 : 1e-5;
    return is_exact ? 0.55 : 0.75;
}

/* Whether samples are 8-bit, which every method computes in integers; other types use float and
 * double. */
static inline bool sample_is_byte(int32_t sample)
{
    return sample == BLUR_UINT8;
}

/* Whether the last channel is alpha. */
static inline bool sample_has_alpha(size_t channels)
{
    return channels == 2 || channels == 4;
}

#endif
