/* SPDX-License-Identifier: MIT
 * Bytes weighed by alpha, faster where alpha is all or nothing, which it is over most of most
 * pictures: of a block of rows, strips whose neighbourhood is opaque are blurred as if they had no
 * alpha, those whose neighbourhood is clear become 0, and only the rest is painted. Which is which
 * depends on the picture alone, not on bands or threads. */
#ifndef BLUR_OPAQUE_TILES_H
#define BLUR_OPAQUE_TILES_H

#include "composite/composite.h"

struct mosaic {
    struct method method; /* first: a pointer to it is one to the whole */
    struct solver opaque; /* the samples as they are, over all of the width */
    struct paint paint;   /* a tile for each strip */
    size_t block;         /* rows */
    size_t reach_y;       /* of the kernel */
    uint8_t beyond;       /* enum veil: of what stands beyond the edges */
    struct mosaic_layout {
        size_t opaque, paint, kinds, veils, all;
    } at; /* where the parts of the state lie in it */
    double bound;
};

/* Whether it can do what is asked for: it is not worth it for anything but a plain Gaussian. */
bool mosaic_is_fit(const struct problem *problem, const blur_options *options,
                   const struct recipe *recipe);

/* As paint_make(). */
int mosaic_make(struct mosaic *mosaic, const struct problem *problem, const blur_options *options,
                const struct recipe *recipe);

void mosaic_free(struct mosaic *mosaic);

#endif
