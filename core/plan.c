/* SPDX-License-Identifier: MIT
 * blur_plan_...(): from options to a plan, and from a plan to pixels. */
#include "plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "simd/cpu_variant.h"
#include "call_options.h"
#include "image/sample.h"
#include "image/size.h"

const struct method *plan_method(const struct blur_plan *plan)
{
    switch (plan->kind) {
    case PLAN_MIXES:
        return &plan->mosaic.method;
    case PLAN_PAINTS:
        return &plan->paint.method;
    default:
        return &plan->solver.by.method;
    }
}

static int set_problem(struct problem *problem, const blur_options *options, int sample,
                       size_t width, size_t height, int channels)
{
    double pixel[4];
    options_border_pixel(options, sample, channels, pixel);
    *problem = (struct problem){.width = width, .height = height, .channels = (size_t)channels};
    problem_set_border(problem, sample, options->border, pixel);
    problem->loops = loops_choose(options->variant, &problem->variant);
    return problem->loops ? BLUR_OK : BLUR_ERROR_UNSUPPORTED;
}

/* Other kernels have a bound of their own. */
static struct tolerance tolerance_of(const struct recipe *recipe, int sample)
{
    const bool is_exact = recipe->accuracy == BLUR_ACCURACY_EXACT;
    const double most =
        recipe->kind == RECIPE_GAUSSIAN ? sample_tolerance(sample, is_exact) : HUGE_VAL;
    return (struct tolerance){most, most};
}

static int fill_plan(blur_plan *plan, const blur_options *options, const struct recipe *recipe)
{
    struct problem problem;
    int status = set_problem(&problem, options, plan->sample, plan->width, plan->height,
                             (int)plan->channels);
    if (status != BLUR_OK)
        return status;
    plan->variant = problem.variant;
    if (paint_is_needed(options, recipe, plan->sample, plan->channels)) {
        const bool mixes = mosaic_is_fit(&problem, options, recipe);
        plan->kind = mixes ? PLAN_MIXES : PLAN_PAINTS;
        return mixes ? mosaic_make(&plan->mosaic, &problem, options, recipe)
                     : paint_make(&plan->paint, &problem, options, recipe, 0);
    }
    const struct tolerance tolerance = tolerance_of(recipe, plan->sample);
    plan->solver.problem = problem;
    return recipe_make(recipe, &plan->solver, &tolerance);
}

int plan_make(const blur_options *options, const struct recipe *recipe, int sample, size_t width,
              size_t height, int channels, blur_plan **plan)
{
    if (width == 0 || height == 0)
        return BLUR_ERROR_ARGUMENT;
    if (!view_shape_fits(width, height, (size_t)channels, sample_size(sample)))
        return BLUR_ERROR_LIMIT;
    blur_plan *made = malloc(sizeof *made);
    if (!made)
        return BLUR_ERROR_MEMORY;
    *made = (blur_plan){.width = width,
                        .height = height,
                        .channels = (size_t)channels,
                        .sample = sample,
                        .border = options->border,
                        .run = {options->threads, options->progress, options->progress_data}};
    memcpy(made->kernel_size, recipe->kernel_size, sizeof made->kernel_size);
    memcpy(made->sigma, recipe->sigma, sizeof made->sigma);
    int status = fill_plan(made, options, recipe);
    if (status == BLUR_OK)
        *plan = made;
    else
        blur_plan_free(made);
    return status;
}

int blur_plan_make(const blur_options *given, int sample, size_t width, size_t height, int channels,
                   blur_plan **plan)
{
    blur_options options;
    struct recipe recipe;
    if (!plan)
        return BLUR_ERROR_ARGUMENT;
    *plan = NULL;
    int status = options_read(given, sample, channels, &options);
    if (status == BLUR_OK)
        status = options_are_gaussian(&options) ? recipe_gaussian(&recipe, &options, sample)
                                                : BLUR_ERROR_ARGUMENT;
    if (status == BLUR_OK && options.pixelate == 1)
        recipe.kernel_size[0] = recipe.kernel_size[1] = 1;
    if (status == BLUR_OK && options.pixelate > 1)
        recipe = (struct recipe){.kind = RECIPE_BLOCKS, .block = (size_t)options.pixelate};
    return status == BLUR_OK ? plan_make(&options, &recipe, sample, width, height, channels, plan)
                             : status;
}

void blur_plan_free(blur_plan *plan)
{
    if (!plan)
        return;
    solver_free(&plan->solver);
    paint_free(&plan->paint);
    mosaic_free(&plan->mosaic);
    free(plan);
}

static struct view view_of(const blur_plan *plan, const void *src, ptrdiff_t src_stride, void *dst,
                           ptrdiff_t dst_stride)
{
    return (struct view){plan->width, plan->height, plan->channels, sample_size(plan->sample), src,
                         src_stride,  dst,          dst_stride};
}

/* The method that is told: of a plan that paints, that of its first tile, which there may be none
 * of. */
static const struct solver *main_solver(const blur_plan *plan)
{
    if (plan->kind == PLAN_MIXES)
        return &plan->mosaic.paint.tiles[0].solver;
    return plan->kind == PLAN_PAINTS && plan->paint.tile_count > 0 ? &plan->paint.tiles[0].solver
                                                                   : &plan->solver;
}

static double bound_of(const blur_plan *plan)
{
    switch (plan->kind) {
    case PLAN_MIXES:
        return plan->mosaic.bound;
    case PLAN_PAINTS:
        return plan->paint.bound;
    default:
        return plan->solver.bound;
    }
}

static void describe_method(const struct solver *solver, blur_plan_info *info)
{
    info->method = solver_method(solver);
    info->factor_x = info->factor_y = 1;
    if (solver->kind == SOLVER_MULTIRATE) {
        info->factor_x = (int32_t)solver->by.multirate.x.factor;
        info->factor_y = (int32_t)solver->by.multirate.y.factor;
    } else if (solver->kind == SOLVER_COSINE) {
        const int x = solver->by.cosine.design_x.terms, y = solver->by.cosine.design_y.terms;
        info->terms = x > y ? x : y;
    } else if (solver->kind == SOLVER_SLIDE) {
        const int x = solver->by.slide.design_x.terms, y = solver->by.slide.design_y.terms;
        info->terms = x > y ? x : y;
    }
}

int blur_plan_describe(const blur_plan *plan, blur_plan_info *info)
{
    if (!plan || !info || info->size < sizeof info->size)
        return BLUR_ERROR_ARGUMENT;
    struct view view = view_of(plan, NULL, 0, NULL, 0);
    blur_plan_info full = {.size = info->size,
                           .kernel_size = plan->kernel_size[0],
                           .sigma = plan->sigma[0],
                           .kernel_size_y = plan->kernel_size[1],
                           .sigma_y = plan->sigma[1],
                           .variant = plan->variant,
                           .bound = bound_of(plan)};
    describe_method(main_solver(plan), &full);
    full.threads = (int32_t)bands_count(plan_method(plan), &view, plan->run.threads);
    bands_memory(plan_method(plan), &view, (size_t)full.threads, &full.memory);
    memcpy(info, &full, size_smaller(info->size, sizeof full));
    return BLUR_OK;
}

int blur_plan_run(const blur_plan *plan, const void *src, ptrdiff_t src_stride, void *dst,
                  ptrdiff_t dst_stride)
{
    bool fits;
    if (!plan)
        return BLUR_ERROR_ARGUMENT;
    struct view view = view_of(plan, src, src_stride, dst, dst_stride);
    if (!view_is_valid(&view, &fits))
        return fits ? BLUR_ERROR_ARGUMENT : BLUR_ERROR_LIMIT;
    return bands_run(plan_method(plan), &view, plan->border, &plan->run);
}
