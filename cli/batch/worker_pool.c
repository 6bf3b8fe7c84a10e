/* SPDX-License-Identifier: MIT */
#include "batch/worker_pool.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "batch/report.h"
#include "batch/skip.h"
#include "files/input.h"
#include "files/stdio_name.h"
#include "messages/message.h"
#include "os/clock.h"
#include "os/signals.h"

/* Where fork() fails, it is tried again so much later. While there is not even one worker, so many
 * times, with WORKER_POOL_POLL_MS between them, which makes two seconds. */
static const double start_retry_ms = 1000;
enum { max_failed_starts = 20 };

/* Where nobody reads standard output any more the program ends, even if SIGPIPE is ignored. */
void worker_pool_job_done(struct worker_pool *pool, size_t job, const struct outcome *outcome)
{
    if (!report_done(job, outcome))
        pool->signal = SIGPIPE;
}

/* Memory of all workers, and whether any of them is working. Those that wait for more hold what
 * they were granted before: for the encoded file. */
static uint64_t memory_used(const struct worker_pool *pool, bool *any_working)
{
    uint64_t used = 0;
    *any_working = false;
    for (size_t i = 0; i < pool->count; i++) {
        const struct worker *worker = &pool->workers[i];
        used += worker->is_busy ? worker->memory_granted : 0;
        *any_working = *any_working || (worker->is_busy && worker->memory_requested == 0);
    }
    return used;
}

/* The waiting worker with the first job; NULL: none waits. */
static struct worker *first_waiting(const struct worker_pool *pool)
{
    struct worker *first = NULL;
    for (size_t i = 0; i < pool->count; i++) {
        struct worker *worker = &pool->workers[i];
        if (worker->is_busy && worker->memory_requested > 0 && (!first || worker->job < first->job))
            first = worker;
    }
    return first;
}

/* In the order of the jobs, so that a large one does not starve. Where all wait, one has to go on.
 */
void worker_pool_grant_memory(struct worker_pool *pool)
{
    struct worker *worker;
    bool any_working;
    while ((worker = first_waiting(pool)) != NULL) {
        uint64_t others = memory_used(pool, &any_working) - worker->memory_granted;
        if (any_working &&
            (others > pool->memory_limit || worker->memory_requested > pool->memory_limit - others))
            return;
        worker_grant_memory(worker);
    }
}

static bool skip(struct worker_pool *pool, size_t job)
{
    const struct outcome outcome = {.status = OUTCOME_SKIPPED};
    if (!should_skip(&pool->options, &pool->jobs->items[job]))
        return false;
    if (message_is_verbose())
        report_message(job, false, "skipped: its output is there");
    worker_pool_job_done(pool, job, &outcome);
    return true;
}

static bool has_next(const struct worker_pool *pool)
{
    return pool->next_job < pool->jobs->count && pool->next_job - report_next() < REPORT_WINDOW;
}

/* The next job that is not to be skipped. */
static bool find_next(struct worker_pool *pool)
{
    while (pool->signal == 0 && signals_pending() == 0 && has_next(pool)) {
        if (!skip(pool, pool->next_job))
            return true;
        pool->next_job++;
    }
    return false;
}

/* Whether it is idle, or may be started. */
static bool is_free(const struct worker_pool *pool, const struct worker *worker)
{
    return worker->socket >= 0 ? !worker->is_busy : pool->start_error == 0;
}

static bool start(struct worker_pool *pool, struct worker *worker)
{
    if (worker_start(worker, pool->workers, pool->count, pool->jobs, &pool->options)) {
        pool->failed_starts = 0;
        return true;
    }
    pool->start_error = errno;
    pool->start_retry_at = clock_ms() + start_retry_ms;
    return false;
}

static bool has_workers(const struct worker_pool *pool)
{
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].socket >= 0)
            return true;
    return false;
}

/* Fewer workers than wanted will do. Where there are none at all, they are tried again for a while;
 * then the jobs that are left have failed. */
static void give_up_starting(struct worker_pool *pool)
{
    const struct outcome outcome = {.status = OUTCOME_FAILED};
    if (++pool->failed_starts < max_failed_starts) {
        pool->start_error = 0;
        return;
    }
    char reason[160];
    snprintf(reason, sizeof reason, "cannot start a process for it: %s",
             strerror(pool->start_error));
    while (find_next(pool)) {
        report_message(pool->next_job, true, reason);
        worker_pool_job_done(pool, pool->next_job++, &outcome);
    }
}

/* Regular files are opened here, as a worker may not; a FIFO, which may block, by the worker.
 * False: reported, and the job is done. */
static bool open_input(struct worker_pool *pool, size_t job, int *descriptor)
{
    const struct outcome outcome = {.status = OUTCOME_FAILED};
    const char *name = pool->jobs->items[job].input;
    *descriptor = -1;
    if (is_stdio_name(name) || is_special_file(name))
        return true;
    *descriptor = input_open(name);
    if (*descriptor >= 0)
        return true;
    report_message(job, true, strerror(errno));
    worker_pool_job_done(pool, job, &outcome);
    return false;
}

static void assign_job(struct worker_pool *pool, struct worker *worker)
{
    int descriptor;
    if (worker->socket < 0 && !start(pool, worker))
        return;
    while (find_next(pool)) {
        size_t job = pool->next_job++;
        if (!open_input(pool, job, &descriptor))
            continue;
        worker_send_job(worker, job, descriptor, pool->memory_share);
        return;
    }
}

/* While one waits for memory, no other starts a file: that would starve it. */
void worker_pool_assign_jobs(struct worker_pool *pool)
{
    if (pool->start_error != 0 && clock_ms() >= pool->start_retry_at)
        pool->start_error = 0;
    for (size_t i = 0; i < pool->count && !first_waiting(pool); i++) {
        struct worker *worker = &pool->workers[i];
        if (!is_free(pool, worker))
            continue;
        if (!find_next(pool))
            break;
        assign_job(pool, worker);
    }
    if (pool->start_error != 0 && !has_workers(pool))
        give_up_starting(pool);
}

/* Waiting for memory does not count. */
void worker_pool_kill_timed_out(struct worker_pool *pool)
{
    const double timeout = pool->options.timeout;
    for (size_t i = 0; i < pool->count && timeout > 0; i++) {
        struct worker *worker = &pool->workers[i];
        if (!worker->is_busy || worker->memory_requested > 0 ||
            clock_ms() - worker->start < 1e3 * timeout)
            continue;
        worker->has_timed_out = true;
        kill(worker->process, SIGKILL);
    }
}
