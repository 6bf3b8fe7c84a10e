/* SPDX-License-Identifier: MIT
 * A kernel along one axis, and the scale that normalizes its sum at each position. */
#ifndef BLUR_AXIS_WEIGHTS_H
#define BLUR_AXIS_WEIGHTS_H

#include <stdbool.h>
#include <stddef.h>

struct axis_weights {
    size_t radius;
    double least;    /* a sum of weights below this counts as zero */
    double *weights; /* 2*radius + 1 */
    double *scale;   /* for each position, the factor for its weighted sum; see below */
};

/* The factor that turns a weighted sum into a weighted mean: 1 / sum. Returns 0, for no mean, if
 * the sum is zero, is lost in the rounding of the weights (magnitude is the sum of their absolute
 * values), or if the magnitude is below least. */
double axis_mean_scale(double sum, double magnitude, double least);

/* Rounds to the type of the accumulators. */
static inline double axis_round(bool in_double, double value)
{
    return in_double ? value : (double)(float)value;
}

/* The smallest sum of weights for which neither their products nor the scale leave the range of
 * floats: 2^-40 of the largest weight. */
double axis_least(double largest);

/* The taps first..end-1, out of 2*radius + 1, that fall inside 0..length-1 at this position. */
void axis_inside(size_t position, size_t length, size_t radius, size_t *first, size_t *end);

/* Whether these weights, rounded to float, have a mean. */
bool axis_has_mean(const double *weights, size_t taps);

/* Makes the kernel from 2*radius + 1 weights, for length positions. With a renormalizing border,
 * each scale covers the taps inside, and taps that are never inside are dropped (radius shrinks to
 * length - 1); otherwise it covers all taps. A non-zero gain replaces every scale. Weights and
 * scales are rounded to float unless in_double. Returns false, with nothing to free, if out of
 * memory. */
bool axis_weights_make(struct axis_weights *axis, const double *weights, size_t radius,
                       size_t length, bool renormalizes, double gain, bool in_double);

void axis_weights_free(struct axis_weights *axis);

#endif
