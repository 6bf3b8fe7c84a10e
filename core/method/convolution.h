/* SPDX-License-Identifier: MIT
 * Chooses the method for an arbitrary kernel: symmetric, separable or dense. */
#ifndef BLUR_CONVOLUTION_H
#define BLUR_CONVOLUTION_H

#include "kernel/kernel_matrix.h"
#include "method/method.h"
#include "method/problem.h"

/* Makes a method that applies the kernel and, unless is_raw, divides by the sum of its weights, for
 * a problem whose shape, samples, border and loops are set. kernel_matrix_sum() must have been
 * called; the kernel need not outlive the call. The bound is the smaller of the tolerance and the
 * one stated in blur.h. Returns BLUR_OK, or BLUR_ERROR_MEMORY with *method NULL. */
int convolution_make(const struct problem *problem, const struct kernel_matrix *kernel, bool is_raw,
                     double tolerance, struct method **method);

#endif
