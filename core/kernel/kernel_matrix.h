/* SPDX-License-Identifier: MIT
 * What kind of kernel a kernel is. */
#ifndef BLUR_KERNEL_MATRIX_H
#define BLUR_KERNEL_MATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* height rows of width weights, both odd. */
struct kernel_matrix {
    const float *weights;
    size_t width, height;
    double sum, magnitude; /* of the weights, and of their absolute values */
};

/* Fills in the sums. False where a weight is not finite. */
bool kernel_matrix_sum(struct kernel_matrix *kernel);

/* Whether the kernel is column * row * its magnitude, as far as samples of this type can tell;
 * height weights of column and width of row are then filled. */
bool kernel_matrix_factor(const struct kernel_matrix *kernel, int32_t sample, double *column,
                          double *row);

/* Whether weights are the same on both sides of the middle, and none negative. */
bool weights_are_symmetric(const double *weights, size_t taps, int32_t sample);

#endif
