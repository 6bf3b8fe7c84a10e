/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"
#include "number.h"

/* 2^28 pixels are 1 GiB of RGBA: more than any camera makes, less than a bomb would fill. */
static const uint64_t default_max_pixels = (uint64_t)1 << 28;

/* Long options without a letter are known to getopt_long() by numbers above any character. */
enum {
    no_letter = 256,
    strip_option = no_letter,
    background_option,
    codec_option,
    lenient_option,
    max_pixels_option
};

static const char *const border_names[] = {
    [BLUR_BORDER_RENORMALIZE] = "renormalize",
    [BLUR_BORDER_REPLICATE] = "replicate",
    [BLUR_BORDER_REFLECT] = "reflect",
    [BLUR_BORDER_MIRROR] = "mirror",
    [BLUR_BORDER_WRAP] = "wrap",
    [BLUR_BORDER_CONSTANT] = "constant",
};
enum { border_count = sizeof border_names / sizeof *border_names };

static bool set_kernel_size(struct options *options, const char *option, const char *text)
{
    long long number;
    if (!number_whole(text, &number))
        return message_usage(option, "'%s' is not a whole number", text);
    if (number < 1)
        return message_usage(option, "must be positive and odd: try 3 or 5");
    if (number > BLUR_KERNEL_SIZE_MAX)
        return message_usage(option, "must be at most %d", BLUR_KERNEL_SIZE_MAX);
    if (number % 2 == 0)
        return message_usage(option, "must be odd: try %lld or %lld", number - 1, number + 1);
    options->kernel_size = (int32_t)number;
    options->given |= BLUR_GIVEN_KERNEL_SIZE;
    return true;
}

static bool set_sigma(struct options *options, const char *option, const char *text)
{
    double sigma;
    if (!number_decimal(text, &sigma))
        return message_usage(option, "'%s' is not a number such as 2 or 1.5", text);
    if (!isfinite(sigma))
        return message_usage(option, "must be a finite number, such as 2 or 1.5");
    if (sigma < 0)
        return message_usage(option, "must not be negative: try %g", -sigma);
    options->sigma = sigma;
    options->given |= BLUR_GIVEN_SIGMA;
    return true;
}

static bool set_border(struct options *options, const char *option, const char *text)
{
    static const char constant[] = "constant:";
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

static bool set_output(struct options *options, const char *option, const char *text)
{
    options->output = text;
    return *text || message_usage(option, "a file name is needed");
}

static bool set_format(struct options *options, const char *option, const char *text)
{
    options->format = format_by_name(text);
    return options->format || message_usage(option, "unknown format '%s': %s", text, format_names);
}

/* A whole number in a range; *value stays as it is otherwise. */
static bool set_number(const char *option, const char *text, long long least, long long most,
                       long long *value)
{
    long long number;
    if (!number_whole(text, &number))
        return message_usage(option, "'%s' is not a whole number", text);
    if (number < least || number > most)
        return message_usage(option, "must be from %lld to %lld", least, most);
    *value = number;
    return true;
}

static bool set_quality(struct options *options, const char *option, const char *text)
{
    long long quality = options->quality;
    bool fine = set_number(option, text, 1, 100, &quality);
    options->quality = (int)quality;
    return fine;
}

static bool set_strip(struct options *options, const char *option, const char *text)
{
    options->strip = text ? STRIP_ALL : STRIP_MOST;
    return !text || strcmp(text, "all") == 0 ||
           message_usage(option, "unknown argument '%s': --strip or --strip=all", text);
}

static bool set_background(struct options *options, const char *option, const char *text)
{
    return (strlen(text) == strlen("#RRGGBB") && color_parse(text, &options->background)) ||
           message_usage(option, "a background is #RRGGBB, not '%s'", text);
}

static bool set_codec(struct options *options, const char *option, const char *text)
{
    options->codec = strcmp(text, "stb") == 0 ? CODEC_STB : CODEC_AUTO;
    return options->codec == CODEC_STB || strcmp(text, "auto") == 0 ||
           message_usage(option, "unknown codec '%s': stb or auto", text);
}

static bool set_lenient(struct options *options, const char *option, const char *text)
{
    (void)option, (void)text;
    options->is_lenient = true;
    return true;
}

static bool set_exact(struct options *options, const char *option, const char *text)
{
    (void)option, (void)text;
    options->accuracy = BLUR_ACCURACY_EXACT;
    return true;
}

static bool set_threads(struct options *options, const char *option, const char *text)
{
    long long threads = options->threads;
    bool fine = set_number(option, text, 0, BLUR_THREADS_MAX, &threads);
    options->threads = (int)threads;
    return fine;
}

static bool set_max_pixels(struct options *options, const char *option, const char *text)
{
    long long pixels = (long long)options->max_pixels;
    bool fine = set_number(option, text, 1, (long long)1 << 62, &pixels);
    options->max_pixels = (uint64_t)pixels;
    return fine;
}

static bool set_quiet(struct options *options, const char *option, const char *text)
{
    (void)options, (void)option, (void)text;
    message_set_level(MESSAGE_QUIET);
    return true;
}

static bool set_verbose(struct options *options, const char *option, const char *text)
{
    (void)options, (void)option, (void)text;
    message_set_level(MESSAGE_VERBOSE);
    return true;
}

/* Every option, in the order of the help. Those without a function end the parsing. */
static const struct option_entry {
    int letter; /* or a number from no_letter on */
    const char *name;
    const char *argument; /* NULL: takes none; in [] where it may be left out */
    bool (*set)(struct options *options, const char *option, const char *text);
    const char *help;
} entries[] = {
    {'k', "kernel", "N", set_kernel_size, "kernel size, odd (default: from sigma, else 5)"},
    {'s', "sigma", "X", set_sigma, "standard deviation in pixels (default: from -k)"},
    {'b', "border", "MODE", set_border,
     "beyond the edge: renormalize (default), replicate,\n"
     "reflect, mirror, wrap, constant:#RRGGBB[AA]"},
    {'e', "exact", NULL, set_exact,
     "at most 0.55 levels off the exact result, at any size\n(default: 0.75, which is faster)"},
    {'o', "output", "FILE", set_output, "output, - for standard output\n(default: NAME-blur.EXT)"},
    {'f', "format", "FMT", set_format,
     "png or jpeg (default: by the output's name, else the\ninput's)"},
    {'Q', "quality", "N", set_quality, "JPEG quality, 1 to 100 (default: the input's, else 90)"},
    {background_option, "background", "COLOR", set_background,
     "laid under what is transparent where the output has no\nalpha (default: #ffffff)"},
    {strip_option, "strip", "[=all]", set_strip,
     "keep no metadata but the colour profile; all: not even\nthat"},
    {codec_option, "codec", "NAME", set_codec,
     "stb, or auto: the best libraries built in (default)"},
    {lenient_option, "lenient", NULL, set_lenient, "take what can be decoded of a damaged image"},
    {'t', "threads", "N", set_threads, "threads, at most 3 of use; 0: as many as help (default)"},
    {max_pixels_option, "max-pixels", "N", set_max_pixels,
     "refuse images of more pixels (default: 268435456)"},
    {'q', "quiet", NULL, set_quiet, "errors only"},
    {'v', "verbose", NULL, set_verbose, "say what is done to each file"},
    {'h', "help", NULL, NULL, "print this help"},
    {'V', "version", NULL, NULL, "print the version"},
};
enum { entry_count = sizeof entries / sizeof *entries };

const char *options_border_name(int border)
{
    return border >= 0 && border < border_count ? border_names[border] : "unknown";
}

double options_sigma(const struct options *options)
{
    int32_t kernel_size = options->kernel_size;
    double sigma = options->sigma;
    blur_gaussian_parameters(options->given, BLUR_UINT8, &kernel_size, &sigma);
    return kernel_size == 1 ? 0 : sigma;
}

static bool may_be_left_out(const struct option_entry *entry)
{
    return entry->argument && entry->argument[0] == '[';
}

static void help_line(const struct option_entry *entry)
{
    char left[40], letter[8] = "    ";
    if (entry->letter < no_letter)
        snprintf(letter, sizeof letter, "-%c, ", entry->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, entry->name,
             entry->argument && !may_be_left_out(entry) ? " " : "",
             entry->argument ? entry->argument : "");
    const char *text = entry->help, *end;
    printf("  %-22s ", left);
    while ((end = strchr(text, '\n')) != NULL) {
        printf("%.*s\n%25s", (int)(end - text), text, "");
        text = end + 1;
    }
    printf("%s\n", text);
}

void options_help(void)
{
    puts("Usage: blur [OPTION]... FILE...\n"
         "Blurs PNG and JPEG images with a Gaussian. FILE - is standard input.\n");
    for (size_t i = 0; i < entry_count; i++)
        help_line(&entries[i]);
    puts("\nExit status: 0 all done, 1 a file failed, 2 wrong usage.\n"
         "Example: blur input.png -k 5 -o out.png");
}

static const struct option_entry *entry_for(int letter)
{
    for (size_t i = 0; i < entry_count; i++)
        if (entries[i].letter == letter)
            return &entries[i];
    return NULL;
}

/* What getopt_long() wants: entries as long options, and as letters with ':' for an argument. The
 * first ':' has it tell a missing argument from an unknown option. */
static void describe(struct option *long_options, char *letters)
{
    *letters++ = ':';
    for (size_t i = 0; i < entry_count; i++) {
        int argument = may_be_left_out(&entries[i]) ? optional_argument
                       : entries[i].argument        ? required_argument
                                                    : no_argument;
        long_options[i] = (struct option){entries[i].name, argument, NULL, entries[i].letter};
        if (entries[i].letter >= no_letter)
            continue;
        *letters++ = (char)entries[i].letter;
        if (entries[i].argument)
            *letters++ = ':';
    }
    *letters = '\0';
    long_options[entry_count] = (struct option){0};
}

/* getopt_long() has said '?' or ':' of the argument before optind, or of a letter in it. */
static bool refuse(int answer, char **argv)
{
    char letter[] = {'-', (char)optopt, '\0'};
    const char *option = optopt != 0 && optopt < no_letter ? letter : argv[optind - 1];
    if (answer == ':')
        return message_usage(option, "an argument is missing");
    if (entry_for(optopt))
        return message_usage(argv[optind - 1], "takes no argument");
    return message_usage(option, "unknown option (see blur --help)");
}

static bool apply(const struct option_entry *entry, struct options *options)
{
    char name[40];
    if (entry->letter < no_letter)
        snprintf(name, sizeof name, "-%c", entry->letter);
    else
        snprintf(name, sizeof name, "--%s", entry->name);
    return entry->set(options, name, optarg);
}

/* What can only be checked when all options are known. */
static bool check_together(struct options *options)
{
    int32_t kernel_size = options->kernel_size;
    double sigma = options->sigma;
    if (options->input_count == 0)
        return message_usage(NULL, "no file given (- is standard input; see blur --help)");
    if (options->output && options->input_count > 1)
        return message_usage("-o", "cannot be used with more than one file");
    if (blur_gaussian_parameters(options->given, BLUR_UINT8, &kernel_size, &sigma) != BLUR_OK)
        return message_usage("-s", "%g needs a kernel of more than %d pixels", options->sigma,
                             BLUR_KERNEL_SIZE_MAX);
    return true;
}

enum options_result options_parse(int argc, char **argv, struct options *options)
{
    struct option long_options[entry_count + 1];
    char letters[2 * entry_count + 2];
    int answer;
    *options =
        (struct options){.background = {255, 255, 255, 255}, .max_pixels = default_max_pixels};
    describe(long_options, letters);
    opterr = 0;
    unsetenv("POSIXLY_CORRECT"); /* it would end the options at the first operand */
    while ((answer = getopt_long(argc, argv, letters, long_options, NULL)) != -1) {
        const struct option_entry *entry = entry_for(answer);
        if (answer == '?' || answer == ':' || !entry) {
            refuse(answer, argv);
            return OPTIONS_WRONG;
        }
        if (!entry->set)
            return answer == 'h' ? OPTIONS_HELP : OPTIONS_VERSION;
        if (!apply(entry, options))
            return OPTIONS_WRONG;
    }
    options->inputs = argv + optind;
    options->input_count = (size_t)(argc - optind);
    return check_together(options) ? OPTIONS_RUN : OPTIONS_WRONG;
}
