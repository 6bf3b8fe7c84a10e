/* SPDX-License-Identifier: MIT */
#include "formats/png/png_palette.h"

#include <string.h>

#include "messages/message.h"

void png_palette_make(struct png_palette *palette, const struct png *png, unsigned spread)
{
    *palette = (struct png_palette){.channels = (size_t)png->picture.channels};
    for (unsigned byte = 0; byte < 256; byte++) {
        size_t index = byte / spread;
        palette->is_missing[byte] = index >= png->palette_count;
        if (index < png->palette_count)
            memcpy(palette->colors[byte], png->palette + 3 * index, 3);
        palette->colors[byte][3] = index < png->transparency_size ? png->transparency[index] : 255;
    }
}

void png_palette_look_up(struct png_palette *palette, const uint8_t *bytes, size_t width,
                         uint8_t *row)
{
    size_t channels = palette->channels;
    for (size_t x = 0; x < width; x++) {
        for (size_t channel = 0; channel < channels; channel++)
            row[x * channels + channel] = palette->colors[bytes[x]][channel];
        palette->missing += palette->is_missing[bytes[x]];
    }
}

void png_palette_warn(const struct png_palette *palette, const char *label)
{
    if (palette->missing)
        message_warning(label, "%zu pixels of a colour missing from the palette are made black",
                        palette->missing);
}
