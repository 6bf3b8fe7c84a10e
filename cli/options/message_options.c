/* SPDX-License-Identifier: MIT
 * The options for what the program prints. */
#include "messages/message.h"
#include "options/option_table.h"

static const char *progress_word(int when)
{
    static const char *const words[] = {
        [PROGRESS_AUTO] = "auto", [PROGRESS_ALWAYS] = "always", [PROGRESS_NEVER] = "never", NULL};
    return words[when];
}

static bool read_progress(struct options *options, const char *option, const char *text)
{
    char known[WORDS_TEXT];
    const int when = words_find(progress_word, text);
    words_join(progress_word, 0, " or ", known, sizeof known);
    if (when < 0)
        return message_usage(option, "'%s' is not %s", text, known);
    options->progress = (enum progress_when)when;
    return true;
}

static bool read_quiet(struct options *options, const char *option, const char *text)
{
    (void)options, (void)option, (void)text;
    message_set_level(MESSAGE_QUIET);
    return true;
}

static bool read_verbose(struct options *options, const char *option, const char *text)
{
    (void)options, (void)option, (void)text;
    message_set_level(MESSAGE_VERBOSE);
    return true;
}

static const struct option_entry entries[] = {
    {
        .name = "progress",
        .argument = "WHEN",
        .read = read_progress,
        .help = "show progress: %1 (on a terminal, default), %2",
        .summary = "show progress",
        MANUAL("Show progress in a line on standard error: of several files how many\n"
               "are done, the megapixels a second and the time left, of a single one its rows.\n"
               ".Cm auto ,\n"
               "the default, does so where standard error is a terminal and the work takes over a\n"
               "second;\n"
               ".Cm always\n"
               "and\n"
               ".Cm never\n"
               "mean what they say.\n"),
        .words = progress_word,
    },
    {
        .name = "json",
        FLAG(prints_json),
        .help = "print a JSON object for each file, and a summary",
        .summary = "print a JSON object for each file",
        MANUAL("Print a line of JSON for each file on standard output, in the order of the files,\n"
               "and a summary as the last line.\n"
               "See\n"
               ".Sx Output in JSON .\n"),
    },
    {
        .letter = 'q',
        .name = "quiet",
        .read = read_quiet,
        .help = "print errors only",
        .summary = "print errors only",
        MANUAL("Print errors only.\n"),
        .excludes = "-q --quiet -v --verbose",
    },
    {
        .letter = 'v',
        .name = "verbose",
        .read = read_verbose,
        .help = "print what is done to each file",
        .summary = "print what is done to each file",
        MANUAL(
            "Print what is done to each file: its size, the time that reading, blurring and\n"
            "writing took\n"
            ".Pq each counted by itself, as they may go on at once ,\n"
            "and the output.\n"
            "One line says how it is blurred, such as\n"
            ".Ql method multirate, factors 1 x 4, loops avx512, threads 2, error at most 0.743 :\n"
            "the method, how much of the resolution along x and y it works at\n"
            ".Pq one in so many pixels ,\n"
            "the instructions of the CPU that it uses, the number of threads, and the most\n"
            "that any sample can be off, in levels.\n"
            ".Xr libblur 3\n"
            "describes the methods.\n"),
        .excludes = "-q --quiet -v --verbose",
    },
    {
        .letter = 'h',
        .name = "help",
        .help = "print this help",
        .summary = "print the help",
        MANUAL("Print a summary of the options.\n"),
        .excludes = "- *",
    },
    {
        .letter = 'V',
        .name = "version",
        .help = "print the version",
        .summary = "print the version",
        MANUAL("Print the version, and the libraries that decode and encode.\n"),
        .excludes = "- *",
    },
};

const struct option_group message_options = {entries, sizeof entries / sizeof *entries};
