/* SPDX-License-Identifier: MIT */
#ifndef BLUR_CPU_VARIANT_H
#define BLUR_CPU_VARIANT_H

#include "simd/byte_loops.h"

/* The loops for an enum blur_variant, AUTO for the best, and which that is. NULL where this CPU
 * does not have it. */
const struct loops *loops_choose(int32_t asked, int32_t *variant);

#endif
