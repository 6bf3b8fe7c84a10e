/* SPDX-License-Identifier: MIT
 * Designs the three filters of the multirate method and measures the error of their effective
 * kernels. */
#include "kernel/multirate_design.h"

#include <math.h>
#include <stdlib.h>

#include "kernel/multirate_fit.h"

static void design_up(int16_t (*up)[4], size_t factor)
{
    for (size_t phase = 0; phase <= factor / 2; phase++) {
        double f = (double)phase / (double)factor, g = 1 - f;
        double exact[4] = {g * g * g / 6, ((3 * f - 6) * f * f + 4) / 6,
                           ((3 * g - 6) * g * g + 4) / 6, f * f * f / 6};
        for (size_t t = 0; t < 4; t++)
            up[phase][t] = (int16_t)lrint(32768 * exact[t]);
        /* The largest weight absorbs the residual; at the middle phase there are two of them. */
        up[phase][1] = (int16_t)(32768 - up[phase][0] - up[phase][2] - up[phase][3]);
        if (2 * phase == factor)
            up[phase][1] = up[phase][2] = (int16_t)(16384 - up[phase][0]);
        for (size_t t = 0; t < 4 && phase > 0; t++)
            up[factor - phase][t] = up[phase][3 - t];
    }
}

/* box(D) convolved with itself to a total of four boxes: D^4 times the weights at distance 0..2D-2.
 * By its third differences, the weight at u = 2D - 2 - v is C(v+3, 3) - 4 C(v-D+3, 3) for v < 2D.
 */
static double four_boxes(size_t factor, size_t distance)
{
    double v = (double)(2 * factor - 2 - distance), w = v - (double)factor;
    double sum = (v + 1) * (v + 2) * (v + 3) / 6;
    return w < 0 ? sum : sum - 4 * (w + 1) * (w + 2) * (w + 3) / 6;
}

/* The weights are multiples of D^-4, so shifts of 4, 8, 12 and 16 hold them exactly; D = 2 uses 7
 * to keep more bits in the sums of the first pass. The middle weight, D (2D^2 + 1) / 3 units, is
 * even, so it can be halved. */
static bool design_down(struct fixed_taps *down, size_t factor)
{
    double weights[2 * resampling_factor_max - 1];
    size_t radius = 2 * factor - 2;
    for (size_t i = 0; i <= radius; i++)
        weights[i] = four_boxes(factor, i);
    int shift = factor == 2 ? 7 : factor == 4 ? 8 : factor == 8 ? 12 : 16;
    return fixed_taps_make(down, weights, radius, shift);
}

/* Rounds to multiples of 2^-16 so that the cumulative sums from the end inwards are as close as
 * possible (error diffusion). The rounding errors of neighbouring weights then cancel, and
 * interpolation leaves far less of them than of independent errors. Trailing zero weights are
 * dropped. */
static bool round_fir(struct fixed_taps *fir, double *weights, size_t radius)
{
    double sum = 0, rounded_sum = 0;
    for (size_t i = radius; i > 0; i--) {
        sum += 65536 * weights[i];
        weights[i] = rint(sum) - rounded_sum;
        rounded_sum = rint(sum);
    }
    weights[0] = 65536 - 2 * rounded_sum;
    while (radius > 1 && weights[radius] <= 0)
        radius--;
    return fixed_taps_make(fir, weights, radius, 16);
}

static bool design_fir(struct resampling *resampling, const double *gaussian, size_t radius)
{
    size_t fir_radius = (radius + resampling->factor - 1) / resampling->factor;
    double *weights = malloc((fir_radius + 1) * sizeof *weights);
    const struct multirate_filters filters = {resampling->factor, &resampling->down,
                                              (const int16_t(*)[4])resampling->up};
    bool made = weights && multirate_fit(&filters, gaussian, radius, fir_radius, weights) &&
                round_fir(&resampling->fir, weights, fir_radius);
    free(weights);
    return made;
}

/* The impulse response from the source to mid[0]: 2 * reach + 1 weights, centred. */
static void impulse_response(const struct resampling *resampling, double *response)
{
    size_t factor = resampling->factor, fir = resampling->fir.radius;
    for (size_t i = 0; i <= 2 * fir; i++) {
        size_t distance = i < fir ? fir - i : i - fir, down = resampling->down.radius;
        double weight = fixed_taps_weight(&resampling->fir, distance);
        for (size_t u = 0; u <= 2 * down; u++)
            response[i * factor + u] +=
                weight * fixed_taps_weight(&resampling->down, u < down ? down - u : u - down);
    }
}

/* Row p uses mid[q - 1 + t], at distance D(t - 1) - p from the output sample. The farthest is t = 3
 * of phase 1, or its mirror image; phase 0 has no t = 3: D * fir + 2D - 2 + 2D - 1 = D (fir + 4) -
 * 3. The target kernel may reach further still, where the fir ended in zeros. */
static bool make_effective(struct resampling *resampling, size_t radius)
{
    size_t factor = resampling->factor;
    size_t response_reach = factor * resampling->fir.radius + resampling->down.radius;
    size_t reach =
        response_reach + 2 * factor - 1 > radius ? response_reach + 2 * factor - 1 : radius;
    resampling->reach = reach;
    resampling->effective = calloc(factor * (2 * reach + 1), sizeof *resampling->effective);
    double *response = calloc(2 * response_reach + 1, sizeof *response);
    if (!resampling->effective || !response) {
        free(response);
        return false;
    }
    impulse_response(resampling, response);
    for (size_t phase = 0; phase < factor; phase++)
        for (size_t t = 0; t < (phase == 0 ? 3 : 4); t++) {
            double weight = resampling->up[phase][t] / 32768.0;
            double *row = resampling->effective + phase * (2 * reach + 1) +
                          (reach - response_reach + factor * t - factor - phase);
            for (size_t n = 0; n < 2 * response_reach + 1; n++)
                row[n] += weight * response[n];
        }
    free(response);
    return true;
}

/* The error where edges cut the kernel. Let e = h - g, T(c) the sum of |e| beyond distance c on one
 * side, E(c) the sum of e there, and G(c) the sum of g there. With the taps up to c on the left and
 * up to d on the right inside,
 *
 *   sum |h/N_h - g/N_g| <= sum |h - g| / N_g + |N_g - N_h| / N_g
 *                       <= (T(all) - T(c) - T(d) + |E(c)| + |E(d)|) / (1 - G(c) - G(d)):
 *
 * e sums to 0 over both sides, so its sum inside is minus its sum outside. The slack T - |E| is
 * never negative. c + d >= radius, because the image is that long; otherwise a shorter g would do.
 */
struct cut {
    size_t radius, reach;
    double error;     /* T(all) */
    double *slack[2]; /* left and right, [0..reach] */
    double *lost;     /* G, [0..reach] */
};

static void measure_cuts(struct cut *cut, const double *effective, const double *gaussian)
{
    for (int side = 0; side < 2; side++) {
        double magnitude = 0, sum = 0;
        for (size_t c = cut->reach;; c--) {
            cut->slack[side][c] = magnitude - fabs(sum);
            const double *h = effective + cut->reach;
            double target = c <= cut->radius ? gaussian[c] : 0;
            double off = (side == 0 ? *(h - c) : h[c]) - target;
            if (c == 0 && side == 0)
                break;
            magnitude += fabs(off);
            sum += off;
            if (c == 0)
                break;
        }
        cut->error = side == 0 ? magnitude : cut->error + magnitude;
    }
}

static double cut_bound(const struct cut *cut, size_t c, size_t d)
{
    return (cut->error - cut->slack[0][c] - cut->slack[1][d]) / (1 - cut->lost[c] - cut->lost[d]);
}

/* One pass over all pairs, matching each c with its best d. If the bound of a pair exceeds the
 * given one, its sum of bound * lost - slack over both sides exceeds bound - error. Returns the
 * bound of the pair with the largest sum. */
static double improve_bound(const struct cut *cut, double bound)
{
    double largest = -HUGE_VAL, best = -HUGE_VAL;
    size_t worst[2] = {0, 0}, best_d = 0, d = cut->reach + 1;
    for (size_t c = 0; c <= cut->reach; c++) {
        for (size_t d_min = c < cut->radius ? cut->radius - c : 0; d > d_min;) {
            d--;
            double value = bound * cut->lost[d] - cut->slack[1][d];
            best_d = value > best ? d : best_d;
            best = fmax(value, best);
        }
        double sum = bound * cut->lost[c] - cut->slack[0][c] + best;
        if (sum > largest) {
            largest = sum;
            worst[0] = c;
            worst[1] = best_d;
        }
    }
    return cut_bound(cut, worst[0], worst[1]);
}

/* The largest bound over all pairs, or the given one if that is larger. Dinkelbach's method: each
 * pass raises the bound until one fails to; two or three passes suffice. */
static double raise_bound(const struct cut *cut, double bound)
{
    for (;;) {
        double raised = improve_bound(cut, bound);
        if (raised <= bound * (1 + 1e-9))
            return bound;
        bound = raised;
    }
}

static bool measure_error(struct resampling *resampling, const double *gaussian, size_t radius)
{
    size_t reach = resampling->reach, count = reach + 1;
    double *memory = malloc(3 * count * sizeof *memory);
    if (!memory)
        return false;
    struct cut cut = {radius, reach, 0, {memory, memory + count}, memory + 2 * count};
    double lost = 0;
    for (size_t c = count; c-- > 0;) {
        cut.lost[c] = lost;
        lost += c <= radius ? gaussian[c] : 0;
    }
    for (size_t phase = 0; phase < resampling->factor; phase++) {
        measure_cuts(&cut, resampling->effective + phase * (2 * reach + 1), gaussian);
        resampling->error = fmax(resampling->error, cut.error);
        resampling->edge_error = raise_bound(&cut, resampling->edge_error);
    }
    free(memory);
    return true;
}

bool resampling_make(struct resampling *resampling, const double *gaussian, size_t radius,
                     size_t factor)
{
    *resampling = (struct resampling){.factor = factor};
    resampling->up = malloc(factor * sizeof *resampling->up);
    if (resampling->up && design_down(&resampling->down, factor)) {
        design_up(resampling->up, factor);
        if (design_fir(resampling, gaussian, radius) && make_effective(resampling, radius) &&
            measure_error(resampling, gaussian, radius))
            return true;
    }
    resampling_free(resampling);
    return false;
}

void resampling_free(struct resampling *resampling)
{
    fixed_taps_free(&resampling->down);
    fixed_taps_free(&resampling->fir);
    free(resampling->up);
    free(resampling->effective);
    *resampling = (struct resampling){0};
}
