/* SPDX-License-Identifier: MIT
 * The design of a kernel as a few cosines, truncated at its radius:
 *
 *   h(n) = amplitude[0] + sum over m = 1..terms of amplitude[m] cos(m frequency n),  |n| <= radius
 *
 * A running sum and one short recurrence per cosine compute its convolution at a cost that does not
 * depend on the radius. The frequency is free, near 2 pi / (2 radius + 1), and chosen for the best
 * fit. There the amplitudes are all positive or nearly so, which keeps the rounding error of the
 * recurrences small. */
#ifndef BLUR_COSINE_DESIGN_H
#define BLUR_COSINE_DESIGN_H

#include <stddef.h>

/* Most terms for bytes and for wider samples. */
enum { cosine_byte_terms = 6, cosine_terms_max = 10 };

struct cosine {
    size_t radius;
    int terms; /* 1 to the radius; 0 with radius 0 */
    double frequency;
    double amplitude[cosine_terms_max + 1]; /* 0 beyond the terms; h sums to 1 */
    double error; /* sum |h - g|; samples within H of mid-range are off by at most H times it */
    double edge_error; /* the same at an edge; see cosine_design() */
};

/* Designs h for the weights g = gaussian[0..radius], which must be non-negative, non-increasing and
 * sum to 1 over both sides; radius > 0. Uses the fewest terms with an error within the tolerance,
 * or the best fit with up to terms_most terms. The amplitudes never sum to much more than twice
 * gaussian[0].
 *
 * edge_error is for a border that drops the samples beyond an edge and divides by the sum of the
 * weights inside. It bounds sum |h/N_h - g/N_g| over the taps inside, where N are the sums inside,
 * for every cut by one edge or both, in an image of at least radius + 1 samples. HUGE_VAL if the
 * error is too large for a bound. */
void cosine_design(struct cosine *cosine, const double *gaussian, size_t radius, double tolerance,
                   int terms_most);

#endif
