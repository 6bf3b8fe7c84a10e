/* SPDX-License-Identifier: MIT */
#include "batch/output_conflicts.h"

#include <stdlib.h>
#include <string.h>

#include "batch/path_identity.h"
#include "files/stdio_name.h"
#include "messages/message.h"

/* A job and the file that it reads, or that it writes. */
struct job_path {
    struct path_identity identity;
    const struct job *job;
};

static int by_identity(const void *a, const void *b)
{
    return path_identity_compare(&((const struct job_path *)a)->identity,
                                 &((const struct job_path *)b)->identity);
}

static bool find_duplicate(struct job_path *outputs, size_t count)
{
    qsort(outputs, count, sizeof *outputs, by_identity);
    for (size_t i = 1; i < count; i++)
        if (by_identity(&outputs[i - 1], &outputs[i]) == 0)
            return message_usage(output_label(outputs[i].job->output),
                                 "two files would be written to it");
    return true;
}

/* Where the sorted paths stop being below the key. */
static size_t lower_bound(const struct job_path *paths, size_t count, const struct job_path *key)
{
    size_t low = 0;
    while (count > 0) {
        size_t half = count / 2;
        if (by_identity(&paths[low + half], key) < 0) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

/* An output may replace its own input, but not one that another job reads too. */
static bool find_overwritten(const struct job_path *outputs, struct job_path *inputs, size_t count)
{
    qsort(inputs, count, sizeof *inputs, by_identity);
    for (size_t i = 0; i < count; i++)
        for (size_t at = lower_bound(inputs, count, &outputs[i]);
             at < count && by_identity(&inputs[at], &outputs[i]) == 0; at++) {
            const struct job *reader = inputs[at].job;
            if (!is_stdio_name(reader->input) && reader != outputs[i].job)
                return message_usage(reader->input, "is given as input and is the output of %s too",
                                     outputs[i].job->input);
        }
    return true;
}

enum side { INPUTS, OUTPUTS };

/* False: no memory, which is reported. */
static bool resolve_paths(const struct jobs *jobs, enum side side, bool follows,
                          struct job_path *paths)
{
    bool done = true;
    for (size_t i = 0; i < jobs->count; i++) {
        const struct job *job = &jobs->items[i];
        path_identity_free(&paths[i].identity);
        paths[i].identity = path_identity_of(side == INPUTS ? job->input : job->output, follows);
        paths[i].job = job;
        done = done && paths[i].identity.base;
    }
    return done || message_error(NULL, "out of memory");
}

/* Where links are replaced, an input may be lost as the link itself, or as what it points to. */
static bool check(const struct jobs *jobs, bool repaths_links, struct job_path *outputs,
                  struct job_path *inputs)
{
    if (!resolve_paths(jobs, OUTPUTS, !repaths_links, outputs) ||
        !find_duplicate(outputs, jobs->count))
        return false;
    if (!resolve_paths(jobs, INPUTS, true, inputs) ||
        !find_overwritten(outputs, inputs, jobs->count))
        return false;
    return !repaths_links || (resolve_paths(jobs, INPUTS, false, inputs) &&
                              find_overwritten(outputs, inputs, jobs->count));
}

bool check_output_conflicts(const struct jobs *jobs, bool repaths_links)
{
    size_t count = jobs->count;
    if (count < 2)
        return true;
    struct job_path *paths = calloc(count, 2 * sizeof *paths);
    if (!paths)
        return message_error(NULL, "out of memory");
    bool done = check(jobs, repaths_links, paths, paths + count);
    for (size_t i = 0; i < 2 * count; i++)
        path_identity_free(&paths[i].identity);
    free(paths);
    return done;
}
