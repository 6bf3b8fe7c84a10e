/* SPDX-License-Identifier: MIT
 * The source and destination images of a call. */
#ifndef BLUR_VIEW_H
#define BLUR_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view {
    size_t width, height, channels;
    size_t sample_size; /* in bytes */
    const uint8_t *src; /* samples of any type, as bytes; need not be aligned */
    ptrdiff_t src_stride;
    uint8_t *dst;
    ptrdiff_t dst_stride;
};

/* Returns BLUR_OK if the sizes are positive, both images fit in the address space, each stride
 * holds a row, and the images are disjoint or identical; BLUR_ERROR_LIMIT if a size is too large,
 * otherwise BLUR_ERROR_ARGUMENT. */
int view_check(const struct view *view);

/* Whether the size of a row and of the image fit, with headroom for the small multiples of them
 * that lines, scales and border_index() need. */
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
