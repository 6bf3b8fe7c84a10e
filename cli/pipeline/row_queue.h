/* SPDX-License-Identifier: MIT
 * Rows from one thread to another: as many as fit in a part of the cache, then the first waits. */
#ifndef BLUR_ROW_PIPE_H
#define BLUR_ROW_PIPE_H

#include <stdbool.h>
#include <stddef.h>

struct row_pipe;

/* NULL: no memory. */
struct row_pipe *row_pipe_open(size_t row_bytes);

/* When neither thread uses it any more. NULL is fine. */
void row_pipe_close(struct row_pipe *pipe);

/* For the thread that makes rows: where to put the next one, once there is room; then it is
 * there. NULL: the other has given up. */
void *row_pipe_room(struct row_pipe *pipe);
void row_pipe_push(struct row_pipe *pipe);

/* For the thread that takes rows: the next one, once it is there, which it may change; then its
 * room is free. NULL: the other has ended. */
void *row_pipe_front(struct row_pipe *pipe);
void row_pipe_pop(struct row_pipe *pipe);

/* The maker has made its last row; the taker wants no more. */
void row_pipe_finish(struct row_pipe *pipe);
void row_pipe_abandon(struct row_pipe *pipe);

#endif
