/* SPDX-License-Identifier: MIT
 * What a method is made for: an image's shape and samples, what is beyond its edges, and, for a
 * Gaussian, the kernels. */
#ifndef BLUR_PROBLEM_H
#define BLUR_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/line.h"
#include "kernel/half_kernel.h"
#include "simd/loops.h"

struct problem {
    size_t width, height, channels;
    int border;       /* enum blur_border */
    int32_t sample;   /* enum blur_sample */
    double beyond[4]; /* the pixel beyond the edge where the border has no source for it; the one
                       * that is 0 in a line where it renormalizes, so that it adds nothing */
    size_t unused_left, unused_right; /* columns at either end whose results nobody wants */
    struct half_kernel x, y;
    const struct loops *loops;
};

/* What rounding adds to the error of a result of bytes, in levels. */
#define BOUND_OF_BYTE 0.5
#define BOUND_OF_LINE (0.5 / (1 << line_bits))

/* Sets sample, border and beyond; the pixel counts with border constant alone. */
void problem_set_border(struct problem *problem, int32_t sample, int border, const double pixel[4]);

/* Its axes, of which kernels are made. */
struct kernel_axis problem_axis_x(const struct problem *problem);
struct kernel_axis problem_axis_y(const struct problem *problem);

/* The problem with kernels that reach no further than direct sums need to, to be freed. False: no
 * memory; they are to be freed all the same. */
bool problem_fold(const struct problem *problem, struct problem *folded);

void problem_free_kernels(struct problem *problem);

#endif
