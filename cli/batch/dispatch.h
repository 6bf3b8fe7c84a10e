/* SPDX-License-Identifier: MIT
 * Who of the pool's workers does what, and when: starts them, gives them jobs, and memory. */
#ifndef BLUR_DISPATCH_H
#define BLUR_DISPATCH_H

#include <poll.h>

#include "batch/job.h"
#include "batch/worker.h"
#include "pipeline/outcome.h"

struct pool {
    const struct jobs *jobs;
    struct options options; /* of a worker */
    struct worker *workers;
    struct pollfd *links;
    size_t count;      /* of workers, as many as there may be */
    size_t next;       /* the first job that nobody has had */
    uint64_t memory;   /* the limit for all */
    uint64_t small;    /* what a worker has without asking */
    int signal;        /* to end by; 0: none */
    int start_error;   /* errno of a worker that could not be started; 0: none */
    double start_next; /* when it is tried again, in milliseconds */
    int failed_starts; /* in a row, while there were no workers */
};

/* A signal that comes just before poll() is seen so much later, and the line of progress is up to
 * date. */
enum { DISPATCH_WAIT_MS = 100 };

/* A job is over. */
void dispatch_finish(struct pool *pool, size_t job, const struct outcome *outcome);

/* Gives what there is to do to those who can do it. */
void dispatch_give(struct pool *pool);

/* Grants memory to those who wait for it, as far as there is some. */
void dispatch_grant(struct pool *pool);

/* Kills those that have worked on a file for longer than --timeout allows. */
void dispatch_expire(struct pool *pool);

#endif
