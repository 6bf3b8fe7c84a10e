/* SPDX-License-Identifier: MIT
 * Jobs that would get in each other's way, however their files are spelled. */
#include <stdlib.h>
#include <string.h>

#include "identity.h"
#include "job.h"
#include "message.h"
#include "output.h"

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

/* A file may take the place of its own input. */
static bool find_overwritten(const struct place *outputs, struct place *inputs, size_t count)
{
    qsort(inputs, count, sizeof *inputs, by_identity);
    for (size_t i = 0; i < count; i++) {
        const struct place *input =
            bsearch(&outputs[i], inputs, count, sizeof *inputs, by_identity);
        if (input && !job_is_stdio(input->job->input) && input->job != outputs[i].job)
            return message_usage(input->job->input, "is given as input and is the output of %s too",
                                 outputs[i].job->input);
    }
    return true;
}

static void find_inputs(const struct jobs *jobs, bool follows, struct place *inputs)
{
    for (size_t i = 0; i < jobs->count; i++)
        inputs[i] = (struct place){identity_of(jobs->items[i].input, follows), &jobs->items[i]};
}

/* Where links are replaced, an input may be lost as the link that it is, or as what that points
 * to. */
bool jobs_are_apart(const struct jobs *jobs, bool replaces_links)
{
    size_t count = jobs->count;
    if (count < 2)
        return true;
    struct place *outputs = calloc(count, 2 * sizeof *outputs);
    if (!outputs)
        return message_error(NULL, "out of memory");
    struct place *inputs = outputs + count;
    for (size_t i = 0; i < count; i++)
        outputs[i] =
            (struct place){identity_of(jobs->items[i].output, !replaces_links), &jobs->items[i]};
    bool apart = find_double(outputs, count);
    for (int follows = 1; apart && follows >= !replaces_links; follows--) {
        find_inputs(jobs, follows, inputs);
        apart = find_overwritten(outputs, inputs, count);
    }
    free(outputs);
    return apart;
}
