/* SPDX-License-Identifier: MIT
 * What is to be done: which input becomes which output, in which format. */
#ifndef BLUR_JOB_H
#define BLUR_JOB_H

#include "options.h"

struct job {
    const char *input;
    char *output;                /* owned */
    const struct format *format; /* of the output; NULL: as the input's */
    bool unknown_extension;      /* of a derived output: this file will fail, the others not */
};

/* Makes a job of every input, and checks, before anything is read or written, that the format of an
 * output given is known, that no two jobs write to one file, that none writes to another's input,
 * and that no terminal is to send or receive an image. False: said why. The jobs, one for each
 * input, are to be freed with jobs_free() either way. */
bool jobs_plan(const struct options *options, struct job **jobs);

void jobs_free(struct job *jobs, size_t count);

#endif
