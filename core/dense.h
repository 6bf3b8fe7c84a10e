/* SPDX-License-Identifier: MIT
 * A kernel that is no product of a column and a row: every tap of the plane, for every sample. */
#ifndef BLUR_DENSE_H
#define BLUR_DENSE_H

#include "filter.h"

/* Weighs the view's source with (2*radius + 1)^2 weights, row by row, and divides by the sum of
 * those inside the image; where that sum is zero the sample is copied. Results as filter_run(). */
int dense_run(const struct view *view, const float *weights, size_t radius, const struct run *run);

#endif
