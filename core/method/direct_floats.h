/* SPDX-License-Identifier: MIT
 * The direct method for samples wider than a byte: along x into lines, tap by tap, then along y
 * over a ring of lines. */
#ifndef BLUR_DIRECT_FLOATS_H
#define BLUR_DIRECT_FLOATS_H

#include "kernel/edge_weights.h"
#include "method/method.h"
#include "method/padding.h"
#include "method/problem.h"
#include "simd/direct_float_loops.h"

struct wide {
    struct method method; /* first: a pointer to it is one to the whole */
    const struct wide_loops *loops;
    bool in_double; /* lines, and all sums; else in float */
    bool is_line;   /* a row of samples is one of reals */
    size_t to;      /* the samples' place in the tables of loops */
    struct padding padding;
    unsigned char beyond[4 * sizeof(double)]; /* the padding's, as reals */
    struct wide_taps x, y;
    float *floats; /* of both */
    bool renormalizes;
    struct edges edges_x, edges_y; /* where it does */
    size_t used_first, used_end;   /* columns whose results count */
    size_t real_size, sample_size;
    size_t length, step, stretch; /* samples of a row, bytes from a line to the next, samples that
                                   * go together along y */
    struct wide_layout {
        size_t shifts, inside, table, ring, padded, all;
    } at; /* where the parts of the state lie in it */
};

/* Makes the method for a problem whose kernels stay as long as it does. False: no memory, and
 * nothing to free. */
bool wide_make(struct wide *wide, const struct problem *problem, bool in_double);

void wide_free(struct wide *wide);

/* The most that a result can differ from the exact one: in levels of 65535; or of floats, as a part
 * of the largest magnitude among the samples it depends on, or of FLT_MIN where that is larger. */
double wide_bound(const struct wide *wide, const struct problem *problem);

#endif
