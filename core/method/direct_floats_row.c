/* SPDX-License-Identifier: MIT
 * Pads and converts a row, and convolves it along x. */
#include "method/direct_floats_row.h"

#include <string.h>

#include "image/border.h"
#include "image/size.h"
#include "kernel/axis_weights.h"

struct direct_float_cut direct_floats_cut_at(const struct edges *edges, size_t position,
                                             size_t radius)
{
    struct direct_float_cut cut;
    axis_inside(position, edges->length, radius, &cut.first, &cut.end);
    cut.scale = 1 / edges_inside(edges, position);
    return cut;
}

/* Redoes those of pixels first..end-1 that miss a tap, and only those: others must not depend on
 * whether they are near an edge, so that a crop gives the same bytes as the whole image. The shifts
 * begin at pixel first. */
static void convolve_edges(const struct direct_floats *direct, const void *const *shifts,
                           size_t first, size_t end, unsigned char *line)
{
    const struct edges *edges = &direct->edges_x;
    const size_t channels = direct->padding.channels;
    for (size_t x = first; x < end; x++) {
        if (!edges_are_near(edges, x))
            x = edges->length - edges->high;
        if (x >= end)
            break;
        if (x < direct->used_first || x >= direct->used_end)
            continue;
        struct direct_float_cut cut = direct_floats_cut_at(edges, x, direct->x.radius);
        direct->loops->convolve_cut(shifts, &direct->x, &cut, (x - first) * channels,
                                    line + x * channels * direct->real_size, channels);
    }
}

/* Writes pixels first..end-1, which lie beyond one end of the row. */
static void pad(const struct direct_floats *direct, const unsigned char *row, ptrdiff_t first,
                ptrdiff_t end, unsigned char *padded)
{
    const struct padding *padding = &direct->padding;
    const size_t channels = padding->channels, bytes = channels * direct->real_size;
    for (ptrdiff_t i = first; i < end; i++, padded += bytes) {
        const ptrdiff_t index = row ? border_index(i, padding->width, padding->border) : -1;
        if (index >= 0)
            direct->loops->widen[direct->to](row + (size_t)index * channels * direct->sample_size,
                                             padded, channels);
        else if (direct->renormalizes)
            memset(padded, 0, bytes);
        else
            memcpy(padded, direct->beyond, bytes);
    }
}

/* Writes pixels first..end-1 of the row, some of which may lie beyond its ends. */
static void widen(const struct direct_floats *direct, const unsigned char *row, ptrdiff_t first,
                  ptrdiff_t end, unsigned char *padded)
{
    const size_t channels = direct->padding.channels, bytes = channels * direct->real_size;
    const ptrdiff_t left = first < 0 ? 0 : first;
    const ptrdiff_t right = (ptrdiff_t)size_min((size_t)end, direct->padding.width);
    if (!row) {
        pad(direct, NULL, first, end, padded);
        return;
    }
    pad(direct, row, first, left, padded);
    direct->loops->widen[direct->to](row + (size_t)left * channels * direct->sample_size,
                                     padded + (size_t)(left - first) * bytes,
                                     (size_t)(right - left) * channels);
    pad(direct, row, right, end, padded + (size_t)(right - first) * bytes);
}

/* Makes samples first..end-1 of a line. */
static void convolve(const struct direct_floats *direct, void *state, const void *row, size_t first,
                     size_t end, unsigned char *line)
{
    const void *const *shifts = layout_part(state, direct->at.shifts);
    const size_t channels = direct->padding.channels, pixel = first / channels;
    const size_t pixel_end = (end + channels - 1) / channels, start = first % channels;
    unsigned char *to = line + first * direct->real_size;
    widen(direct, row, (ptrdiff_t)pixel - (ptrdiff_t)direct->x.radius,
          (ptrdiff_t)(pixel_end + direct->x.radius), layout_part(state, direct->at.padded));
    if (!direct->loops->convolve(shifts, &direct->x, start, to, end - first))
        direct->loops->mend(shifts, &direct->x, start, to, end - first);
    if (direct->renormalizes)
        convolve_edges(direct, shifts, pixel, pixel_end, line);
}

/* Makes samples first..end-1 of a line, whole blocks whose whole neighbourhood lies inside the row.
 * The row consists of floats and is read directly: a copy would take as long as about three pairs
 * of taps. */
static void convolve_inside(const struct direct_floats *direct, void *state,
                            const unsigned char *row, size_t first, size_t end, unsigned char *line)
{
    const size_t channels = direct->padding.channels, reach = direct->x.radius * channels;
    const void **shifts = layout_part(state, direct->at.inside);
    unsigned char *to = line + first * direct->real_size;
    for (size_t i = 0; i <= 2 * direct->x.radius; i++)
        shifts[i] = row + (first - reach + i * channels) * sizeof(float);
    if (!direct->loops->convolve(shifts, &direct->x, 0, to, end - first))
        direct->loops->mend(shifts, &direct->x, 0, to, end - first);
}

/* The inner part of the line begins at an aligned address, and consists of whole blocks, so that
 * nothing past the end of the row is read. The parts are made from left to right, since each may
 * write past its end, into the next. */
void direct_floats_row(const struct direct_floats *direct, void *state, const void *row,
                       size_t lead, unsigned char *line)
{
    const size_t reach = direct->x.radius * direct->padding.channels, length = direct->length;
    const size_t first = reach + (0 - reach - lead) % direct_float_block;
    if (!row || !direct->is_line || length < first + reach + direct_float_block) {
        convolve(direct, state, row, 0, length, line);
        return;
    }
    const size_t end = first + (length - reach - first) / direct_float_block * direct_float_block;
    if (first > 0)
        convolve(direct, state, row, 0, first, line);
    convolve_inside(direct, state, row, first, end, line);
    if (end < length)
        convolve(direct, state, row, end, length, line);
}
