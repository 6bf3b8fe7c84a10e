/* SPDX-License-Identifier: MIT
 * A symmetric kernel in fixed point: the form in which the loops take one. */
#ifndef BLUR_FIXED_TAPS_H
#define BLUR_FIXED_TAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The kernel weighs the samples at distance j, on either side, with weights[j] / 2^shift. The
 * middle sample counts as the pair of itself and itself: weights[0] is half of its weight. So each
 * weight stands for two samples, and the weights sum to 2^(shift-1) exactly: flat areas stay flat.
 */
struct fixed_taps {
    size_t radius;
    int shift;
    int16_t *weights; /* 0..radius, and a 0 behind them */
};

/* Makes taps from weights at distance 0..radius that are not negative and whose sum over both sides
 * is positive (they are divided by it), with the largest shift up to max_shift at which each fits
 * 16 bits. What rounding leaves of the sum goes where it is the least error. False: no memory. */
bool fixed_taps_make(struct fixed_taps *taps, const double *weights, size_t radius, int max_shift);

void fixed_taps_free(struct fixed_taps *taps);

/* The weight at a distance, exactly. */
double fixed_taps_weight(const struct fixed_taps *taps, size_t distance);

#endif
