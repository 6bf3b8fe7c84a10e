/* SPDX-License-Identifier: MIT */
#include "batch/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "messages/message.h"
#include "messages/progress.h"
#include "os/clock.h"
#include "os/memory_limit.h"
#include "os/sandbox.h"
#include "os/signals.h"
#include "pipeline/blur_file.h"
#include "pipeline/outcome.h"

/* ---- In the worker -------------------------------------------------------------------------- */

static void tell_line(bool is_error, const char *line)
{
    link_tell(is_error ? LINK_ERROR : LINK_LINE, line, strlen(line) + 1);
}

/* Ends when there is no more to hear. By exit(), as checkers of memory look around then. */
static _Noreturn void work(int link, const struct jobs *jobs, const struct options *options)
{
    size_t job;
    int descriptor;
    link_set_parent(link);
    message_set_sink(tell_line);
    progress_begin(PROGRESS_NEVER, 0);
    memory_confine(options->max_memory);
    sandbox_enter();
    while (link_hear_job(&job, &descriptor)) {
        struct outcome outcome;
        process_file(&jobs->items[job], options, descriptor, &outcome);
        link_tell(LINK_OUTCOME, &outcome, sizeof outcome);
    }
    exit(EXIT_SUCCESS);
}

/* ---- In the program ------------------------------------------------------------------------- */

static void close_links(const struct worker *siblings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (siblings[i].link >= 0)
            close(siblings[i].link);
}

/* What is read at once. */
enum { block = 1 << 14 };

/* Room for the longest frame, of which all but a byte may be there, and a block behind it: then no
 * memory is ever needed to hear what has come, without which poll() would not wait any more. */
enum { most_heard = (int)sizeof(struct link_head) + LINK_MOST + block };

static bool start(struct worker *worker, const struct worker *siblings, size_t count,
                  const struct jobs *jobs, const struct options *options)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return false;
    fflush(stdout); /* or both processes would write what waits there */
    pid_t process = fork();
    if (process == 0) {
        signals_in_worker();
        close_links(siblings, count);
        close(ends[0]);
        work(ends[1], jobs, options);
    }
    int saved_errno = errno;
    close(ends[1]);
    if (process < 0) {
        close(ends[0]);
        errno = saved_errno;
        return false;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    worker->process = process;
    worker->link = ends[0];
    return true;
}

bool worker_start(struct worker *worker, const struct worker *siblings, size_t count,
                  const struct jobs *jobs, const struct options *options)
{
    *worker = (struct worker){.link = -1};
    if (!bytes_reserve(&worker->heard, most_heard)) {
        errno = ENOMEM;
        return false;
    }
    if (start(worker, siblings, count, jobs, options))
        return true;
    int saved_errno = errno;
    bytes_free(&worker->heard);
    errno = saved_errno;
    return false;
}

/* The frames are so small, and so few at once, that they fit in what the system holds of them. */
void worker_give(struct worker *worker, size_t job, int descriptor, uint64_t memory)
{
    worker->is_busy = true;
    worker->job = job;
    worker->granted = memory;
    worker->start = clock_ms();
    if (!link_send_job(worker->link, job, descriptor))
        kill(worker->process, SIGKILL);
    if (descriptor >= 0)
        close(descriptor);
}

/* While it waits, start holds how long it had worked before. */
void worker_note_need(struct worker *worker, uint64_t memory)
{
    if (worker->needed == 0)
        worker->start = clock_ms() - worker->start;
    worker->needed = memory;
}

void worker_grant(struct worker *worker)
{
    worker->start = clock_ms() - worker->start;
    worker->granted = worker->needed;
    worker->needed = 0;
    if (!link_send(worker->link, LINK_GRANT, NULL, 0))
        kill(worker->process, SIGKILL);
}

bool worker_listen(struct worker *worker)
{
    struct bytes *heard = &worker->heard;
    for (;;) {
        if (!bytes_reserve(heard, block))
            return true; /* what has come is taken first */
        ssize_t got = read(worker->link, heard->data + heard->size, block);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN)
            return true;
        if (got < 0)
            kill(worker->process, SIGKILL);
        if (got <= 0)
            return false;
        heard->size += (size_t)got;
    }
}

/* What each kind has behind its head; 0: a text with its zero byte. */
static size_t size_of(uint32_t kind)
{
    return kind == LINK_OUTCOME ? sizeof(struct outcome) : kind == LINK_NEED ? sizeof(uint64_t) : 0;
}

/* A worker whose memory a decoder has spoilt may tell anything. */
static bool is_sound(const struct link_head *head, const uint8_t *data)
{
    size_t size = size_of(head->kind);
    return size > 0 ? head->size == size : head->size > 0 && data[head->size - 1] == '\0';
}

bool worker_take(struct worker *worker, struct link_head *head, uint8_t **data)
{
    static uint8_t frame[LINK_MOST];
    struct bytes *heard = &worker->heard;
    if (heard->size < sizeof *head)
        return false;
    memcpy(head, heard->data, sizeof *head);
    size_t size = sizeof *head + head->size;
    if (head->size <= sizeof frame && heard->size < size)
        return false;
    if (head->size > sizeof frame || !is_sound(head, heard->data + sizeof *head)) {
        kill(worker->process, SIGKILL);
        heard->size = 0;
        return false;
    }
    memcpy(frame, heard->data + sizeof *head, head->size);
    memmove(heard->data, heard->data + size, heard->size - size);
    heard->size -= size;
    *data = frame;
    return true;
}

int worker_bury(struct worker *worker)
{
    int status = 0;
    while (waitpid(worker->process, &status, 0) < 0 && errno == EINTR) {
    }
    if (worker->temporary)
        unlink(worker->temporary);
    free(worker->temporary);
    close(worker->link);
    bytes_free(&worker->heard);
    *worker = (struct worker){.link = -1};
    return status;
}
