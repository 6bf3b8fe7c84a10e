/* SPDX-License-Identifier: MIT */
#include "kernel/kernel_matrix.h"

#include <float.h>
#include <math.h>

#include "image/sample.h"

/* A kernel counts as a product where each weight is within this share of it, so that any sum of
 * some of them, as at the border, is too: 255 * 2 * 2^-17 = 0.004 level at most for weights of one
 * sign. A Gaussian computed in float is: its relative errors are 2^-24 times an exponent of up
 * to 80. Weights that cancel magnify the error by as much as they do, so the share is smaller, down
 * to what the rounding of a product in float takes. */
static const double product_tolerance = 1.0 / (1 << 17);
static const double product_rounding = 1.0 / (1 << 22);

/* Of the wider samples: 65535 * 2^-21 = 0.03 level, 5e-7 of a float. A product of floats, rounded,
 * is within 2^-22 of that of a column and a row of it. */
static const double float_product_tolerance = 1.0 / (1 << 21);

/* Weights that underflow carry no relative precision, but some units in their last place; which
 * must be nothing beside the largest weight. */
static const double underflow_tolerance = 4 * (double)FLT_TRUE_MIN;

/* No sum of finite floats overflows a double. */
bool kernel_matrix_sum(struct kernel_matrix *kernel)
{
    kernel->sum = kernel->magnitude = 0;
    for (size_t i = 0; i < kernel->width * kernel->height; i++) {
        kernel->sum += (double)kernel->weights[i];
        kernel->magnitude += fabs((double)kernel->weights[i]);
    }
    return isfinite(kernel->magnitude);
}

static size_t largest_weight(const struct kernel_matrix *kernel)
{
    size_t largest = 0;
    for (size_t i = 1; i < kernel->width * kernel->height; i++)
        if (fabsf(kernel->weights[i]) > fabsf(kernel->weights[largest]))
            largest = i;
    return largest;
}

static double tolerance_of(int32_t sample)
{
    return sample_is_byte(sample) ? product_tolerance : float_product_tolerance;
}

static bool is_product(const struct kernel_matrix *kernel, double tolerance, double largest,
                       const double *column, const double *row)
{
    double share = tolerance * fabs(kernel->sum) / kernel->magnitude;
    share = fmax(share, product_rounding);
    double units = fmin(underflow_tolerance, product_rounding * largest);
    for (size_t i = 0; i < kernel->height; i++)
        for (size_t j = 0; j < kernel->width; j++) {
            double weight = (double)kernel->weights[i * kernel->width + j];
            double missed = fabs(weight - kernel->magnitude * column[i] * row[j]);
            if (missed > share * fabs(weight) + units)
                return false;
        }
    return true;
}

/* The row and the column through the largest weight (the best conditioned), the row divided by that
 * weight. */
bool kernel_matrix_factor(const struct kernel_matrix *kernel, int32_t sample, double *column,
                          double *row)
{
    const float *weights = kernel->weights;
    size_t width = kernel->width, largest = largest_weight(kernel);
    if (kernel->magnitude == 0)
        return false;
    for (size_t j = 0; j < width; j++)
        row[j] = (double)weights[largest / width * width + j] / (double)weights[largest];
    for (size_t i = 0; i < kernel->height; i++)
        /* Compared with 0 above; of floating-point numbers the analyser keeps no account.
         * NOLINTNEXTLINE(clang-analyzer-core.DivideZero) */
        column[i] = (double)weights[i * width + largest % width] / kernel->magnitude;
    return is_product(kernel, tolerance_of(sample), fabs((double)weights[largest]), column, row);
}

bool weights_are_symmetric(const double *weights, size_t taps, int32_t sample)
{
    const double tolerance = tolerance_of(sample);
    for (size_t i = 0; i < taps; i++) {
        double other = weights[taps - 1 - i];
        if (weights[i] < 0 || fabs(weights[i] - other) > tolerance * weights[i])
            return false;
    }
    return true;
}
