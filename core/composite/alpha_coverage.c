/* SPDX-License-Identifier: MIT
 * ANDs and ORs the pixels together: one test at the end instead of one per pixel. */
#include "composite/alpha_coverage.h"

#include <string.h>

/* Whole pixels, so that the loop vectorizes; alpha is picked out at the end. */
static uint8_t coverage_of_rgba(const uint8_t *pixels, size_t count)
{
    uint32_t all = UINT32_MAX, any = 0, pixel;
    uint8_t all_bytes[4], any_bytes[4];
    for (size_t i = 0; i < count; i++) {
        memcpy(&pixel, pixels + 4 * i, sizeof pixel);
        all &= pixel;
        any |= pixel;
    }
    memcpy(all_bytes, &all, sizeof all_bytes);
    memcpy(any_bytes, &any, sizeof any_bytes);
    return (uint8_t)((all_bytes[3] != 255 ? ALPHA_NOT_OPAQUE : 0) |
                     (any_bytes[3] != 0 ? ALPHA_NOT_TRANSPARENT : 0));
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
