/* SPDX-License-Identifier: MIT */
#include "method/solver.h"

#include <math.h>
#include <stdlib.h>

#include "image/sample.h"
#include "image/size.h"

void solver_free_method(struct solver *solver)
{
    switch (solver->kind) {
    case SOLVER_DIRECT:
        direct_free(&solver->by.direct);
        break;
    case SOLVER_MULTIRATE:
        multirate_free(&solver->by.multirate);
        break;
    case SOLVER_COSINE:
        cosine_free(&solver->by.cosine);
        break;
    case SOLVER_WIDE:
        wide_free(&solver->by.wide);
        break;
    case SOLVER_SLIDE:
        slide_free(&solver->by.slide);
        break;
    case SOLVER_SEPARABLE:
        separable_free(&solver->by.separable);
        break;
    case SOLVER_DENSE:
        dense_free(&solver->by.dense);
        break;
    case SOLVER_BLOCKS:
    case SOLVER_NONE:
        break;
    }
    free(solver->folded_x.weights);
    free(solver->folded_y.weights);
    solver->folded_x.weights = solver->folded_y.weights = NULL;
    solver->kind = SOLVER_NONE;
}

void solver_free(struct solver *solver)
{
    solver_free_method(solver);
    problem_free_kernels(&solver->problem);
}

int32_t solver_method(const struct solver *solver)
{
    switch (solver->kind) {
    case SOLVER_MULTIRATE:
        return BLUR_METHOD_MULTIRATE;
    case SOLVER_COSINE:
    case SOLVER_SLIDE:
        return BLUR_METHOD_COSINE;
    default:
        return BLUR_METHOD_DIRECT;
    }
}

/* The problem with kernels that reach no further than direct sums need to: those of the solver as
 * long as it has the method. */
static bool fold_problem(struct solver *solver, struct problem *folded)
{
    *folded = solver->problem;
    if (!half_kernel_fold(&folded->x, folded->width, folded->border, &solver->folded_x) ||
        !half_kernel_fold(&folded->y, folded->height, folded->border, &solver->folded_y))
        return false;
    if (solver->folded_x.weights)
        folded->x = solver->folded_x;
    if (solver->folded_y.weights)
        folded->y = solver->folded_y;
    return true;
}

int solver_use_direct(struct solver *solver, bool is_short)
{
    struct problem folded;
    if (!fold_problem(solver, &folded) || !direct_make(&solver->by.direct, &folded, is_short))
        return BLUR_ERROR_MEMORY;
    solver->kind = SOLVER_DIRECT;
    solver->bound = direct_bound(&solver->by.direct, &folded);
    return BLUR_OK;
}

int solver_use_wide(struct solver *solver, bool in_double)
{
    struct problem folded;
    if (!fold_problem(solver, &folded) || !wide_make(&solver->by.wide, &folded, in_double))
        return BLUR_ERROR_MEMORY;
    solver->kind = SOLVER_WIDE;
    solver->bound = wide_bound(&solver->by.wide, &folded);
    return BLUR_OK;
}

int solver_use_multirate(struct solver *solver, size_t factor_x, size_t factor_y)
{
    if (!multirate_make(&solver->by.multirate, &solver->problem, factor_x, factor_y))
        return BLUR_ERROR_MEMORY;
    solver->kind = SOLVER_MULTIRATE;
    solver->bound = multirate_bound(&solver->by.multirate, &solver->problem);
    return BLUR_OK;
}

/* What is left of the tolerance beside rounding is for both axes. */
int solver_use_cosine(struct solver *solver, double tolerance)
{
    double levels = (tolerance - BOUND_OF_BYTE - 2 * BOUND_OF_LINE) / 2 - 0.001;
    if (!cosine_make(&solver->by.cosine, &solver->problem, levels))
        return BLUR_ERROR_MEMORY;
    solver->kind = SOLVER_COSINE;
    solver->bound = cosine_bound(&solver->by.cosine, &solver->problem);
    return BLUR_OK;
}

/* The same, of samples wider than a byte. Rounding in doubles is next to nothing but for the
 * largest kernels, whose slowest cosines it adds up in: 0.07 level with a radius of 32767. */
int solver_use_slide(struct solver *solver, double tolerance)
{
    double half_range = sample_half_range(solver->problem.sample);
    double rest = solver->problem.sample == BLUR_UINT16 ? tolerance - 0.5 : tolerance;
    double share = (rest - 4 * ldexp(half_range, -24)) / 2 * 0.98;
    if (size_larger(solver->problem.x.radius, solver->problem.y.radius) > 4096)
        share *= 0.7;
    if (!slide_make(&solver->by.slide, &solver->problem, share))
        return BLUR_ERROR_MEMORY;
    solver->kind = SOLVER_SLIDE;
    solver->bound = slide_bound(&solver->by.slide, &solver->problem);
    return BLUR_OK;
}
