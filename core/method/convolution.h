/* SPDX-License-Identifier: MIT
 * The method for a kernel of any weights: what kind of kernel it is decides. */
#ifndef BLUR_CONVOLUTION_H
#define BLUR_CONVOLUTION_H

#include "kernel/kernel_matrix.h"
#include "method/method.h"
#include "method/problem.h"

/* A method that weights by the kernel and divides by the sum of its weights, or, if is_raw, does
 * not, for a problem whose shape, border and loops are set. The kernel is added up; it need not
 * outlive the call. The bound is at most the tolerance, where that is less than what blur.h
 * promises. BLUR_OK or BLUR_ERROR_MEMORY; *method is NULL then. */
int convolution_make(const struct problem *problem, const struct kernel_matrix *kernel, bool is_raw,
                     double tolerance, struct method **method);

#endif
