/* SPDX-License-Identifier: MIT
 * The direct method: along x into lines, tap by tap, then along y over a ring of lines. */
#ifndef BLUR_DIRECT_BYTES_H
#define BLUR_DIRECT_BYTES_H

#include "kernel/edge_weights.h"
#include "method/method.h"
#include "method/padding.h"
#include "method/problem.h"
#include "kernel/fixed_taps.h"

struct direct {
    struct method method; /* first: a pointer to it is one to the whole */
    const struct loops *loops;
    struct padding padding;
    struct taps x, y;
    bool is_short; /* sums of 16 bits */
    bool renormalizes;
    struct edges edges_x, edges_y; /* where it does */
    struct edge_scale edge_scale;  /* from sums near an edge in x to line samples */
    size_t length, step;           /* samples of a row, and from a line to the next */
    struct direct_layout {
        size_t shifts, table, ring, padded, ends, all;
    } at; /* where the parts of the state lie in it */
};

/* Makes the method, with sums of 16 bits if is_short: faster, and each product is rounded. False:
 * no memory, and nothing to free. */
bool direct_make(struct direct *direct, const struct problem *problem, bool is_short);

void direct_free(struct direct *direct);

/* The most that a result can differ from the exact one, in levels. */
double direct_bound(const struct direct *direct, const struct problem *problem);

#endif
