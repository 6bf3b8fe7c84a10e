/* SPDX-License-Identifier: MIT
 * The multirate method. For each step of factor_y rows:
 *
 *   rows --smooth along y--> a line --along x: smooth, keep 1 in factor_x, blur--> a short line
 *   2m + 1 short lines --blur along y--> a short line --interpolate along x--> a line
 *   4 lines --interpolate along y--> factor_y rows */
#ifndef BLUR_MULTIRATE_H
#define BLUR_MULTIRATE_H

#include "method/method.h"
#include "method/multirate_row.h"

struct multirate {
    struct method method; /* first: a pointer to it is one to the whole */
    const struct loops *loops;
    struct multirate_x x;
    struct resampling y;
    bool renormalizes;
    struct edges edges_y;         /* where it does */
    uint8_t *beyond;              /* a row of the pixel beyond the edge */
    size_t short_step, long_step; /* samples from a line to the next */
    struct multirate_layout {
        size_t rows, table, shorts, longs, padded, blurred, x, all;
    } at; /* parts of the state */
};

/* Makes the method; factor_y is 2, 4, 8 or 16, factor_x may be 1 as well. False: no memory, and
 * nothing to free. */
bool multirate_make(struct multirate *multirate, const struct problem *problem, size_t factor_x,
                    size_t factor_y);

void multirate_free(struct multirate *multirate);

/* The most that a result can differ from the exact one, in levels. */
double multirate_bound(const struct multirate *multirate, const struct problem *problem);

#endif
