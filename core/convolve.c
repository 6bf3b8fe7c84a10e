/* SPDX-License-Identifier: MIT
 * blur_convolve(), blur_plan_make_convolution() and apply_convolution(): they validate the kernel
 * and the images. */
#include <math.h>

#include "call_options.h"
#include "image/sample.h"
#include "image/size.h"
#include "method/convolution.h"
#include "plan.h"

/* An int can hold sizes whose kernel exceeds a small address space: the byte count is checked. */
static int read_kernel(const float *weights, int width, int height, struct kernel_matrix *kernel)
{
    size_t count, bytes;
    *kernel = (struct kernel_matrix){weights, (size_t)width, (size_t)height, 0, 0};
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
    struct kernel_matrix kernel;
    if (!plan)
        return BLUR_ERROR_ARGUMENT;
    *plan = NULL;
    int status = call_options_read(given, sample, channels, &options);
    if (status == BLUR_OK && !call_options_are_convolution(&options))
        status = BLUR_ERROR_ARGUMENT;
    if (status == BLUR_OK)
        status = read_kernel(weights, kernel_width, kernel_height, &kernel);
    if (status == BLUR_OK &&
        (kernel_width > BLUR_KERNEL_SIZE_MAX || kernel_height > BLUR_KERNEL_SIZE_MAX))
        status = BLUR_ERROR_LIMIT;
    if (status == BLUR_OK && !kernel_matrix_sum(&kernel))
        status = BLUR_ERROR_ARGUMENT;
    if (status != BLUR_OK)
        return status;
    const struct spec spec = {.kind = SPEC_KERNEL,
                              .gaussian = {.kernel_size = {kernel_width, kernel_height}},
                              .kernel = &kernel,
                              .is_raw = options.raw != 0};
    return plan_make(&options, &spec, sample, width, height, channels, plan);
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

static void convolve(const struct view *view, const struct kernel_matrix *kernel)
{
    const struct run run = {.threads = 0};
    struct method *method;
    struct problem problem = {.width = view->width,
                              .height = view->height,
                              .channels = view->channels,
                              .loops = loops_choose(BLUR_VARIANT_AUTO)};
    problem_set_border(&problem, BLUR_UINT8, BLUR_BORDER_RENORMALIZE, NULL);
    if (convolution_make(&problem, kernel, false, HUGE_VAL, &method) == BLUR_OK)
        bands_run(method, view, BLUR_BORDER_RENORMALIZE, &run);
    method_free(method);
}

/* Unlike blur_convolve(), it allows any number of channels, all independent, and kernels larger
 * than BLUR_KERNEL_SIZE_MAX. */
void apply_convolution(Image *src, Image *dst, float *weights, int kernel_size)
{
    struct kernel_matrix kernel;
    size_t row;
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
    if (view_check(&view) == BLUR_OK && kernel_matrix_sum(&kernel))
        convolve(&view, &kernel);
}
