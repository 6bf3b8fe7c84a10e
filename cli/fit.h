/* SPDX-License-Identifier: MIT
 * Rows made such as an output can hold: fewer bits a sample, no alpha. */
#ifndef BLUR_FIT_H
#define BLUR_FIT_H

#include "color.h"
#include "picture.h"

struct fit {
    size_t width;
    int channels, sample; /* of the rows that come */
    bool drops_alpha, narrows;
    uint16_t background[4];   /* what transparent pixels are laid on, in samples that come */
    bool has_met_transparent; /* some pixel so far was not opaque */
};

/* How rows of a picture are made ones without alpha, or of 8 bits, or neither. */
struct fit fit_make(const struct picture *picture, bool drops_alpha, bool narrows,
                    struct color background);

/* Changes a row in place; it never becomes longer. */
void fit_row(struct fit *fit, void *row);

#endif
