/* SPDX-License-Identifier: MIT
 * Tests a 2D kernel for separability, and a 1D kernel for symmetry. */
#include "kernel/kernel_matrix.h"

#include <float.h>
#include <math.h>

#include "image/sample.h"

/* A kernel counts as separable if each weight is within this relative tolerance of the product, so
 * that any partial sum, as at the border, is too: 255 * 2 * 2^-17 = 0.004 level at most for weights
 * of one sign. A Gaussian computed in float passes: its relative errors are 2^-24 times an exponent
 * of up to 80. Weights that cancel magnify the error by the same factor, so the tolerance shrinks
 * by it, down to the rounding error of a product in float. */
static const double product_tolerance = 1.0 / (1 << 17);
static const double product_rounding = 1.0 / (1 << 22);

/* For wider samples: 65535 * 2^-21 = 0.03 level, 5e-7 of a float. A rounded product of floats is
 * within 2^-22 of the product of a column and a row taken from it. */
static const double float_product_tolerance = 1.0 / (1 << 21);

/* Weights that underflow have no relative precision, only a few units in the last place, which must
 * be negligible beside the largest weight. */
static const double underflow_tolerance = 4 * (double)FLT_TRUE_MIN;

/* Sums of finite floats cannot overflow a double, so the magnitude is finite iff all weights are.
 */
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

static bool matches_product(const struct kernel_matrix *kernel, double tolerance, double largest,
                            const double *column, const double *row)
{
    double share = tolerance * fabs(kernel->sum) / kernel->magnitude;
    share = fmax(share, product_rounding);
    double units = fmin(underflow_tolerance, product_rounding * largest);
    for (size_t i = 0; i < kernel->height; i++)
        for (size_t j = 0; j < kernel->width; j++) {
            double weight = (double)kernel->weights[i * kernel->width + j];
            double difference = fabs(weight - kernel->magnitude * column[i] * row[j]);
            if (difference > share * fabs(weight) + units)
                return false;
        }
    return true;
}

/* Takes the row and the column through the largest weight (the best conditioned), and divides the
 * row by that weight. */
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
        /* Compared with 0 above; the analyser does not track floating-point values.
         * NOLINTNEXTLINE(clang-analyzer-core.DivideZero) */
        column[i] = (double)weights[i * width + largest % width] / kernel->magnitude;
    return matches_product(kernel, tolerance_of(sample), fabs((double)weights[largest]), column,
                           row);
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
