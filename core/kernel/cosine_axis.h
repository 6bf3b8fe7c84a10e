/* SPDX-License-Identifier: MIT
 * The recurrences of a cosine kernel along one axis: float or double, and how often they restart
 * from direct sums to keep the rounding error within a limit. */
#ifndef BLUR_COSINE_AXIS_H
#define BLUR_COSINE_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/cosine_design.h"

/* Rows filtered together along x. */
enum { cosine_rows = 16 };

/* The recurrences along one axis. */
struct cosine_axis {
    size_t radius;
    int terms;
    bool in_double;  /* the type of the arithmetic and behind void pointers; otherwise float */
    size_t interval; /* positions between restarts from direct sums */
    double rounding; /* bound on the rounding error, in levels */
    double constant; /* a_0 */
    double enters[cosine_byte_terms], leaves[cosine_byte_terms]; /* c(r), c(r+1) */
    double turns[cosine_byte_terms];                             /* e */
    void *table; /* for each k of 0..r: the weights of x[n+k] + x[n-k] in y for all terms, then
                  * those of x[n+k] - x[n-1-k] in d */
};

struct cosine_use {
    size_t length;        /* positions along the axis */
    size_t longest;       /* the longest useful interval, to be rounded up to cosine_rows */
    double rounding_most; /* limit on the rounding error, in levels, if float can meet it */
    double gain;          /* the largest scale of a result */
};

/* Returns false if out of memory. */
bool cosine_axis_make(struct cosine_axis *axis, const struct cosine *design,
                      const struct cosine_use *use);

void cosine_axis_free(struct cosine_axis *axis);

/* Allocates count numbers of the axis's type; sets one of them. */
void *cosine_reals(const struct cosine_axis *axis, size_t count);
void cosine_put(const struct cosine_axis *axis, void *reals, size_t index, double value);

#endif
