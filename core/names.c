/* SPDX-License-Identifier: MIT
 * The names of the enumerators in blur.h, defined only here: the program's options and the Python
 * package's types are built from these tables. */
#include <stddef.h>

#include "blur.h"

static const char *const samples[] = {
    [BLUR_UINT8] = "uint8",
    [BLUR_UINT16] = "uint16",
    [BLUR_FLOAT32] = "float32",
};

static const char *const borders[] = {
    [BLUR_BORDER_RENORMALIZE] = "renormalize",
    [BLUR_BORDER_REPLICATE] = "replicate",
    [BLUR_BORDER_REFLECT] = "reflect",
    [BLUR_BORDER_MIRROR] = "mirror",
    [BLUR_BORDER_WRAP] = "wrap",
    [BLUR_BORDER_CONSTANT] = "constant",
};

static const char *const methods[] = {
    [BLUR_METHOD_AUTO] = "auto",
    [BLUR_METHOD_DIRECT] = "direct",
    [BLUR_METHOD_MULTIRATE] = "multirate",
    [BLUR_METHOD_COSINE] = "cosine",
};

static const char *const variants[] = {
    [BLUR_VARIANT_AUTO] = "auto",
    [BLUR_VARIANT_PLAIN] = "plain",
    [BLUR_VARIANT_AVX2] = "avx2",
    [BLUR_VARIANT_AVX512] = "avx512",
};

#define NAME_IN(table, number)                                                                     \
    ((number) >= 0 && (size_t)(number) < sizeof(table) / sizeof *(table) ? (table)[number] : NULL)

const char *blur_sample_name(int sample)
{
    return NAME_IN(samples, sample);
}

const char *blur_border_name(int border)
{
    return NAME_IN(borders, border);
}

const char *blur_method_name(int method)
{
    return NAME_IN(methods, method);
}

const char *blur_variant_name(int variant)
{
    return NAME_IN(variants, variant);
}
