/* SPDX-License-Identifier: MIT
 * The inside of a worker process. */
#ifndef BLUR_WORKER_PROCESS_H
#define BLUR_WORKER_PROCESS_H

#include "batch/job.h"

/* Does the jobs that come over the socket, and exits when the other end is closed. */
_Noreturn void worker_process_run(int socket, const struct jobs *jobs,
                                  const struct options *options);

#endif
