/* SPDX-License-Identifier: MIT
 * A picture that says how much of another is blurred, pixel by pixel. */
#ifndef BLUR_MASK_H
#define BLUR_MASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/codec.h"

struct mask {
    uint8_t *weights; /* rows without padding, 255 being all; NULL: there is none */
    size_t width, height;
};

/* Decodes the alpha of a picture where that is not opaque everywhere, else its grey, upright.
 * False: reported. */
bool mask_decode(const struct reading *reading, const struct codec *codec, struct bytes *bytes,
                 struct mask *mask);

void mask_free(struct mask *mask);

#endif
