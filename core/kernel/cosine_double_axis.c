/* SPDX-License-Identifier: MIT
 * Coefficients of the cosine recurrences in double along one axis, and the bound on their rounding
 * error. */
#include "kernel/cosine_double_axis.h"

#include <math.h>
#include <stdlib.h>

#include "image/size.h"
#include "kernel/det_math.h"

/* The largest magnitude of y for samples of at most 1 in magnitude: the sum of the magnitudes of
 * its weights. */
static double sum_bound(double amplitude, double theta, size_t radius)
{
    double sum = fabs(amplitude);
    for (size_t k = 1; k <= radius; k++)
        sum += 2 * fabs(amplitude * det_cos(theta * (double)k));
    return sum;
}

/* Rounding error of y after the given number of steps, in ulps of a double relative to the largest
 * sample. An error in y reappears k steps later as sin((k+1) theta) / sin(theta) times its size, at
 * most k + 1 or 1 / sin(theta). One step rounds the weight of the turn (which counts for 2 y), its
 * product, the difference and the sum: at most 2 + 2 + 3 + 1 times y. The force is at most 2
 * (|c(r)| + |c(r+1)|); two sums of samples, two weights, two products, their difference and its
 * part of the final sum add less than 5 times the force. A start adds radius + 1 products with
 * rounded weights to both y[n] and y[n-1]. */
static double term_rounding(double amplitude, double theta, size_t radius, double steps)
{
    const double y = sum_bound(amplitude, theta, radius);
    const double gain = fmin(steps + 1, 1 / fmax(fabs(det_sin(theta)), 1e-300));
    const double force =
        2 * fabs(amplitude) *
        (fabs(det_cos(theta * (double)radius)) + fabs(det_cos(theta * (double)(radius + 1))));
    return gain * (2 * ((double)radius + 3) * y + steps * (8 * y + 5 * force));
}

/* The running sum covers 2 radius + 1 samples; each step rounds its difference and its sum. The
 * result adds a product, one sum per term, and a scale. */
static double total_rounding(const struct cosine *design, double steps)
{
    const double taps = 2 * (double)design->radius + 1;
    const double constant = fabs(design->amplitude[0]) * taps;
    double total = constant * (taps + steps + 2 * steps / taps), result = constant;
    for (int m = 1; m <= design->terms; m++) {
        double theta = m * design->frequency;
        total += term_rounding(design->amplitude[m], theta, design->radius, steps);
        result += sum_bound(design->amplitude[m], theta, design->radius);
    }
    return total + (design->terms + 4) * result;
}

static bool fill_table(struct cosine_double_axis *axis, const struct cosine *design)
{
    const size_t terms = (size_t)axis->terms;
    size_t bytes;
    if (!size_multiply(axis->radius + 1, (terms + 1) * sizeof *axis->table, &bytes))
        return false;
    axis->table = malloc(bytes);
    if (!axis->table)
        return false;
    for (size_t k = 0; k <= axis->radius; k++)
        for (size_t m = 0; m < terms; m++)
            axis->table[terms * k + m] =
                design->amplitude[m + 1] * det_cos((double)(m + 1) * design->frequency * (double)k);
    return true;
}

bool cosine_double_axis_make(struct cosine_double_axis *axis, const struct cosine *design,
                             size_t longest, double gain)
{
    const double radius = (double)design->radius;
    *axis = (struct cosine_double_axis){.radius = design->radius,
                                        .terms = cosine_double_terms(design->terms),
                                        .constant = design->amplitude[0]};
    axis->interval = (longest + cosine_double_rows - 1) / cosine_double_rows * cosine_double_rows;
    axis->rounding = 1.01 * ldexp(gain, -53) * total_rounding(design, (double)axis->interval);
    for (int m = 0; m < axis->terms; m++) {
        double theta = (m + 1) * design->frequency;
        axis->enters[m] = design->amplitude[m + 1] * det_cos(theta * radius);
        axis->leaves[m] = design->amplitude[m + 1] * det_cos(theta * (radius + 1));
        axis->turns[m] = 2 * det_cos(theta);
    }
    return fill_table(axis, design);
}

void cosine_double_axis_free(struct cosine_double_axis *axis)
{
    free(axis->table);
    axis->table = NULL;
}
