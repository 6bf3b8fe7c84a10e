/* SPDX-License-Identifier: MIT
 * A kernel that is the product of a column and a row: along x into lines, then along y. */
#ifndef BLUR_SEPARABLE_H
#define BLUR_SEPARABLE_H

#include "method/method.h"
#include "method/problem.h"

/* A column (2*radius_y + 1 weights, along y) and a row (2*radius_x + 1, along x). */
struct product {
    const double *column, *row;
    size_t radius_y, radius_x;
    double gain; /* what the sums are multiplied by; 0: as makes them means */
};

/* Weights an image by a product whose sums need not be 1, and divides by the sum of the weights:
 * of those inside, where the border renormalizes, else of all. Where that sum is zero the sample is
 * copied. With a gain, sums are multiplied by that instead. Of the problem, shape, sample, border
 * and beyond count. NULL: no memory. */
struct method *separable_make(const struct problem *problem, const struct product *product);

#endif
