/* SPDX-License-Identifier: MIT */
#include "composite/alpha_coverage.h"

#include <string.h>

/* All bits of some pixels at once: those of alpha are picked out at the end. */
static uint8_t coverage_of_rgba(const uint8_t *pixels, size_t count)
{
    uint32_t all = UINT32_MAX, any = 0, pixel;
    uint8_t least[4], most[4];
    for (size_t i = 0; i < count; i++) {
        memcpy(&pixel, pixels + 4 * i, sizeof pixel);
        all &= pixel;
        any |= pixel;
    }
    memcpy(least, &all, sizeof least);
    memcpy(most, &any, sizeof most);
    return (uint8_t)((least[3] != 255 ? ALPHA_NOT_OPAQUE : 0) |
                     (most[3] != 0 ? ALPHA_NOT_TRANSPARENT : 0));
}

static uint8_t coverage_of_grey_alpha(const uint8_t *pixels, size_t count)
{
    unsigned all = 255, any = 0;
    for (size_t i = 0; i < count; i++) {
        all &= pixels[2 * i + 1];
        any |= pixels[2 * i + 1];
    }
    return (uint8_t)((all != 255 ? ALPHA_NOT_OPAQUE : 0) | (any != 0 ? ALPHA_NOT_TRANSPARENT : 0));
}

uint8_t alpha_coverage(const uint8_t *pixels, size_t channels, size_t count)
{
    return channels == 4 ? coverage_of_rgba(pixels, count) : coverage_of_grey_alpha(pixels, count);
}
