/* SPDX-License-Identifier: MIT
 * From 16-bit samples to 8 bits, for outputs that hold no more. */
#ifndef BLUR_REDUCE_DEPTH_H
#define BLUR_REDUCE_DEPTH_H

#include <stddef.h>
#include <stdint.h>

/* 16-bit samples as the nearest 8-bit ones, in place: v * 255 / 65535 = v / 257. */
static inline void reduce_depth_row(void *row, size_t samples)
{
    const uint16_t *from = row;
    uint8_t *to = row;
    for (size_t i = 0; i < samples; i++)
        to[i] = (uint8_t)((from[i] + 128u) / 257u);
}

#endif
