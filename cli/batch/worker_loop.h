/* SPDX-License-Identifier: MIT
 * Many files, on processes that work at the same time. */
#ifndef BLUR_WORKER_LOOP_H
#define BLUR_WORKER_LOOP_H

#include "batch/job.h"

/* Does all jobs on workers, and reports what became of them by report.h. Returns 0, or the signal
 * by which the program is to end: then all work has stopped, and no temporary file is left. */
int worker_loop_run(const struct jobs *jobs, const struct options *options);

#endif
