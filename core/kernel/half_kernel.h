/* SPDX-License-Identifier: MIT
 * A symmetric kernel along one axis of an image, and how far off a kernel used in its place may be.
 */
#ifndef BLUR_HALF_KERNEL_H
#define BLUR_HALF_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/fixed_taps.h"

/* The axis that a kernel acts along. */
struct kernel_axis {
    size_t length;  /* positions */
    int border;     /* enum blur_border */
    int32_t sample; /* enum blur_sample */
};

/* The weights at distance 0..radius, which sum to 1 over both sides. Where the border renormalizes,
 * radius is less than the length of the axis. */
struct half_kernel {
    size_t radius;
    double *weights;
    double left_out; /* what was cut off for being too small to matter, of 1 */
    struct kernel_axis axis;
};

/* Makes one of 2 * radius + 1 symmetric weights, none negative: without tails that are too small to
 * matter, and without the taps that can never fall inside where those outside do not count. False:
 * no memory. */
bool half_kernel_make(struct half_kernel *half, const double *weights, size_t radius,
                      const struct kernel_axis *axis);

/* The same of a sampled Gaussian. */
bool half_kernel_gaussian(struct half_kernel *half, int32_t kernel_size, double sigma,
                          const struct kernel_axis *axis);

/* The kernel as it acts along its axis, see fold.h, which reaches no further than it needs to: a
 * copy. False: no memory. */
bool half_kernel_fold(const struct half_kernel *half, struct half_kernel *folded);

void half_kernel_free(struct half_kernel *half);

/* The most, in the unit of sample_half_range(), that a kernel adds to the error that differs from
 * the right one by error, the sum of the magnitudes of the differences of its weights. */
double half_kernel_bound(const struct half_kernel *kernel, double error);

/* The same with what is known of the error near an edge: edge_error takes its place there. */
double half_kernel_edge_bound(const struct half_kernel *kernel, double error, double edge_error);

/* The same for fixed-point taps. */
double half_kernel_taps_bound(const struct half_kernel *kernel, const struct fixed_taps *taps);

#endif
