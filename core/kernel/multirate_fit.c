/* SPDX-License-Identifier: MIT
 * Fits the low-resolution kernel so that the effective kernels of all phases differ least from the
 * target: it minimizes the sum of absolute differences in the worst phase. This is iteratively
 * reweighted least squares, with weights of 1/|difference| (which turn the squares into absolute
 * values), times a weight per phase that grows while that phase is the worst. Before rounding to
 * integers the result is within 5 % of the optimum that linear programming finds. The remaining
 * error is the jump to zero at the end of the kernel, smeared over a few low-resolution samples,
 * and, where that is small, the quantization of weights to 2^-16.
 *
 * In blocks of D samples: let s = Dk + o be the offset of a source sample from Dq. One unit of
 * fir[i] gives it the weight basis_p(s + Di), where basis_p = sum over t of up[p][t] down(s - D(t -
 * 1)). This is non-zero only from -3D + 2 to 4D - 2, that is in 7 blocks: k + i is -3..3. Every row
 * of the problem has these 7 coefficients, the same for all k, so the normal equations are banded
 * with 6 subdiagonals. Mirroring fir maps phase p to D - p, so phases 0..D/2 cover the whole
 * problem. */
#include "kernel/multirate_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    blocks_before = 3,
    span = 2 * blocks_before + 1, /* coefficients per row */
    pairs = span * (span + 1) / 2,
    phases_max = 3, /* phases fitted: 0, D/4 and D/2; those between are no worse */
    rounds = 6
};

struct multirate_fit {
    size_t factor, radius;      /* of the fir */
    size_t phases, phase_step;  /* phases fitted: 0, phase_step .. factor/2 */
    size_t blocks;              /* of source samples; block k has index k + radius + 3 */
    double *basis;              /* [phase][o][coefficient] */
    double *products;           /* [phase][o][pair of coefficients], for the normal equations */
    double *target;             /* [phase][block][o]: the target kernel */
    double *residual;           /* likewise: absolute error of the fit */
    double *matrix;             /* [i][distance from the diagonal] of the normal equations */
    double *factored;           /* likewise, its Cholesky factor */
    double *right, *ones;       /* [i]: right-hand side; how often fir[i] counts in the sum */
    double *solution, *adjoint; /* [i] */
    double *best;               /* [i] */
    double best_error;
    double emphasis[phases_max]; /* weights of the phases */
    double errors[phases_max];   /* sums of absolute residuals */
};

static size_t fit_rows(const struct multirate_fit *fit)
{
    return fit->phases * fit->blocks * fit->factor;
}

static bool fit_allocate(struct multirate_fit *fit)
{
    size_t unknowns = fit->radius + 1, basis = fit->phases * fit->factor * span;
    size_t products = fit->phases * fit->factor * pairs, band = unknowns * span;
    double *memory =
        calloc(basis + products + 2 * fit_rows(fit) + 2 * band + 5 * unknowns, sizeof *memory);
    if (!memory)
        return false;
    fit->basis = memory;
    fit->products = fit->basis + basis;
    fit->target = fit->products + products;
    fit->residual = fit->target + fit_rows(fit);
    fit->matrix = fit->residual + fit_rows(fit);
    fit->factored = fit->matrix + band;
    fit->right = fit->factored + band;
    fit->ones = fit->right + unknowns;
    fit->solution = fit->ones + unknowns;
    fit->adjoint = fit->solution + unknowns;
    fit->best = fit->adjoint + unknowns;
    return true;
}

/* The basis at the offset s = D(a - 3) + o from Dq. */
static double basis_at(const struct multirate_filters *filters, size_t phase, size_t a, size_t o)
{
    double sum = 0;
    for (size_t t = 0; t < 4; t++) {
        ptrdiff_t blocks = (ptrdiff_t)(a - t) - (blocks_before - 1);
        size_t distance = (size_t)labs(blocks * (ptrdiff_t)filters->factor + (ptrdiff_t)o);
        if (distance <= filters->down->radius)
            sum += filters->up[phase][t] / 32768.0 * fixed_taps_weight(filters->down, distance);
    }
    return sum;
}

static void make_basis(struct multirate_fit *fit, const struct multirate_filters *filters,
                       size_t phase)
{
    double *basis = fit->basis + phase * fit->factor * span;
    double *product = fit->products + phase * fit->factor * pairs;
    for (size_t o = 0; o < fit->factor; o++, basis += span) {
        for (size_t a = 0; a < span; a++)
            basis[a] = basis_at(filters, phase * fit->phase_step, a, o);
        for (size_t a = 0; a < span; a++)
            for (size_t b = a; b < span; b++)
                *product++ = basis[a] * basis[b];
    }
}

static void make_target(struct multirate_fit *fit, const double *gaussian, size_t radius,
                        size_t phase)
{
    double *target = fit->target + phase * fit->blocks * fit->factor;
    ptrdiff_t first =
        (ptrdiff_t)((fit->radius + blocks_before) * fit->factor + phase * fit->phase_step);
    for (size_t i = 0; i < fit->blocks * fit->factor; i++) {
        size_t distance = (size_t)labs((ptrdiff_t)i - first);
        target[i] = distance <= radius ? gaussian[distance] : 0;
    }
}

static bool fit_make(struct multirate_fit *fit, const struct multirate_filters *filters,
                     const double *gaussian, size_t radius, size_t fir_radius)
{
    size_t factor = filters->factor;
    *fit = (struct multirate_fit){.factor = factor, .radius = fir_radius};
    fit->phase_step = factor > 4 ? factor / 4 : 1;
    fit->phases = factor / 2 / fit->phase_step + 1;
    fit->blocks = 2 * (fit->radius + blocks_before) + 1;
    fit->best_error = HUGE_VAL;
    if (!fit_allocate(fit))
        return false;
    for (size_t phase = 0; phase < fit->phases; phase++) {
        make_basis(fit, filters, phase);
        make_target(fit, gaussian, radius, phase);
        fit->emphasis[phase] = 1;
    }
    for (size_t i = 0; i <= fit->radius; i++)
        fit->ones[i] = i == 0 ? 1 : 2;
    return true;
}

/* The index i of the fir[i] that coefficient a of a block multiplies: |a - 3 - k|. None if above
 * the radius. */
static size_t unknown_index(const struct multirate_fit *fit, size_t block, size_t a)
{
    return (size_t)labs((ptrdiff_t)(a + fit->radius) - (ptrdiff_t)block);
}

/* Computes the residuals of a block and phase; returns the sum of their magnitudes. */
static double block_residuals(struct multirate_fit *fit, size_t phase, size_t block)
{
    double x[span], sum = 0;
    for (size_t a = 0; a < span; a++) {
        size_t i = unknown_index(fit, block, a);
        x[a] = i <= fit->radius ? fit->solution[i] : 0;
    }
    size_t row = (phase * fit->blocks + block) * fit->factor;
    const double *basis = fit->basis + phase * fit->factor * span;
    for (size_t o = 0; o < fit->factor; o++, basis += span) {
        double value = 0;
        for (size_t a = 0; a < span; a++)
            value += x[a] * basis[a];
        fit->residual[row + o] = fabs(value - fit->target[row + o]);
        sum += fit->residual[row + o];
    }
    return sum;
}

/* Returns the mean absolute residual of the worst phase. */
static double residuals(struct multirate_fit *fit)
{
    double worst = 0;
    for (size_t phase = 0; phase < fit->phases; phase++) {
        fit->errors[phase] = 0;
        for (size_t block = 0; block < fit->blocks; block++)
            fit->errors[phase] += block_residuals(fit, phase, block);
        worst = fmax(worst, fit->errors[phase]);
    }
    return worst / (double)(fit->blocks * fit->factor);
}

/* Adds a symmetric entry between unfolded unknowns to the entry of the folded ones, in the lower
 * band. */
static void add_entry(struct multirate_fit *fit, size_t i, size_t j, double value)
{
    size_t low = i < j ? i : j, high = i < j ? j : i;
    fit->matrix[high * span + high - low] += value;
}

/* Sums over the rows of a block: weight * product, and weight * target * basis. */
static void sum_block(const struct multirate_fit *fit, size_t block, double floor,
                      double sums[pairs], double right[span])
{
    for (size_t phase = 0; phase < fit->phases; phase++) {
        size_t row = (phase * fit->blocks + block) * fit->factor;
        const double *basis = fit->basis + phase * fit->factor * span;
        const double *product = fit->products + phase * fit->factor * pairs;
        for (size_t o = 0; o < fit->factor; o++, basis += span, product += pairs) {
            double weight = fit->emphasis[phase] / (fit->residual[row + o] + floor);
            for (size_t pair = 0; pair < pairs; pair++)
                sums[pair] += weight * product[pair];
            for (size_t a = 0; a < span; a++)
                right[a] += weight * fit->target[row + o] * basis[a];
        }
    }
}

static void add_block(struct multirate_fit *fit, size_t block, double floor)
{
    double sums[pairs] = {0}, right[span] = {0};
    sum_block(fit, block, floor, sums, right);
    const double *sum = sums;
    for (size_t a = 0; a < span; a++) {
        size_t i = unknown_index(fit, block, a);
        if (i <= fit->radius)
            fit->right[i] += right[a];
        for (size_t b = a; b < span; b++, sum++) {
            size_t j = unknown_index(fit, block, b);
            /* fir[-1] and fir[1], say, are the same unknown, so their pair counts in both orders.
             */
            if (i <= fit->radius && j <= fit->radius)
                add_entry(fit, i, j, a != b && i == j ? 2 * *sum : *sum);
        }
    }
}

/* The residuals of the previous round give the weights of this one, each at most 1/floor. */
static void normal_equations(struct multirate_fit *fit, double floor)
{
    size_t unknowns = fit->radius + 1;
    memset(fit->matrix, 0, unknowns * span * sizeof *fit->matrix);
    memset(fit->right, 0, unknowns * sizeof *fit->right);
    for (size_t block = 0; block < fit->blocks; block++)
        add_block(fit, block, floor);
}

/* Banded Cholesky factorization into the lower factor. Unknowns with ones[i] == 0 are fixed at
 * zero: their rows and columns are those of the identity matrix. */
static void factorize(struct multirate_fit *fit)
{
    for (size_t i = 0; i <= fit->radius; i++) {
        double *row = fit->factored + i * span;
        const double *from = fit->matrix + i * span;
        for (size_t back = i < span - 1 ? i : span - 1; back > 0; back--) {
            const double *other = fit->factored + (i - back) * span;
            double sum = fit->ones[i] > 0 && fit->ones[i - back] > 0 ? from[back] : 0;
            for (size_t c = 1; c < span - back && c <= i - back; c++)
                sum -= row[back + c] * other[c];
            row[back] = sum / other[0];
        }
        double sum = from[0];
        for (size_t back = 1; back < span && back <= i; back++)
            sum -= row[back] * row[back];
        /* A pivot lost to rounding would be noise; clamping it damps its unknown instead. */
        row[0] = fit->ones[i] > 0 ? sqrt(fmax(sum, 1e-12 * from[0])) : 1;
    }
}

static void substitute(const struct multirate_fit *fit, double *x)
{
    for (size_t i = 0; i <= fit->radius; i++) {
        const double *row = fit->factored + i * span;
        for (size_t back = 1; back < span && back <= i; back++)
            x[i] -= row[back] * x[i - back];
        x[i] /= row[0];
    }
    for (size_t i = fit->radius + 1; i-- > 0;) {
        for (size_t next = 1; next < span && i + next <= fit->radius; next++)
            x[i] -= fit->factored[(i + next) * span + next] * x[i + next];
        x[i] /= fit->factored[i * span];
    }
}

/* Minimizes over the free unknowns with the sum of the kernel constrained to 1 by a Lagrange
 * multiplier: solution = A^-1 right + multiplier * A^-1 ones. */
static void solve_for_free(struct multirate_fit *fit)
{
    size_t unknowns = fit->radius + 1;
    factorize(fit);
    memcpy(fit->adjoint, fit->ones, unknowns * sizeof *fit->ones);
    for (size_t i = 0; i < unknowns; i++)
        fit->solution[i] = fit->ones[i] > 0 ? fit->right[i] : 0;
    substitute(fit, fit->solution);
    substitute(fit, fit->adjoint);
    double sum = 0, per_multiplier = 0;
    for (size_t i = 0; i < unknowns; i++) {
        sum += fit->ones[i] * fit->solution[i];
        per_multiplier += fit->ones[i] * fit->adjoint[i];
    }
    for (size_t i = 0; i < unknowns; i++)
        fit->solution[i] += (1 - sum) / per_multiplier * fit->adjoint[i];
}

/* Fixes negative unknowns at zero and solves again until none is left. As the sum is 1, some
 * unknown always stays positive. */
static void solve(struct multirate_fit *fit)
{
    for (size_t i = 0; i <= fit->radius; i++)
        fit->ones[i] = i == 0 ? 1 : 2;
    for (bool negative = true; negative;) {
        negative = false;
        solve_for_free(fit);
        for (size_t i = 0; i <= fit->radius; i++)
            if (fit->solution[i] < 0) {
                fit->ones[i] = 0;
                negative = true;
            }
    }
}

static double fourth_power(double x)
{
    return x * x * x * x;
}

static void keep_best(struct multirate_fit *fit)
{
    double worst = 0;
    for (size_t phase = 0; phase < fit->phases; phase++)
        worst = fmax(worst, fit->errors[phase]);
    for (size_t phase = 0; phase < fit->phases && worst > 0; phase++)
        fit->emphasis[phase] *= fourth_power(fit->errors[phase] / worst);
    if (worst >= fit->best_error)
        return;
    fit->best_error = worst;
    memcpy(fit->best, fit->solution, (fit->radius + 1) * sizeof *fit->best);
}

/* The first round weights all rows equally: no residuals yet, and a floor of 1. */
static void run_fit(struct multirate_fit *fit)
{
    double floor = 1;
    for (int round = 0; round < rounds; round++) {
        normal_equations(fit, floor);
        solve(fit);
        floor = fmax(0.1 * residuals(fit), 1e-12);
        keep_best(fit);
    }
}

bool multirate_fit(const struct multirate_filters *filters, const double *gaussian, size_t radius,
                   size_t fir_radius, double *weights)
{
    struct multirate_fit fit;
    if (!fit_make(&fit, filters, gaussian, radius, fir_radius))
        return false;
    run_fit(&fit);
    memcpy(weights, fit.best, (fir_radius + 1) * sizeof *weights);
    free(fit.basis);
    return true;
}
