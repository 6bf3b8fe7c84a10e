/* SPDX-License-Identifier: MIT */
#include "pool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "cpus.h"
#include "memory.h"
#include "message.h"
#include "outcome.h"
#include "progress.h"
#include "report.h"
#include "signals.h"
#include "skip.h"
#include "temporary.h"
#include "worker.h"

/* A signal that comes just before poll() is seen so much later, and the line of progress is up to
 * date. */
enum { most_wait_ms = 100 };

/* With the wait between them, two seconds. */
enum { most_failed_starts = 20 };

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
    int failed_starts; /* in a row, while there were no workers */
};

/* ---- What workers tell ---------------------------------------------------------------------- */

/* Who reads no further wants no more, even where the signal that says so is ignored. */
static void finish(struct pool *pool, size_t job, const struct outcome *outcome)
{
    if (!report_over(job, outcome))
        pool->signal = SIGPIPE;
}

/* Nothing else is removed, whatever a decoder gone astray may tell. */
static void note_temporary(struct worker *worker, const char *name)
{
    free(worker->temporary);
    worker->temporary = temporary_is_one(name) ? strdup(name) : NULL;
}

static void hear(struct pool *pool, struct worker *worker, const struct link_head *head,
                 const uint8_t *data)
{
    struct outcome outcome;
    if (!worker->is_busy)
        return; /* nobody has asked it anything */
    switch ((enum link_kind)head->kind) {
    case LINK_ERROR:
    case LINK_LINE:
        report_line(worker->job, head->kind == LINK_ERROR, (const char *)data);
        break;
    case LINK_TEMPORARY:
        note_temporary(worker, (const char *)data);
        break;
    case LINK_NEED:
        memcpy(&worker->needed, data, sizeof worker->needed);
        break;
    case LINK_OUTCOME:
        memcpy(&outcome, data, sizeof outcome);
        worker->is_busy = false;
        note_temporary(worker, "");
        finish(pool, worker->job, &outcome);
        break;
    case LINK_JOB:
    case LINK_GRANT:
        break; /* for workers alone */
    }
}

static void hear_all(struct pool *pool, struct worker *worker)
{
    struct link_head head;
    const uint8_t *data;
    while (worker_take(worker, &head, &data))
        hear(pool, worker, &head, data);
}

/* ---- Workers that die ----------------------------------------------------------------------- */

static void say_death(struct pool *pool, size_t job, int status)
{
    const struct outcome outcome = {.status = OUTCOME_FAILED};
    char reason[160];
    int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (number > 0)
        snprintf(reason, sizeof reason,
                 "the process that worked on it was killed by signal %d (%s)%s", number,
                 strsignal(number), number == SIGKILL ? ", perhaps for want of memory" : "");
    else
        snprintf(reason, sizeof reason, "the process that worked on it ended with status %d",
                 WEXITSTATUS(status));
    report_say(job, true, reason);
    finish(pool, job, &outcome);
}

/* What it was working on has failed; the rest goes on without it. */
static void bury(struct pool *pool, struct worker *worker)
{
    bool was_busy = worker->is_busy;
    size_t job = worker->job;
    int status = worker_bury(worker);
    if (was_busy)
        say_death(pool, job, status);
}

/* ---- Who does what -------------------------------------------------------------------------- */

/* Memory of all that are at work; those that wait hold no more than the file as it is. */
static uint64_t memory_used(const struct pool *pool)
{
    uint64_t used = 0;
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].is_busy && pool->workers[i].needed == 0)
            used += pool->workers[i].granted;
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

/* In the order of the jobs, so that a large one is not passed over for ever. What is more than the
 * limit, which then nobody has set, goes alone. */
static void grant(struct pool *pool)
{
    struct worker *worker;
    uint64_t used;
    while ((worker = first_waiting(pool)) != NULL) {
        used = memory_used(pool);
        if (used > 0 && (used > pool->memory || worker->needed > pool->memory - used))
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
    finish(pool, job, &outcome);
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

/* Starts it if there is none. */
static bool is_idle(struct pool *pool, struct worker *worker)
{
    if (worker->link >= 0)
        return !worker->is_busy;
    if (pool->start_error != 0)
        return false;
    if (worker_start(worker, pool->workers, pool->count, pool->jobs, &pool->options))
        pool->failed_starts = 0;
    else
        pool->start_error = errno;
    return pool->start_error == 0;
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
        finish(pool, pool->next++, &outcome);
    }
}

/* While one waits for memory, nobody begins: that would put it off. */
static void give(struct pool *pool)
{
    for (size_t i = 0; i < pool->count && !first_waiting(pool) && find_next(pool); i++)
        if (is_idle(pool, &pool->workers[i]))
            worker_give(&pool->workers[i], pool->next++, pool->small);
    if (pool->start_error != 0 && !has_workers(pool))
        do_without(pool);
}

/* ---- All of it ------------------------------------------------------------------------------ */

static void listen_to(struct pool *pool, struct worker *worker)
{
    bool lives = worker_listen(worker);
    hear_all(pool, worker);
    if (!lives)
        bury(pool, worker);
}

/* poll() takes no more places than there may be open files: those without a worker are left out. */
static void wait_for_news(struct pool *pool)
{
    nfds_t count = 0, place = 0;
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].link >= 0)
            pool->links[count++] = (struct pollfd){pool->workers[i].link, POLLIN, 0};
    if (poll(pool->links, count, most_wait_ms) <= 0)
        return;
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].link >= 0 && pool->links[place++].revents != 0)
            listen_to(pool, &pool->workers[i]);
}

/* What they have told last may be the name of a temporary file. */
static void kill_all(struct pool *pool)
{
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].link >= 0)
            kill(pool->workers[i].process, SIGKILL);
    for (size_t i = 0; i < pool->count; i++) {
        struct worker *worker = &pool->workers[i];
        struct link_head head;
        const uint8_t *data;
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
        give(pool);
        grant(pool);
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

int pool_run(const struct jobs *jobs, const struct options *options)
{
    struct pool pool;
    signals_defer();
    if (set_up(&pool, jobs, options)) {
        work(&pool);
        if (pool.signal == 0)
            pool.signal = signals_noted();
        if (pool.signal != 0)
            kill_all(&pool);
        else
            dismiss_all(&pool);
    } else {
        message_error(NULL, "out of memory");
    }
    free(pool.workers);
    free(pool.links);
    return pool.signal;
}
