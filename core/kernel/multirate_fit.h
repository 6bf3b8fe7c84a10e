/* SPDX-License-Identifier: MIT
 * Fits the low-resolution kernel of the multirate method. */
#ifndef BLUR_MULTIRATE_FIT_H
#define BLUR_MULTIRATE_FIT_H

#include "kernel/multirate_design.h"

/* Writes the weights 0..fir_radius of the low-resolution kernel that makes the effective kernels
 * differ least from gaussian[0..radius]. factor, down and up of the resampling are set. None is
 * negative; the sum over both sides is 1. False: no memory. */
bool multirate_fit(const struct resampling *resampling, const double *gaussian, size_t radius,
                   size_t fir_radius, double *weights);

#endif
