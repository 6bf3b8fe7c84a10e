/* SPDX-License-Identifier: MIT
 * Keeps the ring buffer of lines, and calls prepare() and combine(). */
#include "method/filter.h"

#include "blur.h"
#include "image/size.h"

/* The position in the image; the parts at the layout's offsets follow. */
struct filter_state {
    ptrdiff_t next_row; /* the row whose line is made next */
    size_t lines_made;  /* since the start */
};

static void *line_in_ring(const struct filter *filter, void *state, size_t slot)
{
    return layout_part(state, filter->at.ring + slot * filter->line_length * filter->real_size);
}

static size_t window(const struct filter *filter)
{
    return 2 * filter->radius + 1;
}

/* The table lists the lines of the ring twice, so that any window of them is contiguous. */
static void start(const struct method *method, void *state, const struct source *source,
                  size_t first)
{
    const struct filter *filter = (const struct filter *)method;
    void **table = layout_part(state, filter->at.table);
    (void)source;
    *(struct filter_state *)state =
        (struct filter_state){(ptrdiff_t)first - (ptrdiff_t)filter->radius, 0};
    for (size_t i = 0; i < 2 * window(filter); i++)
        table[i] = line_in_ring(filter, state, i % window(filter));
}

static void make(const struct method *method, void *state, const struct source *source,
                 size_t first, size_t count, void *rows, ptrdiff_t stride)
{
    const struct filter *filter = (const struct filter *)method;
    const void **table = layout_part(state, filter->at.table);
    void *scratch = layout_part(state, filter->at.scratch);
    struct filter_state *position = state;
    (void)count;
    (void)stride;
    for (; position->next_row <= (ptrdiff_t)(first + filter->radius);
         position->next_row++, position->lines_made++) {
        void *line = line_in_ring(filter, state, position->lines_made % window(filter));
        filter->prepare(filter, source->row(source, position->next_row), line, scratch);
    }
    filter->combine(filter, first, table + position->lines_made % window(filter),
                    source->row(source, (ptrdiff_t)first), rows, scratch);
}

static bool lay_out(struct filter *filter)
{
    size_t table, line, ring, offset;
    return size_multiply(2 * window(filter), sizeof(void *), &table) &&
           size_multiply(filter->line_length, filter->real_size, &line) &&
           size_multiply(line, window(filter), &ring) &&
           layout_reserve(&filter->at.all, sizeof(struct filter_state), &offset) &&
           layout_reserve(&filter->at.all, table, &filter->at.table) &&
           layout_reserve(&filter->at.all, ring, &filter->at.ring) &&
           layout_reserve(&filter->at.all, filter->scratch_bytes, &filter->at.scratch);
}

bool filter_make(struct filter *filter)
{
    filter->at = (struct filter_layout){0};
    if (!lay_out(filter))
        return false;
    filter->method = (struct method){.group = 1,
                                     .restart = 1,
                                     .reach = filter->radius,
                                     .state_bytes = filter->at.all,
                                     .head_start = 2 * filter->radius,
                                     .cost = 0.2 * (double)filter->cost,
                                     .facts = {BLUR_METHOD_DIRECT, 1, 1, 0},
                                     .free = filter->free,
                                     .start = start,
                                     .make = make};
    return true;
}
