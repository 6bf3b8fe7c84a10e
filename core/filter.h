/* SPDX-License-Identifier: MIT
 * How an image passes through a filter, row by row, on one or more threads. A filter says what is
 * done with a row; it knows nothing of rings, borders above and below, threads or working in place.
 *
 *   source row --prepare--> line     (floats, in a ring of 2*radius + 1 lines)
 *   2*radius + 1 lines --combine--> output row
 */
#ifndef BLUR_FILTER_H
#define BLUR_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blur.h"

/* The two images of a call; validated by view_is_valid(). */
struct view {
    size_t width, height, channels;
    const uint8_t *src;
    ptrdiff_t src_stride;
    uint8_t *dst;
    ptrdiff_t dst_stride;
};

/* Whether sizes are positive, both images fit in memory's address range, strides hold a row, and
 * the images are apart or one and the same. *fits is false where a size is too large. */
bool view_is_valid(const struct view *view, bool *fits);

static inline bool view_in_place(const struct view *view)
{
    return view->src == view->dst;
}

static inline size_t view_row_length(const struct view *view)
{
    return view->width * view->channels;
}

struct filter {
    size_t radius;        /* an output row depends on this many rows above and below */
    size_t line_length;   /* floats in a line */
    size_t scratch_bytes; /* working memory of prepare and combine, aligned for any type */
    size_t cost;          /* multiplications a sample, roughly */
    int border;           /* what stands above and below: enum blur_border */

    /* Makes the line of a source row; row is NULL for one beyond the edge that has no source. */
    void (*prepare)(const struct filter *filter, const uint8_t *row, float *line, void *scratch);

    /* Makes output row y from lines[0..2*radius], the one of source row y being lines[radius].
     * source is row y of the source; it may be the same memory as row, which is written last. */
    void (*combine)(const struct filter *filter, size_t y, const float *const *lines,
                    const uint8_t *source, uint8_t *row, void *scratch);
};

/* How a filter is run. */
struct run {
    int threads; /* at most; 0: as many as there are CPUs */
    blur_progress progress;
    void *progress_data;
};

/* The progress callback is asked once in so many rows of the calling thread. */
enum { rows_between_progress = 16 };

/* Passes the view's source through the filter into its destination. BLUR_OK, BLUR_ERROR_MEMORY (dst
 * untouched) or BLUR_ERROR_CANCELLED. */
int filter_run(const struct filter *filter, const struct view *view, const struct run *run);

#endif
