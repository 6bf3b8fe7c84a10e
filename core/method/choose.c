/* SPDX-License-Identifier: MIT
 * Which method a Gaussian gets. */
#include <math.h>

#include "image/sample.h"
#include "image/size.h"
#include "method/solver.h"

/* A way to do it, where the radius of both kernels is within these limits. */
struct way {
    int32_t method;
    bool is_short; /* direct: sums of 16 bits; of wider samples, in floats */
    size_t factor_x, factor_y;
    size_t least_radius, most_radius;
};

static int use(struct solver *solver, const struct way *way, double tolerance)
{
    const bool of_bytes = sample_is_byte(solver->problem.sample);
    switch (way->method) {
    case BLUR_METHOD_MULTIRATE:
        return solver_use_multirate(solver, way->factor_x, way->factor_y);
    case BLUR_METHOD_COSINE:
        return of_bytes ? solver_use_cosine(solver, tolerance)
                        : solver_use_slide(solver, tolerance);
    default:
        return of_bytes ? solver_use_direct(solver, way->is_short)
                        : solver_use_wide(solver, !way->is_short);
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
static bool is_fit(const struct way *way, const struct solver *solver, int32_t asked)
{
    size_t x = solver->problem.x.radius, y = solver->problem.y.radius;
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

static bool is_hopeless(const struct way *way, const struct solver *solver, double tolerance)
{
    const struct problem *problem = &solver->problem;
    double error =
        least_error(&problem->x, way->factor_x) + least_error(&problem->y, way->factor_y);
    return error > 0 && BOUND_OF_BYTE + 127.5 * error > tolerance;
}

/* The first of some ways that is fit and within the tolerance. */
static int choose_from(struct solver *solver, const struct way *from, size_t count, int32_t asked,
                       const struct tolerance *tolerance)
{
    for (size_t i = 0; i < count; i++) {
        const bool is_direct = from[i].method == BLUR_METHOD_DIRECT;
        if (!is_fit(&from[i], solver, asked) || is_hopeless(&from[i], solver, tolerance->all))
            continue;
        int status = use(solver, &from[i], tolerance->all);
        if (status != BLUR_OK)
            return status;
        if (solver->bound <= (is_direct ? tolerance->direct : tolerance->all))
            return BLUR_OK;
        solver_free_method(solver);
    }
    return BLUR_ERROR_UNSUPPORTED;
}

int solver_choose(struct solver *solver, const struct gaussian_way *asked,
                  const struct tolerance *tolerance)
{
    const struct way asked_for = {.method = BLUR_METHOD_MULTIRATE,
                                  .factor_x = asked->factor_x,
                                  .factor_y = asked->factor_y,
                                  .most_radius = 1023};
    if (!sample_is_byte(solver->problem.sample))
        return choose_from(solver, wide_ways, sizeof wide_ways / sizeof *wide_ways, asked->method,
                           tolerance);
    if (asked->factor_y != 0)
        return choose_from(solver, &asked_for, 1, BLUR_METHOD_MULTIRATE, tolerance);
    return choose_from(solver, ways, sizeof ways / sizeof *ways, asked->method, tolerance);
}
