/* SPDX-License-Identifier: MIT
 * Which pixels are blurred, and how much: a weight of 0..1 for each, from regions or from a mask.
 */
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
    bool is_all;       /* every pixel, wholly */
    bool is_sharp;     /* no weight is between 0 and 1 */
    blur_region *copy; /* of the caller's regions */
    size_t region_count;
    int64_t feather;
    const uint8_t *mask; /* the caller's, or NULL */
    ptrdiff_t mask_stride;
    bool inverts;
    struct rectangle *rectangles; /* apart from one another; all other weights are 0 */
    size_t rectangle_count;
};

/* Of options that have been read. BLUR_OK or an error; nothing is to be freed then. */
int selection_make(struct selection *selection, const blur_options *options, size_t width,
                   size_t height);

/* Divides the one rectangle of a selection of all pixels into strips of about so many columns, and
 * no fewer. False: no memory. */
bool selection_divide(struct selection *selection, size_t columns);

/* Makes one rectangle of all. */
void selection_merge(struct selection *selection);

void selection_free(struct selection *selection);

enum selection_part { SELECTION_NONE, SELECTION_SOME, SELECTION_ALL };

/* Writes the weights of pixels left..right-1 of row y; weights are only written where the result is
 * SOME. */
enum selection_part selection_weights(const struct selection *selection, size_t y, size_t left,
                                      size_t right, float *weights);

#endif
