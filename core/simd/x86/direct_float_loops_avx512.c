/* SPDX-License-Identifier: MIT
 * The direct method for wide samples, for AVX-512. */
#include "simd/direct_float_loops.h"

#ifdef BLUR_LOOPS_X86

#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#define VECTOR_BYTES 64
#define VARIANT direct_float_avx512
/* Zen 4 takes about 100 ns for vpmovdw and vpmovqw to memory, which clang would emit for the store.
 */
#define hold_in_register(v) __asm__("" : "+v"(v))
#define stream_shorts(p, v) _mm256_stream_si256((__m256i *)(void *)(p), (__m256i)(v))
#define stream_floats(p, v) _mm512_stream_ps((float *)(void *)(p), (__m512)(v))
#define flush_streams() _mm_sfence()
#include "simd/direct_float_variant.h"

#endif
