/* SPDX-License-Identifier: MIT
 * The validation of blur_options, field by field. */
#include "call_options.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "image/sample.h"
#include "image/size.h"

/* Fields beyond the end of the caller's struct stay 0. */
static int copy_options(const blur_options *given, blur_options *options)
{
    *options = (blur_options){.size = sizeof *options};
    if (!given)
        return BLUR_OK;
    if (given->size < sizeof given->size)
        return BLUR_ERROR_ARGUMENT;
    for (size_t i = sizeof *options; i < given->size; i++)
        if (((const unsigned char *)given)[i] != 0)
            return BLUR_ERROR_UNSUPPORTED;
    memcpy(options, given, size_min(given->size, sizeof *options));
    options->size = sizeof *options;
    return BLUR_OK;
}

static bool is_within(int32_t value, int32_t min, int32_t max)
{
    return value >= min && value <= max;
}

/* border_value is used for the wider sample types, with a constant border. */
static bool border_values_are_valid(const blur_options *options, int sample, int channels)
{
    if (sample_is_byte(sample) || options->border != BLUR_BORDER_CONSTANT)
        return true;
    const double min = sample == BLUR_UINT16 ? 0 : -(double)FLT_MAX;
    const double max = sample == BLUR_UINT16 ? UINT16_MAX : (double)FLT_MAX;
    for (int i = 0; i < channels; i++)
        if (!(options->border_value[i] >= min && options->border_value[i] <= max))
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

static bool given_is_valid(const blur_options *options)
{
    const uint32_t known =
        BLUR_GIVEN_KERNEL_SIZE | BLUR_GIVEN_SIGMA | BLUR_GIVEN_KERNEL_SIZE_Y | BLUR_GIVEN_SIGMA_Y;
    return (options->given & ~known) == 0;
}

static bool composite_is_valid(const blur_options *options)
{
    return is_within(options->alpha, BLUR_ALPHA_WEIGHTED, BLUR_ALPHA_STRAIGHT) &&
           is_within(options->light, BLUR_LIGHT_ENCODED, BLUR_LIGHT_LINEAR) &&
           is_flag(options->dither) && is_flag(options->inverts) && is_flag(options->raw) &&
           (!options->inverts || options->regions || options->mask) &&
           is_within(options->pixelate, 0, BLUR_KERNEL_SIZE_MAX) && isfinite(options->bias) &&
           regions_are_valid(options) && mask_is_valid(options);
}

bool call_options_are_convolution(const blur_options *options)
{
    return options->given == 0 && options->method == BLUR_METHOD_AUTO && options->pixelate == 0 &&
           (options->raw != 0 || options->bias == 0);
}

int call_options_read(const blur_options *given, int sample, int channels, blur_options *options)
{
    int status = copy_options(given, options);
    if (status != BLUR_OK)
        return status;
    if (!blur_border_name(options->border) ||
        !is_within(options->accuracy, BLUR_ACCURACY_NORMAL, BLUR_ACCURACY_EXACT) ||
        !blur_method_name(options->method) || !blur_variant_name(options->variant) ||
        !blur_sample_name(sample) || !is_within(channels, 1, 4) || !given_is_valid(options) ||
        options->threads < 0 || options->reserved != 0)
        return BLUR_ERROR_ARGUMENT;
    if (!border_values_are_valid(options, sample, channels) || !composite_is_valid(options))
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

void call_options_border_pixel(const blur_options *options, int sample, int channels,
                               double pixel[4])
{
    bool is_constant = options->border == BLUR_BORDER_CONSTANT;
    for (int i = 0; i < 4; i++)
        pixel[i] = is_constant && i < channels ? border_value(options, sample, i) : 0;
}
