/* SPDX-License-Identifier: MIT
 * The design of a long kernel as a short one at a lower resolution. Along one axis, for a source x,
 * a factor D and the output sample at Dq + p (phase p is 0..D-1):
 *
 *   low[j] = sum over u of down[|u|] x[Dj + u]         a B-spline over D samples a piece
 *   mid[j] = sum over i of fir[|i|] low[j - i]         the kernel at 1/D of the resolution
 *   output = sum over t = 0..3 of up[p][t] mid[q - 1 + t]      cubic B-spline interpolation
 *
 * Each phase thus has a kernel of its own, its effective kernel h_p, close to the wanted one, g.
 * How close is known exactly, and it bounds the error for any image: samples of 0..255 come out at
 * most 127.5 sum |h - g| off. */
#ifndef BLUR_MULTIRATE_DESIGN_H
#define BLUR_MULTIRATE_DESIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/fixed_taps.h"

/* Factors are powers of two from 2 to this. */
enum { resampling_factor_max = 16 };

struct resampling {
    size_t factor;
    struct fixed_taps
        down; /* exact: the B-spline is a multiple of 2^-shift. Radius 2 * factor - 2 */
    struct fixed_taps
        fir;           /* designed; no weight is negative. Radius at most ceil(radius / factor) */
    int16_t (*up)[4];  /* factor rows, each of the sum 2^15 */
    size_t reach;      /* no effective kernel weighs a sample beyond this distance */
    double *effective; /* factor rows of 2 * reach + 1: [reach + n] is what Dq + p + n weighs */
    double error;      /* sum |h_p - g|, of the worst phase */
    double edge_error; /* the same where an edge cuts the kernel; see resampling_make() */
};

/* Designs the method for a kernel with the weights gaussian[0..radius] at these distances, not
 * negative, not increasing, and of the sum 1 over both sides, radius > 0. False: no memory, and
 * nothing to free.
 *
 * edge_error is for a border that leaves out the samples beyond an edge and divides by the sum of
 * the weights inside. It is an upper bound of sum |h_p/N_h - g/N_g|, N being the sums inside, over
 * all phases and all cuts by either edge or both, for an image of at least radius + 1 samples: a
 * smaller one wants the kernel clipped before. */
bool resampling_make(struct resampling *resampling, const double *gaussian, size_t radius,
                     size_t factor);

void resampling_free(struct resampling *resampling);

#endif
