/* SPDX-License-Identifier: MIT
 * A kernel along one axis, over a given number of positions. */
#ifndef BLUR_AXIS_WEIGHTS_H
#define BLUR_AXIS_WEIGHTS_H

#include <stdbool.h>
#include <stddef.h>

struct axis_weights {
    size_t radius;
    double least;    /* weights that add up to less than this count as none */
    double *weights; /* 2*radius + 1 */
    double *scale; /* for each position, what its weighted sum is to be multiplied by; see below */
};

/* What makes the weighted sum over some taps a weighted mean: 1 / sum of the weights. 0 where that
 * sum is zero or lost in the rounding of the weights, magnitude being the sum of their absolute
 * values, or where that is less than least: there is no mean then. */
double axis_mean_scale(double sum, double magnitude, double least);

/* The nearest number of the type that sums are made in. */
static inline double axis_round(bool in_double, double value)
{
    return in_double ? value : (double)(float)value;
}

/* What weights of a kernel have to add up to, so that neither their products nor the scale leave
 * the range of floats: 2^-40 of its largest weight. */
double axis_least(double largest);

/* The taps first..end-1 of 2*radius + 1 that fall inside 0..length-1 at a position. */
void axis_inside(size_t position, size_t length, size_t radius, size_t *first, size_t *end);

/* Whether all of these weights, as floats, have a mean. */
bool axis_has_mean(const double *weights, size_t taps);

/* Makes the kernel from 2*radius + 1 weights, for length positions. Where the border renormalizes,
 * scale is that of the taps inside, and those that can never fall inside are left out (radius
 * shrinks to length - 1); else it is that of all taps. A gain other than 0 is the scale everywhere
 * instead. All are rounded to floats, unless sums are made in_double. False: no memory, and nothing
 * to free. */
bool axis_weights_make(struct axis_weights *axis, const double *weights, size_t radius,
                       size_t length, bool renormalizes, double gain, bool in_double);

void axis_weights_free(struct axis_weights *axis);

#endif
