/* SPDX-License-Identifier: MIT
 * Which form of the loops a CPU gets. */
#include "simd/cpu_variant.h"

#include "blur.h"
#include "simd/x86/byte_loops_x86.h"

static const struct choice {
    int32_t variant;
    const struct loops *loops;
} choices[] = {
/* the best first */
#ifdef BLUR_LOOPS_X86
    {BLUR_VARIANT_AVX512, &loops_avx512},
    {BLUR_VARIANT_AVX2, &loops_avx2},
#endif
    {BLUR_VARIANT_PLAIN, &loops_plain},
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

const struct loops *loops_choose(int32_t asked, int32_t *variant)
{
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        if ((asked == BLUR_VARIANT_AUTO || asked == choices[i].variant) &&
            cpu_has(choices[i].variant)) {
            *variant = choices[i].variant;
            return choices[i].loops;
        }
    return NULL;
}
