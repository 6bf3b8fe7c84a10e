/* SPDX-License-Identifier: MIT
 * A bounded queue of rows from one thread to another, which fits in the cache. */
#ifndef BLUR_ROW_QUEUE_H
#define BLUR_ROW_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

struct row_queue;

/* NULL: no memory. */
struct row_queue *row_queue_open(size_t row_bytes);

/* Once neither thread uses it any more. NULL is allowed. */
void row_queue_close(struct row_queue *queue);

/* For the producer: waits for room for a row, which it writes there; then pushes it. NULL: the
 * consumer has cancelled. */
void *row_queue_reserve(struct row_queue *queue);
void row_queue_push(struct row_queue *queue);

/* For the consumer: waits for the next row, which it may change; then pops it. NULL: the producer
 * has finished. */
void *row_queue_front(struct row_queue *queue);
void row_queue_pop(struct row_queue *queue);

/* The producer has pushed its last row; the consumer wants no more. */
void row_queue_finish(struct row_queue *queue);
void row_queue_cancel(struct row_queue *queue);

#endif
