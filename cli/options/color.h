/* SPDX-License-Identifier: MIT
 * Colours on the command line. */
#ifndef BLUR_COLOR_H
#define BLUR_COLOR_H

#include <stdbool.h>
#include <stdint.h>

struct color {
    uint8_t red, green, blue, alpha;
};

/* Reads #RRGGBB (opaque) or #RRGGBBAA. False: the text is neither. */
bool color_parse(const char *text, struct color *color);

/* The colour as a pixel of 1 to 4 channels: grey is its luma, the last of 2 or 4 its alpha. */
void color_pixel(struct color color, int channels, uint8_t pixel[4]);

#endif
