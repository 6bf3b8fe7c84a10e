/* SPDX-License-Identifier: MIT
 * apply_convolution(): checks what the caller gave and finds out what kind of kernel it is. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "dense.h"
#include "filter.h"
#include "separable.h"
#include "size.h"

/* A kernel counts as a product where each weight is within this share of it, so that any sum of
 * some of them, as at the border, is too: 255 * 2 * 2^-17 = 0.004 level at most for weights of one
 * sign. A Gaussian computed in float is: its relative errors are 2^-24 times an exponent of up
 * to 80. */
static const double product_tolerance = 1.0 / (1 << 17);

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

/* The direct form with weights whose magnitudes sum to 1, so that no sum of theirs overflows; or
 * all zero, as given. */
static void run_direct(const struct view *view, const float *kernel, size_t taps, double magnitude,
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
    if (factor_kernel(kernel, taps, magnitude, column, row))
        separable_run(view, column, taps / 2, row, taps / 2, &run);
    else
        run_direct(view, kernel, taps, magnitude, &run);
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
