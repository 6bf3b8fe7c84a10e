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

#include "batch/worker_process.h"
#include "os/clock.h"
#include "os/ipc.h"
#include "os/signals.h"
#include "pipeline/outcome.h"

static void close_sockets(const struct worker *siblings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (siblings[i].socket >= 0)
            close(siblings[i].socket);
}

/* Read at once. */
enum { block = 1 << 14 };

/* Room for the longest message, of which all but a byte may be there, and a block behind it: then
 * receiving never needs more memory; without it, poll() would return at once for ever. */
enum { max_received = (int)sizeof(struct ipc_header) + IPC_MAX_PAYLOAD + block };

static bool start(struct worker *worker, const struct worker *siblings, size_t count,
                  const struct jobs *jobs, const struct options *options)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return false;
    fflush(stdout); /* or both processes would write what is buffered */
    pid_t process = fork();
    if (process == 0) {
        signals_in_worker();
        close_sockets(siblings, count);
        close(ends[0]);
        worker_process_run(ends[1], jobs, options);
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
    worker->socket = ends[0];
    return true;
}

bool worker_start(struct worker *worker, const struct worker *siblings, size_t count,
                  const struct jobs *jobs, const struct options *options)
{
    *worker = (struct worker){.socket = -1};
    if (!bytes_reserve(&worker->received, max_received)) {
        errno = ENOMEM;
        return false;
    }
    if (start(worker, siblings, count, jobs, options))
        return true;
    int saved_errno = errno;
    bytes_free(&worker->received);
    errno = saved_errno;
    return false;
}

/* The messages are so small, and so few at once, that the socket's buffer holds them. */
static void send_or_kill(const struct worker *worker, enum worker_message type, const void *data,
                         size_t size, int descriptor)
{
    if (!ipc_send(worker->socket, (uint32_t)type, data, size, descriptor))
        kill(worker->process, SIGKILL);
}

void worker_send_job(struct worker *worker, size_t job, int descriptor, uint64_t memory_share)
{
    worker->is_busy = true;
    worker->job = job;
    worker->memory_granted = memory_share;
    worker->start = clock_ms();
    send_or_kill(worker, WORKER_JOB, &job, sizeof job, descriptor);
    if (descriptor >= 0)
        close(descriptor);
}

/* While it waits, start holds how long it has worked so far. */
void worker_memory_requested(struct worker *worker, uint64_t memory)
{
    if (worker->memory_requested == 0)
        worker->start = clock_ms() - worker->start;
    worker->memory_requested = memory;
}

void worker_grant_memory(struct worker *worker)
{
    worker->start = clock_ms() - worker->start;
    worker->memory_granted = worker->memory_requested;
    worker->memory_requested = 0;
    send_or_kill(worker, WORKER_MEMORY_GRANT, NULL, 0, -1);
}

bool worker_receive(struct worker *worker)
{
    struct bytes *received = &worker->received;
    for (;;) {
        if (!bytes_reserve(received, block))
            return true; /* the messages that are there are taken first */
        ssize_t got = read(worker->socket, received->data + received->size, block);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN)
            return true;
        if (got < 0)
            kill(worker->process, SIGKILL);
        if (got <= 0)
            return false;
        received->size += (size_t)got;
    }
}

/* Of each type's payload; 0: a text with its zero byte. */
static size_t payload_size(uint32_t type)
{
    return type == WORKER_OUTCOME          ? sizeof(struct outcome)
           : type == WORKER_MEMORY_REQUEST ? sizeof(uint64_t)
                                           : 0;
}

/* A worker that a decoder has corrupted may send anything. */
static bool is_well_formed(const struct ipc_header *header, const uint8_t *data)
{
    size_t size = payload_size(header->type);
    return size > 0 ? header->size == size : header->size > 0 && data[header->size - 1] == '\0';
}

bool worker_next_message(struct worker *worker, enum worker_message *type, uint8_t **data)
{
    static uint8_t payload[IPC_MAX_PAYLOAD];
    struct bytes *received = &worker->received;
    struct ipc_header header;
    if (received->size < sizeof header)
        return false;
    memcpy(&header, received->data, sizeof header);
    size_t size = sizeof header + header.size;
    if (header.size <= sizeof payload && received->size < size)
        return false;
    if (header.size > sizeof payload || !is_well_formed(&header, received->data + sizeof header)) {
        kill(worker->process, SIGKILL);
        received->size = 0;
        return false;
    }
    memcpy(payload, received->data + sizeof header, header.size);
    memmove(received->data, received->data + size, received->size - size);
    received->size -= size;
    *type = (enum worker_message)header.type;
    *data = payload;
    return true;
}

int worker_reap(struct worker *worker)
{
    int status = 0;
    while (waitpid(worker->process, &status, 0) < 0 && errno == EINTR) {
    }
    if (worker->temporary)
        unlink(worker->temporary);
    free(worker->temporary);
    close(worker->socket);
    bytes_free(&worker->received);
    *worker = (struct worker){.socket = -1};
    return status;
}
