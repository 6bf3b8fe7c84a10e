/* SPDX-License-Identifier: MIT
 * The options that say what is done, and to which pixels. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "messages/message.h"
#include "options/custom_kernel.h"
#include "options/number.h"
#include "options/option_values.h"

static const char *const effect_options[] = {[EFFECT_GAUSSIAN] = "-k and -s",
                                             [EFFECT_BOX] = "--box",
                                             [EFFECT_MOTION] = "--motion",
                                             [EFFECT_KERNEL_FILE] = "--kernel-file",
                                             [EFFECT_PIXELATE] = "--pixelate"};

const char *option_effect_name(enum effect effect)
{
    return effect_options[effect];
}

/* There can be only one. */
static bool set_effect(struct options *options, const char *option, enum effect effect)
{
    const enum effect before = options->effect;
    options->effect = effect;
    return before == EFFECT_GAUSSIAN || before == effect ||
           message_usage(option, "cannot be used with %s", effect_options[before]);
}

bool option_box(struct options *options, const char *option, const char *text)
{
    long long size;
    if (!number_parse_integer(text, &size))
        return message_usage(option, "'%s' is not a whole number", text);
    if (size < 1 || size > CUSTOM_KERNEL_MAX_SIDE)
        return message_usage(option, "must be odd, from 1 to %d", CUSTOM_KERNEL_MAX_SIDE);
    if (size % 2 == 0)
        return message_usage(option, "must be odd: try %lld or %lld", size - 1, size + 1);
    options->block_size = (int)size;
    return set_effect(options, option, EFFECT_BOX);
}

/* LENGTH@ANGLE */
bool option_motion(struct options *options, const char *option, const char *text)
{
    char length[32] = "";
    const char *at = strchr(text, '@');
    if (at && (size_t)(at - text) < sizeof length)
        memcpy(length, text, (size_t)(at - text));
    if (!at || !number_parse_decimal(length, &options->length) ||
        !number_parse_decimal(at + 1, &options->angle) || !isfinite(options->angle))
        return message_usage(option, "'%s' is not LENGTH@ANGLE, such as 15@30", text);
    if (!(options->length >= 1 && options->length <= CUSTOM_KERNEL_MAX_SIDE))
        return message_usage(option, "the length must be from 1 to %d pixels",
                             CUSTOM_KERNEL_MAX_SIDE);
    return set_effect(options, option, EFFECT_MOTION);
}

bool option_kernel_file(struct options *options, const char *option, const char *text)
{
    options->kernel_file = text;
    return (*text || message_usage(option, "a file name is needed")) &&
           set_effect(options, option, EFFECT_KERNEL_FILE);
}

bool option_bias(struct options *options, const char *option, const char *text)
{
    if (!number_parse_decimal(text, &options->bias))
        return message_usage(option, "'%s' is not a number such as 0.5", text);
    return (options->bias >= -1 && options->bias <= 1) ||
           message_usage(option, "must be from -1 to 1, white being 1");
}

/* A number of pixels, from min to the library's limit. */
static bool set_pixels(const char *option, const char *text, int min, int *pixels)
{
    long long number;
    if (!number_parse_integer(text, &number))
        return message_usage(option, "'%s' is not a whole number", text);
    if (number < min || number > BLUR_KERNEL_SIZE_MAX)
        return message_usage(option, "must be from %d to %d", min, BLUR_KERNEL_SIZE_MAX);
    *pixels = (int)number;
    return true;
}

bool option_pixelate(struct options *options, const char *option, const char *text)
{
    return set_pixels(option, text, 1, &options->block_size) &&
           set_effect(options, option, EFFECT_PIXELATE);
}

bool option_feather(struct options *options, const char *option, const char *text)
{
    return set_pixels(option, text, 0, &options->feather);
}

bool option_region(struct options *options, const char *option, const char *text)
{
    struct geometry geometry;
    if (!geometry_parse(text, &geometry))
        return message_usage(option, "'%s' is not WxH+X+Y, such as 100x50+20+10 or 50%%x50%%+0-0",
                             text);
    if (options->region_count == BLUR_REGIONS_MAX)
        return message_usage(option, "at most %d regions", BLUR_REGIONS_MAX);
    struct geometry *regions =
        realloc(options->regions, (options->region_count + 1) * sizeof *regions);
    if (!regions)
        return message_error(option, "out of memory");
    options->regions = regions;
    regions[options->region_count++] = geometry;
    return true;
}

bool option_mask(struct options *options, const char *option, const char *text)
{
    options->mask_file = text;
    return *text || message_usage(option, "a file name is needed");
}
