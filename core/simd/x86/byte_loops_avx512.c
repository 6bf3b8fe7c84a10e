/* SPDX-License-Identifier: MIT
 * The loops on bytes and lines, for AVX-512. */
#include "simd/byte_loops.h"

#ifdef BLUR_LOOPS_X86

#include <immintrin.h>
#include <string.h>

#define NAMED(name) name##_avx512
#define SLOWNESS 1
#define FALLBACK byte_loops_avx2
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#define vec __m512i
#define LANES 32

#define load(p) _mm512_loadu_si512((const void *)(p))
#define store(p, v) _mm512_storeu_si512((void *)(p), v)
#define zero() _mm512_setzero_si512()
#define splat8(x) _mm512_set1_epi8(x)
#define splat16(x) _mm512_set1_epi16(x)
#define splat32(x) _mm512_set1_epi32(x)
#define add16(a, b) _mm512_add_epi16(a, b)
#define shift16(v, n) _mm512_srai_epi16(v, n)
#define scale_pairs(u, v) _mm512_maddubs_epi16(u, v)
#define multiply_round(a, b) _mm512_mulhrs_epi16(a, b)
#define shift32(v, n) _mm512_sra_epi32(v, _mm_cvtsi32_si128(n))
#define low8(a, b) _mm512_unpacklo_epi8(a, b)
#define high8(a, b) _mm512_unpackhi_epi8(a, b)
#define low16(a, b) _mm512_unpacklo_epi16(a, b)
#define high16(a, b) _mm512_unpackhi_epi16(a, b)
#define pair_bytes(v) _mm512_maddubs_epi16(v, _mm512_set1_epi8(1))
#define accumulate(s, a, b) _mm512_dpwssd_epi32(s, a, b)
#define pack32(a, b) _mm512_packs_epi32(a, b)
#define pack16(a, b) _mm512_packs_epi16(a, b)
#define pack16u(a, b) _mm512_packus_epi16(a, b)
#define vecf __m512
#define splatf(x) _mm512_set1_ps(x)
#define addf(a, b) _mm512_add_ps(a, b)
#define multiplyf(a, b) _mm512_mul_ps(a, b)
#define to_float(v) _mm512_cvtepi32_ps(v)
#define clampf(v, least, most) _mm512_min_ps(_mm512_max_ps(v, splatf(least)), splatf(most))
#define truncatef(v) _mm512_cvttps_epi32(v)
#define add32(a, b) _mm512_add_epi32(a, b)
#define load_parts(p, step)                                                                        \
    _mm512_insertf32x4(                                                                            \
        _mm512_insertf32x4(_mm512_insertf32x4(_mm512_castps128_ps512(_mm_loadu_ps(p)),             \
                                              _mm_loadu_ps((p) + (step)), 1),                      \
                           _mm_loadu_ps((p) + 2 * (step)), 2),                                     \
        _mm_loadu_ps((p) + 3 * (step)), 3)
#define parts_low(a, b) _mm512_permutex2var_epi64(a, _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11), b)
#define parts_high(a, b)                                                                           \
    _mm512_permutex2var_epi64(a, _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15), b)
#define bytes_in_order(v) _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7), v)
#define flip(v) _mm512_xor_si512(v, _mm512_set1_epi8(-128))

#include "simd/x86/byte_loops_template.h"

#endif
