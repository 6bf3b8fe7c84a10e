/* SPDX-License-Identifier: MIT
 * The method of sliding cosines: the kernel as a few cosines cut off at its radius, the sum of each
 * of which goes from one position to the next in a step that costs the same at any radius. Along y
 * first, in all samples of a row at once, then along x, in some rows at once. */
#ifndef BLUR_COSINE_BYTES_H
#define BLUR_COSINE_BYTES_H

#include "method/method.h"
#include "method/problem.h"

/* Makes the method for kernels that need not be kept, for an error of at most the tolerance along
 * each axis where the cosines can do that, in levels. NULL: no memory. */
struct method *cosine_bytes_make(const struct problem *problem, double tolerance);

#endif
