/* SPDX-License-Identifier: MIT */
#include "pipeline/row_queue.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

/* Rows change hands in batches, as waking a thread takes longer than most rows: 64 KiB, and eight
 * of these between the two threads, which is less than a second-level cache; of rows that are
 * larger than that, two. */
enum { batch_bytes = 1 << 16, batches = 8, most_bytes = batches * batch_bytes };

struct row_pipe {
    unsigned char *rows;
    size_t row_bytes, capacity, batch;

    size_t made, freed_seen;  /* the maker's own: rows made, rows of which it knows the room free */
    size_t taken, there_seen; /* the taker's own: rows taken, rows of which it knows */

    pthread_mutex_t mutex; /* of what follows */
    pthread_cond_t changed;
    size_t there, freed; /* rows made and taken, as far as the other thread may know */
    bool ended;
};

struct row_pipe *row_pipe_open(size_t row_bytes)
{
    struct row_pipe *pipe = calloc(1, sizeof *pipe);
    if (!pipe)
        return NULL;
    pipe->row_bytes = row_bytes;
    pipe->batch = row_bytes < batch_bytes ? batch_bytes / row_bytes : 1;
    pipe->capacity = row_bytes <= most_bytes / 2 ? most_bytes / row_bytes : 2;
    pipe->rows = row_bytes <= SIZE_MAX / pipe->capacity ? malloc(pipe->capacity * row_bytes) : NULL;
    if (!pipe->rows) {
        free(pipe);
        return NULL;
    }
    pthread_mutex_init(&pipe->mutex, NULL);
    pthread_cond_init(&pipe->changed, NULL);
    return pipe;
}

void row_pipe_close(struct row_pipe *pipe)
{
    if (!pipe)
        return;
    pthread_mutex_destroy(&pipe->mutex);
    pthread_cond_destroy(&pipe->changed);
    free(pipe->rows);
    free(pipe);
}

static void *row_at(struct row_pipe *pipe, size_t index)
{
    return pipe->rows + index % pipe->capacity * pipe->row_bytes;
}

/* Tells the other thread of all rows so far; waits, if asked to, until it has done something. */
static bool exchange(struct row_pipe *pipe, size_t *told, size_t own, const size_t *heard,
                     size_t *seen, size_t wait_beyond)
{
    pthread_mutex_lock(&pipe->mutex);
    *told = own;
    pthread_cond_signal(&pipe->changed);
    while (*heard < wait_beyond && !pipe->ended)
        pthread_cond_wait(&pipe->changed, &pipe->mutex);
    *seen = *heard;
    bool goes_on = *heard >= wait_beyond;
    pthread_mutex_unlock(&pipe->mutex);
    return goes_on;
}

void *row_pipe_room(struct row_pipe *pipe)
{
    if (pipe->made - pipe->freed_seen == pipe->capacity &&
        !exchange(pipe, &pipe->there, pipe->made, &pipe->freed, &pipe->freed_seen,
                  pipe->made - pipe->capacity + 1))
        return NULL;
    return row_at(pipe, pipe->made);
}

void row_pipe_push(struct row_pipe *pipe)
{
    pipe->made++;
    if (pipe->made % pipe->batch == 0)
        exchange(pipe, &pipe->there, pipe->made, &pipe->freed, &pipe->freed_seen, 0);
}

void *row_pipe_front(struct row_pipe *pipe)
{
    if (pipe->taken == pipe->there_seen && !exchange(pipe, &pipe->freed, pipe->taken, &pipe->there,
                                                     &pipe->there_seen, pipe->taken + 1))
        return NULL;
    return row_at(pipe, pipe->taken);
}

void row_pipe_pop(struct row_pipe *pipe)
{
    pipe->taken++;
    if (pipe->taken % pipe->batch == 0)
        exchange(pipe, &pipe->freed, pipe->taken, &pipe->there, &pipe->there_seen, 0);
}

static void end(struct row_pipe *pipe)
{
    pipe->ended = true;
    pthread_cond_signal(&pipe->changed);
    pthread_mutex_unlock(&pipe->mutex);
}

void row_pipe_finish(struct row_pipe *pipe)
{
    pthread_mutex_lock(&pipe->mutex);
    pipe->there = pipe->made;
    end(pipe);
}

void row_pipe_abandon(struct row_pipe *pipe)
{
    pthread_mutex_lock(&pipe->mutex);
    end(pipe);
}
