/* SPDX-License-Identifier: MIT
 * The cosine method for bytes. The kernel is a sum of a few cosines, truncated at its radius; the
 * sum over each cosine is updated from one position to the next at a cost that does not depend on
 * the radius. Along y first, for all samples of a row at once, then along x, for a few rows at
 * once. */
#ifndef BLUR_COSINE_BYTES_H
#define BLUR_COSINE_BYTES_H

#include "method/method.h"
#include "method/problem.h"

/* Makes the method; problem's kernels are only read. The error along each axis is at most the
 * tolerance, in levels, if cosines can achieve it: see the bound. NULL: out of memory. */
struct method *cosine_bytes_make(const struct problem *problem, double tolerance);

#endif
