/* SPDX-License-Identifier: MIT
 * All inner loops, in one variant per type of CPU. Plain C is the reference; every other variant
 * gives the same bytes. */
#ifndef BLUR_LOOPS_H
#define BLUR_LOOPS_H

#include "simd/byte_loops.h"
#include "simd/cosine_byte_loops.h"
#include "simd/cosine_double_loops.h"
#include "simd/direct_float_loops.h"
#include "simd/float_row_loops.h"

struct loops {
    int32_t variant; /* enum blur_variant */
    const struct byte_loops *bytes;
    const struct direct_float_loops *direct_floats, *direct_doubles;
    const struct cosine_byte_loops *cosine_bytes;
    const struct cosine_double_loops *cosine_doubles;
    const struct float_row_loops *float_rows;
};

/* The loops for an enum blur_variant; AUTO picks the best. NULL if this CPU does not support it. */
const struct loops *loops_choose(int32_t requested);

#endif
