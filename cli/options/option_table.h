/* SPDX-License-Identifier: MIT
 * All options. From their table come the parser, --help, the completions and the list in the
 * manual: "make documents" writes the last two. */
#ifndef BLUR_OPTION_TABLE_H
#define BLUR_OPTION_TABLE_H

#include "options/options.h"
#include "options/words.h"

/* Reads the value of an option, NULL where there is none; option is its name in messages. False:
 * reported. */
typedef bool option_reader(struct options *options, const char *option, const char *text);

struct option_entry {
    char letter; /* '\0': has none */
    const char *name;
    const char *argument; /* NULL: takes none; in [] where it may be left out */

    /* What it does: reads its value, else sets the flag at this offset, else (neither) ends the
     * parsing. */
    option_reader *read;
    size_t flag;

    /* In --help, which breaks its lines; there and in the manual %* is the words below, in the
     * help %1 the first of them and %2 the others. */
    const char *help;

    const char *summary; /* in completions: a line without ' and ] */
    const char *manual;  /* mdoc(7) */

    /* What completes its value. */
    enum { VALUE_IS_FREE, VALUE_IS_FILE, VALUE_IS_FOLDER } value;
    word_list *words;

    /* What zsh does not offer beside it, "*" being nothing. NULL: itself. */
    const char *excludes;
};

/* The program has no use for the manual. */
#ifdef OPTION_DOCUMENTS
#define MANUAL(text) .manual = (text)
#else
#define MANUAL(text) .manual = NULL
#endif

#define FLAG(field) .flag = offsetof(struct options, field)

struct option_group {
    const struct option_entry *entries;
    size_t count;
};

/* Each in the file of its name, with the functions that read the values. */
extern const struct option_group gaussian_options, region_options, effect_options, output_options,
    input_options, run_options, message_options;

/* The options in the order of --help, counted from 0; NULL ends them. */
const struct option_entry *option_table_entry(size_t number);

/* An integer in a range. False: reported, and *value stays as it is. */
bool option_read_integer(const char *option, const char *text, long long min, long long max,
                         long long *value);

/* The same for an int. */
bool option_read_int(const char *option, const char *text, int min, int max, int *value);

#endif
