/* SPDX-License-Identifier: MIT
 * The cosine recurrences for bytes, for AVX2. */
#include "simd/cosine_byte_loops.h"

#ifdef BLUR_LOOPS_X86

#include <immintrin.h>
#include <string.h>

#define TARGET __attribute__((target("avx2")))
#define VECTOR_BYTES 32
#define LOOPS cosine_byte_loops_avx2

#define part64(p) _mm_loadl_epi64((const __m128i *)(const void *)(p))
#define part32(p) load4(p)
#define widen_bytes_float(p) _mm256_cvtepi8_epi32(part64(p))
#define widen_line_float(p)                                                                        \
    _mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i *)(const void *)(p)))
#define widen_bytes_double(p) _mm_cvtepi8_epi32(part32(p))
#define widen_line_double(p) _mm_cvtepi16_epi32(part64(p))
#define store_rounded_float(p, v) store8(p, _mm256_cvtps_epi32((__m256)(v)))
#define store_rounded_double(p, v) store4(p, _mm256_cvtpd_epi32((__m256d)(v)))

TARGET static inline __m128i load4(const void *bytes)
{
    int32_t four;
    memcpy(&four, bytes, sizeof four);
    return _mm_cvtsi32_si128(four);
}

TARGET static inline void store8(int16_t *samples, __m256i v)
{
    __m128i packed = _mm_packs_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    _mm_storeu_si128((__m128i *)(void *)samples, packed);
}

TARGET static inline void store4(int16_t *samples, __m128i v)
{
    _mm_storel_epi64((__m128i *)(void *)samples, _mm_packs_epi32(v, v));
}

#include "simd/cosine_byte_variant.h"

#endif
