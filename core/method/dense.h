/* SPDX-License-Identifier: MIT
 * A kernel that is not separable: all taps of the matrix for every sample. */
#ifndef BLUR_DENSE_H
#define BLUR_DENSE_H

#include "method/method.h"
#include "method/problem.h"

/* Makes a method that applies 2*radius_y + 1 rows of 2*radius_x + 1 weights and divides by the sum
 * of the weights: of those inside if the border renormalizes, else of all. Where that sum is zero
 * the sample is copied. If gain is not 0, sums are multiplied by it instead. For bytes the weights
 * must be representable as floats. The method takes ownership of the weights, even if it fails. It
 * uses the problem's shape, sample, border and beyond. NULL: out of memory. */
struct method *dense_make(const struct problem *problem, double *weights, size_t radius_x,
                          size_t radius_y, double gain);

#endif
