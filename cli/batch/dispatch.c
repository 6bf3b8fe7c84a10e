/* SPDX-License-Identifier: MIT */
#include "batch/dispatch.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "batch/report.h"
#include "batch/sandbox_rules.h"
#include "batch/skip.h"
#include "files/input.h"
#include "messages/message.h"
#include "os/clock.h"
#include "os/signals.h"

/* Where no more processes can be had, it is tried again so much later. While there is not even one,
 * it is tried so many times, with DISPATCH_WAIT_MS between them, which makes two seconds. */
static const double start_again_ms = 1000;
enum { most_failed_starts = 20 };

/* Who reads no further wants no more, even where the signal that says so is ignored. */
void dispatch_finish(struct pool *pool, size_t job, const struct outcome *outcome)
{
    if (!report_over(job, outcome))
        pool->signal = SIGPIPE;
}

/* Memory of all, and whether any is at work; those that wait hold what they were granted before:
 * the file as it is. */
static uint64_t memory_used(const struct pool *pool, bool *is_any_at_work)
{
    uint64_t used = 0;
    *is_any_at_work = false;
    for (size_t i = 0; i < pool->count; i++) {
        const struct worker *worker = &pool->workers[i];
        used += worker->is_busy ? worker->granted : 0;
        *is_any_at_work = *is_any_at_work || (worker->is_busy && worker->needed == 0);
    }
    return used;
}

/* The one that waits for the first of the jobs; NULL: none waits. */
static struct worker *first_waiting(const struct pool *pool)
{
    struct worker *first = NULL;
    for (size_t i = 0; i < pool->count; i++) {
        struct worker *worker = &pool->workers[i];
        if (worker->is_busy && worker->needed > 0 && (!first || worker->job < first->job))
            first = worker;
    }
    return first;
}

/* In the order of the jobs, so that a large one is not passed over for ever. Where all wait, one
 * has to go on. */
void dispatch_grant(struct pool *pool)
{
    struct worker *worker;
    bool is_any_at_work;
    while ((worker = first_waiting(pool)) != NULL) {
        uint64_t others = memory_used(pool, &is_any_at_work) - worker->granted;
        if (is_any_at_work && (others > pool->memory || worker->needed > pool->memory - others))
            return;
        worker_grant(worker);
    }
}

static bool skips(struct pool *pool, size_t job)
{
    const struct outcome outcome = {.status = OUTCOME_SKIPPED};
    if (!skip_is_due(&pool->options, &pool->jobs->items[job]))
        return false;
    if (message_is_verbose())
        report_say(job, false, "skipped: its output is there");
    dispatch_finish(pool, job, &outcome);
    return true;
}

static bool has_next(const struct pool *pool)
{
    return pool->next < pool->jobs->count && pool->next - report_next() < REPORT_WINDOW;
}

/* The next job that is not to be skipped. */
static bool find_next(struct pool *pool)
{
    while (pool->signal == 0 && signals_noted() == 0 && has_next(pool)) {
        if (!skips(pool, pool->next))
            return true;
        pool->next++;
    }
    return false;
}

/* Whether it has nothing to do, or is one that may be started. */
static bool is_free(const struct pool *pool, const struct worker *worker)
{
    return worker->link >= 0 ? !worker->is_busy : pool->start_error == 0;
}

static bool start(struct pool *pool, struct worker *worker)
{
    if (worker_start(worker, pool->workers, pool->count, pool->jobs, &pool->options)) {
        pool->failed_starts = 0;
        return true;
    }
    pool->start_error = errno;
    pool->start_next = clock_ms() + start_again_ms;
    return false;
}

static bool has_workers(const struct pool *pool)
{
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].link >= 0)
            return true;
    return false;
}

/* Fewer workers than wanted will do. Where there are none at all, it is tried again for a while;
 * then what is left has failed. */
static void do_without(struct pool *pool)
{
    const struct outcome outcome = {.status = OUTCOME_FAILED};
    if (++pool->failed_starts < most_failed_starts) {
        pool->start_error = 0;
        return;
    }
    char reason[160];
    snprintf(reason, sizeof reason, "no process can be started for it: %s",
             strerror(pool->start_error));
    while (find_next(pool)) {
        report_say(pool->next, true, reason);
        dispatch_finish(pool, pool->next++, &outcome);
    }
}

/* What is on a disk is opened here, as a worker has given up the right to. What may be long in
 * opening, such as a FIFO, it has been left. False: said why, and the job is over. */
static bool open_input(struct pool *pool, size_t job, int *descriptor)
{
    const struct outcome outcome = {.status = OUTCOME_FAILED};
    const char *name = pool->jobs->items[job].input;
    *descriptor = -1;
    if (job_is_stdio(name) || rights_leave_opening(name))
        return true;
    *descriptor = input_open(name);
    if (*descriptor >= 0)
        return true;
    report_say(job, true, strerror(errno));
    dispatch_finish(pool, job, &outcome);
    return false;
}

static void give_to(struct pool *pool, struct worker *worker)
{
    int descriptor;
    if (worker->link < 0 && !start(pool, worker))
        return;
    while (find_next(pool)) {
        size_t job = pool->next++;
        if (!open_input(pool, job, &descriptor))
            continue;
        worker_give(worker, job, descriptor, pool->small);
        return;
    }
}

/* While one waits for memory, nobody begins: that would put it off. */
void dispatch_give(struct pool *pool)
{
    if (pool->start_error != 0 && clock_ms() >= pool->start_next)
        pool->start_error = 0;
    for (size_t i = 0; i < pool->count && !first_waiting(pool); i++) {
        struct worker *worker = &pool->workers[i];
        if (!is_free(pool, worker))
            continue;
        if (!find_next(pool))
            break;
        give_to(pool, worker);
    }
    if (pool->start_error != 0 && !has_workers(pool))
        do_without(pool);
}

/* To wait for memory is no work. */
void dispatch_expire(struct pool *pool)
{
    const double timeout = pool->options.timeout;
    for (size_t i = 0; i < pool->count && timeout > 0; i++) {
        struct worker *worker = &pool->workers[i];
        if (!worker->is_busy || worker->needed > 0 || clock_ms() - worker->start < 1e3 * timeout)
            continue;
        worker->is_late = true;
        kill(worker->process, SIGKILL);
    }
}
