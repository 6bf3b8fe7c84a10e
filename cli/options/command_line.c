/* SPDX-License-Identifier: MIT */
#include "options/command_line.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "messages/message.h"
#include "options/custom_kernel.h"
#include "options/kernel_file.h"
#include "options/option_values.h"

/* Long options without a letter are known to getopt_long() by numbers above any character. */
enum {
    no_letter = 256,
    straight_option = no_letter,
    dither_option,
    feather_option,
    invert_option,
    pixelate_option,
    box_option,
    motion_option,
    kernel_file_option,
    no_normalize_option,
    bias_option,
    files_from_option,
    shard_option,
    newer_option,
    no_dereference_option,
    background_option,
    strip_option,
    codec_option,
    lenient_option,
    sync_option,
    max_pixels_option,
    max_memory_option,
    timeout_option,
    progress_option,
    json_option
};

/* Every option, in the order of the help. Those without a function set the flag at this offset;
 * those with neither end the parsing. */
static const struct command_line_option {
    int letter; /* or a number from no_letter on */
    const char *name;
    const char *argument; /* NULL: takes none; in [] where it may be left out */
    option_setter *set;
    size_t flag;
    const char *help;
} entries[] = {
#define FLAG(field) NULL, offsetof(struct options, field)
    {'k', "kernel", "N[xM]", option_kernel_size, 0,
     "kernel size, odd (default: from sigma, else 5); along\nx and y, where 1 leaves that axis "
     "alone"},
    {'s', "sigma", "X[xY]", option_sigma, 0,
     "standard deviation in pixels (default: from -k); along\nx and y, where 0 leaves that axis "
     "alone"},
    {'b', "border", "MODE", option_border, 0,
     "beyond the edge: renormalize (default), replicate,\n"
     "reflect, mirror, wrap, constant:#RRGGBB[AA]"},
    {'e', "exact", NULL, FLAG(is_exact),
     "at most 0.55 levels off the exact result, at any size\n(default: 0.75, which is faster)"},
    {'l', "linear", NULL, FLAG(is_linear), "blur linear light, not the samples of sRGB"},
    {straight_option, "straight", NULL, FLAG(is_straight),
     "blur colours whether they can be seen or not (default:\nweighed by alpha)"},
    {dither_option, "dither", NULL, FLAG(dithers),
     "8-bit pictures: a fine fixed pattern, not rounding,\nagainst bands in wide blurs"},

    {'R', "region", "GEOMETRY", option_region, 0,
     "blur only there: WxH+X+Y, -X or -Y from the far edge,\nN% of the picture; may be repeated"},
    {feather_option, "feather", "N", option_feather, 0,
     "fade regions out over N pixels around them"},
    {'m', "mask", "FILE", option_mask, 0,
     "blur as much as a picture of the same size says: white\n(or opaque) all, black not"},
    {invert_option, "invert", NULL, FLAG(inverts),
     "blur all but the regions, or where the mask is black"},

    {pixelate_option, "pixelate", "N", option_pixelate, 0,
     "not a Gaussian, but the mean colour of blocks of N x N"},
    {box_option, "box", "N", option_box, 0, "not a Gaussian, but the mean of N x N, odd"},
    {motion_option, "motion", "LENGTH@ANGLE", option_motion, 0,
     "not a Gaussian, but a line of so many pixels, at so\n"
     "many degrees from the right upwards"},
    {kernel_file_option, "kernel-file", "FILE", option_kernel_file, 0,
     "not a Gaussian, but rows of numbers from a file"},
    {no_normalize_option, "no-normalize", NULL, FLAG(no_normalize),
     "use the numbers of --kernel-file as they are, not\ndivided by their sum"},
    {bias_option, "bias", "X", option_bias, 0, "with --no-normalize: add X, white being 1"},

    {'o', "output", "FILE", option_output, 0,
     "output, - for standard output\n(default: NAME-blur.EXT)"},
    {'d', "outdir", "DIR", option_outdir, 0, "folder for the outputs, which is made if need be"},
    {'S', "suffix", "TEXT", option_suffix, 0,
     "put behind the names of outputs (default: -blur, with\n-d nothing)"},
    {'f', "format", "FMT", option_format, 0,
     "png or jpeg (default: by the output's name, else the\ninput's)"},
    {'Q', "quality", "N", option_quality, 0,
     "JPEG quality, 1 to 100 (default: the input's, else 90)"},
    {background_option, "background", "COLOR", option_background, 0,
     "laid under what is transparent where the output has no\nalpha (default: #ffffff)"},
    {strip_option, "strip", "[=all]", option_strip, 0,
     "keep no metadata but the colour profile; all: not even\nthat"},
    {'p', "preserve", NULL, FLAG(preserves), "keep the input's permissions and times"},
    {'n', "no-clobber", NULL, FLAG(no_clobber), "skip files whose output exists"},
    {newer_option, "newer", NULL, FLAG(skips_newer), "skip files whose output is not older"},
    {no_dereference_option, "no-dereference", NULL, FLAG(replaces_links),
     "replace an output that is a symbolic link, not what it\npoints to"},
    {sync_option, "sync", NULL, FLAG(syncs), "have each output on the disk before going on"},

    {'r', "recursive", NULL, FLAG(is_recursive), "take all images below folders (with -d)"},
    {files_from_option, "files-from", "FILE", option_files_from, 0,
     "take names from a list, one a line; - is standard input"},
    {'0', "null", NULL, FLAG(null_separated), "names in the list end in NUL bytes, not lines"},
    {shard_option, "shard", "I/N", option_shard, 0,
     "do the I-th of N parts of the files, chosen by name"},

    {'j', "jobs", "N", option_jobs, 0, "files at once; 0: one for each CPU (default)"},
    {'t', "threads", "N", option_threads, 0,
     "threads a file, at most 3 of use; 0: as many as help"},
    {max_memory_option, "max-memory", "N", option_max_memory, 0,
     "bytes for all files at once, such as 500M or 2G\n(default: half of the machine's)"},
    {max_pixels_option, "max-pixels", "N", option_max_pixels, 0,
     "refuse images of more pixels (default: 268435456)"},
    {timeout_option, "timeout", "SECONDS", option_timeout, 0, "give up a file that takes longer"},
    {codec_option, "codec", "NAME", option_codec, 0,
     "stb, or auto: the best libraries built in (default)"},
    {lenient_option, "lenient", NULL, FLAG(is_lenient),
     "take what can be decoded of a damaged image"},

    {progress_option, "progress", "WHEN", option_progress, 0,
     "show how far it is: auto (on a terminal, default),\nalways, never"},
    {json_option, "json", NULL, FLAG(prints_json),
     "print a JSON object for each file, and a summary"},
    {'q', "quiet", NULL, option_quiet, 0, "errors only"},
    {'v', "verbose", NULL, option_verbose, 0, "say what is done to each file"},
    {'h', "help", NULL, NULL, 0, "print this help"},
    {'V', "version", NULL, NULL, 0, "print the version"},
#undef FLAG
};
enum { entry_count = sizeof entries / sizeof *entries };

static bool is_argument_optional(const struct command_line_option *entry)
{
    return entry->argument && entry->argument[0] == '[';
}

static void print_help_line(const struct command_line_option *entry)
{
    char left[40], letter[8] = "    ";
    if (entry->letter < no_letter)
        snprintf(letter, sizeof letter, "-%c, ", entry->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, entry->name,
             entry->argument && !is_argument_optional(entry) ? " " : "",
             entry->argument ? entry->argument : "");
    const char *text = entry->help, *end;
    if (strlen(left) > 22)
        printf("  %s\n%25s", left, "");
    else
        printf("  %-22s ", left);
    while ((end = strchr(text, '\n')) != NULL) {
        printf("%.*s\n%25s", (int)(end - text), text, "");
        text = end + 1;
    }
    printf("%s\n", text);
}

void command_line_help(void)
{
    puts("Usage: blur [OPTION]... FILE...\n"
         "Blurs PNG and JPEG images with a Gaussian. FILE - is standard input.\n");
    for (size_t i = 0; i < entry_count; i++)
        print_help_line(&entries[i]);
    puts("\nExit status: 0 all done, 1 a file failed, 2 wrong usage.\n"
         "Example: blur input.png -k 5 -o out.png");
}

static const struct command_line_option *find_option(int letter)
{
    for (size_t i = 0; i < entry_count; i++)
        if (entries[i].letter == letter)
            return &entries[i];
    return NULL;
}

/* What getopt_long() wants: entries as long options, and as letters with ':' for an argument. The
 * first ':' has it tell a missing argument from an unknown option. */
static void make_getopt_tables(struct option *long_options, char *letters)
{
    *letters++ = ':';
    for (size_t i = 0; i < entry_count; i++) {
        int argument = is_argument_optional(&entries[i]) ? optional_argument
                       : entries[i].argument             ? required_argument
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
static bool is_ambiguous(const char *option)
{
    size_t matches = 0;
    for (size_t i = 0; i < entry_count; i++)
        matches += strncmp(option, "--", 2) == 0 &&
                   strncmp(entries[i].name, option + 2, strcspn(option + 2, "=")) == 0;
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

static bool apply_option(const struct command_line_option *entry, struct options *options)
{
    char name[40];
    if (!entry->set) {
        *(bool *)((char *)options + entry->flag) = true;
        return true;
    }
    if (entry->letter < no_letter)
        snprintf(name, sizeof name, "-%c", entry->letter);
    else
        snprintf(name, sizeof name, "--%s", entry->name);
    return entry->set(options, name, optarg);
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
        return message_usage(option_effect_name(options->effect), "cannot be used with -k or -s");
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
    struct option long_options[entry_count + 1];
    char letters[2 * entry_count + 2];
    int answer;
    *options =
        (struct options){.background = {255, 255, 255, 255}, .max_pixels = OPTION_MAX_PIXELS};
    make_getopt_tables(long_options, letters);
    opterr = 0;
    unsetenv("POSIXLY_CORRECT"); /* it would end the options at the first operand */
    while ((answer = getopt_long(argc, argv, letters, long_options, NULL)) != -1) {
        const struct command_line_option *entry = find_option(answer);
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
