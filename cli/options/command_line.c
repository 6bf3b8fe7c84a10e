/* SPDX-License-Identifier: MIT */
#include "options/command_line.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "messages/message.h"
#include "options/custom_kernel.h"
#include "options/kernel_file.h"
#include "options/option_table.h"

/* 2^28 pixels are 1 GiB of RGBA, more than any camera makes, and less than a decompression bomb. */
static const uint64_t default_max_pixels = (uint64_t)1 << 28;

/* getopt_long() knows an option by its letter; without one by its number from here on, beyond any
 * character. */
enum { no_letter = 256 };

/* More than there will be. */
enum { max_options = 100 };

/* What getopt_long() wants: the options with their long names, and the letters, each with ':' for
 * an argument. The first ':' has it tell a missing argument from an unknown option. */
struct getopt_tables {
    struct option long_options[max_options + 1];
    char letters[2 * max_options + 2];
};

static int getopt_argument(const struct option_entry *entry)
{
    if (!entry->argument)
        return no_argument;
    return entry->argument[0] == '[' ? optional_argument : required_argument;
}

/* Fills in empty tables. */
static void make_getopt_tables(struct getopt_tables *tables)
{
    const struct option_entry *entry;
    char *letters = tables->letters;
    *letters++ = ':';
    for (int i = 0; i < max_options && (entry = option_table_entry((size_t)i)) != NULL; i++) {
        tables->long_options[i] = (struct option){entry->name, getopt_argument(entry), NULL,
                                                  entry->letter ? entry->letter : no_letter + i};
        if (!entry->letter)
            continue;
        *letters++ = entry->letter;
        if (entry->argument)
            *letters++ = ':';
    }
}

/* By what getopt_long() knows it by. */
static const struct option_entry *find_option(int answer)
{
    const struct option_entry *entry;
    if (answer >= no_letter)
        return option_table_entry((size_t)(answer - no_letter));
    for (size_t i = 0; (entry = option_table_entry(i)) != NULL; i++)
        if (entry->letter && entry->letter == answer)
            return entry;
    return NULL;
}

/* getopt_long() has said '?' or ':' of the argument before optind, or of a letter in it. */
static bool is_ambiguous(const char *option)
{
    const struct option_entry *entry;
    size_t matches = 0;
    for (size_t i = 0; (entry = option_table_entry(i)) != NULL; i++)
        matches += strncmp(option, "--", 2) == 0 &&
                   strncmp(entry->name, option + 2, strcspn(option + 2, "=")) == 0;
    return matches > 1;
}

static bool report_bad_option(int answer, char **argv)
{
    char letter[] = {'-', (char)optopt, '\0'};
    const char *option = optopt != 0 && optopt < no_letter ? letter : argv[optind - 1];
    if (answer == ':')
        return message_usage(option, "an argument is missing");
    if (find_option(optopt))
        return message_usage(argv[optind - 1], "takes no argument");
    if (is_ambiguous(option))
        return message_usage(option, "could be one of several options (see blur --help)");
    return message_usage(option, "unknown option (see blur --help)");
}

static bool apply_option(const struct option_entry *entry, struct options *options)
{
    char name[40];
    if (!entry->read) {
        *(bool *)((char *)options + entry->flag) = true;
        return true;
    }
    if (entry->letter)
        snprintf(name, sizeof name, "-%c", entry->letter);
    else
        snprintf(name, sizeof name, "--%s", entry->name);
    return entry->read(options, name, optarg);
}

static bool check_gaussian(uint32_t given, int32_t kernel_size, double sigma)
{
    return blur_gaussian_parameters(given, BLUR_UINT8, &kernel_size, &sigma) == BLUR_OK ||
           message_usage("-s", "%g needs a kernel of more than %d pixels", sigma,
                         BLUR_KERNEL_SIZE_MAX);
}

static bool make_kernel(struct options *options)
{
    switch (options->effect) {
    case EFFECT_BOX:
        return custom_kernel_box(options->block_size, &options->kernel) ||
               message_error("--box", "out of memory");
    case EFFECT_MOTION:
        return custom_kernel_motion(options->length, options->angle, &options->kernel) ||
               message_error("--motion", "out of memory");
    case EFFECT_KERNEL_FILE:
        return kernel_file_read(options->kernel_file, &options->kernel);
    default:
        return check_gaussian(options->given & 3, options->kernel_size, options->sigma) &&
               check_gaussian(options->given >> 2, options->kernel_size_y, options->sigma_y);
    }
}

static bool check_effect(const struct options *options)
{
    if (options->effect != EFFECT_GAUSSIAN && options->given != 0)
        return message_usage(options_effect_name(options->effect), "cannot be used with -k or -s");
    if (options->no_normalize && options->effect != EFFECT_KERNEL_FILE)
        return message_usage("--no-normalize", "needs --kernel-file");
    if (options->bias != 0 && !options->no_normalize)
        return message_usage("--bias", "needs --no-normalize");
    return true;
}

static bool check_selection(const struct options *options)
{
    if (options->region_count > 0 && options->mask_file)
        return message_usage("-m", "cannot be used with -R");
    if (options->feather > 0 && options->region_count == 0)
        return message_usage("--feather", "needs -R");
    if (options->inverts && options->region_count == 0 && !options->mask_file)
        return message_usage("--invert", "needs -R or -m");
    return true;
}

/* What can only be checked when all options are known. */
static bool check_together(struct options *options)
{
    if (options->operand_count == 0 && !options->files_from)
        return message_usage(NULL, "no file given (- is standard input; see blur --help)");
    if (options->output && options->operand_count > 1)
        return message_usage("-o", "cannot be used with more than one file");
    if (options->output && (options->outdir || options->suffix))
        return message_usage("-o", "cannot be used with -d or -S");
    if (options->is_recursive && !options->outdir)
        return message_usage("-r", "needs -d DIR, below which the folders are laid out");
    if (options->null_separated && !options->files_from)
        return message_usage("-0", "needs --files-from");
    return check_effect(options) && check_selection(options) && make_kernel(options);
}

enum command_line_result command_line_parse(int argc, char **argv, struct options *options)
{
    struct getopt_tables tables = {0};
    int answer;
    *options =
        (struct options){.background = {255, 255, 255, 255}, .max_pixels = default_max_pixels};
    make_getopt_tables(&tables);
    opterr = 0;
    unsetenv("POSIXLY_CORRECT"); /* it would end the options at the first operand */
    while ((answer = getopt_long(argc, argv, tables.letters, tables.long_options, NULL)) != -1) {
        const struct option_entry *entry = find_option(answer);
        if (answer == '?' || answer == ':' || !entry) {
            report_bad_option(answer, argv);
            return COMMAND_LINE_WRONG;
        }
        if (answer == 'h' || answer == 'V')
            return answer == 'h' ? COMMAND_LINE_HELP : COMMAND_LINE_VERSION;
        if (!apply_option(entry, options))
            return COMMAND_LINE_WRONG;
    }
    options->operands = argv + optind;
    options->operand_count = (size_t)(argc - optind);
    return check_together(options) ? COMMAND_LINE_RUN : COMMAND_LINE_WRONG;
}
