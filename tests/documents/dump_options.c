/* SPDX-License-Identifier: MIT
 * Prints the table of options and the formats as JSON, for tests/option_documents.py. */
#include <stdio.h>

#include "formats/format_table.h"
#include "options/option_table.h"

static void print_string(const char *text)
{
    if (!text) {
        fputs("null", stdout);
        return;
    }
    putchar('"');
    for (; *text; text++)
        if (*text == '\n')
            fputs("\\n", stdout);
        else
            printf("%s%c", *text == '"' || *text == '\\' ? "\\" : "", *text);
    putchar('"');
}

static void print_member(const char *name, const char *text)
{
    printf("\"%s\": ", name);
    print_string(text);
    fputs(", ", stdout);
}

static void print_words(const char *name, word_list *words)
{
    printf("\"%s\": [", name);
    for (int i = 0; words && words(i); i++) {
        fputs(i > 0 ? ", " : "", stdout);
        print_string(words(i));
    }
    putchar(']');
}

static void print_option(const struct option_entry *entry)
{
    static const char *const values[] = {
        [VALUE_IS_FREE] = "free", [VALUE_IS_FILE] = "file", [VALUE_IS_FOLDER] = "folder"};
    const char letter[] = {entry->letter, '\0'};
    putchar('{');
    print_member("letter", letter);
    print_member("name", entry->name);
    print_member("argument", entry->argument);
    print_member("help", entry->help);
    print_member("summary", entry->summary);
    print_member("manual", entry->manual);
    print_member("excludes", entry->excludes);
    print_member("value", values[entry->value]);
    printf("\"is_read\": %s, ", entry->read ? "true" : "false");
    print_words("words", entry->words);
    putchar('}');
}

int main(void)
{
    const struct option_entry *entry;
    fputs("{\"options\": [\n", stdout);
    for (size_t i = 0; (entry = option_table_entry(i)) != NULL; i++) {
        fputs(i > 0 ? ",\n" : "", stdout);
        print_option(entry);
    }
    fputs("\n], ", stdout);
    print_words("formats", format_name);
    fputs(", ", stdout);
    print_words("extensions", format_extensions);
    puts("}");
    return ferror(stdout) != 0;
}
