/* SPDX-License-Identifier: MIT
 * The method of sliding cosines for samples wider than a byte, in doubles: see cosine.h for what it
 * does. Along y first, in all samples of a row at once, then along x, in some rows at once. */
#ifndef BLUR_COSINE_FLOATS_H
#define BLUR_COSINE_FLOATS_H

#include "kernel/cosine_design.h"
#include "kernel/edge_weights.h"
#include "method/method.h"
#include "method/problem.h"
#include "kernel/cosine_double_axis.h"

struct slide {
    struct method method; /* first: a pointer to it is one to the whole */
    const struct slide_loops *loops;
    size_t type; /* of the samples, in the tables of loops */
    struct cosine design_x, design_y;
    struct slide_axis x, y;
    struct edges edges_y;                        /* where the border renormalizes */
    double *scale_x;                             /* for each pixel of a row */
    size_t width, channels, length, sample_size; /* length: samples of a row */
    int border;
    double beyond[4];
    size_t row_step; /* bytes from a row to the next in the ring */
    struct slide_layout {
        size_t table, ring, rows, marks, marked, down, columns, all;
    } at; /* where the parts of the state lie in it */
};

/* Makes the method, for an error of at most the tolerance along each axis where the cosines can do
 * that, in the unit of a plan's bound. False: no memory, and nothing to free. */
bool slide_make(struct slide *slide, const struct problem *problem, double tolerance);

void slide_free(struct slide *slide);

/* The most that a result can differ from the exact one: in levels of 65535; or of floats, as a part
 * of the largest magnitude of a sample of the image, or of FLT_MIN where that is larger. */
double slide_bound(const struct slide *slide, const struct problem *problem);

#endif
