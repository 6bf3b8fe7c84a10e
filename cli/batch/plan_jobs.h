/* SPDX-License-Identifier: MIT
 * From inputs and options to jobs. */
#ifndef BLUR_PLAN_JOBS_H
#define BLUR_PLAN_JOBS_H

#include "batch/input_list.h"
#include "batch/job.h"

/* Makes a job of every input, and checks, before anything is read or written, that the format of a
 * given output is known, that outputs and inputs do not conflict, that no terminal is to send or
 * receive an image, and that standard output is to have one thing. Then drops the jobs of other
 * shards. False: reported. The jobs keep pointers into the inputs, and are to be freed with
 * jobs_free() either way. */
bool plan_jobs(const struct options *options, const struct input_list *inputs, struct jobs *jobs);

#endif
