/* SPDX-License-Identifier: MIT
 * The fit of the multirate method's low-resolution kernel. */
#ifndef BLUR_MULTIRATE_FIT_H
#define BLUR_MULTIRATE_FIT_H

#include "kernel/multirate_design.h"

/* Writes the weights 0..fir_radius of the low-resolution kernel whose effective kernels differ
 * least from gaussian[0..radius]. Needs factor, down and up of the resampling. The weights are
 * non-negative and sum to 1 over both sides. Returns false if out of memory. */
bool multirate_fit(const struct resampling *resampling, const double *gaussian, size_t radius,
                   size_t fir_radius, double *weights);

#endif
