/* SPDX-License-Identifier: MIT
 * What a method has to solve: the shape and sample type of the image, its border, and, for direct,
 * multirate and cosine, the kernels. */
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
    double beyond[4]; /* the pixel beyond the edge for borders that take none from the image; for
                       * renormalize, the one that is 0 in a line, so that it adds nothing */
    size_t unused_left, unused_right; /* columns at either end whose results are not used */
    struct half_kernel x, y;
    const struct loops *loops;
};

/* The rounding errors of a byte and of a line sample, in levels. */
#define BOUND_OF_BYTE 0.5
#define BOUND_OF_LINE (0.5 / (1 << line_bits))

/* Sets sample, border and beyond; pixel is used only for BLUR_BORDER_CONSTANT. */
void problem_set_border(struct problem *problem, int32_t sample, int border, const double pixel[4]);

/* The axes, as the functions that make kernels take them. */
struct kernel_axis problem_axis_x(const struct problem *problem);
struct kernel_axis problem_axis_y(const struct problem *problem);

/* Copies the problem with its kernels folded: taps so far out that the border only repeats samples
 * are added to nearer ones. Free them with problem_free_kernels(), even on failure. False: out of
 * memory. */
bool problem_fold(const struct problem *problem, struct problem *folded);

void problem_free_kernels(struct problem *problem);

#endif
