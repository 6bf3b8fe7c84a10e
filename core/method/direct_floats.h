/* SPDX-License-Identifier: MIT
 * The direct method for samples wider than a byte: along x into lines, tap by tap, then along y
 * over a ring buffer of lines. */
#ifndef BLUR_DIRECT_FLOATS_H
#define BLUR_DIRECT_FLOATS_H

#include "method/method.h"
#include "method/problem.h"

/* Makes the method; problem's kernels are only read. NULL: out of memory. */
struct method *direct_floats_make(const struct problem *problem, bool in_double);

#endif
