/* SPDX-License-Identifier: MIT */
#include "pipeline/row_queue.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

/* Rows change hands in batches, as waking a thread takes longer than most rows: eight batches of
 * 64 KiB, which fit in a second-level cache; of larger rows, two. */
enum { batch_bytes = 1 << 16, batches = 8, max_bytes = batches * batch_bytes };

struct row_queue {
    unsigned char *rows;
    size_t row_bytes, capacity, batch;

    size_t pushed, popped_seen; /* the producer's own: rows pushed, rows it knows to be popped */
    size_t popped, pushed_seen; /* the consumer's own: the other way round */

    pthread_mutex_t mutex; /* of the fields below */
    pthread_cond_t changed;
    size_t pushed_published, popped_published; /* what the other thread may know of the two */
    bool ended;
};

struct row_queue *row_queue_open(size_t row_bytes)
{
    struct row_queue *queue = calloc(1, sizeof *queue);
    if (!queue)
        return NULL;
    queue->row_bytes = row_bytes;
    queue->batch = row_bytes < batch_bytes ? batch_bytes / row_bytes : 1;
    queue->capacity = row_bytes <= max_bytes / 2 ? max_bytes / row_bytes : 2;
    queue->rows =
        row_bytes <= SIZE_MAX / queue->capacity ? malloc(queue->capacity * row_bytes) : NULL;
    if (!queue->rows) {
        free(queue);
        return NULL;
    }
    pthread_mutex_init(&queue->mutex, NULL);
    pthread_cond_init(&queue->changed, NULL);
    return queue;
}

void row_queue_close(struct row_queue *queue)
{
    if (!queue)
        return;
    pthread_mutex_destroy(&queue->mutex);
    pthread_cond_destroy(&queue->changed);
    free(queue->rows);
    free(queue);
}

static void *row_at(struct row_queue *queue, size_t index)
{
    return queue->rows + index % queue->capacity * queue->row_bytes;
}

/* Publishes a count of this thread's, and reads the other's; waits until that is at least so much.
 */
static bool exchange(struct row_queue *queue, size_t *published, size_t own, const size_t *other,
                     size_t *seen, size_t wait_until)
{
    pthread_mutex_lock(&queue->mutex);
    *published = own;
    pthread_cond_signal(&queue->changed);
    while (*other < wait_until && !queue->ended)
        pthread_cond_wait(&queue->changed, &queue->mutex);
    *seen = *other;
    bool goes_on = *other >= wait_until;
    pthread_mutex_unlock(&queue->mutex);
    return goes_on;
}

void *row_queue_reserve(struct row_queue *queue)
{
    if (queue->pushed - queue->popped_seen == queue->capacity &&
        !exchange(queue, &queue->pushed_published, queue->pushed, &queue->popped_published,
                  &queue->popped_seen, queue->pushed - queue->capacity + 1))
        return NULL;
    return row_at(queue, queue->pushed);
}

void row_queue_push(struct row_queue *queue)
{
    queue->pushed++;
    if (queue->pushed % queue->batch == 0)
        exchange(queue, &queue->pushed_published, queue->pushed, &queue->popped_published,
                 &queue->popped_seen, 0);
}

void *row_queue_front(struct row_queue *queue)
{
    if (queue->popped == queue->pushed_seen &&
        !exchange(queue, &queue->popped_published, queue->popped, &queue->pushed_published,
                  &queue->pushed_seen, queue->popped + 1))
        return NULL;
    return row_at(queue, queue->popped);
}

void row_queue_pop(struct row_queue *queue)
{
    queue->popped++;
    if (queue->popped % queue->batch == 0)
        exchange(queue, &queue->popped_published, queue->popped, &queue->pushed_published,
                 &queue->pushed_seen, 0);
}

static void end(struct row_queue *queue)
{
    queue->ended = true;
    pthread_cond_signal(&queue->changed);
    pthread_mutex_unlock(&queue->mutex);
}

void row_queue_finish(struct row_queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    queue->pushed_published = queue->pushed;
    end(queue);
}

void row_queue_cancel(struct row_queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    end(queue);
}
