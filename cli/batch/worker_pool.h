/* SPDX-License-Identifier: MIT
 * Many files, on processes that work at the same time. */
#ifndef BLUR_POOL_H
#define BLUR_POOL_H

#include "batch/job.h"

/* Does all jobs; what is said of them goes through report.h. Returns 0, or the signal by which the
 * program is to end: then all work has stopped, and no temporary file is left. */
int pool_run(const struct jobs *jobs, const struct options *options);

#endif
