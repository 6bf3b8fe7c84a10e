/* SPDX-License-Identifier: MIT
 * Rounds the weights of a symmetric kernel to fixed point, keeping their exact sum. */
#include "kernel/fixed_taps.h"

#include <math.h>
#include <stdlib.h>

static double sum_of_both_sides(const double *weights, size_t radius)
{
    double sum = weights[0];
    for (size_t i = 1; i <= radius; i++)
        sum += 2 * weights[i];
    return sum;
}

/* The weight per sample at a distance; the middle sample is stored as half a pair. */
static double stored_weight(const double *weights, size_t distance)
{
    return distance == 0 ? weights[0] / 2 : weights[distance];
}

static int largest_shift(const double *weights, size_t radius, double sum, int max_shift)
{
    double largest = 0;
    for (size_t i = 0; i <= radius; i++)
        largest = fmax(largest, stored_weight(weights, i) / sum);
    int shift = max_shift;
    while (shift > 1 && ldexp(largest, shift) > INT16_MAX - 1)
        shift--;
    return shift;
}

/* Makes up the residual of the sum one unit at a time, each time at the weight that was rounded
 * furthest the other way. */
static void distribute_residual(const struct fixed_taps *taps, const double *weights, double scale,
                                long residual)
{
    int unit = residual > 0 ? 1 : -1;
    for (; residual != 0; residual -= unit) {
        size_t best = 0;
        double gain = -HUGE_VAL;
        for (size_t i = 0; i <= taps->radius; i++) {
            double off = unit * (stored_weight(weights, i) * scale - taps->weights[i]);
            if (off > gain && taps->weights[i] + unit >= 0) {
                gain = off;
                best = i;
            }
        }
        taps->weights[best] = (int16_t)(taps->weights[best] + unit);
    }
}

bool fixed_taps_make(struct fixed_taps *taps, const double *weights, size_t radius, int max_shift)
{
    double sum = sum_of_both_sides(weights, radius);
    taps->radius = radius;
    taps->shift = largest_shift(weights, radius, sum, max_shift);
    taps->weights = calloc(radius + 2, sizeof *taps->weights);
    if (!taps->weights)
        return false;

    double scale = ldexp(1 / sum, taps->shift);
    long residual = 1L << (taps->shift - 1);
    for (size_t i = 0; i <= radius; i++) {
        taps->weights[i] = (int16_t)lrint(stored_weight(weights, i) * scale);
        residual -= taps->weights[i];
    }
    distribute_residual(taps, weights, scale, residual);
    return true;
}

void fixed_taps_free(struct fixed_taps *taps)
{
    free(taps->weights);
    taps->weights = NULL;
}

double fixed_taps_weight(const struct fixed_taps *taps, size_t distance)
{
    return ldexp(taps->weights[distance], distance == 0 ? 1 - taps->shift : -taps->shift);
}
