/* SPDX-License-Identifier: MIT
 * Palette indices to colours. */
#ifndef BLUR_PNG_PALETTE_H
#define BLUR_PNG_PALETTE_H

#include "formats/png/png.h"

/* A colour for each byte that can stand for an index: RGB, or RGBA where some are transparent. */
struct png_palette {
    size_t channels;
    uint8_t colors[256][4];
    bool is_missing[256]; /* an index beyond the palette */
    size_t missing;       /* pixels of these so far */
};

/* spread: the factor from an index to the byte that stands for it. */
void png_palette_make(struct png_palette *palette, const struct png *png, unsigned spread);

void png_palette_look_up(struct png_palette *palette, const uint8_t *bytes, size_t width,
                         uint8_t *row);

/* Warns of pixels whose index is beyond the palette. */
void png_palette_warn(const struct png_palette *palette, const char *label);

#endif
