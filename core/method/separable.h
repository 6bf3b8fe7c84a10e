/* SPDX-License-Identifier: MIT
 * A kernel that is the product of a column and a row: along x into lines, then along y. */
#ifndef BLUR_SEPARABLE_H
#define BLUR_SEPARABLE_H

#include "kernel/axis_weights.h"
#include "method/filter.h"
#include "method/padding.h"
#include "method/problem.h"
#include "simd/sum_loops.h"

/* A column (2*radius_y + 1 weights, along y) and a row (2*radius_x + 1, along x). */
struct product {
    const double *column, *row;
    size_t radius_y, radius_x;
    double gain; /* what the sums are multiplied by; 0: as makes them means */
};

struct separable {
    struct filter filter; /* first: a pointer to it is one to the whole */
    struct axis x, y;
    const struct sums *sums;
    void *sample_scale; /* x.scale, once for each sample of a row, as reals */
    bool copies;        /* some position has no mean: its sample is copied */
    struct padding padding;
};

/* Weighs an image with a product whose sums need not be 1, and divides by the sum of the weights:
 * of those inside, where the border renormalizes, else of all. Where that sum is zero the sample is
 * copied. With a gain, sums are multiplied by that instead. Of the problem, shape, sample, border
 * and beyond count. False: no memory, and nothing to free. */
bool separable_make(struct separable *separable, const struct problem *problem,
                    const struct product *product);

void separable_free(struct separable *separable);

#endif
