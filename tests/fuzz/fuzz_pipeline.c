/* SPDX-License-Identifier: MIT
 * All that the program does to a file, by its own function for that, with options that the first
 * bytes of the input choose. What is written must be readable, in silence, by each codec, and be of
 * the size that was announced. */
#define _GNU_SOURCE /* memfd_create() */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "formats/format_table.h"
#include "fuzz.h"
#include "messages/message.h"
#include "options/command_line.h"
#include "pipeline/blur_file.h"
#include "pipeline/memory_request.h"

/* The bytes before the file. */
enum { head_size = 16, max_pixels = 1 << 13 };

static int input_file, output_file;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    fuzz_be_quiet();
    memory_request_init(0, 1 << 30);
    input_file = memfd_create("input", 0);
    output_file = memfd_create("output", 0);
    REQUIRE(input_file >= 0 && output_file >= 0);
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    if (size < head_size || max_size <= head_size)
        return LLVMFuzzerMutate(data, size, max_size);
    if (seed % 4 == 0) {
        LLVMFuzzerMutate(data, head_size, head_size);
        return size;
    }
    return head_size +
           fuzz_mutate_png(data + head_size, size - head_size, max_size - head_size, seed / 4);
}

/* ---- Options -------------------------------------------------------------------------------- */

enum { max_arguments = 16, longest_argument = 32 };

struct arguments {
    char texts[max_arguments][longest_argument];
    char *list[max_arguments + 1];
    int count;
};

MESSAGE_FORMAT(2, 3)
static void add(struct arguments *arguments, const char *format, ...)
{
    va_list values;
    char *text = arguments->texts[arguments->count];
    va_start(values, format);
    vsnprintf(text, longest_argument, format, values);
    va_end(values);
    arguments->list[arguments->count++] = text;
}

static void choose_effect(struct fuzz_input *head, struct arguments *arguments)
{
    const unsigned kind = fuzz_number(head, 1), amount = fuzz_number(head, 1);
    if (kind % 8 == 0)
        add(arguments, "--pixelate=%u", amount + 1);
    else if (kind % 8 == 1)
        add(arguments, "--box=%u", 2 * (amount % 32) + 1);
    else if (kind % 8 == 2)
        add(arguments, "--motion=%u@%u", amount % 64 + 1, amount);
    else if (kind % 8 == 3)
        add(arguments, "-s%u.%ux%u", amount / 8, kind / 8, amount % 8);
    else if (kind % 8 == 4)
        add(arguments, "-k%ux%u", 2 * amount + 1, kind / 8 * 2 + 1);
    else
        add(arguments, "-k%u", 2 * (amount % 64) + 1);
}

static void choose_place(struct fuzz_input *head, struct arguments *arguments)
{
    const unsigned kind = fuzz_number(head, 1);
    if (kind % 4 != 0)
        return;
    add(arguments, "-R%u%%x%u+%d-%u", kind / 4 + 1, fuzz_number(head, 1) + 1,
        (int8_t)fuzz_number(head, 1), fuzz_number(head, 1));
    if (kind / 4 % 2)
        add(arguments, "--feather=%u", kind / 8);
    if (kind / 8 % 2)
        add(arguments, "--invert");
}

static void choose(struct fuzz_input *head, struct arguments *arguments)
{
    static const char *const flags[] = {"--exact", "--linear",  "--straight",  "--dither",
                                        "--strip", "--lenient", "--codec=stb", "--strip=all"};
    static const char *const borders[] = {"renormalize", "replicate", "reflect",
                                          "mirror",      "wrap",      "constant:#12345678"};
    const unsigned chosen = fuzz_number(head, 1), format = fuzz_number(head, 1);
    add(arguments, "blur");
    add(arguments, "--max-pixels=%d", max_pixels);
    for (unsigned i = 0; i < 8; i++)
        if (chosen >> i & 1)
            add(arguments, "%s", flags[i]);
    add(arguments, "-b%s", borders[format / 4 % 6]);
    if (format % 4 > 1)
        add(arguments, "-f%s", format % 4 == 2 ? "png" : "jpeg");
    choose_effect(head, arguments);
    choose_place(head, arguments);
    add(arguments, "-");
}

/* ---- The file -------------------------------------------------------------------------------- */

static void put(int file, const uint8_t *data, size_t size)
{
    REQUIRE(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size);
    REQUIRE(lseek(file, 0, SEEK_SET) == 0);
}

static uint8_t *take_output(size_t *size)
{
    const off_t end = lseek(output_file, 0, SEEK_END);
    uint8_t *data = malloc((size_t)end + 1);
    REQUIRE(end > 0 && pread(output_file, data, (size_t)end, 0) == end);
    *size = (size_t)end;
    return data;
}

static const struct format *format_of(const uint8_t *data, size_t size)
{
    struct bytes bytes = {0};
    REQUIRE(bytes_append(&bytes, data, size));
    const struct format *format = format_by_content(&bytes);
    bytes_free(&bytes);
    return format;
}

static void check_readable(const struct outcome *outcome, const uint8_t *data, size_t size,
                           enum codec_choice choice)
{
    const struct reading reading = {"output", max_pixels, false};
    const struct format *format = format_of(data, size);
    REQUIRE(format);
    fuzz_messages();
    struct fuzz_picture picture =
        fuzz_decode(format_read_codec(format, choice), &reading, data, size, 0);
    REQUIRE(picture.samples && fuzz_messages() == 0);
    REQUIRE(picture.width == outcome->width && picture.height == outcome->height);
    REQUIRE((picture.sample == BLUR_UINT16) == (outcome->depth == 16));
    fuzz_picture_free(&picture);
}

static void check_output(const struct outcome *outcome)
{
    size_t size;
    uint8_t *data = take_output(&size);
    check_readable(outcome, data, size, CODEC_AUTO);
    check_readable(outcome, data, size, CODEC_STB);
    free(data);
}

static void process(const struct options *options, const struct fuzz_input *file)
{
    const struct mask mask = {0};
    struct outcome outcome;
    put(input_file, file->data, file->size);
    put(output_file, NULL, 0);
    REQUIRE(dup2(output_file, STDOUT_FILENO) == STDOUT_FILENO); /* it is closed each time */
    fuzz_messages();
    const struct blur_task task = {.input = "fuzz",
                                   .output = "-",
                                   .descriptor = dup(input_file),
                                   .format = options->format,
                                   .mask = &mask};
    blur_file_run(&task, options, &outcome);
    REQUIRE(outcome.status == OUTCOME_DONE || fuzz_messages() > 0);
    REQUIRE(outcome.status == OUTCOME_DONE || lseek(output_file, 0, SEEK_END) == 0);
    if (outcome.status == OUTCOME_DONE)
        check_output(&outcome);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= head_size)
        return -1;
    struct fuzz_input head = {data, head_size}, file = {data + head_size, size - head_size};
    struct arguments arguments = {.count = 0};
    struct options options;
    choose(&head, &arguments);
    optind = 0; /* has getopt_long() begin anew */
    if (command_line_parse(arguments.count, arguments.list, &options) == COMMAND_LINE_RUN)
        process(&options, &file);
    options_free(&options);
    return 0;
}
