/* SPDX-License-Identifier: MIT
 * Kernels from text files. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "files/line_reader.h"
#include "messages/message.h"
#include "options/custom_kernel.h"
#include "options/number.h"

/* As many weights as a square of 4095 has: 64 MB. */
enum { most_weights = 1 << 24 };

struct reading {
    const char *name;
    size_t line; /* of the file, from 1 on */
    struct kernel *kernel;
    size_t count, room; /* weights */
};

static bool add_weight(struct reading *reading, const char *text)
{
    double weight;
    if (!number_decimal(text, &weight))
        return message_usage(reading->name, "line %zu: '%s' is not a number", reading->line, text);
    if (!isfinite((float)weight))
        return message_usage(reading->name, "line %zu: '%s' is not finite", reading->line, text);
    if (reading->count == most_weights)
        return message_usage(reading->name, "more than %d numbers", most_weights);
    if (reading->count == reading->room) {
        const size_t room = reading->room > 0 ? 2 * reading->room : 64;
        float *weights = realloc(reading->kernel->weights, room * sizeof *weights);
        if (!weights)
            return message_error(reading->name, "out of memory");
        reading->kernel->weights = weights;
        reading->room = room;
    }
    reading->kernel->weights[reading->count++] = (float)weight;
    return true;
}

/* A line without numbers is none. */
static bool add_line(struct reading *reading, char *line)
{
    struct kernel *kernel = reading->kernel;
    const size_t before = reading->count;
    char *rest = NULL;
    line[strcspn(line, "#")] = '\0';
    for (char *word = strtok_r(line, " \t\r\n,", &rest); word;
         word = strtok_r(NULL, " \t\r\n,", &rest))
        if (!add_weight(reading, word))
            return false;
    const size_t width = reading->count - before;
    if (width == 0)
        return true;
    if (kernel->height++ == 0)
        kernel->width = (int)width;
    return width == (size_t)kernel->width ||
           message_usage(reading->name, "line %zu: %zu number%s, but %d in the first row",
                         reading->line, width, width == 1 ? "" : "s", kernel->width);
}

static bool check(const struct reading *reading)
{
    const struct kernel *kernel = reading->kernel;
    if (reading->count == 0)
        return message_usage(reading->name, "no numbers in it");
    if (kernel->width % 2 == 0 || kernel->height % 2 == 0)
        return message_usage(reading->name, "%d x %d: rows and columns must be odd in number",
                             kernel->width, kernel->height);
    return (kernel->width <= BLUR_KERNEL_SIZE_MAX && kernel->height <= BLUR_KERNEL_SIZE_MAX) ||
           message_usage(reading->name, "%d x %d: at most %d along either axis", kernel->width,
                         kernel->height, BLUR_KERNEL_SIZE_MAX);
}

static bool read_lines(struct line_reader *lines, struct reading *reading)
{
    char *line;
    size_t length;
    while (line_reader_next(lines, &line, &length)) {
        reading->line++;
        if (strlen(line) != length)
            return message_usage(reading->name, "line %zu has NUL bytes", reading->line);
        if (!add_line(reading, line))
            return false;
    }
    return line_reader_ended(reading->name);
}

bool kernel_read(const char *name, struct kernel *kernel)
{
    const bool is_standard = strcmp(name, "-") == 0;
    struct reading reading = {.name = is_standard ? "standard input" : name, .kernel = kernel};
    struct line_reader lines;
    kernel_free(kernel);
    *kernel = (struct kernel){0};
    if (!line_reader_open(&lines, name, '\n'))
        return message_usage(name, "%s", strerror(errno));
    const bool done = read_lines(&lines, &reading) && check(&reading);
    line_reader_close(&lines);
    if (!done)
        kernel_free(kernel);
    return done;
}
