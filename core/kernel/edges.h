/* SPDX-License-Identifier: MIT
 * For the border that drops the taps beyond an edge and renormalizes the rest: which positions
 * along an axis are near an edge, and what their sums are divided by. */
#ifndef BLUR_EDGES_H
#define BLUR_EDGES_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/fixed_taps.h"

/* Positions 0..low-1 and length-high..length-1 lose some taps. */
struct edges {
    size_t length, low, high;
    double *inside; /* the weight of the taps inside at each of these; 1 for all taps */
};

/* Makes the edges of an axis of length positions. The effective kernel may depend on the position
 * modulo phases: kernel holds 2*reach + 1 weights per phase, from -reach to reach. Returns false if
 * out of memory. */
bool edges_make(struct edges *edges, size_t length, size_t reach, size_t phases,
                const double *kernel);

/* The same for a single symmetric kernel. */
bool edges_make_of_taps(struct edges *edges, size_t length, const struct fixed_taps *taps);

/* The same for the weights at distance 0..radius of a symmetric kernel. */
bool edges_make_symmetric(struct edges *edges, size_t length, size_t radius, const double *weights);

void edges_free(struct edges *edges);

/* Whether a position loses some taps. */
static inline bool edges_are_near(const struct edges *edges, size_t position)
{
    return position < edges->low || position >= edges->length - edges->high;
}

/* The weight inside at a position; 1 away from the edges. */
double edges_inside(const struct edges *edges, size_t position);

/* The scales for the samples of a row near an edge: unit / inside. Both ends are rounded up to
 * whole vectors, up to the length of the row. */
struct edge_scale {
    size_t low, high; /* number of samples at the start and at the end */
    float *scale;     /* one per sample, in order */
};

/* Returns false if out of memory. */
bool edge_scale_make(struct edge_scale *scale, const struct edges *edges, size_t channels,
                     double unit);

void edge_scale_free(struct edge_scale *scale);

#endif
