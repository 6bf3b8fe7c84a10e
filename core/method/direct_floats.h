/* SPDX-License-Identifier: MIT
 * The direct method for samples wider than a byte: along x into lines, tap by tap, then along y
 * over a ring of lines. */
#ifndef BLUR_DIRECT_FLOATS_H
#define BLUR_DIRECT_FLOATS_H

#include "kernel/edges.h"
#include "method/method.h"
#include "method/padding.h"
#include "method/problem.h"
#include "simd/direct_float_loops.h"

struct direct_floats {
    struct method method; /* first: a pointer to it is one to the whole */
    const struct direct_float_loops *loops;
    bool in_double; /* lines, and all sums; else in float */
    bool is_line;   /* a row of samples is one of reals */
    size_t to;      /* the samples' place in the tables of loops */
    struct padding padding;
    unsigned char beyond[4 * sizeof(double)]; /* the padding's, as reals */
    struct direct_float_taps x, y;
    double *weights; /* of both, and after these the floats */
    bool renormalizes;
    struct edges edges_x, edges_y; /* where it does */
    size_t used_first, used_end;   /* columns whose results count */
    size_t real_size, sample_size;
    size_t length, step, stretch; /* samples of a row, bytes from a line to the next, samples that
                                   * go together along y */
    struct direct_floats_layout {
        size_t shifts, inside, table, ring, padded, all;
    } at; /* where the parts of the state lie in it */
};

/* Makes the method for kernels that need not be kept, which are folded. NULL: no memory. */
struct method *direct_floats_make(const struct problem *problem, bool in_double);

#endif
