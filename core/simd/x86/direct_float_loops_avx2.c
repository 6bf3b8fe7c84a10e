/* SPDX-License-Identifier: MIT
 * The direct method for wide samples, for AVX2. */
#include "simd/direct_float_loops.h"

#ifdef BLUR_LOOPS_X86

#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))
#define VECTOR_BYTES 32
#define VARIANT direct_float_avx2
#define hold_in_register(v) (void)0
#define stream_shorts(p, v) _mm_stream_si128((__m128i *)(void *)(p), (__m128i)(v))
#define stream_floats(p, v) _mm256_stream_ps((float *)(void *)(p), (__m256)(v))
#define flush_streams() _mm_sfence()
#include "simd/direct_float_variant.h"

#endif
