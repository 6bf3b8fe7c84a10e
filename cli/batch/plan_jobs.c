/* SPDX-License-Identifier: MIT */
#include "batch/plan_jobs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/output_conflicts.h"
#include "batch/shard.h"
#include "files/input.h"
#include "files/output.h"
#include "files/stdio_name.h"
#include "formats/format_table.h"
#include "messages/message.h"

/* Keeps an output from replacing the input beside it. */
static const char default_suffix[] = "-blur";

/* By --format, else by the output's extension; *known is false for an unknown extension. */
static const struct format *choose_format(const struct options *options, const char *output,
                                          bool *known)
{
    const char *extension = is_stdio_name(output) ? NULL : format_extension(output);
    const struct format *format = options->format;
    if (!format && extension)
        format = format_by_extension(extension);
    *known = format || !extension;
    return format;
}

/* folder/name.ext becomes folder/name-blur.ext, or outdir/name.ext, with --format's extension where
 * that differs. */
static char *derive_output(const struct options *options, const struct input_name *input)
{
    const char *name = options->outdir ? input->name + input->relative_offset : input->name;
    const char *folder = options->outdir ? options->outdir : "", *suffix = options->suffix;
    const char *extension = format_extension(name), *new_extension = extension;
    size_t stem = extension ? (size_t)(extension - name) - 1 : strlen(name);
    if (!suffix)
        suffix = options->outdir ? "" : default_suffix;
    if (options->format && (!extension || format_by_extension(extension) != options->format))
        new_extension = options->format->extension;
    size_t size = strlen(folder) + strlen(name) + strlen(suffix) + 10;
    char *output = malloc(size);
    bool has_slash = *folder && folder[strlen(folder) - 1] == '/';
    if (output)
        snprintf(output, size, "%s%s%.*s%s%s%s", folder, *folder && !has_slash ? "/" : "",
                 (int)stem, name, suffix, new_extension ? "." : "",
                 new_extension ? new_extension : "");
    return output;
}

/* Writing to it fails with a better message than an unknown extension. */
static bool is_folder(const char *name)
{
    struct stat info;
    return stat(name, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool name_output(const struct options *options, const struct input_name *input,
                        struct job *job)
{
    bool is_named = options->output || options->outdir;
    if (options->outdir && is_stdio_name(input->name))
        return message_usage("standard input", "has no name for -d: use -o FILE");
    /* The folder of a device is no place for a result. */
    if (!is_named && !is_stdio_name(input->name) && is_special_file(input->name))
        return message_usage(input->name,
                             "is no regular file: use -o to say where the result goes");
    if (options->output || is_stdio_name(input->name))
        job->output = strdup(options->output ? options->output : "-");
    else
        job->output = derive_output(options, input);
    return job->output || message_error(NULL, "out of memory");
}

static bool plan_job(const struct options *options, const struct input_name *input, struct job *job)
{
    char extensions[200];
    bool known;
    job->input = input->name;
    if (!name_output(options, input, job))
        return false;
    job->format = choose_format(options, job->output, &known);
    job->has_unknown_extension = !known && !options->output;
    if (known || !options->output || is_folder(job->output))
        return true;
    format_list_extensions(extensions, sizeof extensions);
    return message_usage(job->output, "unknown extension: use --format or one of %s", extensions);
}

static bool check_stdio(const struct options *options, const struct job *job)
{
    if (is_stdio_name(job->input) && isatty(STDIN_FILENO))
        return message_usage("standard input", "is a terminal: no image can come from it");
    if (options->prints_json && output_is_standard(job->output))
        return message_usage("--json", "needs standard output for itself: use -o FILE");
    if (is_stdio_name(job->output) && isatty(STDOUT_FILENO))
        return message_usage("standard output",
                             "is a terminal: use -o FILE, or redirect the image");
    return true;
}

/* After all names were compared, so that the shards of one list do not conflict either. */
static void drop_other_shards(const struct options *options, struct jobs *jobs)
{
    size_t kept = 0;
    for (size_t i = 0; i < jobs->count; i++)
        if (options->shard_count == 0 ||
            shard_index(jobs->items[i].input, options->shard_count) == options->shard_index)
            jobs->items[kept++] = jobs->items[i];
        else
            free(jobs->items[i].output);
    jobs->count = kept;
}

bool plan_jobs(const struct options *options, const struct input_list *inputs, struct jobs *jobs)
{
    *jobs = (struct jobs){0};
    if (options->output && inputs->count > 1)
        return message_usage("-o", "cannot be used with more than one file");
    if (inputs->count == 0)
        return true;
    jobs->items = calloc(inputs->count, sizeof *jobs->items);
    if (!jobs->items)
        return message_error(NULL, "out of memory");
    for (size_t i = 0; i < inputs->count; i++) {
        struct job *job = &jobs->items[jobs->count++];
        if (!plan_job(options, &inputs->items[i], job) || !check_stdio(options, job))
            return false;
    }
    if (!check_output_conflicts(jobs, options->replaces_links))
        return false;
    drop_other_shards(options, jobs);
    return true;
}
