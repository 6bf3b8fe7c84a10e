/* SPDX-License-Identifier: MIT
 * The method of sliding cosines for samples wider than a byte, in doubles: see cosine.h for what it
 * does. Along y first, in all samples of a row at once, then along x, in some rows at once. */
#ifndef BLUR_COSINE_FLOATS_H
#define BLUR_COSINE_FLOATS_H

#include "method/method.h"
#include "method/problem.h"

/* Makes the method for kernels that need not be kept, for an error of at most the tolerance along
 * each axis where the cosines can do that, in the unit of a plan's bound. NULL: no memory. */
struct method *cosine_floats_make(const struct problem *problem, double tolerance);

#endif
