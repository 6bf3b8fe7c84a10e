/* SPDX-License-Identifier: MIT */
#include "whole.h"

#include <stdlib.h>

#include "border.h"
#include "size.h"

/* One block of memory: a pointer for every row from radius above to radius below the image, the
 * scratch, then a line for each row of the image and one for what is beyond it. */
struct whole {
    unsigned char *memory;
    const float **table;
    void *scratch;
    float *lines;
};

static bool allocate(struct whole *whole, const struct filter *filter, const struct view *view)
{
    size_t table, lines, all = 0, table_at, scratch_at, lines_at;
    if (!size_add(view->height, 2 * filter->radius, &table) ||
        !size_multiply(table, sizeof *whole->table, &table) ||
        !size_multiply(filter->line_length, sizeof(float), &lines) ||
        !size_multiply(lines, view->height + 1, &lines))
        return false;
    if (!size_set_aside(&all, table, &table_at) ||
        !size_set_aside(&all, filter->scratch_bytes, &scratch_at) ||
        !size_set_aside(&all, lines, &lines_at))
        return false;
    whole->memory = aligned_alloc(size_alignment, all);
    if (!whole->memory)
        return false;
    whole->table = (const float **)(void *)(whole->memory + table_at);
    whole->scratch = whole->memory + scratch_at;
    whole->lines = (float *)(void *)(whole->memory + lines_at);
    return true;
}

/* Tells the callback, where it is due after so many rows, that rows_done are done. */
static bool is_cancelled(const struct run *run, const struct view *view, size_t rows,
                         size_t rows_done)
{
    bool due = rows % rows_between_progress == 0 || rows_done == view->height;
    return due && run->progress && run->progress(rows_done, view->height, run->progress_data) != 0;
}

/* Reads all of the source, so that the output may be written over it. False: cancelled. */
static bool prepare_all(struct whole *whole, const struct filter *filter, const struct view *view,
                        const struct run *run)
{
    for (size_t y = 0; y < view->height; y++) {
        filter->prepare(filter, view->src + (ptrdiff_t)y * view->src_stride,
                        whole->lines + y * filter->line_length, whole->scratch);
        if (is_cancelled(run, view, y + 1, 0))
            return false;
    }
    filter->prepare(filter, NULL, whole->lines + view->height * filter->line_length,
                    whole->scratch);
    for (size_t i = 0; i < view->height + 2 * filter->radius; i++) {
        ptrdiff_t row =
            border_index((ptrdiff_t)i - (ptrdiff_t)filter->radius, view->height, filter->border);
        size_t line = row < 0 ? view->height : (size_t)row;
        whole->table[i] = whole->lines + line * filter->line_length;
    }
    return true;
}

/* False: cancelled. */
static bool combine_all(const struct whole *whole, const struct filter *filter,
                        const struct view *view, const struct run *run)
{
    for (size_t y = 0; y < view->height; y++) {
        filter->combine(filter, y, whole->table + y, view->src + (ptrdiff_t)y * view->src_stride,
                        view->dst + (ptrdiff_t)y * view->dst_stride, whole->scratch);
        if (is_cancelled(run, view, y + 1, y + 1))
            return false;
    }
    return true;
}

int whole_run(const struct filter *filter, const struct view *view, const struct run *run)
{
    struct whole whole;
    if (!allocate(&whole, filter, view))
        return BLUR_ERROR_MEMORY;
    bool done = prepare_all(&whole, filter, view, run) && combine_all(&whole, filter, view, run);
    free(whole.memory);
    return done ? BLUR_OK : BLUR_ERROR_CANCELLED;
}
