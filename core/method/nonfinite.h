/* SPDX-License-Identifier: MIT
 * Infinities and NaNs. In a recursive sum they would spread to everything that follows. So they are
 * replaced by 0 and marked, and the results within the kernel's reach are set at the end. */
#ifndef BLUR_NONFINITE_H
#define BLUR_NONFINITE_H

#include <stddef.h>
#include <stdint.h>

/* Bits of a mark. */
enum nonfinite { nonfinite_plus = 1, nonfinite_minus = 2, nonfinite_nan = 4 };

/* The marks of a row of floats. */
void nonfinite_find(const void *row, size_t length, uint8_t *marks);

/* ORs the marks of one row into those of another. */
void nonfinite_merge(const uint8_t *marks, size_t length, uint8_t *all);

/* The shape of a row, the radius of its kernel and its border. */
struct nonfinite_row {
    size_t width, channels, radius;
    int border;
};

/* Sets the floats of a row that depend on marked ones to infinity or NaN. */
void nonfinite_spread(const struct nonfinite_row *shape, const uint8_t *marks, void *row);

#endif
