/* SPDX-License-Identifier: MIT
 * Coefficients of the cosine recurrences along one axis, and the bound on their rounding error. */
#include "kernel/cosine_axis.h"

#include <math.h>
#include <stdlib.h>

#include "image/size.h"
#include "kernel/det_math.h"

/* The largest rounding error of a result, in ulps: that of a start by direct sums, and what each
 * later step adds. */
struct rounding {
    double start, step;
    double result; /* largest magnitude before scaling */
};

/* The largest magnitudes of y and d for samples of at most 128 in magnitude: the sums of the
 * magnitudes of their weights. */
static void sum_bounds(double amplitude, double theta, size_t radius, double *y, double *d)
{
    const double size = 128 * fabs(amplitude);
    *y = size;
    *d = 2 * size * fabs(det_cos(theta * (double)radius));
    for (size_t k = 0; k < radius; k++) {
        *y += 2 * size * fabs(det_cos(theta * (double)(k + 1)));
        *d += 4 * size * fabs(det_sin(theta / 2) * det_sin(theta * ((double)k + 0.5)));
    }
}

/* A rounding error in d reappears in later y as a sine of 1 / sin(theta) times its size, one in y
 * as a cosine of 1 / cos(theta/2) times its size. Both are Chebyshev polynomials, of degree k - 1
 * and k, so after k steps they are at most k and 2k + 1 times the error. */
static struct rounding term_rounding(double amplitude, double theta, size_t radius, double steps)
{
    double y, d;
    const double gain_d = fmin(steps, 1 / fabs(det_sin(theta)));
    const double gain_y = fmin(2 * steps + 1, 1 / fabs(det_cos(theta / 2)));
    const double outer = fabs(det_cos(theta * (double)radius));
    const double inner = fabs(det_cos(theta * (double)(radius + 1)));
    const double force = 256 * fabs(amplitude) * (outer + inner);
    sum_bounds(amplitude, theta, radius, &y, &d);
    /* In order: weights, products and difference of the force; its sum with d; weight and product
     * of the turn; the difference. A direct sum adds radius + 1 products with rounded weights. */
    const double turn = 4 * det_sin(theta / 2) * det_sin(theta / 2) * y;
    const double step_d = 3 * force + (d + force) + 2 * turn + d;
    return (struct rounding){((double)radius + 3) * (gain_d * d + gain_y * y),
                             gain_d * step_d + gain_y * y, y};
}

/* The result adds the product with a rounded weight, one sum per term, and a rounded scale. */
static struct rounding total_rounding(const struct cosine *design, double steps)
{
    double constant = 128 * fabs(design->amplitude[0]) * (2 * (double)design->radius + 1);
    struct rounding total = {0, 0, constant};
    for (int m = 1; m <= design->terms; m++) {
        struct rounding one =
            term_rounding(design->amplitude[m], m * design->frequency, design->radius, steps);
        total.start += one.start;
        total.step += one.step;
        total.result += one.result;
    }
    total.start += (design->terms + 6) * total.result;
    return total;
}

static size_t round_up_rows(size_t rows)
{
    return (rows + cosine_rows - 1) / cosine_rows * cosine_rows;
}

/* Uses float if its rounding error stays within the limit over an interval of at least half the
 * radius. Restarting more often would not pay: direct sums of 2 * radius + 1 samples would then
 * take as long as all the rest, and double is no slower than that. */
static void choose_type(struct cosine_axis *axis, const struct cosine *design,
                        const struct cosine_use *use)
{
    const size_t shortest = round_up_rows(size_max(32, design->radius / 2));
    const size_t longest = round_up_rows(use->longest);
    const struct rounding rounding = total_rounding(design, (double)use->length);
    const double unit = 1.01 * use->gain * ldexp(1, -24);
    double steps = (use->rounding_most / unit - rounding.start) / fmax(rounding.step, 1e-9);
    axis->interval = longest;
    if (steps < (double)longest)
        axis->interval = steps < 0 ? 0 : (size_t)steps / cosine_rows * cosine_rows;
    axis->in_double = axis->interval < shortest;
    if (axis->in_double)
        axis->interval = longest;
    axis->rounding = ldexp(unit, axis->in_double ? 24 - 53 : 0) *
                     (rounding.start + rounding.step * (double)axis->interval);
}

void cosine_put(const struct cosine_axis *axis, void *reals, size_t index, double value)
{
    if (axis->in_double)
        ((double *)reals)[index] = value;
    else
        ((float *)reals)[index] = (float)value;
}

void *cosine_reals(const struct cosine_axis *axis, size_t count)
{
    size_t bytes;
    return size_multiply(count + 1, axis->in_double ? sizeof(double) : sizeof(float), &bytes)
               ? malloc(bytes)
               : NULL;
}

/* d = sum over k >= 0 of (c(k) - c(k+1)) (x[n+k] - x[n-1-k]), with c(radius + 1) taken as 0. */
static void fill_table(struct cosine_axis *axis, const struct cosine *design)
{
    const size_t terms = (size_t)axis->terms;
    for (size_t k = 0; k <= axis->radius; k++)
        for (size_t m = 0; m < terms; m++) {
            double theta = (double)(m + 1) * design->frequency;
            double here = design->amplitude[m + 1] * det_cos(theta * (double)k);
            double slope = 2 * design->amplitude[m + 1] * det_sin(theta / 2) *
                           det_sin(theta * ((double)k + 0.5));
            cosine_put(axis, axis->table, 2 * terms * k + m, k == 0 ? here / 2 : here);
            cosine_put(axis, axis->table, 2 * terms * k + terms + m,
                       k == axis->radius ? here : slope);
        }
}

bool cosine_axis_make(struct cosine_axis *axis, const struct cosine *design,
                      const struct cosine_use *use)
{
    const double radius = (double)design->radius;
    choose_type(axis, design, use);
    axis->radius = design->radius;
    axis->terms = design->terms;
    axis->constant = design->amplitude[0];
    for (int m = 0; m < design->terms; m++) {
        double theta = (m + 1) * design->frequency;
        axis->enters[m] = design->amplitude[m + 1] * det_cos(theta * radius);
        axis->leaves[m] = design->amplitude[m + 1] * det_cos(theta * (radius + 1));
        axis->turns[m] = 4 * det_sin(theta / 2) * det_sin(theta / 2);
    }
    axis->table = cosine_reals(axis, 2 * (size_t)axis->terms * (axis->radius + 1));
    if (!axis->table)
        return false;
    fill_table(axis, design);
    return true;
}

void cosine_axis_free(struct cosine_axis *axis)
{
    free(axis->table);
    axis->table = NULL;
}
