/* SPDX-License-Identifier: MIT */
#include "pool.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "clock.h"
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

/* Where no more processes can be had, it is tried again so much later. While there is not even one,
 * it is tried so many times, with the wait above between them, which makes two seconds. */
static const double start_again_ms = 1000;
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
    double start_next; /* when it is tried again, in milliseconds */
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

/* A worker whose memory a decoder has spoilt may tell anything. */
static bool outcome_is_sound(const struct outcome *outcome)
{
    return outcome->status >= OUTCOME_FAILED && outcome->status <= OUTCOME_SKIPPED &&
           isfinite(outcome->sigma) && isfinite(outcome->read_ms) && isfinite(outcome->blur_ms) &&
           isfinite(outcome->write_ms);
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
        if (!outcome_is_sound(&outcome)) {
            kill(worker->process, SIGKILL);
            break;
        }
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
static void grant(struct pool *pool)
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
        finish(pool, pool->next++, &outcome);
    }
}

/* While one waits for memory, nobody begins: that would put it off. */
static void give(struct pool *pool)
{
    if (pool->start_error != 0 && clock_ms() >= pool->start_next)
        pool->start_error = 0;
    for (size_t i = 0; i < pool->count && !first_waiting(pool); i++) {
        struct worker *worker = &pool->workers[i];
        if (!is_free(pool, worker))
            continue;
        if (!find_next(pool))
            break;
        if (worker->link >= 0 || start(pool, worker))
            worker_give(worker, pool->next++, pool->small);
    }
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

/* poll() takes no more places than there may be open files: those without a worker are left out.
 * Where it fails otherwise, for want of memory, it is better to ask all than none. */
static void wait_for_news(struct pool *pool)
{
    nfds_t count = 0, place = 0;
    for (size_t i = 0; i < pool->count; i++)
        if (pool->workers[i].link >= 0)
            pool->links[count++] = (struct pollfd){pool->workers[i].link, POLLIN, 0};
    int ready = poll(pool->links, count, most_wait_ms);
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
