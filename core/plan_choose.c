/* SPDX-License-Identifier: MIT
 * Which method a plan gets. */
#include "plan.h"

#include <math.h>

#include "sample.h"
#include "size.h"

/* The bounds of enum blur_accuracy. */
static double tolerance_of(int32_t sample, int32_t accuracy)
{
    if (sample == BLUR_FLOAT32)
        return accuracy == BLUR_ACCURACY_EXACT ? 1e-6 : 1e-5;
    return accuracy == BLUR_ACCURACY_EXACT ? 0.55 : 0.75;
}

static void free_wide_method(struct blur_plan *plan)
{
    if (plan->kind == BLUR_METHOD_DIRECT)
        wide_free(&plan->by.wide);
    if (plan->kind == BLUR_METHOD_COSINE)
        slide_free(&plan->by.slide);
}

static void free_byte_method(struct blur_plan *plan)
{
    switch (plan->kind) {
    case BLUR_METHOD_DIRECT:
        direct_free(&plan->by.direct);
        break;
    case BLUR_METHOD_MULTIRATE:
        multirate_free(&plan->by.multirate);
        break;
    case BLUR_METHOD_COSINE:
        cosine_free(&plan->by.cosine);
        break;
    default:
        break;
    }
}

void plan_free_method(struct blur_plan *plan)
{
    if (sample_is_byte(plan->problem.sample))
        free_byte_method(plan);
    else
        free_wide_method(plan);
    plan->kind = BLUR_METHOD_AUTO;
}

static int use_direct(struct blur_plan *plan, bool is_short)
{
    if (!direct_make(&plan->by.direct, &plan->problem, is_short))
        return BLUR_ERROR_MEMORY;
    plan->kind = BLUR_METHOD_DIRECT;
    plan->bound = direct_bound(&plan->by.direct, &plan->problem);
    return BLUR_OK;
}

static int use_wide(struct blur_plan *plan, bool in_double)
{
    if (!wide_make(&plan->by.wide, &plan->problem, in_double))
        return BLUR_ERROR_MEMORY;
    plan->kind = BLUR_METHOD_DIRECT;
    plan->bound = wide_bound(&plan->by.wide, &plan->problem);
    return BLUR_OK;
}

static int use_multirate(struct blur_plan *plan, size_t factor_x, size_t factor_y)
{
    if (!multirate_make(&plan->by.multirate, &plan->problem, factor_x, factor_y))
        return BLUR_ERROR_MEMORY;
    plan->kind = BLUR_METHOD_MULTIRATE;
    plan->bound = multirate_bound(&plan->by.multirate, &plan->problem);
    return BLUR_OK;
}

/* What is left of the tolerance beside rounding is for both axes. */
static int use_cosine(struct blur_plan *plan, double tolerance)
{
    double levels = (tolerance - BOUND_OF_BYTE - 2 * BOUND_OF_LINE) / 2 - 0.001;
    if (!cosine_make(&plan->by.cosine, &plan->problem, levels))
        return BLUR_ERROR_MEMORY;
    plan->kind = BLUR_METHOD_COSINE;
    plan->bound = cosine_bound(&plan->by.cosine, &plan->problem);
    return BLUR_OK;
}

/* The same, of samples wider than a byte. Rounding in doubles is next to nothing but for the
 * largest kernels, whose slowest cosines it adds up in: 0.07 level with a radius of 32767. */
static int use_slide(struct blur_plan *plan, double tolerance)
{
    double half_range = sample_half_range(plan->problem.sample);
    double rest = plan->problem.sample == BLUR_UINT16 ? tolerance - 0.5 : tolerance;
    double share = (rest - 4 * ldexp(half_range, -24)) / 2 * 0.98;
    if (size_larger(plan->problem.x.radius, plan->problem.y.radius) > 4096)
        share *= 0.7;
    if (!slide_make(&plan->by.slide, &plan->problem, share))
        return BLUR_ERROR_MEMORY;
    plan->kind = BLUR_METHOD_COSINE;
    plan->bound = slide_bound(&plan->by.slide, &plan->problem);
    return BLUR_OK;
}

/* A way to do it, where the radius of both kernels is within these limits. */
struct way {
    int32_t method;
    bool is_short; /* direct: sums of 16 bits; of wider samples, in floats */
    size_t factor_x, factor_y;
    size_t least_radius, most_radius;
};

static int use(struct blur_plan *plan, const struct way *way, double tolerance)
{
    const bool of_bytes = sample_is_byte(plan->problem.sample);
    switch (way->method) {
    case BLUR_METHOD_MULTIRATE:
        return use_multirate(plan, way->factor_x, way->factor_y);
    case BLUR_METHOD_COSINE:
        return of_bytes ? use_cosine(plan, tolerance) : use_slide(plan, tolerance);
    default:
        return of_bytes ? use_direct(plan, way->is_short) : use_wide(plan, !way->is_short);
    }
}

/* The fastest first, for kernels of these radii: the first one whose bound is within the tolerance
 * is taken. The limits say where a way is faster than those below it, and leave out what the bound
 * is sure to refuse. */
static const struct way ways[] = {
    {BLUR_METHOD_DIRECT, true, 1, 1, 0, 14}, /* nothing can be left out of small kernels */
    {BLUR_METHOD_MULTIRATE, false, 16, 16, 130, 1023}, /* costs no more for a larger kernel */
    {BLUR_METHOD_MULTIRATE, false, 8, 8, 70, 511},     /* half the factor, half the error */
    {BLUR_METHOD_MULTIRATE, false, 4, 4, 35, 255},
    {BLUR_METHOD_MULTIRATE, false, 1, 4, 20, 63}, /* the error of one axis in place of two */
    {BLUR_METHOD_MULTIRATE, false, 2, 2, 20, 127},
    {BLUR_METHOD_MULTIRATE, false, 1, 2, 15, 63},
    {BLUR_METHOD_COSINE, false, 1, 1, 25,
     SIZE_MAX},                                     /* any radius costs the same, more than these */
    {BLUR_METHOD_DIRECT, true, 1, 1, 0, 40},        /* where no bound allowed anything better */
    {BLUR_METHOD_DIRECT, false, 1, 1, 0, 4095},     /* the most exact for small kernels */
    {BLUR_METHOD_COSINE, false, 1, 1, 1, SIZE_MAX}, /* and for any other */
};

/* The same for samples wider than a byte. What a way costs differs between variants, but the choice
 * must not: with AVX-512 cosines are as fast as direct sums from a radius of 17 on, with AVX2 from
 * some 25 on. */
static const struct way wide_ways[] = {
    {BLUR_METHOD_DIRECT, true, 1, 1, 0, 18},
    {BLUR_METHOD_COSINE, false, 1, 1, 19, SIZE_MAX}, /* any radius costs the same */
    {BLUR_METHOD_DIRECT, true, 1, 1, 0, 100},        /* where no bound allowed anything better */
    {BLUR_METHOD_DIRECT, false, 1, 1, 0, 4095},      /* exact but for the last rounding */
    {BLUR_METHOD_COSINE, false, 1, 1, 1, SIZE_MAX},
    {BLUR_METHOD_DIRECT, false, 1, 1, 0, SIZE_MAX},
};

/* The radius that decides whether a way is worth it: of the axis or axes with a factor, or, where a
 * method takes both alike, the larger one. */
static size_t deciding_radius(const struct way *way, size_t x, size_t y)
{
    if (way->method != BLUR_METHOD_MULTIRATE)
        return size_larger(x, y);
    return way->factor_x > 1 ? size_smaller(x, y) : y;
}

/* Whether the kernels' radii are within the limits of a way; where its method is asked for by name,
 * only whether the method can do with them at all. */
static bool is_fit(const struct way *way, const struct blur_plan *plan, int32_t asked)
{
    size_t x = plan->problem.x.radius, y = plan->problem.y.radius;
    size_t radius = deciding_radius(way, x, y);
    if (size_larger(x, y) > way->most_radius)
        return false;
    if (asked == BLUR_METHOD_AUTO)
        return radius >= way->least_radius;
    return way->method == asked && (asked != BLUR_METHOD_MULTIRATE || radius > 0);
}

/* A smooth kernel cannot follow the jump of a truncated one at its radius: over a step of factor
 * samples at either end it is off by half of the jump or more. That alone may be too much, and
 * saves a design: by measurement the error is never below 0.75 * factor * jump in all. */
static double least_error(const struct half_kernel *kernel, size_t factor)
{
    return factor > 1 ? 0.75 * (double)factor * kernel->weights[kernel->radius] : 0;
}

static bool is_hopeless(const struct way *way, const struct blur_plan *plan, double tolerance)
{
    const struct problem *problem = &plan->problem;
    double error =
        least_error(&problem->x, way->factor_x) + least_error(&problem->y, way->factor_y);
    return error > 0 && BOUND_OF_BYTE + 127.5 * error > tolerance;
}

/* The first of some ways that is fit and within the tolerance. */
static int choose_from(struct blur_plan *plan, const struct way *from, size_t count, int32_t asked,
                       double tolerance)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_fit(&from[i], plan, asked) || is_hopeless(&from[i], plan, tolerance))
            continue;
        int status = use(plan, &from[i], tolerance);
        if (status != BLUR_OK)
            return status;
        if (plan->bound <= tolerance)
            return BLUR_OK;
        plan_free_method(plan);
    }
    return BLUR_ERROR_UNSUPPORTED;
}

int plan_choose_method(struct blur_plan *plan, const blur_options *options)
{
    const int32_t sample = plan->problem.sample;
    const double tolerance = tolerance_of(sample, options->accuracy);
    const struct way asked_for = {.method = BLUR_METHOD_MULTIRATE,
                                  .factor_x = (size_t)options->factor_x,
                                  .factor_y = (size_t)options->factor_y,
                                  .most_radius = 1023};
    if (!sample_is_byte(sample))
        return choose_from(plan, wide_ways, sizeof wide_ways / sizeof *wide_ways, options->method,
                           tolerance);
    if (options->factor_y != 0)
        return choose_from(plan, &asked_for, 1, BLUR_METHOD_MULTIRATE, tolerance);
    return choose_from(plan, ways, sizeof ways / sizeof *ways, options->method, tolerance);
}
