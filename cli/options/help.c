/* SPDX-License-Identifier: MIT */
#include "options/help.h"

#include <stdio.h>
#include <string.h>

#include "options/option_table.h"

enum { left_width = 25, right_width = 80 - left_width };

/* Writes the words of an option that %1, %2 or %* stands for. */
static void write_words(const struct option_entry *entry, char which, char words[static WORDS_TEXT])
{
    if (which == '1')
        snprintf(words, WORDS_TEXT, "%s", entry->words(0));
    else
        words_join(entry->words, which == '2', which == '2' ? ", " : " or ", words, WORDS_TEXT);
}

/* Writes the help of an option, with its words filled in. */
static void write_help(const struct option_entry *entry, char *text, size_t size)
{
    char words[WORDS_TEXT];
    size_t length = 0;
    *text = '\0';
    for (const char *rest = entry->help; *rest && length < size; rest++) {
        const bool is_words = entry->words && rest[0] == '%' && rest[1] && strchr("12*", rest[1]);
        snprintf(words, sizeof words, "%c", *rest);
        if (is_words)
            write_words(entry, *++rest, words);
        length += (size_t)snprintf(text + length, size - length, "%s", words);
    }
}

/* How much of a text goes on one line. */
static size_t line_length(const char *text)
{
    size_t length = strcspn(text, " \n");
    while (text[length] == ' ') {
        const size_t next = length + 1 + strcspn(text + length + 1, " \n");
        if (next > right_width)
            break;
        length = next;
    }
    return length;
}

static void print_right(const char *text)
{
    size_t length = line_length(text);
    printf("%.*s\n", (int)length, text);
    while (text[length] != '\0') {
        text += length + 1;
        length = line_length(text);
        printf("%*s%.*s\n", left_width, "", (int)length, text);
    }
}

static void print_option(const struct option_entry *entry)
{
    char left[40], letter[8] = "    ", help[500];
    const char *argument = entry->argument ? entry->argument : "";
    if (entry->letter)
        snprintf(letter, sizeof letter, "-%c, ", entry->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, entry->name,
             *argument && *argument != '[' ? " " : "", argument);
    if (strlen(left) > left_width - 3)
        printf("  %s\n%*s", left, left_width, "");
    else
        printf("  %-*s ", left_width - 3, left);
    write_help(entry, help, sizeof help);
    print_right(help);
}

void help_print(void)
{
    const struct option_entry *entry;
    puts("Usage: blur [OPTION]... FILE...\n"
         "Blurs PNG and JPEG images with a Gaussian. FILE - is standard input.\n");
    for (size_t i = 0; (entry = option_table_entry(i)) != NULL; i++)
        print_option(entry);
    puts("\nExit status: 0 all done, 1 a file failed, 2 wrong usage.\n"
         "Example: blur input.png -k 5 -o out.png");
}
