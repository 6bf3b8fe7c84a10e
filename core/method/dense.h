/* SPDX-License-Identifier: MIT
 * A kernel that is no product of a column and a row: every tap of the plane, for every sample. */
#ifndef BLUR_DENSE_H
#define BLUR_DENSE_H

#include "method/method.h"
#include "method/problem.h"

/* Weights an image by 2*radius_y + 1 rows of 2*radius_x + 1 weights, and divides by the sum of the
 * weights: of those inside, where the border renormalizes, else of all. Where that sum is zero the
 * sample is copied. With a gain, sums are multiplied by that instead. The weights are floats for
 * bytes, and the method's from here on, also where it cannot be made. Of the problem, shape,
 * sample, border and beyond count. NULL: no memory. */
struct method *dense_make(const struct problem *problem, double *weights, size_t radius_x,
                          size_t radius_y, double gain);

#endif
