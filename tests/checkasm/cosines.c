/* SPDX-License-Identifier: MIT */
#include "cosines.h"

#include <math.h>

#include "input.h"

/* Direct sums go by 32 distances at a time. */
static const size_t radii[] = {1, 2, 3, 4, 5, 6, 7, 8, 10, 16, 31, 32, 33, cosine_radius_most - 1};
enum { radius_count = sizeof radii / sizeof *radii, lengths = cosine_longest / 2, group = 16 };

bool cosine_next_shape(struct cosine_shape *shape, int terms_most)
{
    const size_t i = shape->at / lengths, round = shape->at % lengths;
    const size_t radius = i / (size_t)terms_most, terms = i % (size_t)terms_most + 1;
    if (radius >= radius_count)
        return false;
    shape->is_first = call_is_first(shape->at, lengths);
    shape->at += call_step;
    shape->radius = radii[radius];
    shape->terms = (int)(terms < shape->radius ? terms : shape->radius);
    shape->length = 1 + 2 * round + random_to(1);
    call_begin();
    call_says("length", (double)shape->length);
    call_says("radius", (double)shape->radius);
    call_says("terms", shape->terms);
    return true;
}

struct cosine cosine_draw_design(const struct cosine_shape *shape)
{
    const double taps = 2 * (double)shape->radius + 1, falls = random_between(0.3, 1.5);
    struct cosine design = {.radius = shape->radius,
                            .terms = shape->terms,
                            .frequency = 2 * acos(-1) / taps,
                            .amplitude = {1 / taps}};
    for (int m = 1; m <= shape->terms; m++)
        design.amplitude[m] = 2 / taps * exp(-falls * m * m);
    return design;
}

size_t cosine_whole_tiles(size_t length)
{
    return (length + group - 1) / group * group;
}

double cosine_draw_scale(void)
{
    return random_to(1) ? 1 : 1 / random_between(0.65, 1);
}

struct cosine_rows_made cosine_place_rows(size_t length, size_t size)
{
    struct cosine_rows_made rows = {.count = 1 + random_to(group - 1),
                                    .length = length * size,
                                    .gap = random_to(1) ? 0 : random_to(40) * size};
    const size_t step = rows.length + rows.gap;
    rows.stride = random_to(1) ? (ptrdiff_t)step : -(ptrdiff_t)step;
    call_says("rows", (double)rows.count);
    call_says("stride", (double)rows.stride);
    output_place(&result, (rows.count - 1) * step + rows.length, 1);
    return rows;
}

unsigned char *cosine_first_row(const struct cosine_rows_made *rows, int side)
{
    const ptrdiff_t others = (ptrdiff_t)rows->count - 1;
    return result.at[side] + (rows->stride < 0 ? -rows->stride * others : 0);
}

void cosine_compare_rows(const struct cosine_rows_made *rows)
{
    output_compare_parts(&result, rows->count, rows->length + rows->gap, rows->length, true);
}
