/* SPDX-License-Identifier: MIT
 * The cosine recurrences for bytes, for AVX-512. */
#include "simd/cosine_byte_loops.h"

#ifdef BLUR_LOOPS_X86

#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#define VECTOR_BYTES 64
#define LOOPS cosine_byte_loops_avx512

#define part64(p) _mm_loadl_epi64((const __m128i *)(const void *)(p))
#define part128(p) _mm_loadu_si128((const __m128i *)(const void *)(p))
#define part256(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define widen_bytes_float(p) _mm512_cvtepi8_epi32(part128(p))
#define widen_line_float(p) _mm512_cvtepi16_epi32(part256(p))
#define widen_bytes_double(p) _mm256_cvtepi8_epi32(part64(p))
#define widen_line_double(p) _mm256_cvtepi16_epi32(part128(p))
#define store_rounded_float(p, v)                                                                  \
    _mm256_storeu_si256((__m256i *)(void *)(p),                                                    \
                        _mm512_cvtepi32_epi16(_mm512_cvtps_epi32((__m512)(v))))
#define store_rounded_double(p, v)                                                                 \
    _mm_storeu_si128((__m128i *)(void *)(p),                                                       \
                     _mm256_cvtepi32_epi16(_mm512_cvtpd_epi32((__m512d)(v))))

#include "simd/cosine_byte_variant.h"

#endif
