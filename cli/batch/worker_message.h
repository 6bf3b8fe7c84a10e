/* SPDX-License-Identifier: MIT
 * What the program and a worker send each other through os/ipc.h. */
#ifndef BLUR_WORKER_MESSAGE_H
#define BLUR_WORKER_MESSAGE_H

enum worker_message {
    WORKER_JOB,            /* to the worker: the index of a job, a size_t, and its open input */
    WORKER_MEMORY_GRANT,   /* to the worker: it may take the memory that it asked for */
    WORKER_MEMORY_REQUEST, /* so many bytes are needed, a uint64_t: it waits for the grant */
    WORKER_TEMPORARY,      /* the name of a temporary file that may exist until the job is done */
    WORKER_ERROR,          /* a line to print, an error */
    WORKER_LINE,           /* any other line */
    WORKER_OUTCOME         /* a struct outcome: the job is done */
};

#endif
