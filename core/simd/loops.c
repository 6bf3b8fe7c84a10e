/* SPDX-License-Identifier: MIT
 * Chooses the variant of the loops for this CPU. */
#include "simd/loops.h"

#include "blur.h"

#define LOOPS_OF(number, name)                                                                     \
    {                                                                                              \
        number, &byte_loops_##name, &direct_float_##name.in_float, &direct_float_##name.in_double, \
            &cosine_byte_loops_##name, &cosine_double_loops_##name, &float_row_loops_##name        \
    }

static const struct loops variants[] = {
/* best first */
#ifdef BLUR_LOOPS_X86
    LOOPS_OF(BLUR_VARIANT_AVX512, avx512),
    LOOPS_OF(BLUR_VARIANT_AVX2, avx2),
#endif
    LOOPS_OF(BLUR_VARIANT_PLAIN, plain),
};

static bool cpu_has(int32_t variant)
{
    switch (variant) {
#ifdef BLUR_LOOPS_X86
    case BLUR_VARIANT_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni");
    case BLUR_VARIANT_AVX2:
        return __builtin_cpu_supports("avx2");
#endif
    default:
        return variant == BLUR_VARIANT_PLAIN;
    }
}

const struct loops *loops_choose(int32_t requested)
{
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++)
        if ((requested == BLUR_VARIANT_AUTO || requested == variants[i].variant) &&
            cpu_has(variants[i].variant))
            return &variants[i];
    return NULL;
}
