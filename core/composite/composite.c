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
    const struct composite *composite = place->composite;
    const struct tile *tile = place->tile;
    const unsigned char *row = place->outer->row(place->outer, index);
    if (!row)
        return NULL;
    row += tile->left * composite->pixel_bytes;
    if (composite->is_native)
        return row;
    float_rows_load(&composite->conversion, row, place->row, tile->right - tile->left);
    return place->row;
}

/* A method begins at a place of its own, at or before the first row that is target. */
void composite_start_tile(const struct composite *composite, void *state,
                          const struct source *source, size_t number, size_t first)
{
    const struct tile *tile = &composite->tiles[number];
    const size_t begin = size_max(first, tile->target.top);
    struct tile_place *place = part(state, tile->at.place);
    *place = (struct tile_place){.source = {tile_row, false},
                                 .outer = source,
                                 .composite = composite,
                                 .tile = tile,
                                 .row = part(state, tile->at.row)};
    place->begin = place->made = begin - begin % tile->method->restart;
}

void composite_start(const struct method *method, void *state, const struct source *source,
                     size_t first)
{
    const struct composite *composite = (const struct composite *)method;
    for (size_t i = 0; i < composite->tile_count; i++)
        composite_start_tile(composite, state, source, i, first);
}

/* Row y of a tile, blurred; the rows from begin on are asked for in order. */
static unsigned char *blurred_row(const struct composite *composite, struct tile_place *place,
                                  void *state, size_t y)
{
    const struct tile *tile = place->tile;
    const struct method *method = tile->method;
    unsigned char *group = part(state, tile->at.group);
    const size_t step = tile_step(composite, tile);
    if (place->made == place->begin)
        method->start(method, part(state, tile->at.state), &place->source, place->begin);
    while (place->made <= y) {
        const size_t count = size_min(method->group, composite->height - place->made);
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
    const bool is_target = stretch->weights[i] > 0;
    while (i < stretch->count && (stretch->weights[i] > 0) == is_target)
        i++;
    return i;
}

static void mix(const struct composite *composite, const struct stretch *stretch, float *blurred,
                float *kept)
{
    const size_t channels = composite->conversion.channels;
    float_rows_load(&composite->conversion, stretch->from, kept, stretch->count);
    for (size_t i = 0; i < stretch->count; i++) {
        const float weight = stretch->weights[i];
        for (size_t j = i * channels; weight < 1 && j < (i + 1) * channels; j++)
            if (blurred[j] != kept[j])
                blurred[j] = (1 - weight) * kept[j] + weight * blurred[j];
    }
}

static void put(const struct composite *composite, const struct stretch *stretch,
                unsigned char *blurred, size_t i, size_t end)
{
    unsigned char *to = stretch->to + i * composite->pixel_bytes;
    float *floats = (float *)(void *)blurred + i * composite->conversion.channels;
    if (composite->is_native)
        memcpy(to, blurred + i * composite->pixel_bytes, (end - i) * composite->pixel_bytes);
    else
        float_rows_store(&composite->conversion, floats, to, end - i, stretch->first + i,
                         stretch->y);
}

/* Pixels of no weight are not touched. */
static void put_some(const struct composite *composite, const struct stretch *stretch,
                     unsigned char *blurred, float *kept)
{
    if (!composite->is_native)
        mix(composite, stretch, (float *)(void *)blurred, kept);
    for (size_t i = 0, end; i < stretch->count; i = end) {
        end = end_of_run(stretch, i);
        if (stretch->weights[i] > 0)
            put(composite, stretch, blurred, i, end);
    }
}

void composite_tile(const struct composite *composite, void *state, size_t number, size_t y,
                    const unsigned char *from, unsigned char *to)
{
    const struct tile *tile = &composite->tiles[number];
    const struct rectangle *target = &tile->target;
    struct tile_place *place = part(state, tile->at.place);
    if (y < place->begin || y >= target->bottom)
        return;
    unsigned char *blurred = blurred_row(composite, place, state, y);
    if (y < target->top)
        return;
    float *weights = part(state, composite->at.weights);
    const size_t offset = target->left * composite->pixel_bytes;
    const struct stretch stretch = {
        target->left, target->right - target->left, y, weights, from + offset, to + offset};
    blurred +=
        (target->left - tile->left) * (tile_step(composite, tile) / (tile->right - tile->left));
    if (composite->conversion.bias != 0)
        float_rows_add_bias(&composite->conversion, (float *)(void *)blurred, stretch.count);
    switch (selection_weights(&composite->selection, y, target->left, target->right, weights)) {
    case SELECTION_ALL:
        put(composite, &stretch, blurred, 0, stretch.count);
        break;
    case SELECTION_SOME:
        put_some(composite, &stretch, blurred, part(state, composite->at.kept));
        break;
    case SELECTION_NONE:
        break;
    }
}

/* Whether every byte of the image is written anyway. */
static bool covers_all(const struct composite *composite)
{
    return composite->selection.is_all && !composite->conversion.keeps_alpha;
}

void composite_rows(const struct method *method, void *state, const struct source *source,
                    size_t first, size_t count, void *rows, ptrdiff_t stride)
{
    const struct composite *composite = (const struct composite *)method;
    for (size_t y = first; y < first + count; y++) {
        unsigned char *to = (unsigned char *)rows + (ptrdiff_t)(y - first) * stride;
        const unsigned char *from = source->row(source, (ptrdiff_t)y);
        if (!covers_all(composite) && to != from)
            memcpy(to, from, composite->row_bytes);
        for (size_t i = 0; i < composite->tile_count; i++)
            composite_tile(composite, state, i, y, from, to);
    }
}
