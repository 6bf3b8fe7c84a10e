/* SPDX-License-Identifier: MIT
 * How an axis is gone along, from the design of its kernel: in float or double, and how far from
 * one start by direct sums to the next, so that rounding stays within a limit. */
#ifndef BLUR_COSINE_AXIS_H
#define BLUR_COSINE_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/cosine_design.h"

/* Rows that go together along x. */
enum { cosine_rows = 16 };

/* How one axis is gone along. */
struct cosine_axis {
    size_t radius;
    int terms;
    bool in_double;  /* in double, not float, which also what is behind a void pointer then is */
    size_t interval; /* positions from one start by direct sums to the next */
    double rounding; /* the most that floating-point rounding adds, in levels */
    double constant; /* a_0 */
    double enters[cosine_byte_terms], leaves[cosine_byte_terms]; /* c(r), c(r+1) */
    double turns[cosine_byte_terms];                             /* e */
    void *table; /* for each k of 0..r: the weights of x[n+k] + x[n-k] in the y of all terms, then
                  * of x[n+k] - x[n-1-k] in their d */
};

struct cosine_use {
    size_t length;        /* positions along the axis */
    size_t longest;       /* the longest interval that is of use, rounded up to cosine_rows */
    double rounding_most; /* what rounding may add, in levels, where float can keep to it */
    double gain;          /* by what results are multiplied at most */
};

/* False: no memory. */
bool cosine_axis_make(struct cosine_axis *axis, const struct cosine *design,
                      const struct cosine_use *use);

void cosine_axis_free(struct cosine_axis *axis);

/* Memory for so many numbers of the type of an axis, and one of them set. */
void *cosine_reals(const struct cosine_axis *axis, size_t count);
void cosine_put(const struct cosine_axis *axis, void *reals, size_t index, double value);

#endif
