/* SPDX-License-Identifier: MIT
 * The selected pixels: a blend weight of 0..1 for each, from regions or from a mask. */
#ifndef BLUR_SELECTION_H
#define BLUR_SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blur.h"

/* Pixels left..right-1 of rows top..bottom-1. */
struct rectangle {
    size_t left, top, right, bottom;
};

struct selection {
    size_t width, height;
    bool is_all;       /* all weights are 1 */
    bool is_sharp;     /* all weights are 0 or 1 */
    blur_region *copy; /* of the caller's regions */
    size_t region_count;
    int64_t feather;
    const uint8_t *mask; /* the caller's, or NULL */
    ptrdiff_t mask_stride;
    bool inverts;
    struct rectangle *rectangles; /* disjoint; outside them all weights are 0 */
    size_t rectangle_count;
};

/* From validated options. Returns BLUR_OK, or an error, after which there is nothing to free. */
int selection_make(struct selection *selection, const blur_options *options, size_t width,
                   size_t height);

/* Divides the single rectangle of a selection of the whole image into strips of at least so many
 * columns each, if the image is that wide. False: out of memory. */
bool selection_divide(struct selection *selection, size_t columns);

/* Replaces the rectangles by their bounding rectangle. */
void selection_merge(struct selection *selection);

void selection_free(struct selection *selection);

enum selection_part { SELECTION_NONE, SELECTION_SOME, SELECTION_ALL };

/* Computes the weights of pixels left..right-1 of row y. Whether all of them are 1 (ALL), all are 0
 * (NONE), or they vary (SOME); weights[] is valid only for SOME. */
enum selection_part selection_weights(const struct selection *selection, size_t y, size_t left,
                                      size_t right, float *weights);

#endif
