/* SPDX-License-Identifier: MIT
 * What the choices of a plan are called. */
#include "blur.h"

const char *blur_method_name(int method)
{
    switch (method) {
    case BLUR_METHOD_AUTO:
        return "auto";
    case BLUR_METHOD_DIRECT:
        return "direct";
    case BLUR_METHOD_MULTIRATE:
        return "multirate";
    case BLUR_METHOD_COSINE:
        return "cosine";
    }
    return "unknown";
}

const char *blur_variant_name(int variant)
{
    switch (variant) {
    case BLUR_VARIANT_AUTO:
        return "auto";
    case BLUR_VARIANT_PLAIN:
        return "plain";
    case BLUR_VARIANT_AVX2:
        return "avx2";
    case BLUR_VARIANT_AVX512:
        return "avx512";
    }
    return "unknown";
}
