/* SPDX-License-Identifier: MIT
 * The two images of a call. */
#ifndef BLUR_VIEW_H
#define BLUR_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view {
    size_t width, height, channels;
    size_t sample_size; /* in bytes */
    const uint8_t *src; /* the bytes of samples of any type; they need not be aligned for it */
    ptrdiff_t src_stride;
    uint8_t *dst;
    ptrdiff_t dst_stride;
};

/* BLUR_OK where sizes are positive, both images fit in memory's address range, strides hold a row,
 * and the images are apart or one and the same; BLUR_ERROR_LIMIT where a size is too large, else
 * BLUR_ERROR_ARGUMENT. */
int view_check(const struct view *view);

/* Whether a row and all rows have a size, with room for the small multiples of them that lines and
 * scales take, and that border_index() makes. */
bool view_shape_fits(size_t width, size_t height, size_t channels, size_t sample_size);

static inline bool view_in_place(const struct view *view)
{
    return view->src == view->dst;
}

static inline size_t view_row_length(const struct view *view)
{
    return view->width * view->channels;
}

static inline size_t view_row_bytes(const struct view *view)
{
    return view_row_length(view) * view->sample_size;
}

#endif
