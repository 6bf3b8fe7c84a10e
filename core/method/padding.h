/* SPDX-License-Identifier: MIT
 * Rows made longer by what stands beyond their ends, and how sums over an edge are made means. */
#ifndef BLUR_PADDING_H
#define BLUR_PADDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/fixed_taps.h"
#include "simd/sum_loops.h"

/* Rows of width pixels with a number of pixels more on either side. */
struct padding {
    size_t width, channels, pixels; /* pixels on either side */
    int border;                     /* enum blur_border */
    double beyond[4];               /* the pixel beyond, where the border has none of its own */
};

/* Samples of a padded row. False: too many. */
bool padding_length(const struct padding *padding, size_t *length);

/* Copies a row into the middle of padded and adds both ends; row NULL stands for one of the pixel
 * beyond alone. */
void padding_of_bytes(const struct padding *padding, const uint8_t *row, uint8_t *padded);

/* Adds both ends to a padded line whose middle is filled. */
void padding_of_line(const struct padding *padding, int16_t *padded);

/* Makes a padded row of reals, with zeros beyond where the border renormalizes: there channels may
 * be any number, and row is not NULL, which else stands for one of the pixel beyond alone. */
void padding_of_row(const struct padding *padding, const struct sum_loops *sums, const void *row,
                    void *padded);

/* Adds both ends to a padded line of reals whose middle is filled, zeros where the border
 * renormalizes; row NULL stands for one of the pixel beyond alone. */
void padding_of_reals(const struct padding *padding, bool in_double, const void *row, void *padded);

#endif
