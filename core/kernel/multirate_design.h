/* SPDX-License-Identifier: MIT
 * The design of a long kernel as a short one at a lower resolution. Along one axis, for a source x,
 * a factor D and the output sample at Dq + p (phase p is 0..D-1):
 *
 *   low[j] = sum over u of down[|u|] x[Dj + u]         a B-spline with D samples per piece
 *   mid[j] = sum over i of fir[|i|] low[j - i]         the kernel at 1/D of the resolution
 *   output = sum over t = 0..3 of up[p][t] mid[q - 1 + t]      cubic B-spline interpolation
 *
 * Each phase thus has its own effective kernel h_p, close to the target g. The difference is known
 * exactly and bounds the error for any image: with samples of 0..255 it is at most 127.5 sum |h -
 * g|. */
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
    struct fixed_taps down; /* exact: multiples of 2^-shift. Radius 2 * factor - 2 */
    struct fixed_taps fir;  /* fitted and non-negative. Radius at most ceil(radius / factor) */
    int16_t (*up)[4];       /* factor rows, each summing to 2^15 */
    size_t reach;           /* radius that covers every effective kernel */
    double *effective; /* factor rows of 2 * reach + 1: [reach + n] is the weight of Dq + p + n */
    double error;      /* sum |h_p - g| of the worst phase */
    double edge_error; /* the same where an edge cuts the kernel; see resampling_make() */
};

/* Designs the filters for the target weights gaussian[0..radius], which must be non-negative,
 * non-increasing and sum to 1 over both sides; radius > 0. Returns false, with nothing to free, if
 * out of memory.
 *
 * edge_error is for a border that drops the samples beyond an edge and divides by the sum of the
 * weights inside. It is an upper bound of sum |h_p/N_h - g/N_g|, where N are the sums inside, over
 * all phases and all cuts by one edge or both, in an image of at least radius + 1 samples. For a
 * smaller image, clip the kernel first. */
bool resampling_make(struct resampling *resampling, const double *gaussian, size_t radius,
                     size_t factor);

void resampling_free(struct resampling *resampling);

#endif
