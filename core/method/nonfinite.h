/* SPDX-License-Identifier: MIT
 * Floats that are not finite. Sums that slide would carry them on to all that follows; so they are
 * taken as 0 there, and what the kernel reaches from them is marked and put right at the end. */
#ifndef BLUR_NONFINITE_H
#define BLUR_NONFINITE_H

#include <stddef.h>
#include <stdint.h>

/* Bits of a mark. */
enum nonfinite { nonfinite_plus = 1, nonfinite_minus = 2, nonfinite_nan = 4 };

/* The marks of a row of floats. */
void nonfinite_find(const void *row, size_t length, uint8_t *marks);

/* Adds those of one row to those of another. */
void nonfinite_merge(const uint8_t *marks, size_t length, uint8_t *all);

/* A row's shape, and how far its kernel reaches by which border. */
struct nonfinite_row {
    size_t width, channels, radius;
    int border;
};

/* Makes the floats of a row infinite, or no numbers, that depend on marked ones. */
void nonfinite_spread(const struct nonfinite_row *shape, const uint8_t *marks, void *row);

#endif
