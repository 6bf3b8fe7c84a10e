/* SPDX-License-Identifier: MIT
 * The recurrences of a cosine kernel along one axis, in double. */
#ifndef BLUR_COSINE_DOUBLE_AXIS_H
#define BLUR_COSINE_DOUBLE_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/cosine_design.h"

/* Rows filtered together along x. */
enum { cosine_double_rows = 16 };

/* The smallest number of terms, at least this many, that has a compiled loop. */
static inline int cosine_double_terms(int terms)
{
    return terms <= 8 ? terms : cosine_terms_max;
}

/* The recurrences along one axis. */
struct cosine_double_axis {
    size_t radius;
    int terms;       /* as compiled into the loops; trailing ones may have amplitude 0 */
    size_t interval; /* positions between restarts from direct sums */
    double rounding; /* bound on the rounding error, relative to the largest sample magnitude */
    double constant; /* a_0 */
    double enters[cosine_terms_max], leaves[cosine_terms_max]; /* c(r), c(r+1) */
    double turns[cosine_terms_max];                            /* 2 cos(theta) */
    double *table; /* for each k of 0..r: c(k) for all terms */
};

/* The interval is longest, rounded up to a multiple of cosine_double_rows; gain is the largest
 * scale of a result. Returns false, with nothing to free, if out of memory. */
bool cosine_double_axis_make(struct cosine_double_axis *axis, const struct cosine *design,
                             size_t longest, double gain);

void cosine_double_axis_free(struct cosine_double_axis *axis);

#endif
