/* SPDX-License-Identifier: MIT
 * Derives the kernel size of a Gaussian from sigma or sigma from the size, and samples its weights.
 */
#include "kernel/gaussian_weights.h"

#include <math.h>
#include <stdbool.h>

#include "blur.h"
#include "kernel/det_math.h"

static const int32_t default_kernel_size = 5;

static int check_kernel_size(int32_t kernel_size)
{
    if (kernel_size < 1 || kernel_size % 2 == 0)
        return BLUR_ERROR_ARGUMENT;
    return kernel_size > BLUR_KERNEL_SIZE_MAX ? BLUR_ERROR_LIMIT : BLUR_OK;
}

static bool sigma_is_valid(double sigma)
{
    return isfinite(sigma) && sigma >= 0;
}

/* Beyond 3 sigma lie 0.27 % of the weight: at worst 0.7 of 255 levels, on an image made for it.
 * 16-bit and float samples resolve more: 0.006 % lie beyond 4 sigma. */
static double sigmas_in_radius(int sample)
{
    return sample == BLUR_UINT8 ? 3 : 4;
}

static int size_from_sigma(double sigma, int sample, int32_t *kernel_size)
{
    double radius = ceil(sigmas_in_radius(sample) * sigma);
    if (2 * radius + 1 > BLUR_KERNEL_SIZE_MAX)
        return BLUR_ERROR_LIMIT;
    *kernel_size = 2 * (int32_t)radius + 1;
    return BLUR_OK;
}

static double sigma_from_size(int32_t kernel_size)
{
    return 0.3 * ((kernel_size - 1) / 2.0 - 1) + 0.8;
}

int gaussian_complete(uint32_t given, int sample, int32_t *kernel_size, double *sigma)
{
    bool has_size = given & BLUR_GIVEN_KERNEL_SIZE, has_sigma = given & BLUR_GIVEN_SIGMA;
    if (given & ~(uint32_t)(BLUR_GIVEN_KERNEL_SIZE | BLUR_GIVEN_SIGMA))
        return BLUR_ERROR_ARGUMENT;
    if (sample < BLUR_UINT8 || sample > BLUR_FLOAT32)
        return BLUR_ERROR_ARGUMENT;
    if (has_sigma && !sigma_is_valid(*sigma))
        return BLUR_ERROR_ARGUMENT;
    if (has_size) {
        int status = check_kernel_size(*kernel_size);
        if (status != BLUR_OK)
            return status;
    }

    if (has_sigma && !has_size)
        return size_from_sigma(*sigma, sample, kernel_size);
    if (!has_size)
        *kernel_size = default_kernel_size;
    if (!has_sigma)
        *sigma = sigma_from_size(*kernel_size);
    return BLUR_OK;
}

int gaussian_check(int32_t kernel_size, double sigma)
{
    int status = check_kernel_size(kernel_size);
    return status == BLUR_OK && !sigma_is_valid(sigma) ? BLUR_ERROR_ARGUMENT : status;
}

void gaussian_weights(int32_t kernel_size, double sigma, double *weights)
{
    int32_t radius = kernel_size / 2;
    double sum = 0;
    for (int32_t i = 0; i < kernel_size; i++) {
        /* i / sigma, not i*i / (sigma*sigma): a tiny sigma must not underflow to 0 / 0. */
        double distance = i == radius ? 0 : (i - radius) / sigma;
        weights[i] = det_exp(-0.5 * distance * distance);
        sum += weights[i];
    }
    for (int32_t i = 0; i < kernel_size; i++)
        weights[i] /= sum;
}
