/* SPDX-License-Identifier: MIT
 * For the border that leaves out the taps beyond an edge and divides by the weight of the others:
 * along an axis, which positions are near an edge, and by what their sums are divided. */
#ifndef BLUR_EDGE_WEIGHTS_H
#define BLUR_EDGE_WEIGHTS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/fixed_taps.h"

/* Positions 0..low-1 and length-high..length-1 miss some taps. */
struct edges {
    size_t length, low, high;
    double *inside; /* for these positions, in this order: the weight of the taps inside, of 1 */
};

/* The edges of an axis of length positions whose effective kernel may depend on the position modulo
 * phases: kernel holds 2*reach + 1 weights for each phase, from -reach to reach. False: no memory.
 */
bool edges_make(struct edges *edges, size_t length, size_t reach, size_t phases,
                const double *kernel);

/* The same for one symmetric kernel. */
bool edges_make_of_taps(struct edges *edges, size_t length, const struct fixed_taps *taps);

void edges_free(struct edges *edges);

/* Whether a position misses some taps. */
static inline bool edges_are_near(const struct edges *edges, size_t position)
{
    return position < edges->low || position >= edges->length - edges->high;
}

/* The weight inside at a position: 1 away from the edges. */
double edges_inside(const struct edges *edges, size_t position);

/* The samples of a row that are near an edge, and what their sums are multiplied by: unit / inside.
 * Both ends are rounded up to whole vectors, as far as the row goes. */
struct edge_scale {
    size_t low, high; /* samples at the beginning and at the end */
    float *scale;     /* for these, in this order */
};

/* False: no memory. */
bool edge_scale_make(struct edge_scale *scale, const struct edges *edges, size_t channels,
                     double unit);

void edge_scale_free(struct edge_scale *scale);

#endif
