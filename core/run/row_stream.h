/* SPDX-License-Identifier: MIT
 * Runs a method on an image that arrives and leaves row by row. */
#ifndef BLUR_ROW_STREAM_H
#define BLUR_ROW_STREAM_H

#include <stdbool.h>

#include "method/method.h"

struct row_stream {
    struct source source; /* must be first: it is cast back to the stream */
    const struct method *method;
    int border;    /* enum blur_border */
    size_t height; /* rows of the image */
    size_t row_bytes;
    size_t ring_rows;    /* capacity of the ring buffer */
    size_t pushed, made; /* rows so far */
    size_t pulled;
    unsigned char *state;
    unsigned char *ring;  /* the last source rows pushed */
    unsigned char *group; /* the last output rows made */
};

/* The method must outlive the stream. False: out of memory; the stream must be closed either way.
 */
bool row_stream_open(struct row_stream *stream, const struct method *method, int border,
                     size_t height, size_t row_bytes);

/* Whether a row may be pushed: all rows made so far have been pulled. */
bool row_stream_takes(const struct row_stream *stream);

/* Push requires row_stream_takes() and a row left to push; pull requires pulled < made. */
void row_stream_push(struct row_stream *stream, const void *row);
void row_stream_pull(struct row_stream *stream, void *row);

void row_stream_close(struct row_stream *stream);

#endif
