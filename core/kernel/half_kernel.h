/* SPDX-License-Identifier: MIT
 * A symmetric kernel along one axis of an image, and error bounds for the kernels that approximate
 * it. */
#ifndef BLUR_HALF_KERNEL_H
#define BLUR_HALF_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/fixed_taps.h"

/* The axis a kernel is applied along. */
struct kernel_axis {
    size_t length;  /* positions */
    int border;     /* enum blur_border */
    int32_t sample; /* enum blur_sample */
};

/* The weights at distance 0..radius, which sum to 1 over both sides. With a renormalizing border
 * the radius is less than the length of the axis. */
struct half_kernel {
    size_t radius;
    double *weights;
    double left_out; /* the weight of the dropped tail; all weights sum to 1 */
    struct kernel_axis axis;
};

/* Makes one from 2 * radius + 1 symmetric, non-negative weights. Drops negligible tails, and with a
 * renormalizing border the taps that are never inside. Returns false if out of memory. */
bool half_kernel_make(struct half_kernel *half, const double *weights, size_t radius,
                      const struct kernel_axis *axis);

/* The same for a sampled Gaussian. */
bool half_kernel_gaussian(struct half_kernel *half, int32_t kernel_size, double sigma,
                          const struct kernel_axis *axis);

/* Makes a folded copy (see fold.h), which reaches no further than needed. Returns false if out of
 * memory. */
bool half_kernel_fold(const struct half_kernel *half, struct half_kernel *folded);

void half_kernel_free(struct half_kernel *half);

/* Bound on the error, in the unit of sample_half_range(), from using a kernel whose weights differ
 * from the right ones by error, the sum of the magnitudes of the differences. */
double half_kernel_bound(const struct half_kernel *kernel, double error);

/* The same, with edge_error in place of error near an edge. */
double half_kernel_edge_bound(const struct half_kernel *kernel, double error, double edge_error);

/* The same for fixed-point taps. */
double half_kernel_taps_bound(const struct half_kernel *kernel, const struct fixed_taps *taps);

#endif
