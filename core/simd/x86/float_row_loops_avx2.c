/* SPDX-License-Identifier: MIT
 * Conversions between samples and floats, for AVX2. */
#include "simd/float_row_loops.h"

#ifdef BLUR_LOOPS_X86

#define TARGET __attribute__((target("avx2")))
#define VECTOR_BYTES 32
#define LOOPS float_row_loops_avx2
#define hold_in_register(v) (void)0
#include "simd/float_row_variant.h"

#endif
