/* SPDX-License-Identifier: MIT
 * A separable kernel, the product of a column and a row: along x into lines, then along y. */
#ifndef BLUR_SEPARABLE_H
#define BLUR_SEPARABLE_H

#include "method/method.h"
#include "method/problem.h"

/* A column (2*radius_y + 1 weights, along y) and a row (2*radius_x + 1, along x). */
struct product {
    const double *column, *row;
    size_t radius_y, radius_x;
    double gain; /* multiplies the sums; 0: divide them by the sum of the weights */
};

/* Makes a method that applies a product, whose sums need not be 1, and divides by the sum of the
 * weights: of those inside if the border renormalizes, else of all. Where that sum is zero the
 * sample is copied. If gain is not 0, sums are multiplied by it instead. It uses the problem's
 * shape, sample, border and beyond. NULL: out of memory. */
struct method *separable_make(const struct problem *problem, const struct product *product);

#endif
