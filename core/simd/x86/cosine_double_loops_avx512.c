/* SPDX-License-Identifier: MIT
 * The cosine recurrences in double, for AVX-512. */
#include "simd/cosine_double_loops.h"

#ifdef BLUR_LOOPS_X86

#include <immintrin.h>

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#define VECTOR_BYTES 64
#define LOOPS cosine_double_loops_avx512
#define snap_to_middle(off, snap, middle, result)                                                  \
    ((vec)_mm512_mask_blend_pd(                                                                    \
        _mm512_cmp_pd_mask(_mm512_abs_pd((__m512d)(off)), (__m512d)(snap), _CMP_LE_OQ),            \
        (__m512d)(result), (__m512d)(middle)))
#define clamp_magnitude(result, largest)                                                           \
    ((vec)_mm512_max_pd(_mm512_min_pd((__m512d)(result), (__m512d)(largest)),                      \
                        (__m512d)(-(largest))))
#include "simd/cosine_double_variant.h"

#endif
