/* SPDX-License-Identifier: MIT
 * Checks the images that a caller passes in. */
#include "image/view.h"

#include "blur.h"
#include "image/size.h"

/* Bytes from the first to the last byte of an image in memory, whatever the sign of the stride. */
static bool image_span(const struct view *view, ptrdiff_t stride, size_t *bytes)
{
    size_t row = view_row_bytes(view);
    size_t step = stride < 0 ? (size_t)0 - (size_t)stride : (size_t)stride;
    if (view->height == 1)
        step = row;
    return size_multiply(step, view->height - 1, bytes) && size_add(*bytes, row, bytes) &&
           *bytes <= PTRDIFF_MAX;
}

static bool stride_holds_row(const struct view *view, ptrdiff_t stride)
{
    size_t step = stride < 0 ? (size_t)0 - (size_t)stride : (size_t)stride;
    return view->height == 1 || step >= view_row_bytes(view);
}

/* The lowest address of an image, which is its last row if rows are stored bottom-up. */
static uintptr_t lowest_address(const uint8_t *top, ptrdiff_t stride, size_t bytes, size_t row)
{
    return (uintptr_t)top - (stride < 0 ? bytes - row : 0);
}

static bool disjoint_or_same(const struct view *view, size_t src_bytes, size_t dst_bytes)
{
    size_t row = view_row_bytes(view);
    uintptr_t src = lowest_address(view->src, view->src_stride, src_bytes, row);
    uintptr_t dst = lowest_address(view->dst, view->dst_stride, dst_bytes, row);
    if (view->src == view->dst && (view->src_stride == view->dst_stride || view->height == 1))
        return true;
    return src < dst ? dst - src >= src_bytes : src - dst >= dst_bytes;
}

int view_check(const struct view *view)
{
    size_t row, src_bytes, dst_bytes;
    if (view->width == 0 || view->height == 0 || view->channels == 0 || !view->src || !view->dst)
        return BLUR_ERROR_ARGUMENT;
    if (!size_multiply(view->width, view->channels, &row) ||
        !size_multiply(row, view->sample_size, &row) || row > PTRDIFF_MAX ||
        !image_span(view, view->src_stride, &src_bytes) ||
        !image_span(view, view->dst_stride, &dst_bytes))
        return BLUR_ERROR_LIMIT;
    return stride_holds_row(view, view->src_stride) && stride_holds_row(view, view->dst_stride) &&
                   disjoint_or_same(view, src_bytes, dst_bytes)
               ? BLUR_OK
               : BLUR_ERROR_ARGUMENT;
}

bool view_shape_fits(size_t width, size_t height, size_t channels, size_t sample_size)
{
    size_t row, all;
    return size_multiply(width, channels, &row) && size_multiply(row, sample_size, &row) &&
           size_multiply(row, height, &all) && all <= PTRDIFF_MAX && row <= PTRDIFF_MAX / 64 &&
           height <= PTRDIFF_MAX / 4;
}
