/* SPDX-License-Identifier: MIT
 * blur_plan_...(): from options to a plan, and from a plan to pixels. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "loops_choose.h"
#include "options.h"
#include "sample.h"
#include "size.h"

static int set_problem(blur_plan *plan, const blur_options *options, int sample, size_t width,
                       size_t height, int channels)
{
    struct problem *problem = &plan->problem;
    double pixel[4];
    options_border_pixel(options, sample, channels, pixel);
    problem->width = width;
    problem->height = height;
    problem->channels = (size_t)channels;
    problem_set_border(problem, sample, options->border, pixel);
    problem->loops = loops_choose(options->variant, &problem->variant);
    plan->run = (struct run){options->threads, options->progress, options->progress_data};
    return problem->loops ? BLUR_OK : BLUR_ERROR_UNSUPPORTED;
}

static int set_kernel(blur_plan *plan, const blur_options *options, int sample)
{
    plan->kernel_size = options->kernel_size;
    plan->sigma = options->sigma;
    int status = blur_gaussian_parameters(options->given, sample, &plan->kernel_size, &plan->sigma);
    if (status != BLUR_OK)
        return status;
    return problem_make_kernels(&plan->problem, plan->kernel_size, plan->sigma) ? BLUR_OK
                                                                                : BLUR_ERROR_MEMORY;
}

static int fill_plan(blur_plan *plan, const blur_options *options, int sample, size_t width,
                     size_t height, int channels)
{
    int status = set_problem(plan, options, sample, width, height, channels);
    if (status == BLUR_OK)
        status = set_kernel(plan, options, sample);
    if (status == BLUR_OK)
        status = plan_choose_method(plan, options);
    return status;
}

int blur_plan_make(const blur_options *given, int sample, size_t width, size_t height, int channels,
                   blur_plan **plan)
{
    blur_options options;
    if (!plan)
        return BLUR_ERROR_ARGUMENT;
    *plan = NULL;
    int status = options_read(given, sample, channels, &options);
    if (status != BLUR_OK)
        return status;
    if (width == 0 || height == 0)
        return BLUR_ERROR_ARGUMENT;
    if (!view_shape_fits(width, height, (size_t)channels, sample_size(sample)))
        return BLUR_ERROR_LIMIT;
    blur_plan *made = calloc(1, sizeof *made);
    if (!made)
        return BLUR_ERROR_MEMORY;
    status = fill_plan(made, &options, sample, width, height, channels);
    if (status == BLUR_OK)
        *plan = made;
    else
        blur_plan_free(made);
    return status;
}

void blur_plan_free(blur_plan *plan)
{
    if (!plan)
        return;
    plan_free_method(plan);
    problem_free_kernels(&plan->problem);
    free(plan);
}

static struct view view_of(const blur_plan *plan, const void *src, ptrdiff_t src_stride, void *dst,
                           ptrdiff_t dst_stride)
{
    const struct problem *problem = &plan->problem;
    return (struct view){problem->width,
                         problem->height,
                         problem->channels,
                         sample_size(problem->sample),
                         src,
                         src_stride,
                         dst,
                         dst_stride};
}

int blur_plan_describe(const blur_plan *plan, blur_plan_info *info)
{
    if (!plan || !info || info->size < sizeof info->size)
        return BLUR_ERROR_ARGUMENT;
    struct view view = view_of(plan, NULL, 0, NULL, 0);
    blur_plan_info full = {.size = info->size,
                           .kernel_size = plan->kernel_size,
                           .sigma = plan->sigma,
                           .method = plan->kind,
                           .variant = plan->problem.variant,
                           .bound = plan->bound,
                           .factor_x = 1,
                           .factor_y = 1};
    if (plan->kind == BLUR_METHOD_MULTIRATE) {
        full.factor_x = (int32_t)plan->by.multirate.x.factor;
        full.factor_y = (int32_t)plan->by.multirate.y.factor;
    }
    if (plan->kind == BLUR_METHOD_COSINE) {
        bool of_bytes = sample_is_byte(plan->problem.sample);
        int x = of_bytes ? plan->by.cosine.design_x.terms : plan->by.slide.design_x.terms;
        int y = of_bytes ? plan->by.cosine.design_y.terms : plan->by.slide.design_y.terms;
        full.terms = x > y ? x : y;
    }
    full.threads = (int32_t)bands_count(&plan->by.method, &view, plan->run.threads);
    bands_memory(&plan->by.method, &view, (size_t)full.threads, &full.memory);
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
    return bands_run(&plan->by.method, &view, plan->problem.border, &plan->run);
}
