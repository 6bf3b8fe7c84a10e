/* SPDX-License-Identifier: MIT
 * A process that works on one file after another, so that what befalls it there befalls one file.
 */
#ifndef BLUR_WORKER_H
#define BLUR_WORKER_H

#include <sys/types.h>

#include "batch/job.h"
#include "files/bytes.h"
#include "os/ipc.h"

/* As the program sees it that started it. All zero but for the link, which is -1: there is none. */
struct worker {
    pid_t process;
    int link;
    struct bytes heard; /* what it has told, as far as that has not been taken */
    char *temporary;    /* what it may leave behind; owned; NULL: nothing */
    bool is_busy;
    size_t job;      /* while it is busy */
    uint64_t needed; /* memory it waits for; 0: it does not wait */
    uint64_t granted;
    double start; /* of the job, by clock_ms(), without the time it has waited for memory */
    bool is_late; /* killed, as it took too long */
};

/* Starts one. siblings: all there are, whose links it closes. False: errno. */
bool worker_start(struct worker *worker, const struct worker *siblings, size_t count,
                  const struct jobs *jobs, const struct options *options);

/* Gives it a job, with the descriptor of its input, which is closed here then, or -1; or the memory
 * it waits for. Where that cannot be told, it is killed; that it has
 * died is found out elsewhere. */
void worker_give(struct worker *worker, size_t job, int descriptor, uint64_t memory);
void worker_grant(struct worker *worker);

/* Reads what it has told by now. False: it has ended, and that is all. */
bool worker_listen(struct worker *worker);

/* Takes the first whole frame of what was heard, with as many bytes as its kind has; *data is valid
 * until the next call. False: there is none. A worker that tells nonsense is killed. */
bool worker_take(struct worker *worker, struct link_head *head, uint8_t **data);

/* It waits for so much memory from now on. */
void worker_note_need(struct worker *worker, uint64_t memory);

/* Waits for its end, removes what it left, and frees what it had here; it may be started again
 * then. Returns its status as waitpid() does. */
int worker_bury(struct worker *worker);

#endif
