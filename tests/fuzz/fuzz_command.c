/* SPDX-License-Identifier: MIT
 * The command line: the input's lines are the arguments. Behind them, regions are placed in a
 * picture whose size its first bytes say. No file is read but one that is empty. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "messages/message.h"
#include "options/command_line.h"

enum { max_arguments = 64, size_bytes = 4 };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    fuzz_be_quiet();
    return 0;
}

/* command_line_parse() reads the file of a kernel: in its place, by whatever abbreviation it is
 * named, an empty one. fuzz_kernel_file.c has others. */
static char *harmless(char *argument)
{
    static char empty[] = "--kernel-file=/dev/null";
    return strncmp(argument, "--kernel-", 9) == 0 ? empty : argument;
}

static int split(char *text, char *arguments[max_arguments + 1])
{
    static char name[] = "blur";
    char *rest = NULL;
    int count = 0;
    arguments[count++] = name;
    for (char *line = strtok_r(text, "\n", &rest); line && count < max_arguments;
         line = strtok_r(NULL, "\n", &rest))
        arguments[count++] = harmless(line);
    arguments[count] = NULL;
    return count;
}

/* A region that is taken has pixels in the picture, and sums of its numbers do not overflow. */
static void check_region(const struct geometry *geometry, size_t width, size_t height)
{
    blur_region region;
    if (!geometry_region(geometry, width, height, &region))
        return;
    REQUIRE(region.width > 0 && region.height > 0);
    REQUIRE(region.x < (int64_t)width && region.x + region.width > 0);
    REQUIRE(region.y < (int64_t)height && region.y + region.height > 0);
}

static void check_options(const struct options *options, size_t width, size_t height)
{
    REQUIRE(options->operand_count > 0 || options->files_from);
    REQUIRE(options_sigma(options) >= 0);
    REQUIRE(options->quality >= 0 && options->quality <= 100);
    REQUIRE(options->shard_index <= options->shard_count);
    REQUIRE(!options->kernel.weights ||
            (options->kernel.width % 2 == 1 && options->kernel.height % 2 == 1));
    for (size_t i = 0; i < options->region_count; i++)
        check_region(&options->regions[i], width, height);
    options_depend_on_orientation(options);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    /* Up to the 2^31 of PNG, of which the upper bits say most. */
    const size_t width = (fuzz_number(&input, size_bytes / 2) << 15) + 1;
    const size_t height = fuzz_number(&input, size_bytes / 2) + 1;
    char *text = calloc(1, input.size + 1), *arguments[max_arguments + 1];
    struct options options;
    memcpy(text, input.data, input.size);
    const int count = split(text, arguments);
    message_set_level(MESSAGE_NORMAL);
    fuzz_messages();
    optind = 0;
    const enum command_line_result result = command_line_parse(count, arguments, &options);
    REQUIRE((result == COMMAND_LINE_WRONG) == (fuzz_messages() > 0));
    if (result == COMMAND_LINE_RUN)
        check_options(&options, width, height);
    options_free(&options);
    free(text);
    return 0;
}
