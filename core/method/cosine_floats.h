/* SPDX-License-Identifier: MIT
 * The cosine method for samples wider than a byte, in doubles: see cosine_bytes.h. */
#ifndef BLUR_COSINE_FLOATS_H
#define BLUR_COSINE_FLOATS_H

#include "method/method.h"
#include "method/problem.h"

/* Makes the method; problem's kernels are only read. The error along each axis is at most the
 * tolerance, in the unit of a plan's bound, if cosines can achieve it. NULL: out of memory. */
struct method *cosine_floats_make(const struct problem *problem, double tolerance);

#endif
