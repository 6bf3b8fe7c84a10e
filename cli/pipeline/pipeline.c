/* SPDX-License-Identifier: MIT */
#include "pipeline/pipeline.h"

#include <pthread.h>
#include <stdlib.h>

#include "messages/message.h"
#include "messages/progress.h"
#include "os/clock.h"
#include "os/usable_cpus.h"
#include "pipeline/reduce_depth.h"
#include "pipeline/row_queue.h"

/* Threads pay off from about 2 ms of decoding on: 2^17 pixels. With only a few long rows, they
 * would never work at the same time. */
static const size_t min_threaded_pixels = (size_t)1 << 17;
enum { min_threaded_rows = 32 };

/* One for each of the three parts. */
enum { max_threads = 3 };

struct stages {
    struct pipeline *pipeline;
    struct row_queue *in, *out; /* NULL: that part is done by the calling thread */
    void *row_in, *row_out;     /* a row, where there is no queue */
    pthread_t reading, writing;
    bool has_read, has_written; /* by their threads, without an error */
};

/* Three even with two CPUs: they are hardly ever busy all at once, and while the scans of a
 * progressive JPEG are read, only one is. */
int pipeline_threads(const struct picture *picture, int requested)
{
    if (picture->height < min_threaded_rows ||
        picture->width * picture->height < min_threaded_pixels)
        return 1;
    if (requested > 0)
        return requested < max_threads ? requested : max_threads;
    return usable_cpus() > 1 ? max_threads : 1;
}

static double now(const struct pipeline *pipeline)
{
    return pipeline->is_timed ? clock_ms() : 0;
}

static bool read_row(struct pipeline *pipeline, void *row)
{
    double start = now(pipeline);
    bool done = pipeline->reader->read_row(pipeline->reader, row);
    pipeline->read_ms += now(pipeline) - start;
    return done;
}

static bool check_end(struct pipeline *pipeline)
{
    return !pipeline->reader->check_end || pipeline->reader->check_end(pipeline->reader);
}

static bool write_row(struct pipeline *pipeline, void *row)
{
    const struct picture *picture = &pipeline->reader->picture;
    double start = now(pipeline);
    if (pipeline->reduces_depth)
        reduce_depth_row(row, picture->width * (size_t)picture->channels);
    bool done = pipeline->writer->write_row(pipeline->writer, row);
    pipeline->write_ms += now(pipeline) - start;
    return done;
}

static void push(struct pipeline *pipeline, const void *row)
{
    double start = now(pipeline);
    blur_stream_push(pipeline->stream, row);
    pipeline->blur_ms += now(pipeline) - start;
}

static void pull(struct pipeline *pipeline, void *row)
{
    double start = now(pipeline);
    blur_stream_pull(pipeline->stream, row);
    pipeline->blur_ms += now(pipeline) - start;
}

static void *read_all(void *data)
{
    struct stages *stages = data;
    void *row = NULL;
    size_t height = stages->pipeline->reader->picture.height, y = 0;
    while (y < height && (row = row_queue_reserve(stages->in)) != NULL &&
           read_row(stages->pipeline, row)) {
        row_queue_push(stages->in);
        y++;
    }
    stages->has_read = y == height && check_end(stages->pipeline);
    row_queue_finish(stages->in);
    return NULL;
}

static void *write_all(void *data)
{
    struct stages *stages = data;
    void *row = NULL;
    bool done = true;
    while (done && (row = row_queue_front(stages->out)) != NULL) {
        done = write_row(stages->pipeline, row);
        row_queue_pop(stages->out);
    }
    stages->has_written = done;
    row_queue_cancel(stages->out);
    return NULL;
}

static const void *next_row(struct stages *stages)
{
    if (stages->in)
        return row_queue_front(stages->in);
    return read_row(stages->pipeline, stages->row_in) ? stages->row_in : NULL;
}

/* Writes the rows that are ready. */
static bool pull_rows(struct stages *stages)
{
    blur_stream *stream = stages->pipeline->stream;
    while (blur_stream_rows(stream) > 0) {
        void *row = stages->out ? row_queue_reserve(stages->out) : stages->row_out;
        if (!row)
            return false;
        pull(stages->pipeline, row);
        if (stages->out)
            row_queue_push(stages->out);
        else if (!write_row(stages->pipeline, row))
            return false;
    }
    return true;
}

static bool blur_all(struct stages *stages)
{
    size_t height = stages->pipeline->reader->picture.height;
    for (size_t y = 0; y < height; y++) {
        const void *row = next_row(stages);
        if (!row)
            return false;
        progress_row(y, height);
        push(stages->pipeline, row);
        if (stages->in)
            row_queue_pop(stages->in);
        if (!pull_rows(stages))
            return false;
    }
    return true;
}

/* Without a thread or memory for its queue, the calling thread does that part. */
static void start(struct stages *stages, int threads, size_t row_bytes)
{
    if (threads > 1)
        stages->in = row_queue_open(row_bytes);
    if (stages->in && pthread_create(&stages->reading, NULL, read_all, stages) != 0) {
        row_queue_close(stages->in);
        stages->in = NULL;
    }
    if (threads > 2)
        stages->out = row_queue_open(row_bytes);
    if (stages->out && pthread_create(&stages->writing, NULL, write_all, stages) != 0) {
        row_queue_close(stages->out);
        stages->out = NULL;
    }
}

/* The reader is stopped if not all rows are wanted; the writer writes those that are left. */
static bool stop(struct stages *stages, bool done)
{
    if (stages->in) {
        row_queue_cancel(stages->in);
        pthread_join(stages->reading, NULL);
        row_queue_close(stages->in);
        done = done && stages->has_read;
    } else {
        done = done && check_end(stages->pipeline);
    }
    if (stages->out) {
        row_queue_finish(stages->out);
        pthread_join(stages->writing, NULL);
        row_queue_close(stages->out);
        done = done && stages->has_written;
    }
    return done;
}

bool pipeline_run(struct pipeline *pipeline, int threads)
{
    struct stages stages = {.pipeline = pipeline};
    size_t row_bytes = picture_row_bytes(&pipeline->reader->picture);
    start(&stages, threads, row_bytes);
    stages.row_in = stages.in ? NULL : malloc(row_bytes);
    stages.row_out = stages.out ? NULL : malloc(row_bytes);
    bool has_rows = (stages.in || stages.row_in) && (stages.out || stages.row_out);
    if (!has_rows)
        message_error(pipeline->label, "out of memory");
    bool done = stop(&stages, has_rows && blur_all(&stages));
    free(stages.row_in);
    free(stages.row_out);
    return done;
}
