/* SPDX-License-Identifier: MIT
 * The options that say how to blur. */
#include <math.h>
#include <string.h>

#include "messages/message.h"
#include "options/number.h"
#include "options/option_table.h"

/* The part before an x; returns the part after it. NULL: there is no x. */
static const char *split_pair(const char *text, char first[static 32])
{
    const char *x = strchr(text, 'x');
    const size_t length = x ? (size_t)(x - text) : 0;
    if (length == 0 || length >= 32 || x[1] == '\0')
        return NULL;
    memcpy(first, text, length);
    first[length] = '\0';
    return x + 1;
}

/* In a pair, 0 leaves an axis alone, as 1 does. */
static bool set_size(const char *option, const char *text, bool is_pair, int32_t *size)
{
    long long number;
    if (!number_parse_integer(text, &number))
        return message_usage(option, "'%s' is not a whole number", text);
    if (is_pair && number == 0)
        number = 1;
    if (number < 1)
        return message_usage(option, "must be positive and odd: try 3 or 5");
    if (number > BLUR_KERNEL_SIZE_MAX)
        return message_usage(option, "must be at most %d", BLUR_KERNEL_SIZE_MAX);
    if (number % 2 == 0)
        return message_usage(option, "must be odd: try %lld or %lld", number - 1, number + 1);
    *size = (int32_t)number;
    return true;
}

static bool read_kernel(struct options *options, const char *option, const char *text)
{
    char first[32];
    const char *second = split_pair(text, first);
    options->given &= ~(uint32_t)BLUR_GIVEN_KERNEL_SIZE_Y;
    options->given |= BLUR_GIVEN_KERNEL_SIZE | (second ? BLUR_GIVEN_KERNEL_SIZE_Y : 0);
    return set_size(option, second ? first : text, second, &options->kernel_size) &&
           (!second || set_size(option, second, true, &options->kernel_size_y));
}

static bool set_sigma(const char *option, const char *text, double *sigma)
{
    double number;
    if (!number_parse_decimal(text, &number))
        return message_usage(option, "'%s' is not a number such as 2 or 1.5", text);
    if (!isfinite(number))
        return message_usage(option, "must be a finite number, such as 2 or 1.5");
    if (number < 0)
        return message_usage(option, "must not be negative: try %g", -number);
    *sigma = number;
    return true;
}

static bool read_sigma(struct options *options, const char *option, const char *text)
{
    char first[32];
    const char *second = split_pair(text, first);
    options->given &= ~(uint32_t)BLUR_GIVEN_SIGMA_Y;
    options->given |= BLUR_GIVEN_SIGMA | (second ? BLUR_GIVEN_SIGMA_Y : 0);
    return set_sigma(option, second ? first : text, &options->sigma) &&
           (!second || set_sigma(option, second, &options->sigma_y));
}

static const char *border_word(int border)
{
    return border == BLUR_BORDER_CONSTANT ? "constant:#RRGGBB[AA]" : blur_border_name(border);
}

static const char *border_word_in_message(int border)
{
    return border == BLUR_BORDER_CONSTANT ? "constant:#RRGGBB" : blur_border_name(border);
}

static bool read_border(struct options *options, const char *option, const char *text)
{
    static const char constant[] = "constant:";
    char known[WORDS_TEXT];
    options->has_border = true;
    if (strncmp(text, constant, strlen(constant)) == 0) {
        options->border = BLUR_BORDER_CONSTANT;
        return color_parse(text + strlen(constant), &options->border_color) ||
               message_usage(option, "a colour is #RRGGBB or #RRGGBBAA, not '%s'",
                             text + strlen(constant));
    }
    options->border = words_find(blur_border_name, text);
    if (options->border >= 0 && options->border != BLUR_BORDER_CONSTANT)
        return true;
    words_join(border_word_in_message, 0, " or ", known, sizeof known);
    return message_usage(option, "unknown border '%s': %s", text, known);
}

static const struct option_entry entries[] = {
    {
        .letter = 'k',
        .name = "kernel",
        .argument = "N[xM]",
        .read = read_kernel,
        .help = "kernel size, odd (default: from sigma, else 5); along\n"
                "x and y, where 1 leaves that axis alone",
        .summary = "kernel size, odd",
        MANUAL(
            "The size of the kernel: how many pixels along each axis count for one pixel of\n"
            "the result.\n"
            "An odd number from 1 to 65535.\n"
            "By default it follows from\n"
            ".Fl s ;\n"
            "without that it is 5.\n"
            "A kernel may be larger than the image.\n"
            "With\n"
            ".Ar m\n"
            "there is another size along y than along x; an axis with 1, or 0, is left alone.\n"),
    },
    {
        .letter = 's',
        .name = "sigma",
        .argument = "X[xY]",
        .read = read_sigma,
        .help = "standard deviation in pixels (default: from -k); along x and y, where 0 leaves "
                "that axis alone",
        .summary = "standard deviation in pixels",
        MANUAL("The standard deviation of the Gaussian in pixels, a number such as 2 or 0.5.\n"
               "By default it follows from the kernel size n: 0.3 * ((n - 1) / 2 - 1) + 0.8.\n"
               "If only\n"
               ".Ar x\n"
               "is given, the kernel size is 2 * ceil(3 * x) + 1, and for pictures of 16 bits\n"
               "2 * ceil(4 * x) + 1.\n"
               "If both are given, both are taken as they are.\n"
               "A sigma of 0 copies the image.\n"
               "With\n"
               ".Ar y\n"
               "there is another one along y than along x; an axis with 0 is left alone.\n"
               "Without\n"
               ".Fl k ,\n"
               "sigma is at most 10922, for pictures of 16 bits 8191.\n"),
    },
    {
        .letter = 'b',
        .name = "border",
        .argument = "MODE",
        .read = read_border,
        .help = "beyond the edge: %1 (default), %2",
        .summary = "what stands beyond the edge",
        MANUAL("What stands beyond the edge of the image, here one whose row is\n"
               ".Ql abcd :\n"
               ".Bl -tag -width renormalize\n"
               ".It Cm renormalize\n"
               "nothing: only pixels inside count, and their weights are made to sum to 1\n"
               ".Pq the default\n"
               ".It Cm replicate\n"
               ".Ql aaa|abcd|ddd\n"
               ".It Cm reflect\n"
               ".Ql cba|abcd|dcb\n"
               ".It Cm mirror\n"
               ".Ql dcb|abcd|cba\n"
               ".It Cm wrap\n"
               ".Ql bcd|abcd|abc\n"
               ".It Cm constant : Ns Ar colour\n"
               "a colour, written #RRGGBB or #RRGGBBAA in hexadecimal digits; of a grey image it\n"
               "is the luma\n"
               ".El\n"),
        .words = border_word,
    },
    {
        .letter = 'e',
        .name = "exact",
        FLAG(is_exact),
        .help = "at most 0.55 levels off the exact result, at any size (default: 0.75, which is "
                "faster)",
        .summary = "at most 0.55 levels off the exact result",
        MANUAL("Keep every sample within 0.55 levels of the exact result, at any size of the\n"
               "kernel.\n"
               "By default it is 0.75 levels, which is much faster for kernels of more than some\n"
               "40 pixels.\n"),
    },
    {
        .letter = 'l',
        .name = "linear",
        FLAG(is_linear),
        .help = "blur linear light, not the samples of sRGB",
        .summary = "blur linear light",
        MANUAL(
            "Blur the light that the samples of sRGB stand for, and make samples of the result,\n"
            "as a lens does: bright spots stay bright, and colours that meet do not darken.\n"
            "By default the samples are blurred as they are, as most programs do.\n"
            "A colour profile is not looked at.\n"),
    },
    {
        .name = "straight",
        FLAG(is_straight),
        .help = "do not weight colours by alpha",
        .summary = "do not weight colours by alpha",
        MANUAL(
            "Blur each channel by itself, alpha included.\n"
            "By default colours are weighted by alpha, so that transparent pixels do not bleed.\n"),
    },
    {
        .name = "dither",
        FLAG(dithers),
        .help = "ordered dithering of 8-bit images, avoids banding",
        .summary = "ordered dithering, avoids banding",
        MANUAL("Round the samples of 8-bit images up or down by a fixed pattern of 8 x 8 pixels\n"
               "(ordered dithering), so that wide blurs of smooth areas show no bands.\n"
               "No sample is off by more than a level, and whole levels stay what they are.\n"),
    },
};

const struct option_group gaussian_options = {entries, sizeof entries / sizeof *entries};
