/* SPDX-License-Identifier: MIT
 * Border rules: which sample stands in for one beyond the edge. */
#ifndef BLUR_BORDER_H
#define BLUR_BORDER_H

#include <stddef.h>

/* The index in 0..length-1 of the sample that stands in at index, which may be any distance beyond
 * either end. Returns -1 if there is none (renormalize, constant). */
ptrdiff_t border_index(ptrdiff_t index, size_t length, int border);

/* Beyond this distance from any position a border yields no new samples: nearer positions have them
 * too. */
struct border_repeat {
    size_t distance;
    size_t period; /* from there on samples repeat with this period; 0: all are equal */
};

/* For any border except renormalize, which has no samples beyond the edge. */
struct border_repeat border_repeat(size_t length, int border);

#endif
