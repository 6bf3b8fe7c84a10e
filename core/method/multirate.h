/* SPDX-License-Identifier: MIT
 * The multirate method. For each step of factor_y rows:
 *
 *   rows --smooth along y--> a line --along x: smooth, keep 1 in factor_x, blur--> a short line
 *   2m + 1 short lines --blur along y--> a short line --interpolate along x--> a line
 *   4 lines --interpolate along y--> factor_y rows */
#ifndef BLUR_MULTIRATE_H
#define BLUR_MULTIRATE_H

#include "method/method.h"
#include "method/problem.h"

/* Makes the method for kernels that need not be kept; factor_y is 2, 4, 8 or 16, factor_x may be 1
 * as well. NULL: no memory. */
struct method *multirate_make(const struct problem *problem, size_t factor_x, size_t factor_y);

#endif
