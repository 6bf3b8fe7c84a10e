/* SPDX-License-Identifier: MIT
 * A method run over rows as they come. */
#ifndef BLUR_ROW_STREAM_H
#define BLUR_ROW_STREAM_H

#include <stdbool.h>

#include "method/method.h"

struct row_stream {
    struct source source; /* first: a pointer to it is one to the whole */
    const struct method *method;
    int border;          /* enum blur_border */
    size_t height;       /* rows in all */
    size_t row_bytes;    /* of a row */
    size_t ring_rows;    /* how many rows the ring holds */
    size_t pushed, made; /* rows so far */
    size_t pulled;
    unsigned char *state;
    unsigned char *ring;  /* the rows pushed last */
    unsigned char *group; /* the rows made last */
};

/* For a method that lives as long, and images of height rows. False: no memory; to be closed in any
 * case. */
bool row_stream_open(struct row_stream *stream, const struct method *method, int border,
                     size_t height, size_t row_bytes);

/* Whether a row can be pushed: the last group has been pulled. */
bool row_stream_takes(const struct row_stream *stream);

/* Takes a row, or hands one out, of which there is one to push or to pull. */
void row_stream_push(struct row_stream *stream, const void *row);
void row_stream_pull(struct row_stream *stream, void *row);

void row_stream_close(struct row_stream *stream);

#endif
