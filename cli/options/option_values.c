/* SPDX-License-Identifier: MIT */
#include "options/option_values.h"

#include <math.h>
#include <string.h>

#include "formats/format_table.h"
#include "messages/message.h"
#include "options/number.h"

static const char *const border_names[] = {
    [BLUR_BORDER_RENORMALIZE] = "renormalize",
    [BLUR_BORDER_REPLICATE] = "replicate",
    [BLUR_BORDER_REFLECT] = "reflect",
    [BLUR_BORDER_MIRROR] = "mirror",
    [BLUR_BORDER_WRAP] = "wrap",
    [BLUR_BORDER_CONSTANT] = "constant",
};
enum { border_count = sizeof border_names / sizeof *border_names };

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

bool option_kernel_size(struct options *options, const char *option, const char *text)
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

bool option_sigma(struct options *options, const char *option, const char *text)
{
    char first[32];
    const char *second = split_pair(text, first);
    options->given &= ~(uint32_t)BLUR_GIVEN_SIGMA_Y;
    options->given |= BLUR_GIVEN_SIGMA | (second ? BLUR_GIVEN_SIGMA_Y : 0);
    return set_sigma(option, second ? first : text, &options->sigma) &&
           (!second || set_sigma(option, second, &options->sigma_y));
}

bool option_border(struct options *options, const char *option, const char *text)
{
    static const char constant[] = "constant:";
    options->has_border = true;
    if (strncmp(text, constant, strlen(constant)) == 0) {
        options->border = BLUR_BORDER_CONSTANT;
        return color_parse(text + strlen(constant), &options->border_color) ||
               message_usage(option, "a colour is #RRGGBB or #RRGGBBAA, not '%s'",
                             text + strlen(constant));
    }
    for (int border = 0; border < BLUR_BORDER_CONSTANT; border++)
        if (strcmp(text, border_names[border]) == 0) {
            options->border = border;
            return true;
        }
    return message_usage(option,
                         "unknown border '%s': renormalize, replicate, reflect, mirror, wrap or "
                         "constant:#RRGGBB",
                         text);
}

bool option_output(struct options *options, const char *option, const char *text)
{
    options->output = text;
    return *text || message_usage(option, "a file name is needed");
}

bool option_outdir(struct options *options, const char *option, const char *text)
{
    options->outdir = text;
    return *text || message_usage(option, "the name of a folder is needed");
}

bool option_suffix(struct options *options, const char *option, const char *text)
{
    options->suffix = text;
    return !strchr(text, '/') || message_usage(option, "a suffix has no '/': try -d for a folder");
}

bool option_files_from(struct options *options, const char *option, const char *text)
{
    options->files_from = text;
    return *text || message_usage(option, "a file name is needed, or - for standard input");
}

bool option_format(struct options *options, const char *option, const char *text)
{
    options->format = format_by_name(text);
    return options->format || message_usage(option, "unknown format '%s': %s", text, format_names);
}

/* An integer in a range. Otherwise *value stays as it is. */
static bool set_number(const char *option, const char *text, long long min, long long max,
                       long long *value)
{
    long long number;
    if (!number_parse_integer(text, &number))
        return message_usage(option, "'%s' is not a whole number", text);
    if (number < min || number > max)
        return message_usage(option, "must be from %lld to %lld", min, max);
    *value = number;
    return true;
}

bool option_quality(struct options *options, const char *option, const char *text)
{
    long long quality = options->quality;
    bool ok = set_number(option, text, 1, 100, &quality);
    options->quality = (int)quality;
    return ok;
}

bool option_strip(struct options *options, const char *option, const char *text)
{
    options->strip = text ? STRIP_ALL : STRIP_MOST;
    return !text || strcmp(text, "all") == 0 ||
           message_usage(option, "unknown argument '%s': --strip or --strip=all", text);
}

bool option_background(struct options *options, const char *option, const char *text)
{
    return (strlen(text) == strlen("#RRGGBB") && color_parse(text, &options->background)) ||
           message_usage(option, "a background is #RRGGBB, not '%s'", text);
}

bool option_codec(struct options *options, const char *option, const char *text)
{
    options->codec = strcmp(text, "stb") == 0 ? CODEC_STB : CODEC_AUTO;
    return options->codec == CODEC_STB || strcmp(text, "auto") == 0 ||
           message_usage(option, "unknown codec '%s': stb or auto", text);
}

bool option_threads(struct options *options, const char *option, const char *text)
{
    long long threads = options->threads;
    bool ok = set_number(option, text, 0, BLUR_THREADS_MAX, &threads);
    options->threads = (int)threads;
    return ok;
}

bool option_jobs(struct options *options, const char *option, const char *text)
{
    long long jobs = options->jobs;
    bool ok = set_number(option, text, 0, OPTION_MAX_JOBS, &jobs);
    options->jobs = (int)jobs;
    return ok;
}

bool option_max_pixels(struct options *options, const char *option, const char *text)
{
    long long pixels = (long long)options->max_pixels;
    bool ok = set_number(option, text, 1, (long long)1 << 62, &pixels);
    options->max_pixels = (uint64_t)pixels;
    return ok;
}

bool option_max_memory(struct options *options, const char *option, const char *text)
{
    return (number_parse_bytes(text, &options->max_memory) && options->max_memory > 0) ||
           message_usage(option, "'%s' is not a number of bytes such as 500M or 2G", text);
}

bool option_timeout(struct options *options, const char *option, const char *text)
{
    double seconds;
    if (!number_parse_decimal(text, &seconds))
        return message_usage(option, "'%s' is not a number of seconds such as 30 or 0.5", text);
    if (!isfinite(seconds) || seconds <= 0)
        return message_usage(option, "must be a finite number above 0, such as 30");
    options->timeout = seconds;
    return true;
}

/* I/N, both whole numbers. */
bool option_shard(struct options *options, const char *option, const char *text)
{
    char first[16] = "";
    long long index = 0, count = 0;
    size_t length = strcspn(text, "/");
    if (length < sizeof first)
        memcpy(first, text, length);
    if (text[length] == '\0' || !number_parse_integer(first, &index) ||
        !number_parse_integer(text + length + 1, &count))
        return message_usage(option, "'%s' is not I/N, such as 1/4", text);
    if (count < 1 || count > INT32_MAX || index < 1 || index > count)
        return message_usage(option, "I/N counts from 1/N to N/N, not '%s'", text);
    options->shard_index = (unsigned)index;
    options->shard_count = (unsigned)count;
    return true;
}

bool option_progress(struct options *options, const char *option, const char *text)
{
    static const char *const names[] = {"auto", "always", "never"};
    for (int i = 0; i < 3; i++)
        if (strcmp(text, names[i]) == 0) {
            options->progress = (enum progress_when)i;
            return true;
        }
    return message_usage(option, "'%s' is not auto, always or never", text);
}

bool option_quiet(struct options *options, const char *option, const char *text)
{
    (void)options, (void)option, (void)text;
    message_set_level(MESSAGE_QUIET);
    return true;
}

bool option_verbose(struct options *options, const char *option, const char *text)
{
    (void)options, (void)option, (void)text;
    message_set_level(MESSAGE_VERBOSE);
    return true;
}

const char *option_border_name(int border)
{
    return border >= 0 && border < border_count ? border_names[border] : "unknown";
}
