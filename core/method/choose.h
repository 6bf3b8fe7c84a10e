/* SPDX-License-Identifier: MIT
 * Which method a Gaussian gets. */
#ifndef BLUR_CHOOSE_H
#define BLUR_CHOOSE_H

#include "method/method.h"
#include "method/problem.h"

/* A method by name, and, of multirate, its factors; 0: the best. */
struct choice {
    int32_t method; /* enum blur_method */
    size_t factor_x, factor_y;
};

struct gaussian {
    int32_t kernel_size[2]; /* along x and y */
    double sigma[2];
    struct choice asked;
};

/* The most that a bound may be: of direct sums in floats another than else, see composite_make.c.
 */
struct tolerance {
    double all, direct;
};

/* The cheapest method whose bound is within the tolerance, or the one asked for, for a problem
 * whose shape, samples, border and loops are set. BLUR_OK, BLUR_ERROR_MEMORY, or
 * BLUR_ERROR_UNSUPPORTED where the one asked for is not within the tolerance; *method is NULL then.
 */
int choose_gaussian(const struct problem *problem, const struct gaussian *gaussian,
                    const struct tolerance *tolerance, struct method **method);

#endif
