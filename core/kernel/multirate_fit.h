/* SPDX-License-Identifier: MIT
 * The fit of the multirate method's low-resolution kernel. */
#ifndef BLUR_MULTIRATE_FIT_H
#define BLUR_MULTIRATE_FIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/fixed_taps.h"

/* What a low-resolution kernel lies between; see multirate_design.h. */
struct multirate_filters {
    size_t factor;
    const struct fixed_taps *down;
    const int16_t (*up)[4]; /* factor rows */
};

/* Writes the weights 0..fir_radius of the low-resolution kernel whose effective kernels differ
 * least from gaussian[0..radius]. The weights are non-negative and sum to 1 over both sides.
 * Returns false if out of memory. */
bool multirate_fit(const struct multirate_filters *filters, const double *gaussian, size_t radius,
                   size_t fir_radius, double *weights);

#endif
