/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "sample.h"
#include "size.h"

static int complete(const blur_options *given, blur_options *options)
{
    *options = (blur_options){.size = sizeof *options};
    if (!given)
        return BLUR_OK;
    if (given->size < sizeof given->size)
        return BLUR_ERROR_ARGUMENT;
    for (size_t i = sizeof *options; i < given->size; i++)
        if (((const unsigned char *)given)[i] != 0)
            return BLUR_ERROR_UNSUPPORTED;
    memcpy(options, given, size_smaller(given->size, sizeof *options));
    options->size = sizeof *options;
    return BLUR_OK;
}

static bool is_within(int32_t value, int32_t first, int32_t last)
{
    return value >= first && value <= last;
}

static bool is_factor(int32_t factor)
{
    return factor == 2 || factor == 4 || factor == 8 || factor == 16;
}

/* None, or both and the method that they belong to. */
static bool factors_are_valid(const blur_options *options)
{
    if (options->factor_x == 0 && options->factor_y == 0)
        return true;
    return options->method == BLUR_METHOD_MULTIRATE && is_factor(options->factor_y) &&
           (options->factor_x == 1 || is_factor(options->factor_x));
}

/* Those that count: of the wider samples, where the border is constant. */
static bool border_values_are_valid(const blur_options *options, int sample, int channels)
{
    if (sample_is_byte(sample) || options->border != BLUR_BORDER_CONSTANT)
        return true;
    const double least = sample == BLUR_UINT16 ? 0 : -(double)FLT_MAX;
    const double most = sample == BLUR_UINT16 ? UINT16_MAX : (double)FLT_MAX;
    for (int i = 0; i < channels; i++)
        if (!(options->border_value[i] >= least && options->border_value[i] <= most))
            return false;
    return true;
}

int options_read(const blur_options *given, int sample, int channels, blur_options *options)
{
    int status = complete(given, options);
    if (status != BLUR_OK)
        return status;
    if (!is_within(options->border, BLUR_BORDER_RENORMALIZE, BLUR_BORDER_CONSTANT) ||
        !is_within(options->accuracy, BLUR_ACCURACY_NORMAL, BLUR_ACCURACY_EXACT) ||
        !is_within(options->method, BLUR_METHOD_AUTO, BLUR_METHOD_COSINE) ||
        !is_within(options->variant, BLUR_VARIANT_AUTO, BLUR_VARIANT_AVX512) ||
        !is_within(sample, BLUR_UINT8, BLUR_FLOAT32) || !is_within(channels, 1, 4) ||
        !factors_are_valid(options) || options->threads < 0 || options->reserved != 0)
        return BLUR_ERROR_ARGUMENT;
    if (!border_values_are_valid(options, sample, channels))
        return BLUR_ERROR_ARGUMENT;
    return options->threads > BLUR_THREADS_MAX ? BLUR_ERROR_LIMIT : BLUR_OK;
}

static double border_value(const blur_options *options, int sample, int channel)
{
    switch (sample) {
    case BLUR_UINT16:
        return floor(options->border_value[channel] + 0.5);
    case BLUR_FLOAT32:
        return (double)(float)options->border_value[channel];
    default:
        return options->border_color[channel];
    }
}

void options_border_pixel(const blur_options *options, int sample, int channels, double pixel[4])
{
    bool counts = options->border == BLUR_BORDER_CONSTANT;
    for (int i = 0; i < 4; i++)
        pixel[i] = counts && i < channels ? border_value(options, sample, i) : 0;
}
