/* SPDX-License-Identifier: MIT
 * Chooses the method for a Gaussian. */
#ifndef BLUR_CHOOSE_H
#define BLUR_CHOOSE_H

#include "method/method.h"
#include "method/problem.h"

/* A requested method, and the factors for multirate; 0: the best. */
struct choice {
    int32_t method; /* enum blur_method */
    size_t factor_x, factor_y;
};

struct gaussian {
    int32_t kernel_size[2]; /* along x and y */
    double sigma[2];
    struct choice asked;
};

/* The largest bound allowed: direct sums have a limit of their own, see composite_make.c. */
struct tolerance {
    double all, direct;
};

/* Makes the cheapest method whose bound is within the tolerance, or the requested one, for a
 * problem whose shape, samples, border and loops are set. Returns BLUR_OK, or with *method NULL
 * BLUR_ERROR_MEMORY, or BLUR_ERROR_UNSUPPORTED if the requested method exceeds the tolerance. */
int choose_gaussian(const struct problem *problem, const struct gaussian *gaussian,
                    const struct tolerance *tolerance, struct method **method);

#endif
