/* SPDX-License-Identifier: MIT */
#include "batch/worker_process.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/worker_message.h"
#include "files/temporary.h"
#include "messages/message.h"
#include "messages/progress.h"
#include "os/ipc.h"
#include "os/memory_limit.h"
#include "os/sandbox.h"
#include "pipeline/memory_request.h"

static int parent = -1; /* the socket */

/* Without a parent there is nobody to work for. */
static void tell(enum worker_message type, const void *data, size_t size)
{
    if (!ipc_send(parent, (uint32_t)type, data, size, -1))
        _exit(1);
}

static void tell_line(bool is_error, const char *line)
{
    tell(is_error ? WORKER_ERROR : WORKER_LINE, line, strlen(line) + 1);
}

/* That the file is gone is not sent: removing it once more does no harm. */
static void tell_temporary(const char *name)
{
    if (name)
        tell(WORKER_TEMPORARY, name, strlen(name) + 1);
}

static bool ask_for_memory(uint64_t bytes)
{
    uint32_t type;
    int descriptor;
    tell(WORKER_MEMORY_REQUEST, &bytes, sizeof bytes);
    return ipc_recv(parent, &type, NULL, 0, &descriptor) && type == WORKER_MEMORY_GRANT;
}

static bool next_job(size_t *job, int *descriptor)
{
    uint32_t type;
    return ipc_recv(parent, &type, job, sizeof *job, descriptor) && type == WORKER_JOB;
}

/* Ends by exit(), not _exit(): leak checkers look around then. */
void worker_process_run(int socket, const struct jobs *jobs, const struct options *options)
{
    size_t job;
    int descriptor;
    parent = socket;
    message_set_sink(tell_line);
    temporary_set_observer(tell_temporary);
    memory_request_set_handler(ask_for_memory);
    progress_begin(PROGRESS_NEVER, 0);
    memory_limit_enforce(options->max_memory);
    sandbox_enter();
    while (next_job(&job, &descriptor)) {
        struct outcome outcome;
        job_run(jobs, job, options, descriptor, &outcome);
        tell(WORKER_OUTCOME, &outcome, sizeof outcome);
    }
    exit(EXIT_SUCCESS);
}
