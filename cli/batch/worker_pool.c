/* SPDX-License-Identifier: MIT */
#include "batch/worker_pool.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "batch/dispatch.h"
#include "batch/report.h"
#include "files/temporary.h"
#include "messages/message.h"
#include "messages/progress.h"
#include "os/memory_limit.h"
#include "os/signals.h"
#include "os/usable_cpus.h"

/* ---- What workers tell ---------------------------------------------------------------------- */

/* Nothing else is removed, whatever a decoder gone astray may tell. */
static void note_temporary(struct worker *worker, const char *name)
{
    free(worker->temporary);
    worker->temporary = temporary_is_one(name) ? strdup(name) : NULL;
}

/* A worker whose memory a decoder has spoilt may tell anything. */
static bool outcome_is_sound(const struct outcome *outcome)
{
    return outcome->status >= OUTCOME_FAILED && outcome->status <= OUTCOME_SKIPPED &&
           isfinite(outcome->sigma) && isfinite(outcome->read_ms) && isfinite(outcome->blur_ms) &&
           isfinite(outcome->write_ms);
}

static void hear(struct pool *pool, struct worker *worker, const struct link_head *head,
                 uint8_t *data)
{
    struct outcome outcome;
    uint64_t memory;
    if (!worker->is_busy)
        return; /* nobody has asked it anything */
    switch ((enum link_kind)head->kind) {
    case LINK_ERROR:
    case LINK_LINE:
        message_mask_line((char *)data);
        report_line(worker->job, head->kind == LINK_ERROR, (const char *)data);
        break;
    case LINK_TEMPORARY:
        note_temporary(worker, (const char *)data);
        break;
    case LINK_NEED:
        memcpy(&memory, data, sizeof memory);
        worker_note_need(worker, memory);
        break;
    case LINK_OUTCOME:
        memcpy(&outcome, data, sizeof outcome);
        if (!outcome_is_sound(&outcome)) {
            kill(worker->process, SIGKILL);
            break;
        }
        worker->is_busy = false;
        note_temporary(worker, "");
        dispatch_finish(pool, worker->job, &outcome);
        break;
    case LINK_JOB:
    case LINK_GRANT:
        break; /* for workers alone */
    }
}

static void hear_all(struct pool *pool, struct worker *worker)
{
    struct link_head head;
    uint8_t *data;
    while (worker_take(worker, &head, &data))
        hear(pool, worker, &head, data);
}

/* ---- Workers that die ----------------------------------------------------------------------- */

static void say_death(struct pool *pool, size_t job, bool is_late, int status)
{
    const struct outcome outcome = {.status = OUTCOME_FAILED};
    char reason[160];
    int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (is_late)
        snprintf(reason, sizeof reason, "took longer than the %g s that --timeout allows",
                 pool->options.timeout);
    else if (number > 0)
        snprintf(reason, sizeof reason,
                 "the process that worked on it was killed by signal %d (%s)%s", number,
                 strsignal(number), number == SIGKILL ? ", perhaps for want of memory" : "");
    else
        snprintf(reason, sizeof reason, "the process that worked on it ended with status %d",
                 WEXITSTATUS(status));
    report_say(job, true, reason);
    dispatch_finish(pool, job, &outcome);
}

/* What it was working on has failed; the rest goes on without it. */
static void bury(struct pool *pool, struct worker *worker)
{
    bool was_busy = worker->is_busy, is_late = worker->is_late;
    size_t job = worker->job;
    int status = worker_bury(worker);
    if (was_busy)
        say_death(pool, job, is_late, status);
}

/* ---- All of it ------------------------------------------------------------------------------ */

static void listen_to(struct pool *pool, struct worker *worker)
{
    bool lives = worker_listen(worker);
    hear_all(pool, worker);
    if (!lives)
        bury(pool, worker);
}

/* poll() takes no more places than there may be open files: those without a worker are left out.
 * Where it fails otherwise, for want of memory, it is better to ask all than none. */
static void wait_for_news(struct pool *pool)
{
    nfds_t count = 0, place = 0;
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].link >= 0)
            pool->links[count++] = (struct pollfd){pool->workers[i].link, POLLIN, 0};
    int ready = poll(pool->links, count, DISPATCH_WAIT_MS);
    if (ready == 0 || (ready < 0 && errno == EINTR))
        return;
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].link >= 0 && (pool->links[place++].revents != 0 || ready < 0))
            listen_to(pool, &pool->workers[i]);
}

/* After they were killed. What they have told last may be the name of a temporary file. */
static void bury_all(struct pool *pool)
{
    for (size_t i = 0; i < pool->count; i++) {
        struct worker *worker = &pool->workers[i];
        struct link_head head;
        uint8_t *data;
        if (worker->link < 0)
            continue;
        while (waitid(P_PID, (id_t)worker->process, &(siginfo_t){0}, WEXITED | WNOWAIT) != 0 &&
               errno == EINTR) {
        }
        worker_listen(worker);
        while (worker_take(worker, &head, &data))
            if (head.kind == LINK_TEMPORARY)
                note_temporary(worker, (const char *)data);
        worker_bury(worker);
    }
}

/* With nothing more to hear, a worker ends by itself. */
static void dismiss_all(struct pool *pool)
{
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].link >= 0)
            shutdown(pool->workers[i].link, SHUT_WR);
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].link >= 0)
            worker_bury(&pool->workers[i]);
}

static void work(struct pool *pool)
{
    while (report_next() < pool->jobs->count && pool->signal == 0) {
        dispatch_give(pool);
        dispatch_grant(pool);
        dispatch_expire(pool);
        if (report_next() < pool->jobs->count && signals_noted() == 0)
            wait_for_news(pool);
        progress_show();
        if (pool->signal == 0)
            pool->signal = signals_noted();
    }
}

/* Threads within a file help where there are fewer files than CPUs. */
static bool set_up(struct pool *pool, const struct jobs *jobs, const struct options *options)
{
    int cpus = cpus_usable();
    size_t wanted = (size_t)(options->jobs > 0 ? options->jobs : cpus);
    *pool = (struct pool){.jobs = jobs, .options = *options};
    pool->count = jobs->count < wanted ? jobs->count : wanted;
    if (options->threads == 0 && pool->count * 2 > (size_t)cpus)
        pool->options.threads = 1;
    pool->memory = memory_limit(options->max_memory);
    pool->small = memory_small(pool->memory, (int)pool->count);
    memory_set_limit(options->max_memory, pool->small);
    pool->workers = calloc(pool->count, sizeof *pool->workers);
    pool->links = calloc(pool->count, sizeof *pool->links);
    for (size_t i = 0; pool->workers && i < pool->count; i++)
        pool->workers[i].link = -1;
    return pool->workers && pool->links;
}

/* The processes of all workers, for a handler of signals. */
static struct pool *volatile running;

static void kill_workers(void)
{
    const struct pool *pool = running;
    for (size_t i = 0; pool && i < pool->count; i++)
        if (pool->workers[i].link >= 0)
            kill(pool->workers[i].process, SIGKILL);
}

static void run(struct pool *pool)
{
    running = pool;
    work(pool);
    if (pool->signal == 0)
        dismiss_all(pool);
    if (pool->signal == 0)
        pool->signal = signals_noted();
    kill_workers();
    bury_all(pool);
    running = NULL;
}

int pool_run(const struct jobs *jobs, const struct options *options)
{
    struct pool pool;
    signals_defer(kill_workers);
    if (set_up(&pool, jobs, options))
        run(&pool);
    else
        message_error(NULL, "out of memory");
    free(pool.workers);
    free(pool.links);
    return pool.signal;
}
