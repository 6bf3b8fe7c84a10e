/* SPDX-License-Identifier: MIT
 * The designs of cosines for the kernels of a problem, and what is known of them. */
#ifndef BLUR_COSINE_KERNEL_H
#define BLUR_COSINE_KERNEL_H

#include "kernel/cosine_design.h"
#include "kernel/edges.h"
#include "kernel/half_kernel.h"

/* The fewest terms for the tolerance, in the unit of a plan's bound, or else the best design. */
void cosine_kernel_design(struct cosine *design, const struct half_kernel *kernel,
                          double tolerance);

/* The most that a design adds to the error. */
double cosine_kernel_bound(const struct half_kernel *kernel, const struct cosine *design);

/* The edges of an axis that the design is used on, where the border renormalizes. False: no memory.
 */
bool cosine_kernel_edges(struct edges *edges, const struct cosine *design, size_t length);

/* What the division by the weight inside multiplies by at most. */
double cosine_kernel_gain(const struct edges *edges);

#endif
