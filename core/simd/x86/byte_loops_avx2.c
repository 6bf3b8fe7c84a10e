/* SPDX-License-Identifier: MIT
 * The loops on bytes and lines, for AVX2. */
#include "simd/byte_loops.h"

#ifdef BLUR_LOOPS_X86

#include <immintrin.h>
#include <string.h>

#define NAMED(name) name##_avx2
#define SLOWNESS 1.7
#define FALLBACK byte_loops_plain
#define TARGET __attribute__((target("avx2")))
#define vec __m256i
#define LANES 16

#define load(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define store(p, v) _mm256_storeu_si256((__m256i *)(void *)(p), v)
#define zero() _mm256_setzero_si256()
#define splat8(x) _mm256_set1_epi8(x)
#define splat16(x) _mm256_set1_epi16(x)
#define splat32(x) _mm256_set1_epi32(x)
#define add16(a, b) _mm256_add_epi16(a, b)
#define shift16(v, n) _mm256_srai_epi16(v, n)
#define scale_pairs(u, v) _mm256_maddubs_epi16(u, v)
#define multiply_round(a, b) _mm256_mulhrs_epi16(a, b)
#define shift32(v, n) _mm256_sra_epi32(v, _mm_cvtsi32_si128(n))
#define low8(a, b) _mm256_unpacklo_epi8(a, b)
#define high8(a, b) _mm256_unpackhi_epi8(a, b)
#define low16(a, b) _mm256_unpacklo_epi16(a, b)
#define high16(a, b) _mm256_unpackhi_epi16(a, b)
#define pair_bytes(v) _mm256_maddubs_epi16(v, _mm256_set1_epi8(1))
#define accumulate(s, a, b) _mm256_add_epi32(s, _mm256_madd_epi16(a, b))
#define pack32(a, b) _mm256_packs_epi32(a, b)
#define pack16(a, b) _mm256_packs_epi16(a, b)
#define pack16u(a, b) _mm256_packus_epi16(a, b)
#define vecf __m256
#define splatf(x) _mm256_set1_ps(x)
#define addf(a, b) _mm256_add_ps(a, b)
#define multiplyf(a, b) _mm256_mul_ps(a, b)
#define to_float(v) _mm256_cvtepi32_ps(v)
#define clampf(v, least, most) _mm256_min_ps(_mm256_max_ps(v, splatf(least)), splatf(most))
#define truncatef(v) _mm256_cvttps_epi32(v)
#define add32(a, b) _mm256_add_epi32(a, b)
#define load_parts(p, step)                                                                        \
    _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(p)), _mm_loadu_ps((p) + (step)), 1)
#define parts_low(a, b) _mm256_permute2x128_si256(a, b, 0x20)
#define parts_high(a, b) _mm256_permute2x128_si256(a, b, 0x31)
#define bytes_in_order(v) _mm256_permute4x64_epi64(v, 0xd8)
#define flip(v) _mm256_xor_si256(v, _mm256_set1_epi8(-128))

#include "simd/x86/byte_loops_template.h"

#endif
