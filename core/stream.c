/* SPDX-License-Identifier: MIT
 * blur_stream_...(): a method run over rows as they come. */
#include <stdlib.h>
#include <string.h>

#include "image/border.h"
#include "plan.h"
#include "image/sample.h"
#include "image/size.h"

struct blur_stream {
    struct source source; /* first: a pointer to it is one to the whole */
    const blur_plan *plan;
    unsigned char *state;
    uint8_t *ring;       /* the rows pushed last */
    uint8_t *group;      /* the rows made last */
    size_t row_bytes;    /* of a row */
    size_t ring_rows;    /* how many rows the ring holds */
    size_t pushed, made; /* rows so far */
    size_t pulled;
};

/* A row that the method asks for. Those it asks for ahead of their time, to fetch them into a
 * cache, are not there yet. */
static const void *stream_row(const struct source *source, ptrdiff_t row)
{
    const struct blur_stream *stream = (const struct blur_stream *)source;
    const blur_plan *plan = stream->plan;
    ptrdiff_t index = border_index(row, plan->height, plan->border);
    if (index < 0 || (size_t)index >= stream->pushed)
        return NULL;
    return stream->ring + (size_t)index % stream->ring_rows * stream->row_bytes;
}

/* Rows that a group needs to be there: those in its reach below. Beyond the last row the border's
 * rule takes others, which for all rules but wrap are among the last. */
static size_t rows_needed(const struct blur_stream *stream)
{
    const struct method *method = plan_method(stream->plan);
    size_t height = stream->plan->height;
    if (stream->plan->border == BLUR_BORDER_WRAP)
        return height;
    size_t end = size_smaller(stream->made + method->group, height);
    return method->reach > height - end ? height : end + method->reach;
}

/* A window has the group in the middle and its reach on either side, and as much again where the
 * border turns back at an edge: all of that lies within reach. */
static size_t rows_in_ring(const blur_plan *plan)
{
    const struct method *method = plan_method(plan);
    size_t height = plan->height, rows;
    if (plan->border == BLUR_BORDER_WRAP)
        return height;
    if (!size_multiply(2, method->reach, &rows) || !size_add(rows, 2 * method->group, &rows))
        return height;
    return size_smaller(rows, height);
}

static bool allocate(struct blur_stream *stream)
{
    const struct method *method = plan_method(stream->plan);
    size_t ring, group, height = stream->plan->height;
    if (!size_multiply(stream->ring_rows, stream->row_bytes, &ring) ||
        !size_multiply(size_smaller(method->group, height), stream->row_bytes, &group))
        return false;
    stream->state = aligned_alloc(size_alignment, (method->state_bytes + size_alignment - 1) /
                                                      size_alignment * size_alignment);
    stream->ring = malloc(ring);
    stream->group = malloc(group);
    return stream->state && stream->ring && stream->group;
}

int blur_stream_open(const blur_plan *plan, blur_stream **stream)
{
    if (!stream)
        return BLUR_ERROR_ARGUMENT;
    *stream = NULL;
    if (!plan)
        return BLUR_ERROR_ARGUMENT;
    blur_stream *made = malloc(sizeof *made);
    if (!made)
        return BLUR_ERROR_MEMORY;
    *made = (blur_stream){.source = {stream_row, false},
                          .plan = plan,
                          .row_bytes = plan->width * plan->channels * sample_size(plan->sample),
                          .ring_rows = rows_in_ring(plan)};
    if (!allocate(made)) {
        blur_stream_close(made);
        return BLUR_ERROR_MEMORY;
    }
    *stream = made;
    return BLUR_OK;
}

/* Makes the next group where its rows are there and the last one has been pulled. */
static void make_group(blur_stream *stream)
{
    const struct method *method = plan_method(stream->plan);
    size_t height = stream->plan->height;
    if (stream->pulled < stream->made || stream->made == height ||
        stream->pushed < rows_needed(stream))
        return;
    size_t count = size_smaller(method->group, height - stream->made);
    if (stream->made == 0)
        method->start(method, stream->state, &stream->source, 0);
    method->make(method, stream->state, &stream->source, stream->made, count, stream->group,
                 (ptrdiff_t)stream->row_bytes);
    stream->made += count;
}

int blur_stream_push(blur_stream *stream, const void *row)
{
    if (!stream || !row || stream->pushed == stream->plan->height)
        return BLUR_ERROR_ARGUMENT;
    if (stream->pulled < stream->made)
        return BLUR_ERROR_LIMIT;
    memcpy(stream->ring + stream->pushed % stream->ring_rows * stream->row_bytes, row,
           stream->row_bytes);
    stream->pushed++;
    make_group(stream);
    return BLUR_OK;
}

size_t blur_stream_rows(const blur_stream *stream)
{
    return stream ? stream->made - stream->pulled : 0;
}

int blur_stream_pull(blur_stream *stream, void *row)
{
    if (!stream || !row || stream->pulled == stream->made)
        return BLUR_ERROR_ARGUMENT;
    const struct method *method = plan_method(stream->plan);
    size_t index = stream->pulled % method->group;
    memcpy(row, stream->group + index * stream->row_bytes, stream->row_bytes);
    stream->pulled++;
    make_group(stream);
    return BLUR_OK;
}

void blur_stream_close(blur_stream *stream)
{
    if (!stream)
        return;
    free(stream->state);
    free(stream->ring);
    free(stream->group);
    free(stream);
}
