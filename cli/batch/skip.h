/* SPDX-License-Identifier: MIT */
#ifndef BLUR_SKIP_H
#define BLUR_SKIP_H

#include "batch/job.h"

/* Whether there is nothing to do, as far as can be told beforehand: by --no-clobber the output
 * exists, by --newer it is not older than the input. */
bool skip_is_due(const struct options *options, const struct job *job);

#endif
