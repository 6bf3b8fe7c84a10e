/* SPDX-License-Identifier: MIT */
#define TARGET
#define VECTOR_BYTES 16
#define VARIANT wide_plain
#define hold_in_register(v) (void)0
#define stream_shorts(p, v) memcpy(p, &(v), sizeof(v))
#define stream_floats(p, v) memcpy(p, &(v), sizeof(v))
#define flush_streams() (void)0
#include "simd/direct_float_variant.h"

#include "blur.h"

static const struct wide_variant *variant_for(int32_t variant)
{
    switch (variant) {
#ifdef BLUR_WIDE_LOOPS_X86
    case BLUR_VARIANT_AVX512:
        return &wide_avx512;
    case BLUR_VARIANT_AVX2:
        return &wide_avx2;
#endif
    default:
        return &wide_plain;
    }
}

const struct wide_loops *wide_loops_for(int32_t variant, bool in_double)
{
    const struct wide_variant *loops = variant_for(variant);
    return in_double ? &loops->in_double : &loops->in_float;
}
