/* SPDX-License-Identifier: MIT
 * The options for how a run goes about it: what it may take, and by which codecs. */
#include <math.h>

#include "messages/message.h"
#include "options/number.h"
#include "options/option_table.h"

/* The most processes: more would be a typo. */
enum { max_jobs = 1024 };

static bool read_jobs(struct options *options, const char *option, const char *text)
{
    return option_read_int(option, text, 0, max_jobs, &options->jobs);
}

static bool read_threads(struct options *options, const char *option, const char *text)
{
    return option_read_int(option, text, 0, BLUR_THREADS_MAX, &options->threads);
}

static bool read_max_memory(struct options *options, const char *option, const char *text)
{
    return (number_parse_bytes(text, &options->max_memory) && options->max_memory > 0) ||
           message_usage(option, "'%s' is not a number of bytes such as 500M or 2G", text);
}

static bool read_max_pixels(struct options *options, const char *option, const char *text)
{
    long long pixels = 0;
    if (!option_read_integer(option, text, 1, (long long)1 << 62, &pixels))
        return false;
    options->max_pixels = (uint64_t)pixels;
    return true;
}

static bool read_timeout(struct options *options, const char *option, const char *text)
{
    double seconds;
    if (!number_parse_decimal(text, &seconds))
        return message_usage(option, "'%s' is not a number of seconds such as 30 or 0.5", text);
    if (!isfinite(seconds) || seconds <= 0)
        return message_usage(option, "must be a finite number above 0, such as 30");
    options->timeout = seconds;
    return true;
}

static const char *codec_word(int number)
{
    static const char *const words[] = {"stb", "auto", NULL};
    return words[number];
}

static bool read_codec(struct options *options, const char *option, const char *text)
{
    static const enum codec_choice choices[] = {CODEC_STB, CODEC_AUTO}; /* by its word */
    char known[WORDS_TEXT];
    const int number = words_find(codec_word, text);
    words_join(codec_word, 0, " or ", known, sizeof known);
    if (number < 0)
        return message_usage(option, "unknown codec '%s': %s", text, known);
    options->codec = choices[number];
    return true;
}

static const struct option_entry entries[] = {
    {
        .letter = 'j',
        .name = "jobs",
        .argument = "N",
        .read = read_jobs,
        .help = "files at once; 0: one per CPU (default)",
        .summary = "files at once, 0 for one per CPU",
        MANUAL("Process this many files at once.\n"
               "0, the default, is one for each CPU that\n"
               ".Nm\n"
               "may run on.\n"),
    },
    {
        .letter = 't',
        .name = "threads",
        .argument = "N",
        .read = read_threads,
        .help = "threads per file, at most 3 are used; 0: as many as help",
        .summary = "threads per file, 0 for as many as help",
        MANUAL("Use at most this many threads per file; no more than three are of use: one\n"
               "reads, one blurs, one writes.\n"
               "0, the default, is as many as help: one where there are files for all CPUs.\n"
               "The result does not depend on it.\n"),
    },
    {
        .name = "max-memory",
        .argument = "N",
        .read = read_max_memory,
        .help =
            "memory for all files together, such as 500M or 2G (default: half of the machine's)",
        .summary = "memory for all files together, such as 2G",
        MANUAL("Take no more than about so many bytes for all files at once, where\n"
               ".Ql K , M , G\n"
               "or\n"
               ".Ql T\n"
               "may stand for 1024 bytes and powers of it.\n"
               "What a file takes is told from its header, before it is decoded; it waits until\n"
               "others are done, and is refused if it takes more by itself.\n"
               "By default half of the machine's memory is for all at once, and a file that takes\n"
               "more is worked on alone.\n"),
    },
    {
        .name = "max-pixels",
        .argument = "N",
        .read = read_max_pixels,
        .help = "refuse images with more pixels (default: 268435456)",
        .summary = "refuse images with more pixels",
        MANUAL("Refuse images of more pixels than this before their samples are decoded.\n"
               "The default is 268435456.\n"),
    },
    {
        .name = "timeout",
        .argument = "SECONDS",
        .read = read_timeout,
        .help = "give up on a file that takes longer",
        .summary = "give up on a file that takes longer, in seconds",
        MANUAL("Give up on a file that takes longer than this many seconds, and go on with the\n"
               "next.\n"
               "Fractions are allowed; the limit is kept to within a tenth of a second.\n"
               "Waiting for memory does not count.\n"
               "By default a file may take as long as it will.\n"),
    },
    {
        .name = "codec",
        .argument = "NAME",
        .read = read_codec,
        .help = "stb, or auto: the best libraries built in (default)",
        .summary = "libraries that decode and encode",
        MANUAL("The libraries that decode and encode:\n"
               ".Cm stb ,\n"
               "which is always built in, or\n"
               ".Cm auto ,\n"
               "the default: the best ones built in, which\n"
               ".Fl V\n"
               "lists.\n"),
        .words = codec_word,
    },
    {
        .name = "lenient",
        FLAG(is_lenient),
        .help = "decode what can be decoded of a damaged image",
        .summary = "decode what can be decoded of a damaged image",
        MANUAL("Decode what can be decoded of an image that is damaged or truncated, with a\n"
               "warning.\n"
               "What is missing comes out black or grey.\n"
               "By default such images are refused.\n"),
    },
};

const struct option_group run_options = {entries, sizeof entries / sizeof *entries};
