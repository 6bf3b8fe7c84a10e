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

/* From about 2 ms of decoding on, threads save more than they cost: 2^17 pixels. But of a few long
 * rows there are as many under way as there are in all. */
static const size_t least_pixels = (size_t)1 << 17;
enum { least_rows = 32 };

/* One for each of the three parts. */
enum { most_threads = 3 };

struct ends {
    struct flow *flow;
    struct row_pipe *in, *out; /* NULL: that part is done by the calling thread */
    void *row_in, *row_out;    /* a row, where there is no pipe */
    pthread_t reading, writing;
    bool has_read, has_written; /* by their threads, without a fault */
};

/* Three where there are two CPUs, too: hardly ever do all of them have something to do at once, and
 * while the scans of a progressive JPEG are read, only one has. */
int flow_threads(const struct picture *picture, int most)
{
    if (picture->height < least_rows || picture->width * picture->height < least_pixels)
        return 1;
    if (most > 0)
        return most < most_threads ? most : most_threads;
    return cpus_usable() > 1 ? most_threads : 1;
}

static double now(const struct flow *flow)
{
    return flow->is_timed ? clock_ms() : 0;
}

static bool read_row(struct flow *flow, void *row)
{
    double start = now(flow);
    bool done = flow->reader->read_row(flow->reader, row);
    flow->read_ms += now(flow) - start;
    return done;
}

static bool check_end(struct flow *flow)
{
    return !flow->reader->check_end || flow->reader->check_end(flow->reader);
}

static bool write_row(struct flow *flow, void *row)
{
    const struct picture *picture = &flow->reader->picture;
    double start = now(flow);
    if (flow->narrows)
        narrow_row(row, picture->width * (size_t)picture->channels);
    bool done = flow->writer->write_row(flow->writer, row);
    flow->write_ms += now(flow) - start;
    return done;
}

static void push(struct flow *flow, const void *row)
{
    double start = now(flow);
    blur_stream_push(flow->stream, row);
    flow->blur_ms += now(flow) - start;
}

static void pull(struct flow *flow, void *row)
{
    double start = now(flow);
    blur_stream_pull(flow->stream, row);
    flow->blur_ms += now(flow) - start;
}

static void *read_all(void *data)
{
    struct ends *ends = data;
    void *row = NULL;
    size_t height = ends->flow->reader->picture.height, y = 0;
    while (y < height && (row = row_pipe_room(ends->in)) != NULL && read_row(ends->flow, row)) {
        row_pipe_push(ends->in);
        y++;
    }
    ends->has_read = y == height && check_end(ends->flow);
    row_pipe_finish(ends->in);
    return NULL;
}

static void *write_all(void *data)
{
    struct ends *ends = data;
    void *row = NULL;
    bool done = true;
    while (done && (row = row_pipe_front(ends->out)) != NULL) {
        done = write_row(ends->flow, row);
        row_pipe_pop(ends->out);
    }
    ends->has_written = done;
    row_pipe_abandon(ends->out);
    return NULL;
}

static const void *next_row(struct ends *ends)
{
    if (ends->in)
        return row_pipe_front(ends->in);
    return read_row(ends->flow, ends->row_in) ? ends->row_in : NULL;
}

/* The rows that can be pulled now. */
static bool pass_on(struct ends *ends)
{
    blur_stream *stream = ends->flow->stream;
    while (blur_stream_rows(stream) > 0) {
        void *row = ends->out ? row_pipe_room(ends->out) : ends->row_out;
        if (!row)
            return false;
        pull(ends->flow, row);
        if (ends->out)
            row_pipe_push(ends->out);
        else if (!write_row(ends->flow, row))
            return false;
    }
    return true;
}

static bool blur_all(struct ends *ends)
{
    size_t height = ends->flow->reader->picture.height;
    for (size_t y = 0; y < height; y++) {
        const void *row = next_row(ends);
        if (!row)
            return false;
        progress_row(y, height);
        push(ends->flow, row);
        if (ends->in)
            row_pipe_pop(ends->in);
        if (!pass_on(ends))
            return false;
    }
    return true;
}

/* Where a thread or its memory cannot be had, the calling thread does that part. */
static void start(struct ends *ends, int threads, size_t row_bytes)
{
    if (threads > 1)
        ends->in = row_pipe_open(row_bytes);
    if (ends->in && pthread_create(&ends->reading, NULL, read_all, ends) != 0) {
        row_pipe_close(ends->in);
        ends->in = NULL;
    }
    if (threads > 2)
        ends->out = row_pipe_open(row_bytes);
    if (ends->out && pthread_create(&ends->writing, NULL, write_all, ends) != 0) {
        row_pipe_close(ends->out);
        ends->out = NULL;
    }
}

/* The reader is stopped where not all rows were wanted; the writer takes those that are left. */
static bool stop(struct ends *ends, bool done)
{
    if (ends->in) {
        row_pipe_abandon(ends->in);
        pthread_join(ends->reading, NULL);
        row_pipe_close(ends->in);
        done = done && ends->has_read;
    } else {
        done = done && check_end(ends->flow);
    }
    if (ends->out) {
        row_pipe_finish(ends->out);
        pthread_join(ends->writing, NULL);
        row_pipe_close(ends->out);
        done = done && ends->has_written;
    }
    return done;
}

bool flow_run(struct flow *flow, int threads)
{
    struct ends ends = {.flow = flow};
    size_t row_bytes = picture_row_bytes(&flow->reader->picture);
    start(&ends, threads, row_bytes);
    ends.row_in = ends.in ? NULL : malloc(row_bytes);
    ends.row_out = ends.out ? NULL : malloc(row_bytes);
    bool has_rows = (ends.in || ends.row_in) && (ends.out || ends.row_out);
    if (!has_rows)
        message_error(flow->label, "out of memory");
    bool done = stop(&ends, has_rows && blur_all(&ends));
    free(ends.row_in);
    free(ends.row_out);
    return done;
}
