/* SPDX-License-Identifier: MIT
 * Fits a few cosines to a Gaussian.
 *
 * For a given frequency w, h is a polynomial in t = cos(w n), because cos(m w n) is the Chebyshev
 * polynomial T_m(t). The polynomials orthogonal over the given points and weights come from a
 * three-term recurrence (Forsythe's method). Projecting g onto them solves the least-squares
 * problem without an ill-conditioned matrix. Weights of 1/|h - g| turn the squares into absolute
 * values. The frequency that minimizes their sum is found by a grid search, then by golden-section
 * search. */
#include "kernel/cosine_design.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "kernel/det_math.h"

enum {
    points_max = 64, /* h - g changes sign about 8 times: 8 points per interval */
    orders = cosine_terms_max + 1,
    grid_steps = 14,
    search_steps = 12,
    search_rounds = 3,
    final_rounds = 10
};

/* The frequency, in units of 2 pi / (2 radius + 1). */
static const double frequency_min = 0.5, frequency_step = 0.05;

/* A subset of the distances 0..radius; each point represents its neighbours. */
struct points {
    size_t count;
    double distance[points_max];
    double wanted[points_max]; /* g */
    double share[points_max];  /* number of taps it represents, on both sides */
    double weight[points_max]; /* in the least squares */
    double offset[points_max]; /* h - g of the last fit */
};

struct cosine_fit {
    int terms;
    double frequency;
    double amplitude[orders];
    double error; /* weighted sum over the points */
};

/* Evenly spaced, including both ends. Trapezoidal rule: each point represents half of the taps
 * between the points before and after it, on both sides. The first represents those up to the
 * second point; the last also its own half interval. With one point per tap the shares are 1, 2, 2
 * .. 2. */
static void choose_points(struct points *points, const double *gaussian, size_t radius)
{
    size_t count = radius < points_max ? radius + 1 : points_max, before = 0, at = 0;
    points->count = count;
    for (size_t i = 0; i < count; i++) {
        size_t after = i + 1 < count ? (i + 1) * radius / (count - 1) : radius + 1;
        points->distance[i] = (double)at;
        points->wanted[i] = gaussian[at];
        points->share[i] = (double)(after - before);
        before = at;
        at = after;
    }
}

/* The orthogonal polynomials: their values at the points and their coefficients for T_0..T_10. */
struct basis {
    size_t count; /* of polynomials; fewer than requested if there are too few distinct t */
    double t[points_max];
    double value[orders][points_max];
    double coefficient[orders][orders];
    double norm[orders];   /* sum of weight value^2 */
    double centre[orders]; /* the same with a factor t, divided by the norm */
};

/* t T_m = (T_(m+1) + T_|m-1|) / 2 */
static void multiply_by_t(double *product, const double *coefficient, size_t order)
{
    for (size_t m = 0; m < order; m++) {
        product[m + 1] += coefficient[m] / 2;
        product[m == 0 ? 1 : m - 1] += coefficient[m] / 2;
    }
}

/* p_k = (t - centre_(k-1)) p_(k-1) - norm_(k-1) / norm_(k-2) p_(k-2) */
static void next_polynomial(struct basis *basis, size_t count, size_t k)
{
    const double *last = basis->value[k - 1], *before = basis->value[k > 1 ? k - 2 : 0];
    double centre = basis->centre[k - 1];
    double ratio = k > 1 ? basis->norm[k - 1] / basis->norm[k - 2] : 0;
    for (size_t i = 0; i < count; i++)
        basis->value[k][i] = (basis->t[i] - centre) * last[i] - ratio * before[i];
    memset(basis->coefficient[k], 0, sizeof basis->coefficient[k]);
    multiply_by_t(basis->coefficient[k], basis->coefficient[k - 1], k);
    for (size_t m = 0; m < k; m++)
        basis->coefficient[k][m] -= centre * basis->coefficient[k - 1][m];
    for (size_t m = 0; k > 1 && m < k - 1; m++)
        basis->coefficient[k][m] -= ratio * basis->coefficient[k - 2][m];
}

static void make_basis(struct basis *basis, const struct points *points, int terms)
{
    memset(basis->coefficient[0], 0, sizeof basis->coefficient[0]);
    basis->coefficient[0][0] = 1;
    for (size_t i = 0; i < points->count; i++)
        basis->value[0][i] = 1;
    for (size_t k = 0; k <= (size_t)terms; k++) {
        double norm = 0, moment = 0;
        if (k > 0)
            next_polynomial(basis, points->count, k);
        for (size_t i = 0; i < points->count; i++) {
            double square = points->weight[i] * basis->value[k][i] * basis->value[k][i];
            norm += square;
            moment += square * basis->t[i];
        }
        /* The squares shrink by a factor of about 16 per order; below 1e-20 only rounding is left.
         */
        if (k > 0 && norm <= 1e-20 * basis->norm[0])
            break;
        basis->norm[k] = norm;
        basis->centre[k] = moment / norm;
        basis->count = k + 1;
    }
}

/* Weighted least squares subject to sum h = 1: the projection of g, plus the multiple of the
 * projected shares (divided by the weights) that makes up the sum. */
static void project(struct cosine_fit *fit, struct points *points, const struct basis *basis)
{
    double product[orders] = {0}, sum[orders] = {0}, deficit = 1, per_sum = 0;
    for (size_t k = 0; k < basis->count; k++) {
        for (size_t i = 0; i < points->count; i++) {
            product[k] += points->weight[i] * points->wanted[i] * basis->value[k][i];
            sum[k] += points->share[i] * basis->value[k][i];
        }
        deficit -= product[k] / basis->norm[k] * sum[k];
        per_sum += sum[k] / basis->norm[k] * sum[k];
    }
    memset(fit->amplitude, 0, sizeof fit->amplitude);
    for (size_t i = 0; i < points->count; i++)
        points->offset[i] = -points->wanted[i];
    for (size_t k = 0; k < basis->count; k++) {
        double factor = (product[k] + deficit / per_sum * sum[k]) / basis->norm[k];
        for (size_t m = 0; m <= k; m++)
            fit->amplitude[m] += factor * basis->coefficient[k][m];
        for (size_t i = 0; i < points->count; i++)
            points->offset[i] += factor * basis->value[k][i];
    }
}

/* Sets the weights for the next round; returns the error of this one. */
static double update_weights(struct points *points)
{
    double error = 0, shares = 0;
    for (size_t i = 0; i < points->count; i++) {
        error += points->share[i] * fabs(points->offset[i]);
        shares += points->share[i];
    }
    double floor = fmax(0.05 * error / shares, 1e-12 * points->wanted[0]);
    for (size_t i = 0; i < points->count; i++)
        points->weight[i] = points->share[i] / (fabs(points->offset[i]) + floor);
    return error;
}

static bool amplitudes_are_bounded(const struct cosine_fit *fit, const struct points *points)
{
    double sum = 0;
    for (size_t m = 0; m < orders; m++)
        sum += fabs(fit->amplitude[m]);
    return sum <= 2 * points->wanted[0];
}

/* The best fit at this frequency within the given number of rounds; error HUGE_VAL if none. */
static struct cosine_fit fit_frequency(struct points *points, size_t radius, int terms,
                                       double multiple, int rounds)
{
    struct basis basis;
    struct cosine_fit best = {.error = HUGE_VAL};
    struct cosine_fit fit = {.terms = terms,
                             .frequency = multiple * 2 * DET_PI / (2 * (double)radius + 1)};
    for (size_t i = 0; i < points->count; i++) {
        basis.t[i] = det_cos(fit.frequency * points->distance[i]);
        points->weight[i] = points->share[i];
    }
    for (int round = 0; round < rounds; round++) {
        make_basis(&basis, points, terms);
        project(&fit, points, &basis);
        fit.error = update_weights(points);
        if (fit.error < best.error && amplitudes_are_bounded(&fit, points))
            best = fit;
    }
    return best;
}

static double grid_search(struct points *points, size_t radius, int terms)
{
    double least = HUGE_VAL, best = 1;
    for (int i = 0; i < grid_steps; i++) {
        double multiple = frequency_min + frequency_step * i;
        double error = fit_frequency(points, radius, terms, multiple, 1).error;
        if (error < least) {
            least = error;
            best = multiple;
        }
    }
    return best;
}

static struct cosine_fit fit_terms(struct points *points, size_t radius, int terms)
{
    const double golden = 0.6180339887498949;
    double middle = grid_search(points, radius, terms);
    double ends[2] = {middle - frequency_step, middle + frequency_step};
    double inner[2], error[2];
    for (int i = 0; i < 2; i++) {
        inner[i] = ends[i] + (1 - golden) * (ends[1 - i] - ends[i]);
        error[i] = fit_frequency(points, radius, terms, inner[i], search_rounds).error;
    }
    for (int step = 0; step < search_steps; step++) {
        int better = error[0] <= error[1] ? 0 : 1, worse = 1 - better;
        ends[worse] = inner[worse];
        inner[worse] = inner[better];
        error[worse] = error[better];
        inner[better] = ends[better] + (1 - golden) * (ends[worse] - ends[better]);
        error[better] = fit_frequency(points, radius, terms, inner[better], search_rounds).error;
    }
    middle = error[0] <= error[1] ? inner[0] : inner[1];
    return fit_frequency(points, radius, terms, middle, final_rounds);
}

/* Clenshaw's recurrence. */
static double value_at(const struct cosine_fit *fit, double distance)
{
    double t = det_cos(fit->frequency * distance), last = 0, before = 0;
    for (int m = fit->terms; m > 0; m--) {
        double next = fit->amplitude[m] + 2 * t * last - before;
        before = last;
        last = next;
    }
    return fit->amplitude[0] + t * last - before;
}

/* Sum of cos(f n) over |n| <= radius: sin((2 radius + 1) f/2) / sin(f/2). With at most radius
 * terms, f/2 = m w/2 is below pi * 1.2 * radius / (2 radius + 1) < 0.6 pi, and above 0. */
static double sum_of_cosine(double frequency, double radius)
{
    return det_sin((2 * radius + 1) * frequency / 2) / det_sin(frequency / 2);
}

/* Normalizes the sum over all taps to 1; the fit sees only the points. */
static void normalize_sum(struct cosine_fit *fit, double radius)
{
    double sum = 0;
    for (int m = fit->terms; m > 0; m--)
        sum += fit->amplitude[m] * sum_of_cosine(m * fit->frequency, radius);
    fit->amplitude[0] = (1 - sum) / (2 * radius + 1);
}

static void measure_error(struct cosine *cosine, const struct cosine_fit *fit,
                          const double *gaussian)
{
    double sum = 0;
    for (size_t n = 1; n <= cosine->radius; n++)
        sum += fabs(value_at(fit, (double)n) - gaussian[n]);
    cosine->error = fabs(value_at(fit, 0) - gaussian[0]) + 2 * sum;
}

/* Let e = h - g, and T and E the sums of |e| and e over the taps inside. As N_h = N_g + E:
 *
 *   sum |h/N_h - g/N_g| = sum |e - g E/N_g| / N_h <= (T + |E|) / N_h
 *
 * Let c be the nearer cut and d >= c the other, with d >= radius - c. Because e sums to 0 overall,
 * the cut at d reduces T by at least as much as it can add to |E|, so T and E may ignore it. N_h is
 * smallest at the smallest d, and at least N_g minus the error. */
static void measure_edge_error(struct cosine *cosine, const struct cosine_fit *fit,
                               const double *gaussian)
{
    double middle = value_at(fit, 0) - gaussian[0];
    /* off, sum: |e| and e over -c..radius. near, far: g over 0..c and 0..d. */
    double off = (cosine->error + fabs(middle)) / 2, sum = middle / 2;
    double near = gaussian[0], far = (1 + gaussian[0]) / 2;
    cosine->edge_error = 0;
    for (size_t c = 0; c <= cosine->radius; c++) {
        if (c > 0) {
            double e = value_at(fit, (double)c) - gaussian[c];
            off += fabs(e);
            sum += e;
            near += gaussian[c];
            far -= 2 * c <= cosine->radius + 1 ? gaussian[cosine->radius - c + 1] : 0;
        }
        double inside = near + fmax(near, far) - gaussian[0] - cosine->error;
        double bound = inside > 0 ? (off + fabs(sum)) / inside : HUGE_VAL;
        cosine->edge_error = fmax(cosine->edge_error, bound);
    }
}

static void keep_if_better(struct cosine *best, struct cosine_fit *fit, const double *gaussian)
{
    struct cosine cosine = {
        .radius = best->radius, .terms = fit->terms, .frequency = fit->frequency};
    normalize_sum(fit, (double)best->radius);
    measure_error(&cosine, fit, gaussian);
    if (cosine.error >= best->error)
        return;
    memcpy(cosine.amplitude, fit->amplitude, sizeof cosine.amplitude);
    measure_edge_error(&cosine, fit, gaussian);
    *best = cosine;
}

void cosine_design(struct cosine *cosine, const double *gaussian, size_t radius, double tolerance,
                   int terms_most)
{
    struct points points;
    choose_points(&points, gaussian, radius);
    *cosine = (struct cosine){.radius = radius, .error = HUGE_VAL};
    struct cosine_fit box = {.terms = 1, .frequency = 2 * DET_PI / (2 * (double)radius + 1)};
    keep_if_better(cosine, &box, gaussian);
    for (int terms = 1; terms <= terms_most && (size_t)terms <= radius; terms++) {
        if (cosine->error <= tolerance)
            return;
        struct cosine_fit fit = fit_terms(&points, radius, terms);
        if (fit.error < HUGE_VAL)
            keep_if_better(cosine, &fit, gaussian);
    }
}
