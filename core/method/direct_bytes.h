/* SPDX-License-Identifier: MIT
 * The direct method for bytes: along x into lines, tap by tap, then along y over a ring buffer of
 * lines. */
#ifndef BLUR_DIRECT_BYTES_H
#define BLUR_DIRECT_BYTES_H

#include "method/method.h"
#include "method/problem.h"

/* Makes the method; problem's kernels are only read. If is_short, sums have 16 bits: faster, but
 * every product is rounded. NULL: out of memory. */
struct method *direct_bytes_make(const struct problem *problem, bool is_short);

#endif
