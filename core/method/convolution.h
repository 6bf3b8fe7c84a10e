/* SPDX-License-Identifier: MIT
 * The method for a kernel of any weights: what kind of kernel it is decides. */
#ifndef BLUR_CONVOLUTION_H
#define BLUR_CONVOLUTION_H

#include "kernel/kernel_matrix.h"
#include "method/solver.h"

/* Gives a problem, whose shape, border and loops are set, a method that weighs with the kernel and
 * divides by the sum of its weights, or, if is_raw, does not. The kernel is added up; it need not
 * outlive the call. The bound is at most the tolerance, where that is less than what blur.h
 * promises. BLUR_OK or BLUR_ERROR_MEMORY; the solver is to be freed in any case. */
int convolution_make(struct solver *solver, const struct kernel *kernel, bool is_raw,
                     double tolerance);

#endif
