/* SPDX-License-Identifier: MIT
 * A kernel that is no product of a column and a row: every tap of the plane, for every sample. */
#ifndef BLUR_DENSE_H
#define BLUR_DENSE_H

#include "method/filter.h"
#include "method/padding.h"
#include "method/problem.h"
#include "simd/sum_loops.h"

struct dense {
    struct filter filter; /* first: a pointer to it is one to the whole */
    const struct sums *sums;
    double *weights;
    double gain;  /* what sums are multiplied by; 0: as makes them means */
    double least; /* weights that add up to less than this count as none */
    size_t height;
    struct padding padding;
};

/* Weighs an image with 2*radius_y + 1 rows of 2*radius_x + 1 weights, and divides by the sum of the
 * weights: of those inside, where the border renormalizes, else of all. Where that sum is zero the
 * sample is copied. With a gain, sums are multiplied by that instead. The weights are floats for
 * bytes, and freed by dense_free(). Of the problem, shape, sample, border and beyond count. False:
 * no memory, and nothing to free, as the weights are the caller's still. */
bool dense_make(struct dense *dense, const struct problem *problem, double *weights,
                size_t radius_x, size_t radius_y, double gain);

void dense_free(struct dense *dense);

#endif
