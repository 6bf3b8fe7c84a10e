/* SPDX-License-Identifier: MIT
 * The cosine recurrences in double, for AVX2. */
#include "simd/cosine_double_loops.h"

#ifdef BLUR_LOOPS_X86

#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))
#define VECTOR_BYTES 32
#define LOOPS cosine_double_loops_avx2
#define magnitude_of(v) _mm256_andnot_pd(_mm256_set1_pd(-0.0), (__m256d)(v))
#define snap_to_middle(off, snap, middle, result)                                                  \
    ((vec)_mm256_blendv_pd((__m256d)(result), (__m256d)(middle),                                   \
                           _mm256_cmp_pd(magnitude_of(off), (__m256d)(snap), _CMP_LE_OQ)))
#define clamp_magnitude(result, largest)                                                           \
    ((vec)_mm256_max_pd(_mm256_min_pd((__m256d)(result), (__m256d)(largest)),                      \
                        (__m256d)(-(largest))))
#include "simd/cosine_double_variant.h"

#endif
