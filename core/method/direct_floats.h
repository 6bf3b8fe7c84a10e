/* SPDX-License-Identifier: MIT
 * The direct method for samples wider than a byte: along x into lines, tap by tap, then along y
 * over a ring buffer of lines. "Reals" are floats or doubles. */
#ifndef BLUR_DIRECT_FLOATS_H
#define BLUR_DIRECT_FLOATS_H

#include "kernel/edges.h"
#include "method/method.h"
#include "method/padding.h"
#include "method/problem.h"
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

/* Makes the method; problem's kernels are only read. NULL: out of memory. */
struct method *direct_floats_make(const struct problem *problem, bool in_double);

#endif
