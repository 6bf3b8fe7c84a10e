/* SPDX-License-Identifier: MIT */
#include "method/direct_floats_row.h"

#include <string.h>

#include "kernel/axis_weights.h"
#include "image/border.h"
#include "image/size.h"

struct wide_cut wide_cut_at(const struct edges *edges, size_t position, size_t radius)
{
    struct wide_cut cut;
    axis_inside(position, edges->length, radius, &cut.first, &cut.end);
    cut.scale = 1 / edges_inside(edges, position);
    return cut;
}

/* Of pixels first..end-1, the first of which shifts begin at, only those that miss a tap: a part of
 * an image with all its neighbourhood then comes out as in the whole image, to the byte. */
static void weigh_edges(const struct wide *wide, const void *const *shifts, size_t first,
                        size_t end, unsigned char *line)
{
    const struct edges *edges = &wide->edges_x;
    const size_t channels = wide->padding.channels;
    for (size_t x = first; x < end; x++) {
        if (!edges_are_near(edges, x))
            x = edges->length - edges->high;
        if (x >= end)
            break;
        if (x < wide->used_first || x >= wide->used_end)
            continue;
        struct wide_cut cut = wide_cut_at(edges, x, wide->x.radius);
        wide->loops->weigh_cut(shifts, &wide->x, &cut, (x - first) * channels,
                               line + x * channels * wide->real_size, channels);
    }
}

/* Pixels first..end-1 beyond one end of a row. */
static void pad(const struct wide *wide, const unsigned char *row, ptrdiff_t first, ptrdiff_t end,
                unsigned char *padded)
{
    const struct padding *padding = &wide->padding;
    const size_t channels = padding->channels, bytes = channels * wide->real_size;
    for (ptrdiff_t i = first; i < end; i++, padded += bytes) {
        const ptrdiff_t index = row ? border_index(i, padding->width, padding->border) : -1;
        if (index >= 0)
            wide->loops->widen[wide->to](row + (size_t)index * channels * wide->sample_size, padded,
                                         channels);
        else if (wide->renormalizes)
            memset(padded, 0, bytes);
        else
            memcpy(padded, wide->beyond, bytes);
    }
}

/* Pixels first..end-1 of a row, some of which may lie beyond its ends. */
static void widen(const struct wide *wide, const unsigned char *row, ptrdiff_t first, ptrdiff_t end,
                  unsigned char *padded)
{
    const size_t channels = wide->padding.channels, bytes = channels * wide->real_size;
    const ptrdiff_t left = first < 0 ? 0 : first;
    const ptrdiff_t right = (ptrdiff_t)size_smaller((size_t)end, wide->padding.width);
    if (!row) {
        pad(wide, NULL, first, end, padded);
        return;
    }
    pad(wide, row, first, left, padded);
    wide->loops->widen[wide->to](row + (size_t)left * channels * wide->sample_size,
                                 padded + (size_t)(left - first) * bytes,
                                 (size_t)(right - left) * channels);
    pad(wide, row, right, end, padded + (size_t)(right - first) * bytes);
}

/* Samples first..end-1 of a line. */
static void weigh(const struct wide *wide, void *state, const void *row, size_t first, size_t end,
                  unsigned char *line)
{
    const void *const *shifts = (const void *const *)(void *)wide_part(state, wide->at.shifts);
    const size_t channels = wide->padding.channels, pixel = first / channels;
    const size_t pixel_end = (end + channels - 1) / channels, start = first % channels;
    unsigned char *to = line + first * wide->real_size;
    widen(wide, row, (ptrdiff_t)pixel - (ptrdiff_t)wide->x.radius,
          (ptrdiff_t)(pixel_end + wide->x.radius), wide_part(state, wide->at.padded));
    if (!wide->loops->weigh(shifts, &wide->x, start, to, end - first))
        wide->loops->mend(shifts, &wide->x, start, to, end - first);
    if (wide->renormalizes)
        weigh_edges(wide, shifts, pixel, pixel_end, line);
}

/* Samples first..end-1 of a line, whole blocks, all of whose neighbourhood lies inside the row. It
 * is of floats, and they are read where they are: a copy would take as long as the products of some
 * three pairs of taps. */
static void weigh_inside(const struct wide *wide, void *state, const unsigned char *row,
                         size_t first, size_t end, unsigned char *line)
{
    const size_t channels = wide->padding.channels, reach = wide->x.radius * channels;
    const void **shifts = (const void **)(void *)wide_part(state, wide->at.inside);
    unsigned char *to = line + first * wide->real_size;
    for (size_t i = 0; i <= 2 * wide->x.radius; i++)
        shifts[i] = row + (first - reach + i * channels) * sizeof(float);
    if (!wide->loops->weigh(shifts, &wide->x, 0, to, end - first))
        wide->loops->mend(shifts, &wide->x, 0, to, end - first);
}

/* A line, lead samples behind an aligned place. Its inside begins at an aligned place too, and is
 * of whole blocks, so that nothing behind the row is read. From left to right: what is written
 * behind a part is written again by the next. */
void wide_weigh_row(const struct wide *wide, void *state, const void *row, size_t lead,
                    unsigned char *line)
{
    const size_t reach = wide->x.radius * wide->padding.channels, length = wide->length;
    const size_t first = reach + (0 - reach - lead) % wide_block;
    if (!row || !wide->is_line || length < first + reach + wide_block) {
        weigh(wide, state, row, 0, length, line);
        return;
    }
    const size_t end = first + (length - reach - first) / wide_block * wide_block;
    if (first > 0)
        weigh(wide, state, row, 0, first, line);
    weigh_inside(wide, state, row, first, end, line);
    if (end < length)
        weigh(wide, state, row, end, length, line);
}
