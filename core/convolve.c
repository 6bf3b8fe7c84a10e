/* SPDX-License-Identifier: MIT
 * blur_convolve() and apply_convolution(), and plans for them: what the caller gave is checked
 * here. */
#include <math.h>

#include "method/convolution.h"
#include "simd/cpu_variant.h"
#include "call_options.h"
#include "plan.h"
#include "image/sample.h"
#include "image/size.h"

/* The largest kernel is one that an int can say the size of, but not all address ranges hold it. */
static int read_kernel(const float *weights, int width, int height, struct kernel *kernel)
{
    size_t count, bytes;
    *kernel = (struct kernel){weights, (size_t)width, (size_t)height, 0, 0};
    if (!weights || width <= 0 || width % 2 == 0 || height <= 0 || height % 2 == 0)
        return BLUR_ERROR_ARGUMENT;
    if (!size_multiply(kernel->width, kernel->height, &count) ||
        !size_multiply(count, sizeof(double), &bytes))
        return BLUR_ERROR_LIMIT;
    return BLUR_OK;
}

int blur_plan_make_convolution(const blur_options *given, int sample, size_t width, size_t height,
                               int channels, const float *weights, int kernel_width,
                               int kernel_height, blur_plan **plan)
{
    blur_options options;
    struct kernel kernel;
    if (!plan)
        return BLUR_ERROR_ARGUMENT;
    *plan = NULL;
    int status = options_read(given, sample, channels, &options);
    if (status == BLUR_OK && !options_are_convolution(&options))
        status = BLUR_ERROR_ARGUMENT;
    if (status == BLUR_OK)
        status = read_kernel(weights, kernel_width, kernel_height, &kernel);
    if (status == BLUR_OK &&
        (kernel_width > BLUR_KERNEL_SIZE_MAX || kernel_height > BLUR_KERNEL_SIZE_MAX))
        status = BLUR_ERROR_LIMIT;
    if (status == BLUR_OK && !kernel_add_up(&kernel))
        status = BLUR_ERROR_ARGUMENT;
    if (status != BLUR_OK)
        return status;
    const struct recipe recipe = {.kind = RECIPE_KERNEL,
                                  .kernel_size = {kernel_width, kernel_height},
                                  .kernel = &kernel,
                                  .is_raw = options.raw != 0};
    return plan_make(&options, &recipe, sample, width, height, channels, plan);
}

int blur_convolve(const blur_options *options, int sample, size_t width, size_t height,
                  int channels, const float *weights, int kernel_width, int kernel_height,
                  const void *src, ptrdiff_t src_stride, void *dst, ptrdiff_t dst_stride)
{
    blur_plan *plan = NULL;
    int status = blur_plan_make_convolution(options, sample, width, height, channels, weights,
                                            kernel_width, kernel_height, &plan);
    if (status == BLUR_OK)
        status = blur_plan_run(plan, src, src_stride, dst, dst_stride);
    blur_plan_free(plan);
    return status;
}

static bool same_shape(const Image *a, const Image *b)
{
    return a->width == b->width && a->height == b->height && a->channels == b->channels;
}

static void convolve(const struct view *view, const struct kernel *kernel)
{
    struct run run = {.threads = 0};
    struct solver solver = {
        .problem = {.width = view->width, .height = view->height, .channels = view->channels}};
    struct problem *problem = &solver.problem;
    problem_set_border(problem, BLUR_UINT8, BLUR_BORDER_RENORMALIZE, NULL);
    problem->loops = loops_choose(BLUR_VARIANT_AUTO, &problem->variant);
    if (convolution_make(&solver, kernel, false, HUGE_VAL) == BLUR_OK)
        bands_run(&solver.by.method, view, BLUR_BORDER_RENORMALIZE, &run);
    solver_free(&solver);
}

/* The default options but that each channel is by itself, of which there may be any number, and any
 * size of the kernel; nobody asks for the status. */
void apply_convolution(Image *src, Image *dst, float *weights, int kernel_size)
{
    struct kernel kernel;
    size_t row;
    bool fits;
    if (!src || !dst || read_kernel(weights, kernel_size, kernel_size, &kernel) != BLUR_OK)
        return;
    if (src->width <= 0 || src->height <= 0 || src->channels <= 0 || !same_shape(src, dst) ||
        !size_multiply((size_t)src->width, (size_t)src->channels, &row) || row > PTRDIFF_MAX)
        return;
    struct view view = {.sample_size = 1,
                        .width = (size_t)src->width,
                        .height = (size_t)src->height,
                        .channels = (size_t)src->channels,
                        .src = src->data,
                        .src_stride = (ptrdiff_t)row,
                        .dst = dst->data,
                        .dst_stride = (ptrdiff_t)row};
    if (view_is_valid(&view, &fits) && kernel_add_up(&kernel))
        convolve(&view, &kernel);
}
