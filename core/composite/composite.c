/* SPDX-License-Identifier: MIT */
#include "composite/composite.h"

#include <string.h>

#include "image/size.h"

static void *part(void *state, size_t offset)
{
    return (unsigned char *)state + offset;
}

/* A row of a tile, as its method wants it. */
static const void *tile_row(const struct source *source, ptrdiff_t index)
{
    const struct tile_place *place = (const struct tile_place *)source;
    const struct paint *paint = place->paint;
    const struct tile *tile = place->tile;
    const unsigned char *row = place->outer->row(place->outer, index);
    if (!row)
        return NULL;
    row += tile->left * paint->pixel_bytes;
    if (paint->is_native)
        return row;
    working_take(&paint->working, row, place->row, tile->right - tile->left);
    return place->row;
}

/* A method begins at a place of its own, at or before the first row that is painted. */
void paint_start_tile(const struct paint *paint, void *state, const struct source *source,
                      size_t number, size_t first)
{
    const struct tile *tile = &paint->tiles[number];
    const size_t begin = size_larger(first, tile->painted.top);
    struct tile_place *place = part(state, tile->at.place);
    *place = (struct tile_place){.source = {tile_row, false},
                                 .outer = source,
                                 .paint = paint,
                                 .tile = tile,
                                 .row = part(state, tile->at.row)};
    place->begin = place->made = begin - begin % tile->solver.by.method.restart;
}

void paint_start(const struct method *method, void *state, const struct source *source,
                 size_t first)
{
    const struct paint *paint = (const struct paint *)method;
    for (size_t i = 0; i < paint->tile_count; i++)
        paint_start_tile(paint, state, source, i, first);
}

/* Row y of a tile, blurred; the rows from begin on are asked for in order. */
static unsigned char *blurred_row(const struct paint *paint, struct tile_place *place, void *state,
                                  size_t y)
{
    const struct tile *tile = place->tile;
    const struct method *method = &tile->solver.by.method;
    unsigned char *group = part(state, tile->at.group);
    const size_t step = tile_step(paint, tile);
    if (place->made == place->begin)
        method->start(method, part(state, tile->at.state), &place->source, place->begin);
    while (place->made <= y) {
        const size_t count = size_smaller(method->group, paint->height - place->made);
        method->make(method, part(state, tile->at.state), &place->source, place->made, count, group,
                     (ptrdiff_t)step);
        place->made += count;
    }
    return group + y % method->group * step;
}

/* ---- Mixing ------------------------------------------------------------------------------- */

/* A stretch of a row: pixels first.. of the image, with their weights. */
struct stretch {
    size_t first, count, y;
    const float *weights;
    const unsigned char *from; /* the image's own samples, which may be what is written */
    unsigned char *to;
};

/* Pixels from i on that have a weight at all, or none: all up to the one returned. */
static size_t end_of_run(const struct stretch *stretch, size_t i)
{
    const bool is_painted = stretch->weights[i] > 0;
    while (i < stretch->count && (stretch->weights[i] > 0) == is_painted)
        i++;
    return i;
}

static void mix(const struct paint *paint, const struct stretch *stretch, float *blurred,
                float *kept)
{
    const size_t channels = paint->working.channels;
    working_take(&paint->working, stretch->from, kept, stretch->count);
    for (size_t i = 0; i < stretch->count; i++) {
        const float weight = stretch->weights[i];
        for (size_t j = i * channels; weight < 1 && j < (i + 1) * channels; j++)
            if (blurred[j] != kept[j])
                blurred[j] = (1 - weight) * kept[j] + weight * blurred[j];
    }
}

static void put(const struct paint *paint, const struct stretch *stretch, unsigned char *blurred,
                size_t i, size_t end)
{
    unsigned char *to = stretch->to + i * paint->pixel_bytes;
    float *floats = (float *)(void *)blurred + i * paint->working.channels;
    if (paint->is_native)
        memcpy(to, blurred + i * paint->pixel_bytes, (end - i) * paint->pixel_bytes);
    else
        working_put(&paint->working, floats, to, end - i, stretch->first + i, stretch->y);
}

/* Pixels of no weight are not touched. */
static void put_some(const struct paint *paint, const struct stretch *stretch,
                     unsigned char *blurred, float *kept)
{
    if (!paint->is_native)
        mix(paint, stretch, (float *)(void *)blurred, kept);
    for (size_t i = 0, end; i < stretch->count; i = end) {
        end = end_of_run(stretch, i);
        if (stretch->weights[i] > 0)
            put(paint, stretch, blurred, i, end);
    }
}

void paint_tile(const struct paint *paint, void *state, size_t number, size_t y,
                const unsigned char *from, unsigned char *to)
{
    const struct tile *tile = &paint->tiles[number];
    const struct rectangle *painted = &tile->painted;
    struct tile_place *place = part(state, tile->at.place);
    if (y < place->begin || y >= painted->bottom)
        return;
    unsigned char *blurred = blurred_row(paint, place, state, y);
    if (y < painted->top)
        return;
    float *weights = part(state, paint->at.weights);
    const size_t offset = painted->left * paint->pixel_bytes;
    const struct stretch stretch = {
        painted->left, painted->right - painted->left, y, weights, from + offset, to + offset};
    blurred += (painted->left - tile->left) * (tile_step(paint, tile) / (tile->right - tile->left));
    if (paint->working.bias != 0)
        working_add_bias(&paint->working, (float *)(void *)blurred, stretch.count);
    switch (selection_weights(&paint->selection, y, painted->left, painted->right, weights)) {
    case SELECTION_ALL:
        put(paint, &stretch, blurred, 0, stretch.count);
        break;
    case SELECTION_SOME:
        put_some(paint, &stretch, blurred, part(state, paint->at.kept));
        break;
    case SELECTION_NONE:
        break;
    }
}

/* Whether every byte of the image is written anyway. */
static bool covers_all(const struct paint *paint)
{
    return paint->selection.is_all && !paint->working.keeps_alpha;
}

void paint_rows(const struct method *method, void *state, const struct source *source, size_t first,
                size_t count, void *rows, ptrdiff_t stride)
{
    const struct paint *paint = (const struct paint *)method;
    for (size_t y = first; y < first + count; y++) {
        unsigned char *to = (unsigned char *)rows + (ptrdiff_t)(y - first) * stride;
        const unsigned char *from = source->row(source, (ptrdiff_t)y);
        if (!covers_all(paint) && to != from)
            memcpy(to, from, paint->row_bytes);
        for (size_t i = 0; i < paint->tile_count; i++)
            paint_tile(paint, state, i, y, from, to);
    }
}
