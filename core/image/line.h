/* SPDX-License-Identifier: MIT
 * A line is a row of samples in 16 bits, each as (sample - 128) * 2^line_bits, that is in
 * [line_least, line_most]. Centred, because the sum of two must fit 16 bits as well:
 *   2 * line_least = -32768,   2 * line_most = 32512. */
#ifndef BLUR_LINE_H
#define BLUR_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/size.h"

enum {
    line_bits = 7,
    line_middle = 128, /* the sample that is 0 in a line */
    line_least = -(128 << line_bits),
    line_most = 127 << line_bits
};

/* Samples from a line to the next in a ring: the length rounded up to whole cache lines of 64
 * bytes, and on to 17 of them past a multiple of 4 KiB. Lines read together at one position then
 * lie in different parts of a cache also where rows are a power of two long. False: too long. */
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
