/* SPDX-License-Identifier: MIT */
#include "batch/worker_loop.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "batch/report.h"
#include "batch/worker_pool.h"
#include "files/temporary.h"
#include "messages/message.h"
#include "messages/progress.h"
#include "os/memory_limit.h"
#include "os/signals.h"
#include "os/usable_cpus.h"
#include "pipeline/memory_request.h"

/* Enough for most photos from a JPEG, whose rows come and go; asking takes some 20 microseconds. */
static const uint64_t max_memory_share = (uint64_t)1 << 24;

/* ---- What workers send ---------------------------------------------------------------------- */

/* No other file is removed, whatever a corrupted worker may send. */
static void set_temporary(struct worker *worker, const char *name)
{
    free(worker->temporary);
    worker->temporary = temporary_is_name(name) ? strdup(name) : NULL;
}

/* A worker that a decoder has corrupted may send anything. */
static bool outcome_is_valid(const struct outcome *outcome)
{
    return outcome->status >= OUTCOME_FAILED && outcome->status <= OUTCOME_SKIPPED &&
           isfinite(outcome->sigma) && isfinite(outcome->read_ms) && isfinite(outcome->blur_ms) &&
           isfinite(outcome->write_ms);
}

static void finish_job(struct worker_pool *pool, struct worker *worker, const uint8_t *data)
{
    struct outcome outcome;
    memcpy(&outcome, data, sizeof outcome);
    if (!outcome_is_valid(&outcome)) {
        kill(worker->process, SIGKILL);
        return;
    }
    worker->is_busy = false;
    set_temporary(worker, "");
    worker_pool_job_done(pool, worker->job, &outcome);
}

static void handle_message(struct worker_pool *pool, struct worker *worker,
                           enum worker_message type, uint8_t *data)
{
    uint64_t memory;
    if (!worker->is_busy)
        return; /* nothing is expected from it */
    switch (type) {
    case WORKER_ERROR:
    case WORKER_LINE:
        message_sanitize_line((char *)data);
        report_line(worker->job, type == WORKER_ERROR, (const char *)data);
        break;
    case WORKER_TEMPORARY:
        set_temporary(worker, (const char *)data);
        break;
    case WORKER_MEMORY_REQUEST:
        memcpy(&memory, data, sizeof memory);
        worker_memory_requested(worker, memory);
        break;
    case WORKER_OUTCOME:
        finish_job(pool, worker, data);
        break;
    case WORKER_JOB:
    case WORKER_MEMORY_GRANT:
        break; /* for workers alone */
    }
}

static void handle_messages(struct worker_pool *pool, struct worker *worker)
{
    enum worker_message type;
    uint8_t *data;
    while (worker_next_message(worker, &type, &data))
        handle_message(pool, worker, type, data);
}

/* ---- Workers that die ----------------------------------------------------------------------- */

static void report_death(struct worker_pool *pool, size_t job, bool has_timed_out, int status)
{
    const struct outcome outcome = {.status = OUTCOME_FAILED};
    char reason[160];
    int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (has_timed_out)
        snprintf(reason, sizeof reason, "took longer than the %g s that --timeout allows",
                 pool->options.timeout);
    else if (number > 0)
        snprintf(reason, sizeof reason,
                 "the process that worked on it was killed by signal %d (%s)%s", number,
                 strsignal(number), number == SIGKILL ? ", perhaps for lack of memory" : "");
    else
        snprintf(reason, sizeof reason, "the process that worked on it ended with status %d",
                 WEXITSTATUS(status));
    report_message(job, true, reason);
    worker_pool_job_done(pool, job, &outcome);
}

/* The file that it worked on has failed; the others go on without it. */
static void reap(struct worker_pool *pool, struct worker *worker)
{
    bool was_busy = worker->is_busy, has_timed_out = worker->has_timed_out;
    size_t job = worker->job;
    int status = worker_reap(worker);
    if (was_busy)
        report_death(pool, job, has_timed_out, status);
}

/* ---- The loop ------------------------------------------------------------------------------ */

static void receive_from(struct worker_pool *pool, struct worker *worker)
{
    bool lives = worker_receive(worker);
    handle_messages(pool, worker);
    if (!lives)
        reap(pool, worker);
}

/* poll() refuses more entries than there may be open files, so those without a worker are left
 * out. Where it fails otherwise, for lack of memory, all workers are asked. */
static void wait_for_messages(struct worker_pool *pool)
{
    nfds_t count = 0, place = 0;
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].socket >= 0)
            pool->pollfds[count++] = (struct pollfd){pool->workers[i].socket, POLLIN, 0};
    int ready = poll(pool->pollfds, count, WORKER_POOL_POLL_MS);
    if (ready == 0 || (ready < 0 && errno == EINTR))
        return;
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].socket >= 0 && (pool->pollfds[place++].revents != 0 || ready < 0))
            receive_from(pool, &pool->workers[i]);
}

/* After they were killed. Their last message may be the name of a temporary file. */
static void reap_all(struct worker_pool *pool)
{
    for (size_t i = 0; i < pool->count; i++) {
        struct worker *worker = &pool->workers[i];
        enum worker_message type;
        uint8_t *data;
        if (worker->socket < 0)
            continue;
        while (waitid(P_PID, (id_t)worker->process, &(siginfo_t){0}, WEXITED | WNOWAIT) != 0 &&
               errno == EINTR) {
        }
        worker_receive(worker);
        while (worker_next_message(worker, &type, &data))
            if (type == WORKER_TEMPORARY)
                set_temporary(worker, (const char *)data);
        worker_reap(worker);
    }
}

/* A worker exits when the other end of its socket is closed for writing. */
static void shut_down_all(struct worker_pool *pool)
{
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].socket >= 0)
            shutdown(pool->workers[i].socket, SHUT_WR);
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].socket >= 0)
            worker_reap(&pool->workers[i]);
}

static void loop(struct worker_pool *pool)
{
    while (report_next() < pool->jobs->count && pool->signal == 0) {
        worker_pool_assign_jobs(pool);
        worker_pool_grant_memory(pool);
        worker_pool_kill_timed_out(pool);
        if (report_next() < pool->jobs->count && signals_pending() == 0)
            wait_for_messages(pool);
        progress_show();
        if (pool->signal == 0)
            pool->signal = signals_pending();
    }
}

/* All shares together are no more than half, so that some memory is left to ask for. */
static uint64_t memory_share(uint64_t limit, size_t workers)
{
    uint64_t share = limit / 2 / workers;
    return share < max_memory_share ? share : max_memory_share;
}

/* Threads within a file help where there are fewer files than CPUs. */
static bool set_up(struct worker_pool *pool, const struct jobs *jobs, const struct options *options)
{
    int cpus = usable_cpus();
    size_t wanted = (size_t)(options->jobs > 0 ? options->jobs : cpus);
    *pool = (struct worker_pool){.jobs = jobs, .options = *options};
    pool->count = jobs->count < wanted ? jobs->count : wanted;
    if (options->threads == 0 && pool->count * 2 > (size_t)cpus)
        pool->options.threads = 1;
    pool->memory_limit = memory_limit(options->max_memory);
    pool->memory_share = memory_share(pool->memory_limit, pool->count);
    memory_request_init(options->max_memory, pool->memory_share);
    pool->workers = calloc(pool->count, sizeof *pool->workers);
    pool->pollfds = calloc(pool->count, sizeof *pool->pollfds);
    for (size_t i = 0; pool->workers && i < pool->count; i++)
        pool->workers[i].socket = -1;
    return pool->workers && pool->pollfds;
}

/* For a signal handler. */
static struct worker_pool *volatile running;

static void kill_workers(void)
{
    const struct worker_pool *pool = running;
    for (size_t i = 0; pool && i < pool->count; i++)
        if (pool->workers[i].socket >= 0)
            kill(pool->workers[i].process, SIGKILL);
}

static void run(struct worker_pool *pool)
{
    running = pool;
    loop(pool);
    if (pool->signal == 0)
        shut_down_all(pool);
    if (pool->signal == 0)
        pool->signal = signals_pending();
    kill_workers();
    reap_all(pool);
    running = NULL;
}

int worker_loop_run(const struct jobs *jobs, const struct options *options)
{
    struct worker_pool pool;
    signals_defer(kill_workers);
    if (set_up(&pool, jobs, options))
        run(&pool);
    else
        message_error(NULL, "out of memory");
    free(pool.workers);
    free(pool.pollfds);
    return pool.signal;
}
