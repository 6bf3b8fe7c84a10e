/* SPDX-License-Identifier: MIT */
#include "batch/job.h"

#include <stdlib.h>

void jobs_free(struct jobs *jobs)
{
    for (size_t i = 0; i < jobs->count; i++)
        free(jobs->items[i].output);
    free(jobs->items);
    mask_free(&jobs->mask);
    *jobs = (struct jobs){0};
}

void job_run(const struct jobs *jobs, size_t index, const struct options *options, int descriptor,
             struct outcome *outcome)
{
    const struct job *job = &jobs->items[index];
    const struct blur_task task = {.input = job->input,
                                   .output = job->output,
                                   .descriptor = descriptor,
                                   .format = job->format,
                                   .has_unknown_extension = job->has_unknown_extension,
                                   .mask = &jobs->mask};
    blur_file_run(&task, options, outcome);
}
