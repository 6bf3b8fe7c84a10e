/* SPDX-License-Identifier: MIT */
#define TARGET
#define VECTOR_BYTES 16
#define LOOPS working_loops_plain
#define hold_in_register(v) (void)0
#include "simd/float_row_variant.h"

#include "blur.h"

const struct working_loops *working_loops_for(int32_t variant)
{
    switch (variant) {
#ifdef BLUR_WORKING_LOOPS_X86
    case BLUR_VARIANT_AVX512:
        return &working_loops_avx512;
    case BLUR_VARIANT_AVX2:
        return &working_loops_avx2;
#endif
    default:
        return &working_loops_plain;
    }
}
