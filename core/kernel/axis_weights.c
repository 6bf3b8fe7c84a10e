/* SPDX-License-Identifier: MIT
 * Rounds a kernel's weights and computes the scale for each position of an axis. */
#include "kernel/axis_weights.h"

#include <math.h>
#include <stdlib.h>

#include "image/size.h"

/* Float weights carry a relative error of 2^-24 each, so their sum is uncertain by up to 2^-24 of
 * the sum of their magnitudes. A sum within four times that counts as zero. */
static const double cancellation_limit = 1.0 / (1 << 22);

double axis_mean_scale(double sum, double magnitude, double least)
{
    return magnitude < least || fabs(sum) <= cancellation_limit * magnitude ? 0 : 1 / sum;
}

/* The largest weight is at least 2^-32: a kernel has fewer taps than that, and its magnitudes sum
 * to 1. So sums over both axes are at least 2^-112 levels, and the smallest normal float is 2^-126.
 */
double axis_least(double largest)
{
    return ldexp(largest, -40);
}

void axis_inside(size_t position, size_t length, size_t radius, size_t *first, size_t *end)
{
    size_t after = length - 1 - position;
    *first = radius > position ? radius - position : 0;
    *end = radius + 1 + size_min(radius, after);
}

bool axis_has_mean(const double *weights, size_t taps)
{
    double sum = 0, magnitude = 0;
    for (size_t tap = 0; tap < taps; tap++) {
        sum += (double)(float)weights[tap];
        magnitude += fabs((double)(float)weights[tap]);
    }
    return axis_mean_scale(sum, magnitude, 0) != 0;
}

static double taps_scale(const struct axis_weights *axis, size_t first, size_t end)
{
    double sum = 0, magnitude = 0;
    for (size_t tap = first; tap < end; tap++) {
        sum += axis->weights[tap];
        magnitude += fabs(axis->weights[tap]);
    }
    return axis_mean_scale(sum, magnitude, axis->least);
}

static void fill_scale(struct axis_weights *axis, size_t length, bool renormalizes, double gain,
                       bool in_double)
{
    size_t taps = 2 * axis->radius + 1, first = 0, end = taps;
    double full_scale = taps_scale(axis, 0, taps);
    for (size_t position = 0; position < length; position++) {
        if (renormalizes)
            axis_inside(position, length, axis->radius, &first, &end);
        double scale = end - first == taps ? full_scale : taps_scale(axis, first, end);
        scale = gain != 0 ? gain : scale;
        axis->scale[position] = axis_round(in_double, scale);
    }
}

bool axis_weights_make(struct axis_weights *axis, const double *weights, size_t radius,
                       size_t length, bool renormalizes, double gain, bool in_double)
{
    size_t dropped = renormalizes && radius >= length ? radius - (length - 1) : 0, count, bytes;
    double largest = 0;
    axis->radius = radius - dropped;
    if (!size_add(2 * axis->radius + 1, length, &count) ||
        !size_multiply(count, sizeof(double), &bytes))
        return false;
    axis->weights = malloc(bytes);
    if (!axis->weights)
        return false;
    axis->scale = axis->weights + 2 * axis->radius + 1;
    for (size_t tap = 0; tap <= 2 * axis->radius; tap++)
        axis->weights[tap] = axis_round(in_double, weights[dropped + tap]);
    for (size_t tap = 0; tap <= 2 * radius; tap++)
        largest = fmax(largest, fabs(weights[tap]));
    axis->least = axis_least(largest);
    fill_scale(axis, length, renormalizes, gain, in_double);
    return true;
}

void axis_weights_free(struct axis_weights *axis)
{
    free(axis->weights);
}
