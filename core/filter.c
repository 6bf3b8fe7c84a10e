/* SPDX-License-Identifier: MIT */
#include "filter.h"

#include "bands.h"
#include "size.h"

/* A filter as a method; the state is a place in the image, then these parts. */
struct filter_method {
    struct method method; /* first: a pointer to it is one to the whole */
    const struct filter *filter;
    struct filter_layout {
        size_t table, ring, scratch, all;
    } at;
};

struct state {
    ptrdiff_t next; /* the row whose line is made next */
    size_t made;    /* lines made since the start */
};

static void *part(void *state, size_t offset)
{
    return (unsigned char *)state + offset;
}

static void *line_in_ring(const struct filter_method *own, void *state, size_t slot)
{
    return part(state, own->at.ring + slot * own->filter->line_length * own->filter->real_size);
}

static size_t window(const struct filter *filter)
{
    return 2 * filter->radius + 1;
}

/* The table holds the ring's lines twice over, so that any window of them is contiguous. */
static void start(const struct method *method, void *state, const struct source *source,
                  size_t first)
{
    const struct filter_method *own = (const struct filter_method *)method;
    void **table = part(state, own->at.table);
    (void)source;
    *(struct state *)state = (struct state){(ptrdiff_t)first - (ptrdiff_t)own->filter->radius, 0};
    for (size_t i = 0; i < 2 * window(own->filter); i++)
        table[i] = line_in_ring(own, state, i % window(own->filter));
}

static void make(const struct method *method, void *state, const struct source *source,
                 size_t first, size_t count, void *rows, ptrdiff_t stride)
{
    const struct filter_method *own = (const struct filter_method *)method;
    const struct filter *filter = own->filter;
    const void **table = part(state, own->at.table);
    void *scratch = part(state, own->at.scratch);
    struct state *place = state;
    (void)count;
    (void)stride;
    for (; place->next <= (ptrdiff_t)(first + filter->radius); place->next++, place->made++) {
        void *line = line_in_ring(own, state, place->made % window(filter));
        filter->prepare(filter, source->row(source, place->next), line, scratch);
    }
    filter->combine(filter, first, table + place->made % window(filter),
                    source->row(source, (ptrdiff_t)first), rows, scratch);
}

static bool lay_out(struct filter_method *own)
{
    const struct filter *filter = own->filter;
    size_t table, line, ring, place;
    return size_multiply(2 * window(filter), sizeof(void *), &table) &&
           size_multiply(filter->line_length, filter->real_size, &line) &&
           size_multiply(line, window(filter), &ring) &&
           size_set_aside(&own->at.all, sizeof(struct state), &place) &&
           size_set_aside(&own->at.all, table, &own->at.table) &&
           size_set_aside(&own->at.all, ring, &own->at.ring) &&
           size_set_aside(&own->at.all, filter->scratch_bytes, &own->at.scratch);
}

int filter_run(const struct filter *filter, const struct view *view, int border,
               const struct run *run)
{
    struct filter_method own = {.method = {.group = 1,
                                           .restart = 1,
                                           .reach = filter->radius,
                                           .head_start = 2 * filter->radius,
                                           .cost = 0.2 * (double)filter->cost,
                                           .start = start,
                                           .make = make},
                                .filter = filter};
    if (!lay_out(&own))
        return BLUR_ERROR_MEMORY;
    own.method.state_bytes = own.at.all;
    return bands_run(&own.method, view, border, run);
}
