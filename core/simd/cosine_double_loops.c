/* SPDX-License-Identifier: MIT */
#define TARGET
#define VECTOR_BYTES 16
#define LOOPS slide_loops_plain
#define choose(mask, a, b) ((vec)(((bits)(a) & (mask)) | ((bits)(b) & ~(mask))))
#define where_near(off, snap, middle, result)                                                      \
    choose(((off) <= (snap)) & ((off) >= -(snap)), middle, result)
#define within(result, largest)                                                                    \
    choose((result) > (largest), largest, choose((result) < -(largest), -(largest), result))
#include "simd/cosine_double_variant.h"

#include "blur.h"

const struct slide_loops *slide_loops_for(int32_t variant)
{
    switch (variant) {
#ifdef BLUR_SLIDE_LOOPS_X86
    case BLUR_VARIANT_AVX512:
        return &slide_loops_avx512;
    case BLUR_VARIANT_AVX2:
        return &slide_loops_avx2;
#endif
    default:
        return &slide_loops_plain;
    }
}
