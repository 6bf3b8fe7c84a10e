/* SPDX-License-Identifier: MIT
 * A ring buffer of source rows, and the group of output rows made from it. */
#include "run/row_stream.h"

#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "image/border.h"
#include "image/size.h"

/* source.row of a stream. NULL, too, for a row that the method wants to prefetch but that has not
 * been pushed yet. */
static const void *stream_row(const struct source *source, ptrdiff_t row)
{
    const struct row_stream *stream = (const struct row_stream *)source;
    ptrdiff_t index = border_index(row, stream->height, stream->border);
    if (index < 0 || (size_t)index >= stream->pushed)
        return NULL;
    return stream->ring + (size_t)index % stream->ring_rows * stream->row_bytes;
}

/* The number of rows that must have been pushed to make the next group: those in its reach below.
 * Beyond the last row the border substitutes others; for every border but wrap these are among the
 * last rows. */
static size_t rows_needed(const struct row_stream *stream)
{
    const struct method *method = stream->method;
    const size_t height = stream->height;
    if (stream->border == BLUR_BORDER_WRAP)
        return height;
    size_t end = size_min(stream->made + method->group, height);
    return method->reach > height - end ? height : end + method->reach;
}

/* A window is a group with its reach on either side. What the border substitutes at an edge lies
 * within reach as well. */
static size_t rows_in_ring(const struct row_stream *stream)
{
    const struct method *method = stream->method;
    size_t height = stream->height, rows;
    if (stream->border == BLUR_BORDER_WRAP)
        return height;
    if (!size_multiply(2, method->reach, &rows) || !size_add(rows, 2 * method->group, &rows))
        return height;
    return size_min(rows, height);
}

static bool allocate(struct row_stream *stream)
{
    const struct method *method = stream->method;
    size_t ring, group, height = stream->height;
    if (!size_multiply(stream->ring_rows, stream->row_bytes, &ring) ||
        !size_multiply(size_min(method->group, height), stream->row_bytes, &group))
        return false;
    stream->state = aligned_alloc(size_alignment, method->state_bytes);
    stream->ring = malloc(ring);
    stream->group = malloc(group);
    return stream->state && stream->ring && stream->group;
}

bool row_stream_open(struct row_stream *stream, const struct method *method, int border,
                     size_t height, size_t row_bytes)
{
    *stream = (struct row_stream){.source = {stream_row, false},
                                  .method = method,
                                  .border = border,
                                  .height = height,
                                  .row_bytes = row_bytes};
    stream->ring_rows = rows_in_ring(stream);
    return allocate(stream);
}

/* Makes the next group once its source rows are there and the last group has been pulled. */
static void make_group(struct row_stream *stream)
{
    const struct method *method = stream->method;
    size_t height = stream->height;
    if (stream->pulled < stream->made || stream->made == height ||
        stream->pushed < rows_needed(stream))
        return;
    size_t count = size_min(method->group, height - stream->made);
    if (stream->made == 0)
        method->start(method, stream->state, &stream->source, 0);
    method->make(method, stream->state, &stream->source, stream->made, count, stream->group,
                 (ptrdiff_t)stream->row_bytes);
    stream->made += count;
}

bool row_stream_takes(const struct row_stream *stream)
{
    return stream->pulled == stream->made;
}

void row_stream_push(struct row_stream *stream, const void *row)
{
    memcpy(stream->ring + stream->pushed % stream->ring_rows * stream->row_bytes, row,
           stream->row_bytes);
    stream->pushed++;
    make_group(stream);
}

void row_stream_pull(struct row_stream *stream, void *row)
{
    const size_t index = stream->pulled % stream->method->group;
    memcpy(row, stream->group + index * stream->row_bytes, stream->row_bytes);
    stream->pulled++;
    make_group(stream);
}

void row_stream_close(struct row_stream *stream)
{
    free(stream->state);
    free(stream->ring);
    free(stream->group);
}
