/* SPDX-License-Identifier: MIT
 * A line is a row of 16-bit samples, each stored as (sample - 128) * 2^line_bits and so within
 * [line_least, line_most]. Samples are centred so that the sum of two still fits 16 bits:
 *   2 * line_least = -32768,   2 * line_most = 32512. */
#ifndef BLUR_LINE_H
#define BLUR_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/size.h"

enum {
    line_bits = 7,
    line_middle = 128, /* the sample stored as 0 */
    line_least = -(128 << line_bits),
    line_most = 127 << line_bits
};

/* The stride, in samples, between lines of a ring: the length rounded up to whole cache lines of 64
 * bytes, then up to 17 cache lines past a multiple of 4 KiB. Lines read together at the same
 * position then fall into different cache sets even if the row length is a power of two. Returns
 * false if the length is too large. */
static inline bool line_step(size_t length, size_t *step)
{
    const size_t cache_line = 64 / sizeof(int16_t), page = 4096 / sizeof(int16_t);
    if (!size_add(length, page + cache_line, step) || *step > SIZE_MAX / 4)
        return false;
    *step = length + cache_line - 1;
    *step -= *step % cache_line;
    *step += (17 * cache_line + page - *step % page) % page;
    return true;
}

#endif
