/* SPDX-License-Identifier: MIT */
#include "call_options.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "image/sample.h"
#include "image/size.h"

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

static bool is_flag(int32_t value)
{
    return is_within(value, 0, 1);
}

static bool regions_are_valid(const blur_options *options)
{
    if (!options->regions)
        return options->region_count == 0 && options->feather == 0;
    for (size_t i = 0; i < options->region_count && i < BLUR_REGIONS_MAX; i++)
        if (options->regions[i].width < 0 || options->regions[i].height < 0)
            return false;
    return !options->mask && is_within(options->feather, 0, BLUR_KERNEL_SIZE_MAX);
}

static bool mask_is_valid(const blur_options *options)
{
    const ptrdiff_t stride = options->mask_stride;
    const size_t step = stride < 0 ? (size_t)0 - (size_t)stride : (size_t)stride;
    size_t bytes;
    return !options->mask || options->mask_height == 1 ||
           (step >= options->mask_width && size_multiply(step, options->mask_height, &bytes) &&
            bytes <= PTRDIFF_MAX);
}

/* What is done beside the blur. */
static bool given_is_valid(const blur_options *options)
{
    const uint32_t known =
        BLUR_GIVEN_KERNEL_SIZE | BLUR_GIVEN_SIGMA | BLUR_GIVEN_KERNEL_SIZE_Y | BLUR_GIVEN_SIGMA_Y;
    return (options->given & ~known) == 0;
}

static bool paint_is_valid(const blur_options *options)
{
    return is_within(options->alpha, BLUR_ALPHA_WEIGHTED, BLUR_ALPHA_STRAIGHT) &&
           is_within(options->light, BLUR_LIGHT_ENCODED, BLUR_LIGHT_LINEAR) &&
           is_flag(options->dither) && is_flag(options->inverts) && is_flag(options->raw) &&
           (!options->inverts || options->regions || options->mask) &&
           is_within(options->pixelate, 0, BLUR_KERNEL_SIZE_MAX) && isfinite(options->bias) &&
           regions_are_valid(options) && mask_is_valid(options);
}

bool options_are_gaussian(const blur_options *options)
{
    return options->raw == 0 && options->bias == 0 &&
           (options->pixelate == 0 || (options->given == 0 && options->method == BLUR_METHOD_AUTO));
}

bool options_are_convolution(const blur_options *options)
{
    return options->given == 0 && options->method == BLUR_METHOD_AUTO && options->pixelate == 0 &&
           (options->raw != 0 || options->bias == 0);
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
        !given_is_valid(options) || !factors_are_valid(options) || options->threads < 0 ||
        options->reserved != 0)
        return BLUR_ERROR_ARGUMENT;
    if (!border_values_are_valid(options, sample, channels) || !paint_is_valid(options))
        return BLUR_ERROR_ARGUMENT;
    if (options->light == BLUR_LIGHT_LINEAR && sample == BLUR_FLOAT32)
        return BLUR_ERROR_UNSUPPORTED;
    return options->threads > BLUR_THREADS_MAX || options->region_count > BLUR_REGIONS_MAX
               ? BLUR_ERROR_LIMIT
               : BLUR_OK;
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
