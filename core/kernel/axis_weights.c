/* SPDX-License-Identifier: MIT */
#include "kernel/axis_weights.h"

#include <math.h>
#include <stdlib.h>

#include "image/size.h"

/* Float weights carry a relative error of 2^-24 each, so a sum of them is uncertain by up to 2^-24
 * of the sum of their magnitudes; four times that is taken for zero. */
static const double cancelled = 1.0 / (1 << 22);

double axis_mean_scale(double sum, double magnitude, double least)
{
    return magnitude < least || fabs(sum) <= cancelled * magnitude ? 0 : 1 / sum;
}

/* The largest weight is at least 2^-32, as a kernel has fewer taps and its magnitudes sum to 1. So
 * sums over both axes are at least 2^-112 levels, and floats go down to 2^-126. */
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

static double scale_of_taps(const struct axis_weights *axis, size_t first, size_t end)
{
    double sum = 0, magnitude = 0;
    for (size_t tap = first; tap < end; tap++) {
        sum += axis->weights[tap];
        magnitude += fabs(axis->weights[tap]);
    }
    return axis_mean_scale(sum, magnitude, axis->least);
}

static void make_scale(struct axis_weights *axis, size_t length, bool renormalizes, double gain,
                       bool in_double)
{
    size_t taps = 2 * axis->radius + 1, first = 0, end = taps;
    double whole = scale_of_taps(axis, 0, taps);
    for (size_t position = 0; position < length; position++) {
        if (renormalizes)
            axis_inside(position, length, axis->radius, &first, &end);
        double scale = end - first == taps ? whole : scale_of_taps(axis, first, end);
        scale = gain != 0 ? gain : scale;
        axis->scale[position] = axis_round(in_double, scale);
    }
}

bool axis_weights_make(struct axis_weights *axis, const double *weights, size_t radius,
                       size_t length, bool renormalizes, double gain, bool in_double)
{
    size_t outside = renormalizes && radius >= length ? radius - (length - 1) : 0, reals, bytes;
    double largest = 0;
    axis->radius = radius - outside;
    if (!size_add(2 * axis->radius + 1, length, &reals) ||
        !size_multiply(reals, sizeof(double), &bytes))
        return false;
    axis->weights = malloc(bytes);
    if (!axis->weights)
        return false;
    axis->scale = axis->weights + 2 * axis->radius + 1;
    for (size_t tap = 0; tap <= 2 * axis->radius; tap++)
        axis->weights[tap] = axis_round(in_double, weights[outside + tap]);
    for (size_t tap = 0; tap <= 2 * radius; tap++)
        largest = fmax(largest, fabs(weights[tap]));
    axis->least = axis_least(largest);
    make_scale(axis, length, renormalizes, gain, in_double);
    return true;
}

void axis_weights_free(struct axis_weights *axis)
{
    free(axis->weights);
}
