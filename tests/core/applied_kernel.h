/* SPDX-License-Identifier: MIT
 * The kernel that a plan of bytes applies along an axis, designed once more from what the plan says
 * of itself: close to the Gaussian, not the same. */
#ifndef APPLIED_KERNEL_H
#define APPLIED_KERNEL_H

#include <stdbool.h>

#include "oracle.h"

/* phases rows of 2 * radius + 1 weights: the row for a position is that of its rest by phases. */
struct applied_kernel {
    size_t radius, phases;
    double *weights;
};

struct applied_kernel applied_kernel(const struct oracle_trial *trial, const blur_plan *plan,
                                     bool along_x);

#endif
