/* SPDX-License-Identifier: MIT
 * The options that say which files are inputs. */
#include <string.h>

#include "messages/message.h"
#include "options/number.h"
#include "options/option_table.h"

static bool read_files_from(struct options *options, const char *option, const char *text)
{
    options->files_from = text;
    return *text || message_usage(option, "a file name is needed, or - for standard input");
}

/* I/N, both whole numbers. */
static bool read_shard(struct options *options, const char *option, const char *text)
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

static const struct option_entry entries[] = {
    {
        .letter = 'r',
        .name = "recursive",
        FLAG(is_recursive),
        .help = "process all images below folders (with -d)",
        .summary = "process all images below folders",
        MANUAL("Of an operand or a name in the list that is a folder, take all files below it\n"
               "with an extension of a known format, in the order of their names.\n"
               ".Fl d\n"
               "is needed, and the tree below the operand is laid out there, so that\n"
               ".Pa photos/a/b.jpg\n"
               "with the operand\n"
               ".Pa photos\n"
               "becomes\n"
               ".Pa dir/a/b.jpg .\n"
               "Symbolic links to folders are not followed, and what is below\n"
               ".Ar dir\n"
               "itself is not taken.\n"),
    },
    {
        .name = "files-from",
        .argument = "FILE",
        .read = read_files_from,
        .help = "read names from a list, one per line; - is standard input",
        .summary = "read names from a list",
        MANUAL("Read further names from a list, one per line;\n"
               ".Sq -\n"
               "is standard input.\n"
               "Empty lines are ignored, and no name is an option, whatever it begins with.\n"),
        .value = VALUE_IS_FILE,
    },
    {
        .letter = '0',
        .name = "null",
        FLAG(null_separated),
        .help = "names in the list end in NUL bytes, not lines",
        .summary = "names in the list end in NUL bytes",
        MANUAL("The names in that list end in NUL bytes, as those of\n"
               ".Ql find -print0 ,\n"
               "so that they may have newlines in them.\n"),
    },
    {
        .name = "shard",
        .argument = "I/N",
        .read = read_shard,
        .help = "process the I-th of N parts of the files, chosen by name",
        .summary = "process the I-th of N parts of the files, I/N",
        MANUAL("Process only the files that belong to part\n"
               ".Ar i\n"
               "of\n"
               ".Ar n ,\n"
               "counted from 1.\n"
               "The part that a file belongs to depends on its name, as given, and on nothing\n"
               "else.\n"
               "Names that clash are found among all files, whatever their parts.\n"),
    },
};

const struct option_group input_options = {entries, sizeof entries / sizeof *entries};
