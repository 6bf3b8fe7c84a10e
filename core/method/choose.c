/* SPDX-License-Identifier: MIT
 * Tries the methods in a table, fastest first, until one meets the tolerance. */
#include "method/choose.h"

#include <math.h>

#include "blur.h"
#include "image/sample.h"
#include "image/size.h"
#include "method/cosine_bytes.h"
#include "method/cosine_floats.h"
#include "method/direct_bytes.h"
#include "method/direct_floats.h"
#include "method/multirate.h"

/* A method with its parameters, and the radii for which to try it. */
struct way {
    int32_t method;
    bool is_short; /* direct: sums of 16 bits, or in floats for wider samples; else exact ones */
    size_t factor_x, factor_y;
    size_t min_radius, max_radius;
};

/* In the order in which they are tried: the first one whose bound is within the tolerance is used.
 * A way's radii are those for which it is faster than the ways below it and may meet the
 * tolerance. */
static const struct way ways[] = {
    {BLUR_METHOD_DIRECT, true, 1, 1, 0, 14}, /* small kernels have too few taps to save any */
    {BLUR_METHOD_MULTIRATE, false, 16, 16, 130, 1023}, /* its cost hardly grows with the kernel */
    {BLUR_METHOD_MULTIRATE, false, 8, 8, 70, 511},     /* half the factor, half the error */
    {BLUR_METHOD_MULTIRATE, false, 4, 4, 35, 255},
    {BLUR_METHOD_MULTIRATE, false, 1, 4, 20, 63}, /* the error of one axis instead of two */
    {BLUR_METHOD_MULTIRATE, false, 2, 2, 20, 127},
    {BLUR_METHOD_MULTIRATE, false, 1, 2, 15, 63},
    {BLUR_METHOD_COSINE, false, 1, 1, 25, SIZE_MAX}, /* slower, but the same for any radius */
    {BLUR_METHOD_DIRECT, true, 1, 1, 0, 40},         /* if all of the above exceed the tolerance */
    {BLUR_METHOD_DIRECT, false, 1, 1, 0, 4095},      /* the most accurate for small kernels */
    {BLUR_METHOD_COSINE, false, 1, 1, 1, SIZE_MAX},  /* and for all others */
};

/* The same for samples wider than a byte. Costs differ between variants, but the choice must not:
 * cosine overtakes direct at a radius of 17 with AVX-512, and of about 25 with AVX2. */
static const struct way float_ways[] = {
    {BLUR_METHOD_DIRECT, true, 1, 1, 0, 18},
    {BLUR_METHOD_COSINE, false, 1, 1, 19, SIZE_MAX}, /* the same cost for any radius */
    {BLUR_METHOD_DIRECT, true, 1, 1, 0, 100},        /* if the above exceed the tolerance */
    {BLUR_METHOD_DIRECT, false, 1, 1, 0, 4095},      /* exact except for the last rounding */
    {BLUR_METHOD_COSINE, false, 1, 1, 1, SIZE_MAX},
    {BLUR_METHOD_DIRECT, false, 1, 1, 0, SIZE_MAX},
};

/* The radius to compare with min_radius: for multirate the smallest among the axes with a factor;
 * for the others, which treat both axes alike, the larger one. */
static size_t deciding_radius(const struct way *way, size_t x, size_t y)
{
    if (way->method != BLUR_METHOD_MULTIRATE)
        return size_max(x, y);
    return way->factor_x > 1 ? size_min(x, y) : y;
}

/* Whether to try a way for the kernels' radii. If its method was requested by name, min_radius is
 * ignored. */
static bool is_candidate(const struct way *way, const struct problem *problem, int32_t asked)
{
    size_t x = problem->x.radius, y = problem->y.radius;
    size_t radius = deciding_radius(way, x, y);
    if (size_max(x, y) > way->max_radius)
        return false;
    if (asked == BLUR_METHOD_AUTO)
        return radius >= way->min_radius;
    return way->method == asked && (asked != BLUR_METHOD_MULTIRATE || radius > 0);
}

/* A lower bound of the multirate error, to avoid a futile design: a smooth kernel cannot follow the
 * jump of a truncated one at its radius, and over a step of factor samples at either end its error
 * is at least half of the jump. As measured, the total is never below 0.75 * factor * jump. */
static double min_error(const struct half_kernel *kernel, size_t factor)
{
    return factor > 1 ? 0.75 * (double)factor * kernel->weights[kernel->radius] : 0;
}

static bool is_hopeless(const struct way *way, const struct problem *problem, double tolerance)
{
    double error = min_error(&problem->x, way->factor_x) + min_error(&problem->y, way->factor_y);
    return error > 0 && BOUND_OF_BYTE + 127.5 * error > tolerance;
}

/* The table for the sample type; if factors are requested, just that way, stored in *given. */
static const struct way *ways_for(const struct problem *problem, const struct choice *asked,
                                  struct way *given, size_t *count)
{
    *count = 1;
    *given = (struct way){.method = BLUR_METHOD_MULTIRATE,
                          .factor_x = asked->factor_x,
                          .factor_y = asked->factor_y,
                          .max_radius = 1023};
    if (sample_is_byte(problem->sample) && asked->factor_y != 0)
        return given;
    *count = sample_is_byte(problem->sample) ? sizeof ways / sizeof *ways
                                             : sizeof float_ways / sizeof *float_ways;
    return sample_is_byte(problem->sample) ? ways : float_ways;
}

/* The tolerance for each axis: half of what rounding leaves. */
static double cosine_share_of_bytes(double tolerance)
{
    return (tolerance - BOUND_OF_BYTE - 2 * BOUND_OF_LINE) / 2 - 0.001;
}

/* The rounding error of doubles matters only for the largest kernels, where it accumulates in the
 * slowest cosines: 0.07 levels with a radius of 32767. */
static double cosine_share_of_floats(const struct problem *problem, double tolerance)
{
    const double half_range = sample_half_range(problem->sample);
    const double rest = problem->sample == BLUR_UINT16 ? tolerance - 0.5 : tolerance;
    const double share = (rest - 4 * ldexp(half_range, -24)) / 2 * 0.98;
    return size_max(problem->x.radius, problem->y.radius) > 4096 ? share * 0.7 : share;
}

/* BLUR_ERROR_UNSUPPORTED: its bound exceeds the tolerance. */
static int try_way(const struct problem *problem, const struct way *way,
                   const struct tolerance *tolerance, struct method **method)
{
    const bool of_bytes = sample_is_byte(problem->sample), is_short = way->is_short;
    double max_bound = tolerance->all;
    switch (way->method) {
    case BLUR_METHOD_MULTIRATE:
        *method = multirate_make(problem, way->factor_x, way->factor_y);
        break;
    case BLUR_METHOD_COSINE:
        *method = of_bytes
                      ? cosine_bytes_make(problem, cosine_share_of_bytes(max_bound))
                      : cosine_floats_make(problem, cosine_share_of_floats(problem, max_bound));
        break;
    default:
        *method = of_bytes ? direct_bytes_make(problem, is_short)
                           : direct_floats_make(problem, !is_short);
        max_bound = tolerance->direct;
    }
    return method_within(method, max_bound);
}

static bool make_kernels(const struct problem *problem, const struct gaussian *gaussian,
                         struct problem *own)
{
    const struct kernel_axis x = problem_axis_x(problem), y = problem_axis_y(problem);
    *own = *problem;
    own->x.weights = own->y.weights = NULL;
    return half_kernel_gaussian(&own->x, gaussian->kernel_size[0], gaussian->sigma[0], &x) &&
           half_kernel_gaussian(&own->y, gaussian->kernel_size[1], gaussian->sigma[1], &y);
}

int choose_gaussian(const struct problem *problem, const struct gaussian *gaussian,
                    const struct tolerance *tolerance, struct method **method)
{
    struct way given;
    struct problem own;
    size_t count;
    const struct way *way = ways_for(problem, &gaussian->asked, &given, &count), *end = way + count;
    int status = BLUR_ERROR_UNSUPPORTED;
    *method = NULL;
    if (!make_kernels(problem, gaussian, &own))
        status = BLUR_ERROR_MEMORY;
    for (; status == BLUR_ERROR_UNSUPPORTED && way < end; way++)
        if (is_candidate(way, &own, gaussian->asked.method) &&
            !is_hopeless(way, &own, tolerance->all))
            status = try_way(&own, way, tolerance, method);
    problem_free_kernels(&own);
    return status;
}
