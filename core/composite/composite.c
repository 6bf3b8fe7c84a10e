/* SPDX-License-Identifier: MIT
 * Runs the tiles' methods and blends their rows into the image. */
#include "composite/composite.h"

#include <string.h>

#include "image/size.h"

/* source.row of a tile: its columns of a row, in the format that its method takes. */
static const void *tile_row(const struct source *source, ptrdiff_t index)
{
    const struct tile_place *input = (const struct tile_place *)source;
    const struct composite *composite = input->composite;
    const struct tile *tile = input->tile;
    const unsigned char *row = input->outer->row(input->outer, index);
    if (!row)
        return NULL;
    row += tile->left * composite->pixel_bytes;
    if (composite->is_native)
        return row;
    float_rows_load(&composite->conversion, row, input->row, tile->right - tile->left);
    return input->row;
}

/* The inner method starts at a multiple of its restart, at or above the first target row. */
void composite_start_tile(const struct composite *composite, void *state,
                          const struct source *source, size_t number, size_t first)
{
    const struct tile *tile = &composite->tiles[number];
    const size_t top = size_max(first, tile->target.top);
    struct tile_place *input = layout_part(state, tile->at.input);
    *input = (struct tile_place){.source = {tile_row, false},
                                 .outer = source,
                                 .composite = composite,
                                 .tile = tile,
                                 .row = layout_part(state, tile->at.row)};
    input->first_row = input->next_row = top - top % tile->method->restart;
}

void composite_start(const struct method *method, void *state, const struct source *source,
                     size_t first)
{
    const struct composite *composite = (const struct composite *)method;
    for (size_t i = 0; i < composite->tile_count; i++)
        composite_start_tile(composite, state, source, i, first);
}

/* Row y of a tile, blurred; rows must be requested in order from first_row on. */
static unsigned char *blurred_row(const struct composite *composite, struct tile_place *input,
                                  void *state, size_t y)
{
    const struct tile *tile = input->tile;
    const struct method *method = tile->method;
    unsigned char *group = layout_part(state, tile->at.group);
    const size_t step = tile_step(composite, tile);
    if (input->next_row == input->first_row)
        method->start(method, layout_part(state, tile->at.state), &input->source, input->first_row);
    while (input->next_row <= y) {
        const size_t count = size_min(method->group, composite->height - input->next_row);
        method->make(method, layout_part(state, tile->at.state), &input->source, input->next_row,
                     count, group, (ptrdiff_t)step);
        input->next_row += count;
    }
    return group + y % method->group * step;
}

/* ---- Blending ----------------------------------------------------------------------------- */

/* Pixels first..first+count-1 of row y of the image, with their weights. */
struct stretch {
    size_t first, count, y;
    const float *weights;
    const unsigned char *from; /* the source's samples; in place, the same memory as to */
    unsigned char *to;
};

/* The end of the run of pixels from i on whose weights are all zero, or all non-zero. */
static size_t end_of_run(const struct stretch *stretch, size_t i)
{
    const bool is_target = stretch->weights[i] > 0;
    while (i < stretch->count && (stretch->weights[i] > 0) == is_target)
        i++;
    return i;
}

/* original: scratch memory for the source's pixels. */
static void blend(const struct composite *composite, const struct stretch *stretch, float *blurred,
                  float *original)
{
    const size_t channels = composite->conversion.channels;
    float_rows_load(&composite->conversion, stretch->from, original, stretch->count);
    for (size_t i = 0; i < stretch->count; i++) {
        const float weight = stretch->weights[i];
        for (size_t j = i * channels; weight < 1 && j < (i + 1) * channels; j++)
            if (blurred[j] != original[j])
                blurred[j] = (1 - weight) * original[j] + weight * blurred[j];
    }
}

static void store(const struct composite *composite, const struct stretch *stretch,
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

/* Pixels of weight 0 are not written. */
static void store_blended(const struct composite *composite, const struct stretch *stretch,
                          unsigned char *blurred, float *original)
{
    if (!composite->is_native)
        blend(composite, stretch, (float *)(void *)blurred, original);
    for (size_t i = 0, end; i < stretch->count; i = end) {
        end = end_of_run(stretch, i);
        if (stretch->weights[i] > 0)
            store(composite, stretch, blurred, i, end);
    }
}

void composite_tile(const struct composite *composite, void *state, size_t number, size_t y,
                    const unsigned char *from, unsigned char *to)
{
    const struct tile *tile = &composite->tiles[number];
    const struct rectangle *target = &tile->target;
    struct tile_place *input = layout_part(state, tile->at.input);
    if (y < input->first_row || y >= target->bottom)
        return;
    unsigned char *blurred = blurred_row(composite, input, state, y);
    if (y < target->top)
        return;
    float *weights = layout_part(state, composite->at.weights);
    const size_t offset = target->left * composite->pixel_bytes;
    const struct stretch stretch = {
        target->left, target->right - target->left, y, weights, from + offset, to + offset};
    blurred +=
        (target->left - tile->left) * (tile_step(composite, tile) / (tile->right - tile->left));
    if (composite->conversion.bias != 0)
        float_rows_add_bias(&composite->conversion, (float *)(void *)blurred, stretch.count);
    switch (selection_weights(&composite->selection, y, target->left, target->right, weights)) {
    case SELECTION_ALL:
        store(composite, &stretch, blurred, 0, stretch.count);
        break;
    case SELECTION_SOME:
        store_blended(composite, &stretch, blurred, layout_part(state, composite->at.original));
        break;
    case SELECTION_NONE:
        break;
    }
}

/* Whether the tiles write every byte of the image, so that none has to be copied. */
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
