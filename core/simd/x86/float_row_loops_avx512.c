/* SPDX-License-Identifier: MIT
 * Conversions between samples and floats, for AVX-512. */
#include "simd/float_row_loops.h"

#ifdef BLUR_LOOPS_X86

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#define VECTOR_BYTES 64
#define LOOPS float_row_loops_avx512
#define hold_in_register(v) __asm__("" : "+v"(v))
#include "simd/float_row_variant.h"

#endif
