/* SPDX-License-Identifier: MIT
 * Blends the rows of a picture with a background, for outputs that have no alpha. */
#ifndef BLUR_FLATTEN_H
#define BLUR_FLATTEN_H

#include "formats/codec.h"
#include "options/color.h"

/* Makes a reader without alpha of one with it, which it closes with itself. At the end it warns if
 * any pixel was not opaque; label and format name the picture and the output's format there. NULL:
 * no memory, and the other is still open. */
struct reader *flatten_open(struct reader *source, struct color background, const char *label,
                            const char *format);

#endif
