/* SPDX-License-Identifier: MIT
 * The multirate method. For every factor_y rows:
 *
 *   rows --smooth along y--> line --along x: smooth, keep 1 in factor_x, convolve--> short line
 *   2m + 1 short lines --convolve along y--> short line --interpolate along x--> line
 *   4 lines --interpolate along y--> factor_y rows */
#ifndef BLUR_MULTIRATE_H
#define BLUR_MULTIRATE_H

#include "method/method.h"
#include "method/problem.h"

/* Makes the method; problem's kernels are only read. factor_y is 2, 4, 8 or 16, factor_x may also
 * be 1. NULL: out of memory. */
struct method *multirate_make(const struct problem *problem, size_t factor_x, size_t factor_y);

#endif
