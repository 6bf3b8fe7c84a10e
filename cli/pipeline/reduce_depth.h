/* SPDX-License-Identifier: MIT
 * Rows of 16-bit samples made ones of 8 bits, for outputs that have no more. */
#ifndef BLUR_NARROW_H
#define BLUR_NARROW_H

#include <stddef.h>
#include <stdint.h>

/* 16-bit samples as the nearest 8-bit ones, in place: v * 255 / 65535 = v / 257. */
static inline void narrow_row(void *row, size_t samples)
{
    const uint16_t *wide = row;
    uint8_t *narrow = row;
    for (size_t i = 0; i < samples; i++)
        narrow[i] = (uint8_t)((wide[i] + 128u) / 257u);
}

#endif
