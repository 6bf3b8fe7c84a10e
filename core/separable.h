/* SPDX-License-Identifier: MIT
 * A kernel that is the product of a column and a row: along x into lines, then along y. */
#ifndef BLUR_SEPARABLE_H
#define BLUR_SEPARABLE_H

#include "filter.h"
#include "problem.h"

/* Weighs the view's source with column (2*radius_y + 1 weights, along y) and row (2*radius_x + 1,
 * along x), whose sums need not be 1, and divides by the sum of the weights: of those inside, where
 * the border renormalizes, else of all. Where that sum is zero the sample is copied. Of the
 * problem, sample, border and beyond count. Results as filter_run(). */
int separable_run(const struct view *view, const struct problem *problem, const double *column,
                  size_t radius_y, const double *row, size_t radius_x, const struct run *run);

#endif
