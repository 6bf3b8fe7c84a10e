/* SPDX-License-Identifier: MIT
 * Blocks of size x size pixels, each in its mean colour. They begin at the image's corner; those at
 * the far edges may be smaller. */
#ifndef BLUR_PIXELATE_H
#define BLUR_PIXELATE_H

#include "method/method.h"
#include "method/problem.h"

struct blocks {
    struct method method; /* first: a pointer to it is one to the whole */
    size_t size, width, height, channels;
    size_t row, sums; /* where the parts of the state lie in it */
};

/* Of floats: of the problem, the shape counts. False: too large for memory. */
bool blocks_make(struct blocks *blocks, const struct problem *problem, size_t size);

#endif
