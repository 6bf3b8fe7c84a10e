/* SPDX-License-Identifier: MIT
 * The options for what is done in place of the Gaussian. */
#include <math.h>
#include <string.h>

#include "messages/message.h"
#include "options/custom_kernel.h"
#include "options/number.h"
#include "options/option_table.h"

/* There can be only one. */
static bool set_effect(struct options *options, const char *option, enum effect effect)
{
    const enum effect before = options->effect;
    options->effect = effect;
    return before == EFFECT_GAUSSIAN || before == effect ||
           message_usage(option, "cannot be used with %s", options_effect_name(before));
}

static bool read_pixelate(struct options *options, const char *option, const char *text)
{
    return option_read_int(option, text, 1, BLUR_KERNEL_SIZE_MAX, &options->block_size) &&
           set_effect(options, option, EFFECT_PIXELATE);
}

static bool read_box(struct options *options, const char *option, const char *text)
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
static bool read_motion(struct options *options, const char *option, const char *text)
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

static bool read_kernel_file(struct options *options, const char *option, const char *text)
{
    options->kernel_file = text;
    return (*text || message_usage(option, "a file name is needed")) &&
           set_effect(options, option, EFFECT_KERNEL_FILE);
}

static bool read_bias(struct options *options, const char *option, const char *text)
{
    if (!number_parse_decimal(text, &options->bias))
        return message_usage(option, "'%s' is not a number such as 0.5", text);
    return (options->bias >= -1 && options->bias <= 1) ||
           message_usage(option, "must be from -1 to 1, white being 1");
}

static const struct option_entry entries[] = {
    {
        .name = "pixelate",
        .argument = "N",
        .read = read_pixelate,
        .help = "instead of a Gaussian: average blocks of N x N pixels",
        .summary = "average blocks of N x N pixels",
        MANUAL(
            "In place of the Gaussian, give blocks of\n"
            ".Ar n\n"
            "x\n"
            ".Ar n\n"
            "pixels their mean colour.\n"
            "They begin at the upper left corner of the picture, also where there are regions.\n"),
    },
    {
        .name = "box",
        .argument = "N",
        .read = read_box,
        .help = "instead of a Gaussian: the mean of N x N pixels, N odd",
        .summary = "mean of N x N pixels, N odd",
        MANUAL("In place of the Gaussian, the mean of\n"
               ".Ar n\n"
               "x\n"
               ".Ar n\n"
               "pixels, an odd number up to 1023.\n"),
    },
    {
        .name = "motion",
        .argument = "LENGTH@ANGLE",
        .read = read_motion,
        .help = "instead of a Gaussian: the mean along a line of LENGTH pixels at ANGLE degrees, 0 "
                "being right and 90 up",
        .summary = "mean along a line, LENGTH@ANGLE",
        MANUAL("In place of the Gaussian, the mean along a line, as if the camera had moved.\n"
               ".Ar length\n"
               "is in pixels, from 1 to 1023,\n"
               ".Ar angle\n"
               "in degrees, 0 to the right and 90 upwards.\n"),
    },
    {
        .name = "kernel-file",
        .argument = "FILE",
        .read = read_kernel_file,
        .help = "instead of a Gaussian: a kernel from a file, rows of numbers",
        .summary = "kernel from a file, rows of numbers",
        MANUAL(
            "In place of the Gaussian, a kernel of any weights: rows of numbers in a text file\n"
            ".Po\n"
            ".Sq -\n"
            "is standard input\n"
            ".Pc ,\n"
            "separated by blanks or commas, as many in each row, an odd number of both.\n"
            ".Ql #\n"
            "begins a comment.\n"
            "The middle lies on the pixel, the kernel is not flipped, and the result is\n"
            "divided by the sum of the weights; where that is zero, the pixel stays as it is.\n"),
        .value = VALUE_IS_FILE,
    },
    {
        .name = "no-normalize",
        FLAG(no_normalize),
        .help = "use the numbers of --kernel-file as they are, not divided by their sum",
        .summary = "do not divide by the sum of the numbers",
        MANUAL("Do not divide by the sum.\n"
               "Alpha then stays as it is, and the default border is\n"
               ".Cm replicate ,\n"
               "where\n"
               ".Cm renormalize\n"
               "has pixels beyond the edge count as zero.\n"),
    },
    {
        .name = "bias",
        .argument = "X",
        .read = read_bias,
        .help = "with --no-normalize: add X, white being 1",
        .summary = "add X, white being 1",
        MANUAL("With\n"
               ".Fl -no-normalize ,\n"
               "add\n"
               ".Ar x\n"
               "to the result, from -1 to 1, white being 1.\n"),
    },
};

const struct option_group effect_options = {entries, sizeof entries / sizeof *entries};
