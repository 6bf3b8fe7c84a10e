/* SPDX-License-Identifier: MIT
 * Jobs that would get in each other's way, however their files are spelled. */
#include <stdlib.h>
#include <string.h>

#include "batch/job.h"
#include "batch/path_identity.h"
#include "files/output.h"
#include "messages/message.h"

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

/* The first of the sorted places that is not below the one that is sought. */
static size_t lower_bound(const struct place *places, size_t count, const struct place *sought)
{
    size_t low = 0;
    while (count > 0) {
        size_t half = count / 2;
        if (by_identity(&places[low + half], sought) < 0) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

/* A file may take the place of its own input, but not of one that is another job's too. */
static bool find_overwritten(const struct place *outputs, struct place *inputs, size_t count)
{
    qsort(inputs, count, sizeof *inputs, by_identity);
    for (size_t i = 0; i < count; i++)
        for (size_t at = lower_bound(inputs, count, &outputs[i]);
             at < count && by_identity(&inputs[at], &outputs[i]) == 0; at++) {
            const struct job *reader = inputs[at].job;
            if (!job_is_stdio(reader->input) && reader != outputs[i].job)
                return message_usage(reader->input, "is given as input and is the output of %s too",
                                     outputs[i].job->input);
        }
    return true;
}

enum side { INPUTS, OUTPUTS };

/* False: no memory, and said so. */
static bool find_places(const struct jobs *jobs, enum side side, bool follows, struct place *places)
{
    bool done = true;
    for (size_t i = 0; i < jobs->count; i++) {
        const struct job *job = &jobs->items[i];
        identity_free(&places[i].identity);
        places[i].identity = identity_of(side == INPUTS ? job->input : job->output, follows);
        places[i].job = job;
        done = done && places[i].identity.base;
    }
    return done || message_error(NULL, "out of memory");
}

/* Where links are replaced, an input may be lost as the link that it is, or as what that leads
 * to. */
static bool are_apart(const struct jobs *jobs, bool replaces_links, struct place *outputs,
                      struct place *inputs)
{
    if (!find_places(jobs, OUTPUTS, !replaces_links, outputs) || !find_double(outputs, jobs->count))
        return false;
    if (!find_places(jobs, INPUTS, true, inputs) || !find_overwritten(outputs, inputs, jobs->count))
        return false;
    return !replaces_links || (find_places(jobs, INPUTS, false, inputs) &&
                               find_overwritten(outputs, inputs, jobs->count));
}

bool jobs_are_apart(const struct jobs *jobs, bool replaces_links)
{
    size_t count = jobs->count;
    if (count < 2)
        return true;
    struct place *places = calloc(count, 2 * sizeof *places);
    if (!places)
        return message_error(NULL, "out of memory");
    bool apart = are_apart(jobs, replaces_links, places, places + count);
    for (size_t i = 0; i < 2 * count; i++)
        identity_free(&places[i].identity);
    free(places);
    return apart;
}
