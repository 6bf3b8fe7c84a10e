/* SPDX-License-Identifier: MIT
 * A 2D kernel given as a matrix, and tests for special cases: separable, symmetric. */
#ifndef BLUR_KERNEL_MATRIX_H
#define BLUR_KERNEL_MATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* height rows of width weights, both odd. */
struct kernel_matrix {
    const float *weights;
    size_t width, height;
    double sum, magnitude; /* sums of the weights and of their magnitudes */
};

/* Computes the sums. Returns false if a weight is not finite. */
bool kernel_matrix_sum(struct kernel_matrix *kernel);

/* Whether the kernel equals magnitude * column * row, within the resolution of this sample type. If
 * so, fills height weights of column and width weights of row. */
bool kernel_matrix_factor(const struct kernel_matrix *kernel, int32_t sample, double *column,
                          double *row);

/* Whether the weights are symmetric and non-negative. */
bool weights_are_symmetric(const double *weights, size_t taps, int32_t sample);

#endif
