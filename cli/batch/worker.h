/* SPDX-License-Identifier: MIT
 * A worker as the program sees it: a process that does one job after another, so that a crash costs
 * one file. */
#ifndef BLUR_WORKER_H
#define BLUR_WORKER_H

#include <sys/types.h>

#include "batch/job.h"
#include "batch/worker_message.h"
#include "files/bytes.h"

/* All zero but for the socket, which is -1, where there is no process. */
struct worker {
    pid_t process;
    int socket;
    struct bytes received; /* messages that have not been taken yet */
    char *temporary;       /* what it may leave behind; owned; NULL: nothing */
    bool is_busy;
    size_t job;                /* while it is busy */
    uint64_t memory_requested; /* it waits until it may take so much; 0: it does not wait */
    uint64_t memory_granted;
    double start;       /* of the job, by clock_ms(), less the time it has waited for memory */
    bool has_timed_out; /* and was killed for it */
};

/* Starts one. siblings: all workers; their sockets are closed in the new process. False: errno. */
bool worker_start(struct worker *worker, const struct worker *siblings, size_t count,
                  const struct jobs *jobs, const struct options *options);

/* Sends it a job, with the descriptor of its input, which is closed here then, or -1; or lets it
 * take the memory that it waits for. Where that cannot be sent, it is killed, which is found out
 * when its messages end. */
void worker_send_job(struct worker *worker, size_t job, int descriptor, uint64_t memory_share);
void worker_grant_memory(struct worker *worker);

/* Reads what it has sent by now. False: it has ended, and there will be no more. */
bool worker_receive(struct worker *worker);

/* Takes the first complete message; *data is valid until the next call. False: there is none. A
 * worker that sends anything malformed is killed. */
bool worker_next_message(struct worker *worker, enum worker_message *type, uint8_t **data);

/* It waits for so much memory from now on. */
void worker_memory_requested(struct worker *worker, uint64_t memory);

/* Waits until it has ended, removes what it left behind, and frees what it had here; it may be
 * started again then. Returns its status as waitpid() does. */
int worker_reap(struct worker *worker);

#endif
