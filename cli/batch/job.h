/* SPDX-License-Identifier: MIT
 * What is to be done: which input becomes which output, in which format. */
#ifndef BLUR_JOB_H
#define BLUR_JOB_H

#include "batch/input_list.h"
#include "options/options.h"

struct job {
    const char *input;           /* the inputs' */
    char *output;                /* owned */
    const struct format *format; /* of the output; NULL: as the input's */
    bool unknown_extension;      /* of a derived output: this file will fail, the others not */
};

struct jobs {
    struct job *items;
    size_t count;
};

/* "-": standard input or output. */
bool job_is_stdio(const char *name);

/* Makes a job of every input, and checks, before anything is read or written, that the format of an
 * output given is known, that no two jobs write to one file, that none writes to another's input,
 * that no terminal is to send or receive an image, and that standard output is to have one thing.
 * Then drops the jobs that are other shards'. False: said why. The jobs keep pointers into the
 * inputs, and are to be freed with jobs_free() either way. */
bool jobs_plan(const struct options *options, const struct inputs *inputs, struct jobs *jobs);

/* Whether no two jobs write to one file, and none to another's input; of outputs that are symbolic
 * links, what they point to counts unless they are replaced. False: said why. */
bool jobs_are_apart(const struct jobs *jobs, bool replaces_links);

void jobs_free(struct jobs *jobs);

#endif
