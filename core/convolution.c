/* SPDX-License-Identifier: MIT
 * apply_convolution(): checks what the caller gave and finds out what kind of kernel it is. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "bands.h"
#include "dense.h"
#include "direct.h"
#include "filter.h"
#include "loops_choose.h"
#include "separable.h"
#include "size.h"

/* A kernel counts as a product where each weight is within this share of it, so that any sum of
 * some of them, as at the border, is too: 255 * 2 * 2^-17 = 0.004 level at most for weights of one
 * sign. A Gaussian computed in float is: its relative errors are 2^-24 times an exponent of up
 * to 80. */
static const double product_tolerance = 1.0 / (1 << 17);

/* The bound above which floats, which are within 0.51 level, are taken instead of integers. As said
 * in blur.h. */
static const double most_error = 0.55;

/* Weights that underflow carry no relative precision, but some units in their last place. */
static const double underflow_tolerance = 4 * (double)FLT_TRUE_MIN;

/* The sum of the magnitudes of all weights; not finite where one of them is not. */
static double kernel_magnitude(const float *kernel, size_t taps)
{
    double magnitude = 0;
    for (size_t i = 0; i < taps * taps; i++)
        magnitude += fabs((double)kernel[i]);
    return magnitude;
}

static size_t largest_weight(const float *kernel, size_t taps)
{
    size_t largest = 0;
    for (size_t i = 1; i < taps * taps; i++)
        if (fabsf(kernel[i]) > fabsf(kernel[largest]))
            largest = i;
    return largest;
}

/* Whether the kernel is column * row, which are then filled: the row and the column through its
 * largest weight (the best conditioned), the row divided by that weight. */
static bool factor_kernel(const float *kernel, size_t taps, double magnitude, double *column,
                          double *row)
{
    size_t largest = largest_weight(kernel, taps);
    if (magnitude == 0)
        return false;
    for (size_t i = 0; i < taps; i++) {
        row[i] = (double)kernel[largest / taps * taps + i] / (double)kernel[largest];
        column[i] = (double)kernel[i * taps + largest % taps] / magnitude;
    }
    for (size_t i = 0; i < taps; i++)
        for (size_t j = 0; j < taps; j++) {
            double weight = (double)kernel[i * taps + j];
            double missed = fabs(weight - magnitude * column[i] * row[j]);
            if (missed > product_tolerance * fabs(weight) + underflow_tolerance)
                return false;
        }
    return true;
}

/* Tap by tap with weights whose magnitudes sum to 1, so that no sum of theirs overflows; or
 * all zero, as given. */
static void run_dense(const struct view *view, const float *kernel, size_t taps, double magnitude,
                      const struct run *run)
{
    size_t count = taps * taps;
    float *weights = malloc(count * sizeof *weights);
    if (!weights)
        return;
    for (size_t i = 0; i < count; i++)
        weights[i] = magnitude == 0 ? 0 : (float)((double)kernel[i] / magnitude);
    dense_run(view, weights, taps / 2, run);
    free(weights);
}

/* Whether weights are the same on both sides of the middle, and none negative. */
static bool is_symmetric(const double *weights, size_t taps)
{
    for (size_t i = 0; i < taps; i++) {
        double other = weights[taps - 1 - i];
        if (weights[i] < 0 || fabs(weights[i] - other) > product_tolerance * weights[i])
            return false;
    }
    return true;
}

static int run_problem(const struct view *view, const struct problem *problem,
                       const struct run *run)
{
    struct direct direct;
    if (!direct_make(&direct, problem, false))
        return BLUR_ERROR_MEMORY;
    int status = BLUR_ERROR_UNSUPPORTED;
    if (direct_bound(&direct, problem) <= most_error)
        status = bands_run(&direct.method, view, problem->border, run);
    direct_free(&direct);
    return status;
}

/* A kernel such as a Gaussian, by the same method as blur_gaussian(). UNSUPPORTED where that would
 * be less exact than floats are. */
static int run_symmetric(const struct view *view, const double *column, const double *row,
                         size_t taps, const struct run *run)
{
    struct problem problem = {.width = view->width,
                              .height = view->height,
                              .channels = view->channels,
                              .border = BLUR_BORDER_RENORMALIZE,
                              .beyond = {line_middle, line_middle, line_middle, line_middle}};
    if (view->channels > 4 || !is_symmetric(column, taps) || !is_symmetric(row, taps))
        return BLUR_ERROR_UNSUPPORTED;
    problem.loops = loops_choose(BLUR_VARIANT_AUTO, &problem.variant);
    int status = BLUR_ERROR_MEMORY;
    if (half_kernel_make(&problem.x, row, taps / 2, view->width, true) &&
        half_kernel_make(&problem.y, column, taps / 2, view->height, true))
        status = run_problem(view, &problem, run);
    problem_free_kernels(&problem);
    return status;
}

static void convolve(const struct view *view, const float *kernel, size_t taps)
{
    struct run run = {.threads = 0};
    double magnitude = kernel_magnitude(kernel, taps);
    if (!isfinite(magnitude))
        return;
    double *factors = malloc(2 * taps * sizeof *factors);
    if (!factors)
        return;
    double *column = factors, *row = factors + taps;
    if (factor_kernel(kernel, taps, magnitude, column, row)) {
        if (run_symmetric(view, column, row, taps, &run) == BLUR_ERROR_UNSUPPORTED)
            separable_run(view, column, taps / 2, row, taps / 2, &run);
    } else {
        run_dense(view, kernel, taps, magnitude, &run);
    }
    free(factors);
}

static bool same_shape(const Image *a, const Image *b)
{
    return a->width == b->width && a->height == b->height && a->channels == b->channels;
}

void apply_convolution(Image *src, Image *dst, float *kernel, int kernel_size)
{
    size_t taps = (size_t)kernel_size, weights, bytes, row;
    bool fits;
    if (!src || !dst || !kernel || kernel_size <= 0 || kernel_size % 2 == 0)
        return;
    if (src->width <= 0 || src->height <= 0 || src->channels <= 0 || !same_shape(src, dst))
        return;
    if (!size_multiply(taps, taps, &weights) || !size_multiply(weights, sizeof(double), &bytes) ||
        !size_multiply((size_t)src->width, (size_t)src->channels, &row) || row > PTRDIFF_MAX)
        return;
    struct view view = {.width = (size_t)src->width,
                        .height = (size_t)src->height,
                        .channels = (size_t)src->channels,
                        .src = src->data,
                        .src_stride = (ptrdiff_t)row,
                        .dst = dst->data,
                        .dst_stride = (ptrdiff_t)row};
    if (view_is_valid(&view, &fits))
        convolve(&view, kernel, taps);
}
