/* SPDX-License-Identifier: MIT
 * Error bounds for a kernel that approximates another. */
#include <math.h>

#include "blur.h"
#include "image/sample.h"
#include "kernel/half_kernel.h"

/* Scales are floats; sums of up to 2^31 are converted to float, multiplied and rounded: three
 * relative errors of 2^-24, of 128 levels. */
static const double scale_rounding = 3 * 128.0 / (1 << 24);

/* Wider samples are scaled in double. */
static double scale_error(const struct half_kernel *kernel)
{
    return sample_is_byte(kernel->axis.sample) ? scale_rounding : 0;
}

/* Bytes are within 127.5 of mid-range, and the differences e of two kernels that each sum to 1 sum
 * to 0, so they add at most 127.5 * sum|e|; likewise for other samples. Near an edge, the sum
 * inside is at least 1/2 and e inside sums to at most half of sum|e|, so (sum|e| + sum|e|/2) /
 * (1/2) replaces sum|e|. A dropped tail counts twice: normalizing adds its weight to the
 * remaining taps. */
double half_kernel_bound(const struct half_kernel *kernel, double error)
{
    double bound = sample_half_range(kernel->axis.sample) * (error + 2 * kernel->left_out);
    return kernel->axis.border == BLUR_BORDER_RENORMALIZE ? 3 * bound + scale_error(kernel) : bound;
}

double half_kernel_edge_bound(const struct half_kernel *kernel, double error, double edge_error)
{
    if (kernel->axis.border == BLUR_BORDER_RENORMALIZE && edge_error < 3 * error)
        return sample_half_range(kernel->axis.sample) *
                   (fmax(error, edge_error) + 6 * kernel->left_out) +
               scale_error(kernel);
    return half_kernel_bound(kernel, error);
}

static double weight_error(const struct half_kernel *kernel, const struct fixed_taps *taps,
                           size_t distance)
{
    return fixed_taps_weight(taps, distance) - kernel->weights[distance];
}

/* The error where one edge cuts the kernel is at most (sum|e| + |sum e|) / sum g, with the
 * differences e and the weights g inside. The loop moves the cut outwards one tap at a time. */
static double cut_error(const struct half_kernel *kernel, const struct fixed_taps *taps)
{
    double magnitude = 0, sum = 0, inside = 0, worst = 0;
    for (size_t i = 0; i <= kernel->radius; i++) {
        magnitude += fabs(weight_error(kernel, taps, i));
        sum += weight_error(kernel, taps, i);
        inside += kernel->weights[i];
    }
    for (size_t i = 1; i <= kernel->radius; i++) {
        worst = fmax(worst, (magnitude + fabs(sum)) / inside);
        magnitude += fabs(weight_error(kernel, taps, i));
        sum += weight_error(kernel, taps, i);
        inside += kernel->weights[i];
    }
    return fmax(worst, magnitude);
}

double half_kernel_taps_bound(const struct half_kernel *kernel, const struct fixed_taps *taps)
{
    double error = fabs(weight_error(kernel, taps, 0));
    for (size_t i = 1; i <= kernel->radius; i++)
        error += 2 * fabs(weight_error(kernel, taps, i));
    /* The general bound covers a short axis where both edges cut the kernel. */
    if (kernel->axis.length <= 2 * kernel->radius)
        return half_kernel_bound(kernel, error);
    return half_kernel_edge_bound(kernel, error, cut_error(kernel, taps));
}
