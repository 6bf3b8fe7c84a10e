/* SPDX-License-Identifier: MIT
 * The options for the outputs: their names, formats and what is kept in them. */
#include <string.h>

#include "formats/format_table.h"
#include "messages/message.h"
#include "options/option_table.h"

static bool read_output(struct options *options, const char *option, const char *text)
{
    options->output = text;
    return *text || message_usage(option, "a file name is needed");
}

static bool read_outdir(struct options *options, const char *option, const char *text)
{
    options->outdir = text;
    return *text || message_usage(option, "the name of a folder is needed");
}

static bool read_suffix(struct options *options, const char *option, const char *text)
{
    options->suffix = text;
    return !strchr(text, '/') || message_usage(option, "a suffix has no '/': try -d for a folder");
}

static bool read_format(struct options *options, const char *option, const char *text)
{
    char known[WORDS_TEXT];
    options->format = format_by_name(text);
    if (options->format)
        return true;
    words_join(format_name, 0, ", ", known, sizeof known);
    return message_usage(option, "unknown format '%s': %s", text, known);
}

static bool read_quality(struct options *options, const char *option, const char *text)
{
    return option_read_int(option, text, 1, 100, &options->quality);
}

static bool read_background(struct options *options, const char *option, const char *text)
{
    return (strlen(text) == strlen("#RRGGBB") && color_parse(text, &options->background)) ||
           message_usage(option, "a background is #RRGGBB, not '%s'", text);
}

static bool read_strip(struct options *options, const char *option, const char *text)
{
    options->strip = text ? STRIP_ALL : STRIP_MOST;
    return !text || strcmp(text, "all") == 0 ||
           message_usage(option, "unknown argument '%s': --strip or --strip=all", text);
}

static const struct option_entry entries[] = {
    {
        .letter = 'o',
        .name = "output",
        .argument = "FILE",
        .read = read_output,
        .help = "output, - for standard output\n"
                "(default: NAME-blur.EXT)",
        .summary = "output file, - for standard output",
        MANUAL("The output.\n"
               ".Sq -\n"
               "is standard output.\n"
               "No image is written to a terminal.\n"
               "Cannot be used with more than one input.\n"),
        .value = VALUE_IS_FILE,
    },
    {
        .letter = 'd',
        .name = "outdir",
        .argument = "DIR",
        .read = read_outdir,
        .help = "folder for the outputs, created if missing",
        .summary = "folder for the outputs",
        MANUAL("Write the outputs into this folder, under the names of the inputs.\n"
               "It is made if it is not there, when the first output is complete.\n"),
        .value = VALUE_IS_FOLDER,
    },
    {
        .letter = 'S',
        .name = "suffix",
        .argument = "TEXT",
        .read = read_suffix,
        .help = "append to the names of outputs (default: -blur, with -d nothing)",
        .summary = "append to the names of outputs",
        MANUAL("What is appended to the name of an output, before its extension.\n"
               "By default it is\n"
               ".Ql -blur ,\n"
               "with\n"
               ".Fl d\n"
               "nothing.\n"
               "If it is empty, without\n"
               ".Fl d ,\n"
               "inputs are replaced by their outputs.\n"),
    },
    {
        .letter = 'f',
        .name = "format",
        .argument = "FMT",
        .read = read_format,
        .help = "%* (default: by the output's name, else the input's)",
        .summary = "format of the output",
        MANUAL("The format of the output,\n"
               "%* .\n"
               "By default it follows from the extension of the output's name\n"
               ".Pq %extensions ;\n"
               "if the name has no extension, it is the input's.\n"
               "The format of the input is seen from its content.\n"),
        .words = format_name,
    },
    {
        .letter = 'Q',
        .name = "quality",
        .argument = "N",
        .read = read_quality,
        .help = "JPEG quality, 1 to 100 (default: the input's, else 90)",
        .summary = "JPEG quality, 1 to 100",
        MANUAL("The quality of JPEG output, from 1 to 100.\n"
               "By default it is that of the input where that is a JPEG, as its tables tell it,\n"
               "else 90.\n"
               "Colours are stored at the resolution that they have in a JPEG input, else at half\n"
               "of it below 90 and in full from 90 on.\n"),
    },
    {
        .name = "background",
        .argument = "COLOR",
        .read = read_background,
        .help = "background of transparent images where the output has no alpha (default: #ffffff)",
        .summary = "background of transparent images, #RRGGBB",
        MANUAL("What a picture that is not opaque is laid on, before it is blurred, where the\n"
               "output has no alpha, as #RRGGBB.\n"
               "The default is white.\n"
               "For a grey picture it is the luma of the colour.\n"),
    },
    {
        .name = "strip",
        .argument = "[=all]",
        .read = read_strip,
        .help = "keep no metadata but the colour profile; all: not even that",
        .summary = "keep no metadata but the colour profile; =all: not even that",
        MANUAL("Keep no metadata but what says which colours are meant: the colour profile, and\n"
               "the like in PNG.\n"
               "With\n"
               ".Cm =all ,\n"
               "not even that.\n"
               "A picture that Exif data say lies on its side is turned upright.\n"),
    },
    {
        .letter = 'p',
        .name = "preserve",
        FLAG(preserves),
        .help = "keep the input's permissions and times",
        .summary = "keep the permissions and times of the input",
        MANUAL("Give outputs the permissions and the times of their inputs.\n"),
    },
    {
        .letter = 'n',
        .name = "no-clobber",
        FLAG(no_clobber),
        .help = "skip files whose output exists",
        .summary = "skip files whose output exists",
        MANUAL("Skip files whose output exists, also where it comes to be while\n"
               ".Nm\n"
               "works on it: nothing is ever replaced.\n"
               "How many were skipped is said at the end.\n"),
    },
    {
        .name = "newer",
        FLAG(skips_newer),
        .help = "skip files whose output is not older",
        .summary = "skip files whose output is not older",
        MANUAL("Skip files whose output is as young as the input or younger.\n"),
    },
    {
        .name = "no-dereference",
        FLAG(replaces_links),
        .help = "replace an output that is a symbolic link, not what it points to",
        .summary = "replace an output that is a symbolic link",
        MANUAL("Replace an output that is a symbolic link by a file.\n"
               "By default the link stays, and the file that it points to is replaced.\n"),
    },
    {
        .name = "sync",
        FLAG(syncs),
        .help = "fsync each output",
        .summary = "fsync each output",
        MANUAL(
            "Write each output, and its name, to the disk (fsync) before it counts as written.\n"),
    },
};

const struct option_group output_options = {entries, sizeof entries / sizeof *entries};
