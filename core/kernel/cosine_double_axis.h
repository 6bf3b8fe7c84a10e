/* SPDX-License-Identifier: MIT
 * How an axis is gone along in doubles, from the design of its kernel. */
#ifndef BLUR_COSINE_DOUBLE_AXIS_H
#define BLUR_COSINE_DOUBLE_AXIS_H

#include "simd/cosine_double_loops.h"

/* For an interval of at most the longest, whole groups of slide_rows. Results are multiplied by
 * gain at most. False: no memory, and nothing to free. */
bool slide_axis_make(struct slide_axis *axis, const struct cosine *design, size_t longest,
                     double gain);

void slide_axis_free(struct slide_axis *axis);

#endif
