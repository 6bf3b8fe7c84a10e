/* SPDX-License-Identifier: MIT
 * Cosine designs for half kernels, with their error bounds and edge weights. */
#ifndef BLUR_COSINE_KERNEL_H
#define BLUR_COSINE_KERNEL_H

#include "kernel/cosine_design.h"
#include "kernel/edges.h"
#include "kernel/half_kernel.h"

/* Designs with the fewest terms that meet the tolerance, in the unit of a plan's error bound, or
 * else with the smallest error. */
void cosine_kernel_design(struct cosine *design, const struct half_kernel *kernel,
                          double tolerance);

/* Bound on the error that a design adds. */
double cosine_kernel_bound(const struct half_kernel *kernel, const struct cosine *design);

/* The edge weights of the design along an axis, for a renormalizing border. Returns false if out of
 * memory. */
bool cosine_kernel_edges(struct edges *edges, const struct cosine *design, size_t length);

/* The largest factor by which dividing by the weight inside multiplies a result. */
double cosine_kernel_gain(const struct edges *edges);

/* The longest interval between restarts along y, of an axis of that length. */
size_t cosine_kernel_interval(size_t length, size_t radius);

#endif
