/* SPDX-License-Identifier: MIT
 * The workers: who does which job when, and how much memory each may take. */
#ifndef BLUR_WORKER_POOL_H
#define BLUR_WORKER_POOL_H

#include <poll.h>

#include "batch/job.h"
#include "batch/worker.h"

struct worker_pool {
    const struct jobs *jobs;
    struct options options; /* of a worker */
    struct worker *workers;
    struct pollfd *pollfds;
    size_t count;          /* of workers, as many as there may be */
    size_t next_job;       /* the first that no worker has been given */
    uint64_t memory_limit; /* of all workers together */
    uint64_t memory_share; /* what each may take without asking */
    int signal;            /* to end by; 0: none */
    int start_error;       /* errno of a worker that could not be started; 0: none */
    double start_retry_at; /* in milliseconds */
    int failed_starts;     /* in a row, while there were no workers */
};

/* How late a signal that comes just before poll() may be noticed; progress is shown as often. */
enum { WORKER_POOL_POLL_MS = 100 };

/* A job is done. */
void worker_pool_job_done(struct worker_pool *pool, size_t job, const struct outcome *outcome);

/* Gives jobs to the workers that are free, starting workers where there are fewer than there may
 * be. */
void worker_pool_assign_jobs(struct worker_pool *pool);

/* Grants memory to the workers that wait for it, as far as there is enough. */
void worker_pool_grant_memory(struct worker_pool *pool);

/* Kills the workers that have worked on a file for longer than --timeout allows. */
void worker_pool_kill_timed_out(struct worker_pool *pool);

#endif
