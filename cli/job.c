/* SPDX-License-Identifier: MIT */
#include "job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "identity.h"
#include "message.h"
#include "output.h"

static const char suffix[] = "-blur";

static bool is_stdio(const char *name)
{
    return strcmp(name, "-") == 0;
}

/* --format, else by the output's extension; *known is false for an extension of no known format. */
static const struct format *choose_format(const struct options *options, const char *output,
                                          bool *known)
{
    const char *extension = is_stdio(output) ? NULL : format_extension(output);
    const struct format *format = options->format;
    if (!format && extension)
        format = format_by_extension(extension);
    *known = format || !extension;
    return format;
}

/* folder/name.ext becomes folder/name-blur.ext, with --format's extension where that differs. */
static char *derive_output(const struct options *options, const char *input)
{
    const char *extension = format_extension(input), *new_extension = extension;
    size_t stem = extension ? (size_t)(extension - input) - 1 : strlen(input);
    if (options->format && (!extension || format_by_extension(extension) != options->format))
        new_extension = strcmp(options->format->name, "jpeg") == 0 ? "jpg" : options->format->name;
    size_t size = strlen(input) + sizeof suffix + 8;
    char *output = malloc(size);
    if (output)
        snprintf(output, size, "%.*s%s%s%s", (int)stem, input, suffix, new_extension ? "." : "",
                 new_extension ? new_extension : "");
    return output;
}

/* A FIFO or a device has no place beside it for a result. */
static bool has_no_place(const char *input)
{
    struct stat info;
    return stat(input, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

/* Writing to it will fail with a better reason than its extension. */
static bool is_folder(const char *name)
{
    struct stat info;
    return stat(name, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool plan_job(const struct options *options, const char *input, struct job *job)
{
    bool known;
    job->input = input;
    if (!options->output && !is_stdio(input) && has_no_place(input))
        return message_usage(input, "is no regular file: use -o to say where the result goes");
    if (options->output || is_stdio(input))
        job->output = strdup(options->output ? options->output : "-");
    else
        job->output = derive_output(options, input);
    if (!job->output)
        return message_error(input, "out of memory");
    job->format = choose_format(options, job->output, &known);
    job->unknown_extension = !known && !options->output;
    return known || !options->output || is_folder(job->output) ||
           message_usage(job->output, "unknown extension: use --format or one of %s",
                         ".png, .jpg, .jpeg");
}

/* A job and the file that it reads, or that it writes. */
struct place {
    struct identity identity;
    const struct job *job;
};

static int by_identity(const void *a, const void *b)
{
    return identity_compare(&((const struct place *)a)->identity,
                            &((const struct place *)b)->identity);
}

static bool find_double(struct place *outputs, size_t count)
{
    qsort(outputs, count, sizeof *outputs, by_identity);
    for (size_t i = 1; i < count; i++)
        if (by_identity(&outputs[i - 1], &outputs[i]) == 0)
            return message_usage(output_label(outputs[i].job->output),
                                 "two files would be written to it");
    return true;
}

static bool find_overwritten(const struct place *outputs, struct place *inputs, size_t count)
{
    qsort(inputs, count, sizeof *inputs, by_identity);
    for (size_t i = 0; i < count; i++) {
        const struct place *input =
            bsearch(&outputs[i], inputs, count, sizeof *inputs, by_identity);
        if (input && !is_stdio(input->job->input))
            return message_usage(input->job->input, "is given as input and is the output of %s too",
                                 outputs[i].job->input);
    }
    return true;
}

/* places: room for twice as many as there are jobs. */
static bool find_clash(const struct job *jobs, size_t count, struct place *places)
{
    struct place *outputs = places, *inputs = places + count;
    for (size_t i = 0; i < count; i++) {
        outputs[i] = (struct place){identity_of(jobs[i].output), &jobs[i]};
        inputs[i] = (struct place){identity_of(jobs[i].input), &jobs[i]};
    }
    return count == 1 || (find_double(outputs, count) && find_overwritten(outputs, inputs, count));
}

static bool check_terminals(const struct job *job)
{
    if (is_stdio(job->input) && isatty(STDIN_FILENO))
        return message_usage("standard input", "is a terminal: no image can come from it");
    if (is_stdio(job->output) && isatty(STDOUT_FILENO))
        return message_usage("standard output",
                             "is a terminal: use -o FILE, or redirect the image");
    return true;
}

bool jobs_plan(const struct options *options, struct job **jobs)
{
    size_t count = options->input_count;
    *jobs = calloc(count, sizeof **jobs);
    struct place *places = calloc(count, 2 * sizeof *places);
    bool fine = (*jobs && places) || message_error(NULL, "out of memory");
    for (size_t i = 0; fine && i < count; i++)
        fine = plan_job(options, options->inputs[i], &(*jobs)[i]) && check_terminals(&(*jobs)[i]);
    fine = fine && find_clash(*jobs, count, places);
    free(places);
    return fine;
}

void jobs_free(struct job *jobs, size_t count)
{
    for (size_t i = 0; jobs && i < count; i++)
        free(jobs[i].output);
    free(jobs);
}
