/* SPDX-License-Identifier: MIT
 * What is to be done: which input becomes which output, in which format. */
#ifndef BLUR_JOB_H
#define BLUR_JOB_H

#include "options/options.h"
#include "pipeline/blur_file.h"

struct job {
    const char *input;           /* owned by the list of inputs */
    char *output;                /* owned */
    const struct format *format; /* of the output; NULL: as the input's */
    bool has_unknown_extension;  /* of a derived output: this file will fail, the others not */
};

struct jobs {
    struct job *items;
    size_t count;
    struct mask mask; /* of all of them */
};

void jobs_free(struct jobs *jobs);

/* Does a job in this process; descriptor is as for image_file_read(). */
void job_run(const struct jobs *jobs, size_t index, const struct options *options, int descriptor,
             struct outcome *outcome);

#endif
