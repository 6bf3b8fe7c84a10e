/* SPDX-License-Identifier: MIT
 * A symmetric kernel in fixed point, as the inner loops take it. */
#ifndef BLUR_FIXED_TAPS_H
#define BLUR_FIXED_TAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Both samples at distance j have the weight weights[j] / 2^shift. The middle sample counts as a
 * pair of itself, so weights[0] is half its weight. Every weight thus applies to two samples, and
 * the weights sum to exactly 2^(shift-1): flat areas stay flat. */
struct fixed_taps {
    size_t radius;
    int shift;
    int16_t *weights; /* 0..radius, followed by a 0 */
};

/* Makes taps from non-negative weights at distance 0..radius with a positive sum over both sides,
 * by which they are divided. Picks the largest shift up to max_shift at which every weight fits 16
 * bits, and adds the residual of rounding where it causes the least error. Returns false if out of
 * memory. */
bool fixed_taps_make(struct fixed_taps *taps, const double *weights, size_t radius, int max_shift);

void fixed_taps_free(struct fixed_taps *taps);

/* The exact weight at a distance. */
double fixed_taps_weight(const struct fixed_taps *taps, size_t distance);

#endif
