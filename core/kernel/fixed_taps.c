/* SPDX-License-Identifier: MIT */
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

/* The weight of one side; the middle one is a side twice over. */
static double side(const double *weights, size_t distance)
{
    return distance == 0 ? weights[0] / 2 : weights[distance];
}

static int largest_shift(const double *weights, size_t radius, double sum, int max_shift)
{
    double largest = 0;
    for (size_t i = 0; i <= radius; i++)
        largest = fmax(largest, side(weights, i) / sum);
    int shift = max_shift;
    while (shift > 1 && ldexp(largest, shift) > INT16_MAX - 1)
        shift--;
    return shift;
}

/* Moves the weights by one unit each, those first that rounding put off the most, until the sum is
 * right. */
static void settle_sum(const struct fixed_taps *taps, const double *weights, double scale,
                       long missing)
{
    int unit = missing > 0 ? 1 : -1;
    for (; missing != 0; missing -= unit) {
        size_t best = 0;
        double gain = -HUGE_VAL;
        for (size_t i = 0; i <= taps->radius; i++) {
            double off = unit * (side(weights, i) * scale - taps->weights[i]);
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
    long missing = 1L << (taps->shift - 1);
    for (size_t i = 0; i <= radius; i++) {
        taps->weights[i] = (int16_t)lrint(side(weights, i) * scale);
        missing -= taps->weights[i];
    }
    settle_sum(taps, weights, scale, missing);
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
