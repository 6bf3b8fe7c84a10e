/* SPDX-License-Identifier: MIT
 * What the direct method for wider samples consists of, and its pass along x. "Reals" are floats or
 * doubles. */
#ifndef BLUR_DIRECT_FLOATS_ROW_H
#define BLUR_DIRECT_FLOATS_ROW_H

#include "kernel/edges.h"
#include "method/method.h"
#include "method/padding.h"
#include "simd/direct_float_loops.h"

struct direct_floats {
    struct method method; /* must be first: it is cast back to the direct_floats */
    const struct direct_float_loops *loops;
    bool in_double; /* lines and sums are doubles, else floats */
    bool is_line;   /* samples are reals already: rows need no conversion */
    size_t to;      /* index of the sample type in the tables of loops */
    struct padding padding;
    unsigned char beyond[4 * sizeof(double)]; /* padding.beyond as reals */
    struct direct_float_taps x, y;
    double *weights; /* of both axes, followed by the same as floats */
    bool renormalizes;
    struct edges edges_x, edges_y; /* if it renormalizes */
    size_t used_first, used_end;   /* the columns whose results are used */
    size_t real_size, sample_size;
    size_t length;  /* samples per row */
    size_t step;    /* bytes from one line to the next in the ring */
    size_t stretch; /* samples processed at a time along y */
    struct direct_floats_layout {
        size_t shifts, inside, table, ring, padded, all;
    } at; /* offsets in the state */
};

/* The taps of a kernel that lie inside the image, and the scale that normalizes them. */
struct direct_float_cut direct_floats_cut_at(const struct edges *edges, size_t position,
                                             size_t radius);

/* Makes the line of a row; NULL stands for a row of the border's pixel. The line begins lead
 * samples past an address aligned to direct_float_alignment. */
void direct_floats_row(const struct direct_floats *direct, void *state, const void *row,
                       size_t lead, unsigned char *line);

#endif
