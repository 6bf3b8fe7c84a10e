/* SPDX-License-Identifier: MIT */
#include "options/color.h"

#include <stdlib.h>
#include <string.h>

bool color_parse(const char *text, struct color *color)
{
    size_t digits = strlen(text) - (*text == '#');
    if (*text != '#' || (digits != 6 && digits != 8) ||
        strspn(text + 1, "0123456789abcdefABCDEF") != digits)
        return false;
    uint32_t value = (uint32_t)strtoul(text + 1, NULL, 16);
    if (digits == 6)
        value = value << 8 | 0xff;
    *color = (struct color){(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                            (uint8_t)value};
    return true;
}

/* Luma by ITU-R BT.601, in thousandths: 0.299 R + 0.587 G + 0.114 B. */
static uint8_t luma(struct color color)
{
    return (uint8_t)((299u * color.red + 587u * color.green + 114u * color.blue + 500) / 1000);
}

void color_pixel(struct color color, int channels, uint8_t pixel[4])
{
    if (channels <= 2) {
        pixel[0] = luma(color);
        pixel[1] = color.alpha;
        return;
    }
    pixel[0] = color.red;
    pixel[1] = color.green;
    pixel[2] = color.blue;
    pixel[3] = color.alpha;
}
