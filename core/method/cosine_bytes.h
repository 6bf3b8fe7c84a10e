/* SPDX-License-Identifier: MIT
 * The method of sliding cosines: the kernel as a few cosines cut off at its radius, the sum of each
 * of which goes from one position to the next in a step that costs the same at any radius. Along y
 * first, in all samples of a row at once, then along x, in some rows at once. */
#ifndef BLUR_COSINE_BYTES_H
#define BLUR_COSINE_BYTES_H

#include "kernel/cosine_axis.h"
#include "kernel/edge_weights.h"
#include "method/method.h"
#include "method/problem.h"

struct cosine_method {
    struct method method; /* first: a pointer to it is one to the whole */
    const struct cosine_loops *loops;
    struct cosine design_x, design_y;
    struct cosine_axis x, y;
    struct edges edges_y; /* where the border renormalizes */
    void *scale_x;        /* for each pixel of a row: from a sum to a level; see cosine_axis.wide */
    double rounding_x, rounding_y;  /* the most that floating-point rounding adds, in levels */
    size_t width, channels, length; /* length: samples of a row */
    int border;
    uint8_t beyond[4];
    size_t row_step; /* from a row to the next in the ring */
    struct cosine_layout {
        size_t table, ring, down, columns, all;
    } at; /* where the parts of the state lie in it */
};

/* Makes the method, for an error of at most the tolerance along each axis where the cosines can do
 * that, in levels. False: no memory, and nothing to free. */
bool cosine_make(struct cosine_method *own, const struct problem *problem, double tolerance);

void cosine_free(struct cosine_method *own);

/* The most that a result can differ from the exact one, in levels. */
double cosine_bound(const struct cosine_method *own, const struct problem *problem);

#endif
