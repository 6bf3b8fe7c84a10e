/* SPDX-License-Identifier: MIT
 * How an axis is gone along, from the design of its kernel: in float or double, and how far from
 * one start by direct sums to the next, so that rounding stays within a limit. */
#ifndef BLUR_COSINE_AXIS_H
#define BLUR_COSINE_AXIS_H

#include "simd/cosine_byte_loops.h"

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
