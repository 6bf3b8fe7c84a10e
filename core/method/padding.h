/* SPDX-License-Identifier: MIT
 * Pads rows at both ends with what the border puts there. */
#ifndef BLUR_PADDING_H
#define BLUR_PADDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "simd/sum_loops.h"

struct padding {
    size_t width, channels;
    size_t pixels;    /* added at each end */
    int border;       /* enum blur_border */
    double beyond[4]; /* the pixel beyond the edge for borders that take none from the image */
};

/* In the functions below, row NULL stands for a row of the pixel beyond. */

/* The number of samples of a padded row. False: too many. */
bool padding_length(const struct padding *padding, size_t *length);

/* Copies a row into the middle of padded, and pads both ends. */
void padding_of_bytes(const struct padding *padding, const uint8_t *row, uint8_t *padded);

/* Pads both ends of a line whose middle is filled. */
void padding_of_line(const struct padding *padding, int16_t *padded);

/* Converts a row to reals and pads both ends, with zeros if the border renormalizes: then any
 * number of channels is allowed, and row must not be NULL. */
void padding_of_row(const struct padding *padding, const struct sum_loops *sums, const void *row,
                    void *padded);

/* Pads both ends of a line of reals whose middle is filled, with zeros if the border renormalizes.
 */
void padding_of_reals(const struct padding *padding, bool in_double, const void *row, void *padded);

#endif
