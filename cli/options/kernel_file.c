/* SPDX-License-Identifier: MIT */
#include "options/kernel_file.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "files/line_reader.h"
#include "files/stdio_name.h"
#include "messages/message.h"
#include "options/number.h"

/* As many weights as a square of 4095 has: 64 MB. */
enum { max_weights = 1 << 24 };

struct kernel_file_parser {
    const char *name;
    size_t line; /* of the file, from 1 on */
    struct custom_kernel *kernel;
    size_t count, capacity; /* weights */
};

static bool add_weight(struct kernel_file_parser *parser, const char *text)
{
    double weight;
    if (!number_parse_decimal(text, &weight))
        return message_usage(parser->name, "line %zu: '%s' is not a number", parser->line, text);
    if (!isfinite((float)weight))
        return message_usage(parser->name, "line %zu: '%s' is not finite", parser->line, text);
    if (parser->count == max_weights)
        return message_usage(parser->name, "more than %d numbers", max_weights);
    if (parser->count == parser->capacity) {
        const size_t capacity = parser->capacity > 0 ? 2 * parser->capacity : 64;
        float *weights = realloc(parser->kernel->weights, capacity * sizeof *weights);
        if (!weights)
            return message_error(parser->name, "out of memory");
        parser->kernel->weights = weights;
        parser->capacity = capacity;
    }
    parser->kernel->weights[parser->count++] = (float)weight;
    return true;
}

/* A line without numbers does not count. */
static bool add_line(struct kernel_file_parser *parser, char *line)
{
    struct custom_kernel *kernel = parser->kernel;
    const size_t before = parser->count;
    char *rest = NULL;
    line[strcspn(line, "#")] = '\0';
    for (char *word = strtok_r(line, " \t\r\n,", &rest); word;
         word = strtok_r(NULL, " \t\r\n,", &rest))
        if (!add_weight(parser, word))
            return false;
    const size_t width = parser->count - before;
    if (width == 0)
        return true;
    if (kernel->height++ == 0)
        kernel->width = (int)width;
    return width == (size_t)kernel->width ||
           message_usage(parser->name, "line %zu: %zu number%s, but %d in the first row",
                         parser->line, width, width == 1 ? "" : "s", kernel->width);
}

static bool check(const struct kernel_file_parser *parser)
{
    const struct custom_kernel *kernel = parser->kernel;
    if (parser->count == 0)
        return message_usage(parser->name, "no numbers in it");
    if (kernel->width % 2 == 0 || kernel->height % 2 == 0)
        return message_usage(parser->name, "%d x %d: the numbers of rows and columns must be odd",
                             kernel->width, kernel->height);
    return (kernel->width <= BLUR_KERNEL_SIZE_MAX && kernel->height <= BLUR_KERNEL_SIZE_MAX) ||
           message_usage(parser->name, "%d x %d: at most %d along either axis", kernel->width,
                         kernel->height, BLUR_KERNEL_SIZE_MAX);
}

static bool read_lines(struct line_reader *lines, struct kernel_file_parser *parser)
{
    char *line;
    size_t length;
    while (line_reader_next(lines, &line, &length)) {
        parser->line++;
        if (strlen(line) != length)
            return message_usage(parser->name, "line %zu has NUL bytes", parser->line);
        if (!add_line(parser, line))
            return false;
    }
    return line_reader_ended(parser->name);
}

bool kernel_file_read(const char *name, struct custom_kernel *kernel)
{
    struct kernel_file_parser parser = {.name = input_label(name), .kernel = kernel};
    struct line_reader lines;
    custom_kernel_free(kernel);
    *kernel = (struct custom_kernel){0};
    if (!line_reader_open(&lines, name, '\n'))
        return message_usage(name, "%s", strerror(errno));
    const bool done = read_lines(&lines, &parser) && check(&parser);
    line_reader_close(&lines);
    if (!done)
        custom_kernel_free(kernel);
    return done;
}
