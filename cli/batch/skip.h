/* SPDX-License-Identifier: MIT */
#ifndef BLUR_SKIP_H
#define BLUR_SKIP_H

#include "batch/job.h"

/* Whether a job is skipped before it begins: with --no-clobber because its output exists, with
 * --newer because its output is not older than the input. */
bool should_skip(const struct options *options, const struct job *job);

#endif
