/* SPDX-License-Identifier: MIT
 * blur_stream_...(): checks arguments and passes rows on to a row stream. */
#include <stdlib.h>

#include "image/sample.h"
#include "plan.h"
#include "run/row_stream.h"

struct blur_stream {
    struct row_stream rows;
};

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
    const size_t row_bytes = plan->width * plan->channels * sample_size(plan->sample);
    if (!row_stream_open(&made->rows, plan->method, plan->border, plan->height, row_bytes)) {
        blur_stream_close(made);
        return BLUR_ERROR_MEMORY;
    }
    *stream = made;
    return BLUR_OK;
}

int blur_stream_push(blur_stream *stream, const void *row)
{
    if (!stream || !row || stream->rows.pushed == stream->rows.height)
        return BLUR_ERROR_ARGUMENT;
    if (!row_stream_takes(&stream->rows))
        return BLUR_ERROR_LIMIT;
    row_stream_push(&stream->rows, row);
    return BLUR_OK;
}

size_t blur_stream_rows(const blur_stream *stream)
{
    return stream ? stream->rows.made - stream->rows.pulled : 0;
}

int blur_stream_pull(blur_stream *stream, void *row)
{
    if (!stream || !row || stream->rows.pulled == stream->rows.made)
        return BLUR_ERROR_ARGUMENT;
    row_stream_pull(&stream->rows, row);
    return BLUR_OK;
}

void blur_stream_close(blur_stream *stream)
{
    if (!stream)
        return;
    row_stream_close(&stream->rows);
    free(stream);
}
