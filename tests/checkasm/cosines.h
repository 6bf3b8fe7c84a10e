/* SPDX-License-Identifier: MIT
 * What the loops of the sliding cosines, of bytes and of wider samples, are called with. */
#ifndef BLUR_CHECKASM_COSINES_H
#define BLUR_CHECKASM_COSINES_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/cosine_design.h"

/* Samples along an axis; three tiles of 16 are enough for three vectors of any width. */
enum { cosine_longest = 3 * 16, cosine_radius_most = 65 };

struct cosine_shape {
    size_t radius, length;
    int terms;
    bool is_first; /* of its radius and terms: an axis has to be made */
    size_t at;     /* the next one among all shapes */
};

/* All radii with all numbers of terms up to the most, each with many lengths. */
bool cosine_next_shape(struct cosine_shape *shape, int terms_most);

/* A kernel nearly without negative weights, so that results are hardly larger than samples. */
struct cosine cosine_draw_design(const struct cosine_shape *shape);

/* The length in whole tiles. */
size_t cosine_whole_tiles(size_t length);

/* 1 / the weight inside, by which results are multiplied. */
double cosine_draw_scale(void);

/* So many rows, a stride apart: result.at of a side is the lowest in memory. */
struct cosine_rows_made {
    size_t count, length, gap; /* in bytes but for the first */
    ptrdiff_t stride;
};
struct cosine_rows_made cosine_place_rows(size_t length, size_t size);
unsigned char *cosine_first_row(const struct cosine_rows_made *rows, int side);
void cosine_compare_rows(const struct cosine_rows_made *rows);

#endif
