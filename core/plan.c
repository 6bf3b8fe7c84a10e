/* SPDX-License-Identifier: MIT
 * blur_plan_...(): makes, describes, runs and frees plans. */
#include "plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "call_options.h"
#include "composite/composite.h"
#include "composite/opaque_tiles.h"
#include "image/sample.h"
#include "image/size.h"

static int set_problem(struct problem *problem, const blur_options *options, int sample,
                       size_t width, size_t height, int channels)
{
    double pixel[4];
    call_options_border_pixel(options, sample, channels, pixel);
    *problem = (struct problem){.width = width, .height = height, .channels = (size_t)channels};
    problem_set_border(problem, sample, options->border, pixel);
    problem->loops = loops_choose(options->variant);
    return problem->loops ? BLUR_OK : BLUR_ERROR_UNSUPPORTED;
}

/* Arbitrary kernels have their own bound: see convolution_make(). */
static struct tolerance tolerance_of(const struct spec *spec, int sample)
{
    const bool is_exact = spec->accuracy == BLUR_ACCURACY_EXACT;
    const double max = spec->kind == SPEC_GAUSSIAN ? sample_tolerance(sample, is_exact) : HUGE_VAL;
    return (struct tolerance){max, max};
}

static int make_method(const struct problem *problem, const blur_options *options,
                       const struct spec *spec, struct method **method)
{
    if (!composite_is_needed(options, spec, problem->sample, problem->channels)) {
        const struct tolerance tolerance = tolerance_of(spec, problem->sample);
        return spec_make(spec, problem, &tolerance, method);
    }
    if (opaque_tiles_fit(problem, options, spec))
        return opaque_tiles_make(problem, options, spec, method);
    struct composite *composite;
    const int status = composite_make(problem, options, spec, 0, &composite);
    *method = status == BLUR_OK ? &composite->method : NULL;
    return status;
}

int plan_make(const blur_options *options, const struct spec *spec, int sample, size_t width,
              size_t height, int channels, blur_plan **plan)
{
    struct problem problem;
    if (width == 0 || height == 0)
        return BLUR_ERROR_ARGUMENT;
    if (!view_shape_fits(width, height, (size_t)channels, sample_size(sample)))
        return BLUR_ERROR_LIMIT;
    int status = set_problem(&problem, options, sample, width, height, channels);
    if (status != BLUR_OK)
        return status;
    blur_plan *made = malloc(sizeof *made);
    if (!made)
        return BLUR_ERROR_MEMORY;
    *made = (blur_plan){.width = width,
                        .height = height,
                        .channels = (size_t)channels,
                        .sample = sample,
                        .border = options->border,
                        .variant = problem.loops->variant,
                        .run = {options->threads, options->progress, options->progress_data}};
    memcpy(made->kernel_size, spec->gaussian.kernel_size, sizeof made->kernel_size);
    memcpy(made->sigma, spec->gaussian.sigma, sizeof made->sigma);
    status = make_method(&problem, options, spec, &made->method);
    if (status == BLUR_OK)
        *plan = made;
    else
        free(made);
    return status;
}

int blur_plan_make(const blur_options *given, int sample, size_t width, size_t height, int channels,
                   blur_plan **plan)
{
    blur_options options;
    struct spec spec;
    if (!plan)
        return BLUR_ERROR_ARGUMENT;
    *plan = NULL;
    int status = call_options_read(given, sample, channels, &options);
    if (status == BLUR_OK)
        status = spec_of_options(&spec, &options, sample);
    return status == BLUR_OK ? plan_make(&options, &spec, sample, width, height, channels, plan)
                             : status;
}

static bool is_factor(size_t factor)
{
    return factor == 2 || factor == 4 || factor == 8 || factor == 16;
}

int plan_make_multirate(const blur_options *given, int sample, size_t width, size_t height,
                        int channels, size_t factor_x, size_t factor_y, blur_plan **plan)
{
    blur_options options;
    struct spec spec;
    *plan = NULL;
    int status = call_options_read(given, sample, channels, &options);
    if (status == BLUR_OK)
        status = spec_of_options(&spec, &options, sample);
    if (status == BLUR_OK && !(is_factor(factor_y) && (factor_x == 1 || is_factor(factor_x))))
        status = BLUR_ERROR_ARGUMENT;
    spec.gaussian.asked = (struct choice){BLUR_METHOD_MULTIRATE, factor_x, factor_y};
    return status == BLUR_OK ? plan_make(&options, &spec, sample, width, height, channels, plan)
                             : status;
}

void blur_plan_free(blur_plan *plan)
{
    if (!plan)
        return;
    method_free(plan->method);
    free(plan);
}

static struct view view_of(const blur_plan *plan, const void *src, ptrdiff_t src_stride, void *dst,
                           ptrdiff_t dst_stride)
{
    return (struct view){plan->width, plan->height, plan->channels, sample_size(plan->sample), src,
                         src_stride,  dst,          dst_stride};
}

int blur_plan_describe(const blur_plan *plan, blur_plan_info *info)
{
    if (!plan || !info || info->size < sizeof info->size)
        return BLUR_ERROR_ARGUMENT;
    const struct view view = view_of(plan, NULL, 0, NULL, 0);
    const struct method_facts *facts = &plan->method->facts;
    blur_plan_info full = {.size = info->size,
                           .kernel_size = plan->kernel_size[0],
                           .sigma = plan->sigma[0],
                           .kernel_size_y = plan->kernel_size[1],
                           .sigma_y = plan->sigma[1],
                           .method = facts->method,
                           .variant = plan->variant,
                           .factor_x = facts->factor_x,
                           .factor_y = facts->factor_y,
                           .terms = facts->terms,
                           .bound = plan->method->bound};
    full.threads = (int32_t)bands_count(plan->method, &view, plan->run.threads);
    bands_memory(plan->method, &view, (size_t)full.threads, &full.memory);
    memcpy(info, &full, size_min(info->size, sizeof full));
    return BLUR_OK;
}

int blur_plan_run(const blur_plan *plan, const void *src, ptrdiff_t src_stride, void *dst,
                  ptrdiff_t dst_stride)
{
    if (!plan)
        return BLUR_ERROR_ARGUMENT;
    const struct view view = view_of(plan, src, src_stride, dst, dst_stride);
    const int status = view_check(&view);
    return status == BLUR_OK ? bands_run(plan->method, &view, plan->border, &plan->run) : status;
}
