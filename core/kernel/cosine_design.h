/* SPDX-License-Identifier: MIT
 * The design of a kernel as a few cosines, cut off at its radius:
 *
 *   h(n) = amplitude[0] + sum over m = 1..terms of amplitude[m] cos(m frequency n),  |n| <= radius
 *
 * for the sums of which a running sum and a short recurrence a cosine do, at any radius. The
 * frequency is free: about 2 pi / (2 radius + 1), but where the cosines fit best. There they are
 * all positive or nearly so, which keeps the rounding of the recurrences small. */
#ifndef BLUR_COSINE_DESIGN_H
#define BLUR_COSINE_DESIGN_H

#include <stddef.h>

/* Of bytes, and of wider samples. */
enum { cosine_byte_terms = 6, cosine_terms_max = 10 };

struct cosine {
    size_t radius;
    int terms; /* at least 1, at most the radius */
    double frequency;
    double amplitude[cosine_terms_max + 1]; /* 0 beyond the terms. h has the sum 1 */
    double error;      /* sum |h - g|: samples within H of a middle are H times that off */
    double edge_error; /* the same at an edge; see cosine_design() */
};

/* Designs h for the weights g = gaussian[0..radius], not negative, not increasing, and of the sum 1
 * over both sides, radius > 0: with the fewest terms for an error of at most the tolerance, or else
 * with those of the least error, of terms_most terms at most. Never with amplitudes of much more
 * than twice gaussian[0] in all.
 *
 * edge_error is for a border that leaves out the samples beyond an edge and divides by the sum of
 * the weights inside: an upper bound of sum |h/N_h - g/N_g| over those inside, N being their sums,
 * for all cuts by either edge or both, for an image of at least radius + 1 samples. HUGE_VAL where
 * the error is too large for a bound. */
void cosine_design(struct cosine *cosine, const double *gaussian, size_t radius, double tolerance,
                   int terms_most);

#endif
