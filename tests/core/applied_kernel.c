/* SPDX-License-Identifier: MIT */
#include "applied_kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "image/sample.h"
#include "kernel/cosine_kernel.h"
#include "kernel/multirate_design.h"
#include "method/problem.h"

/* What a result of bytes has room for beside roundings, for the kernels of both axes; a quarter of
 * it is left to the rounding of the cosines. */
static double cosine_tolerance(int accuracy)
{
    const double all = sample_tolerance(BLUR_UINT8, accuracy == BLUR_ACCURACY_EXACT);
    return 0.75 * ((all - BOUND_OF_BYTE - 2 * BOUND_OF_LINE) / 2 - 0.001);
}

static struct half_kernel half_of(const struct oracle_trial *trial, bool along_x)
{
    const struct kernel_axis axis = {along_x ? trial->width : trial->height, trial->border,
                                     BLUR_UINT8};
    struct half_kernel half;
    if (!half_kernel_gaussian(&half, trial->kernel_size, trial->sigma, &axis))
        abort();
    return half;
}

static struct applied_kernel kernel_for(size_t radius, size_t phases)
{
    return (struct applied_kernel){radius, phases,
                                   oracle_memory(phases * (2 * radius + 1) * sizeof(double))};
}

static struct applied_kernel of_taps(const struct half_kernel *half, int max_shift)
{
    struct fixed_taps taps;
    if (!fixed_taps_make(&taps, half->weights, half->radius, max_shift))
        abort();
    struct applied_kernel kernel = kernel_for(taps.radius, 1);
    for (size_t i = 0; i <= taps.radius; i++)
        kernel.weights[taps.radius - i] = kernel.weights[taps.radius + i] =
            fixed_taps_weight(&taps, i);
    fixed_taps_free(&taps);
    return kernel;
}

static double direct_bound(const struct oracle_trial *trial, bool is_short)
{
    double bound = BOUND_OF_BYTE + BOUND_OF_LINE;
    for (int axis = 0; axis < 2; axis++) {
        struct half_kernel half = half_of(trial, axis == 0), folded;
        struct fixed_taps taps;
        const int shift = axis == 0  ? shift_most_bytes
                          : is_short ? short_shift_lines
                                     : shift_most_line;
        if (!half_kernel_fold(&half, &folded) ||
            !fixed_taps_make(&taps, folded.weights, folded.radius, shift))
            abort();
        bound += half_kernel_taps_bound(&folded, &taps);
        bound += is_short ? (double)(taps.radius + 1) * (0.5 / 256) : 0;
        fixed_taps_free(&taps);
        half_kernel_free(&folded);
        half_kernel_free(&half);
    }
    return bound;
}

/* Sums of 16 bits or of 32: the plan's bound tells. */
static struct applied_kernel of_direct(const struct oracle_trial *trial, const blur_plan_info *info,
                                       bool along_x)
{
    const bool is_short = fabs(direct_bound(trial, true) - info->bound) <
                          fabs(direct_bound(trial, false) - info->bound);
    struct half_kernel half = half_of(trial, along_x), folded;
    if (!half_kernel_fold(&half, &folded))
        abort();
    struct applied_kernel kernel = of_taps(&folded, along_x    ? shift_most_bytes
                                                    : is_short ? short_shift_lines
                                                               : shift_most_line);
    half_kernel_free(&folded);
    half_kernel_free(&half);
    return kernel;
}

static struct applied_kernel of_multirate(const struct oracle_trial *trial,
                                          const blur_plan_info *info, bool along_x)
{
    const size_t factor = (size_t)(along_x ? info->factor_x : info->factor_y);
    struct half_kernel half = half_of(trial, along_x);
    struct applied_kernel kernel;
    struct resampling resampling;
    if (factor == 1) {
        kernel = of_taps(&half, shift_most_line);
    } else {
        if (!resampling_make(&resampling, half.weights, half.radius, factor))
            abort();
        kernel = kernel_for(resampling.reach, factor);
        memcpy(kernel.weights, resampling.effective,
               factor * (2 * resampling.reach + 1) * sizeof(double));
        resampling_free(&resampling);
    }
    half_kernel_free(&half);
    return kernel;
}

static struct applied_kernel of_cosine(const struct oracle_trial *trial, bool along_x)
{
    struct half_kernel half = half_of(trial, along_x);
    struct cosine design;
    cosine_kernel_design(&design, &half, cosine_tolerance(trial->accuracy));
    struct applied_kernel kernel = kernel_for(design.radius, 1);
    for (size_t i = 0; i <= design.radius; i++) {
        double weight = design.amplitude[0];
        for (int m = 1; m <= design.terms; m++)
            weight += design.amplitude[m] * cos(m * design.frequency * (double)i);
        kernel.weights[design.radius - i] = kernel.weights[design.radius + i] = weight;
    }
    half_kernel_free(&half);
    return kernel;
}

struct applied_kernel applied_kernel(const struct oracle_trial *trial, const blur_plan *plan,
                                     bool along_x)
{
    blur_plan_info info = {.size = sizeof info};
    blur_plan_describe(plan, &info);
    switch (info.method) {
    case BLUR_METHOD_DIRECT:
        return of_direct(trial, &info, along_x);
    case BLUR_METHOD_MULTIRATE:
        return of_multirate(trial, &info, along_x);
    default:
        return of_cosine(trial, along_x);
    }
}
