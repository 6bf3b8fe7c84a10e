/* SPDX-License-Identifier: MIT
 * The direct method: along x into lines, tap by tap, then along y over a ring of lines. */
#ifndef BLUR_DIRECT_BYTES_H
#define BLUR_DIRECT_BYTES_H

#include "method/method.h"
#include "method/problem.h"

/* Makes the method for kernels that need not be kept, which are folded, with sums of 16 bits if
 * is_short: faster, and each product is rounded. NULL: no memory. */
struct method *direct_bytes_make(const struct problem *problem, bool is_short);

#endif
