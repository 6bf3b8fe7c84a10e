/* SPDX-License-Identifier: MIT */
#include "method/problem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "kernel/fold.h"
#include "image/sample.h"

/* Tails that weigh less than this are left out: 0.0005 level at most in both axes, and three times
 * that where the border renormalizes. */
static const double weight_too_small = 1e-6;

/* Of the wider samples: 0.003 level of 65535 in both axes, 4e-8 of a float; three times that where
 * the border renormalizes. */
static const double wide_weight_too_small = 2e-8;

/* Scales are floats, sums of up to 2^31 become floats, and are rounded in them: three relative
 * errors of 2^-24, of 128 levels. */
static const double bound_of_scale = 3 * 128.0 / (1 << 24);

void problem_set_border(struct problem *problem, int32_t sample, int border, const double pixel[4])
{
    double none = sample_is_byte(sample) ? line_middle : 0;
    problem->sample = sample;
    problem->border = border;
    for (size_t i = 0; i < 4; i++)
        problem->beyond[i] = border == BLUR_BORDER_CONSTANT ? pixel[i] : none;
}

void problem_beyond_bytes(const struct problem *problem, uint8_t bytes[4])
{
    for (size_t i = 0; i < 4; i++)
        bytes[i] = (uint8_t)problem->beyond[i];
}

static void shorten(struct half_kernel *kernel, double too_small)
{
    double tail = 0;
    while (kernel->radius > 0 && tail + 2 * kernel->weights[kernel->radius] < too_small) {
        tail += 2 * kernel->weights[kernel->radius];
        kernel->radius--;
    }
    kernel->left_out = tail;
}

/* Weights whose sum over both sides is 1. */
static void normalize(struct half_kernel *kernel)
{
    double sum = kernel->weights[0];
    for (size_t i = 1; i <= kernel->radius; i++)
        sum += 2 * kernel->weights[i];
    for (size_t i = 0; i <= kernel->radius; i++)
        kernel->weights[i] /= sum;
}

bool half_kernel_make(struct half_kernel *half, const double *weights, size_t radius, size_t length,
                      const struct problem *problem)
{
    bool renormalizes = problem->border == BLUR_BORDER_RENORMALIZE;
    half->radius = renormalizes && radius >= length ? length - 1 : radius;
    half->weights = malloc((half->radius + 1) * sizeof *half->weights);
    if (!half->weights)
        return false;
    memcpy(half->weights, weights + radius, (half->radius + 1) * sizeof *half->weights);
    normalize(half);
    shorten(half, sample_is_byte(problem->sample) ? weight_too_small : wide_weight_too_small);
    normalize(half);
    return true;
}

bool half_kernel_fold(const struct half_kernel *half, size_t length, int border,
                      struct half_kernel *folded)
{
    const size_t radius = half->radius;
    const struct fold fold = fold_make(radius, length, border);
    size_t to;
    *folded = (struct half_kernel){fold.folded, NULL, half->left_out};
    if (fold.folded == radius)
        return true;
    folded->weights = calloc(fold.folded + 1, sizeof *folded->weights);
    for (size_t tap = 0; folded->weights && tap <= 2 * radius; tap++)
        if (fold_tap(&fold, tap, &to) && to >= fold.folded)
            folded->weights[to - fold.folded] +=
                half->weights[tap < radius ? radius - tap : tap - radius];
    return folded->weights;
}

static bool make_gaussian(struct half_kernel *half, int32_t kernel_size, double sigma,
                          size_t length, const struct problem *problem)
{
    bool made = false;
    double *weights = malloc((size_t)kernel_size * sizeof *weights);
    if (weights && blur_gaussian_kernel(kernel_size, sigma, weights) == BLUR_OK)
        made = half_kernel_make(half, weights, (size_t)kernel_size / 2, length, problem);
    free(weights);
    return made;
}

bool problem_make_kernels(struct problem *problem, const int32_t kernel_size[2],
                          const double sigma[2])
{
    if (make_gaussian(&problem->x, kernel_size[0], sigma[0], problem->width, problem) &&
        make_gaussian(&problem->y, kernel_size[1], sigma[1], problem->height, problem))
        return true;
    problem_free_kernels(problem);
    return false;
}

void problem_free_kernels(struct problem *problem)
{
    free(problem->x.weights);
    free(problem->y.weights);
    problem->x.weights = problem->y.weights = NULL;
}

/* The wider samples are scaled in doubles. */
static double scale_bound(const struct problem *problem)
{
    return sample_is_byte(problem->sample) ? bound_of_scale : 0;
}

/* Bytes are within 127.5 of the middle of their range, and the differences e of two kernels that
 * each sum to 1 sum to 0: they add at most 127.5 * sum|e|; other samples likewise. Near an edge,
 * where the sum inside is at least 1/2 and e inside sums to half of sum|e| at most, (sum|e| +
 * sum|e|/2) / (1/2) takes the place of sum|e|. What was left out of a kernel is missing from the
 * middle as well. */
double problem_kernel_bound(const struct problem *problem, const struct half_kernel *kernel,
                            double error)
{
    double all = sample_half_range(problem->sample) * (error + 2 * kernel->left_out);
    return problem->border == BLUR_BORDER_RENORMALIZE ? 3 * all + scale_bound(problem) : all;
}

double problem_resampling_bound(const struct problem *problem, const struct half_kernel *kernel,
                                double error, double edge_error)
{
    if (problem->border == BLUR_BORDER_RENORMALIZE && edge_error < 3 * error)
        return sample_half_range(problem->sample) *
                   (fmax(error, edge_error) + 6 * kernel->left_out) +
               scale_bound(problem);
    return problem_kernel_bound(problem, kernel, error);
}

static double weight_error(const struct half_kernel *kernel, const struct taps *taps,
                           size_t distance)
{
    return taps_weight(taps, distance) - kernel->weights[distance];
}

/* The error where one edge cuts the kernel: with the differences e and the weights g inside, it is
 * at most (sum|e| + |sum e|) / sum g. The tap at the edge moves away from the middle. */
static double cut_error(const struct half_kernel *kernel, const struct taps *taps)
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

double problem_taps_bound(const struct problem *problem, const struct half_kernel *kernel,
                          const struct taps *taps)
{
    size_t length = kernel == &problem->x ? problem->width : problem->height;
    double error = fabs(weight_error(kernel, taps, 0));
    for (size_t i = 1; i <= kernel->radius; i++)
        error += 2 * fabs(weight_error(kernel, taps, i));
    /* Two edges at once, in a short axis, are left to the general bound. */
    if (length <= 2 * kernel->radius)
        return problem_kernel_bound(problem, kernel, error);
    return problem_resampling_bound(problem, kernel, error, cut_error(kernel, taps));
}
