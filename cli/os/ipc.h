/* SPDX-License-Identifier: MIT
 * What a worker process and the program that started it tell each other, over a socket. */
#ifndef BLUR_LINK_H
#define BLUR_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum link_kind {
    LINK_JOB,       /* to the worker: a job, by its index, a size_t, and its input's descriptor */
    LINK_GRANT,     /* to the worker: the memory is there */
    LINK_NEED,      /* so much memory is needed, a uint64_t: wait for a grant */
    LINK_TEMPORARY, /* the name of the temporary file that there may be until the job is over */
    LINK_ERROR,     /* a line of it */
    LINK_LINE,      /* any other line */
    LINK_OUTCOME    /* a struct outcome: the job is over */
};

/* Both ends are on one machine and of one program: numbers are as they lie in memory. */
struct link_head {
    uint32_t kind; /* enum link_kind */
    uint32_t size; /* bytes that follow, at most LINK_MOST */
};

/* More than any message has. */
enum { LINK_MOST = 1 << 16 };

/* Sends to the other end, in one piece whichever thread it is. False: there is nobody any more. */
bool link_send(int socket, enum link_kind kind, const void *data, size_t size);

/* Sends a job, and a descriptor that the other end shall have too; -1: none. */
bool link_send_job(int socket, size_t job, int descriptor);

/* In a worker: waits for a job. *descriptor is the worker's own now; -1: there came none. False:
 * the parent has gone. */
bool link_hear_job(size_t *job, int *descriptor);

/* In a worker: its end of the link; -1 elsewhere. */
int link_to_parent(void);
void link_set_parent(int socket);

/* In a worker: tells the parent something; ends the process if it has gone. */
void link_tell(enum link_kind kind, const void *data, size_t size);

/* In a worker: waits for a head and the size bytes behind it. False: the parent has gone. */
bool link_hear(struct link_head *head, void *data, size_t size);

#endif
