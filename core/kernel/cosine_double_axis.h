/* SPDX-License-Identifier: MIT
 * How an axis is gone along in doubles, from the design of its kernel. */
#ifndef BLUR_COSINE_DOUBLE_AXIS_H
#define BLUR_COSINE_DOUBLE_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/cosine_design.h"

/* Rows that go together along x. */
enum { cosine_double_rows = 16 };

/* The number of terms for which there are loops: at least this many. */
static inline int cosine_double_terms(int terms)
{
    return terms <= 8 ? terms : cosine_terms_max;
}

/* How one axis is gone along. */
struct cosine_double_axis {
    size_t radius;
    int terms;       /* as many as the loops come for: those at the end may be of amplitude 0 */
    size_t interval; /* positions from one start by direct sums to the next */
    double rounding; /* the most that rounding adds, of the largest magnitude of a sample */
    double constant; /* a_0 */
    double enters[cosine_terms_max], leaves[cosine_terms_max]; /* c(r), c(r+1) */
    double turns[cosine_terms_max];                            /* 2 cos(theta) */
    double *table; /* for each k of 0..r: c(k) of all terms */
};

/* For an interval of at most the longest, whole groups of cosine_double_rows. Results are
 * multiplied by gain at most. False: no memory, and nothing to free. */
bool cosine_double_axis_make(struct cosine_double_axis *axis, const struct cosine *design,
                             size_t longest, double gain);

void cosine_double_axis_free(struct cosine_double_axis *axis);

#endif
