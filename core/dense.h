/* SPDX-License-Identifier: MIT
 * A kernel that is no product of a column and a row: every tap of the plane, for every sample. */
#ifndef BLUR_DENSE_H
#define BLUR_DENSE_H

#include "filter.h"
#include "problem.h"

/* Weighs the view's source with 2*radius_y + 1 rows of 2*radius_x + 1 weights, and divides by the
 * sum of the weights: of those inside, where the border renormalizes, else of all. Where that sum
 * is zero the sample is copied. The weights are floats for
 * bytes. Of the problem, sample, border and beyond count. Results as filter_run().
 */
int dense_run(const struct view *view, const struct problem *problem, const double *weights,
              size_t radius_x, size_t radius_y, const struct run *run);

#endif
