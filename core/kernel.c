/* SPDX-License-Identifier: MIT
 * blur_gaussian_parameters() and blur_gaussian_kernel(): check arguments and call
 * kernel/gaussian_weights.c. */
#include "blur.h"
#include "kernel/gaussian_weights.h"

int blur_gaussian_parameters(uint32_t given, int sample, int32_t *kernel_size, double *sigma)
{
    if (!kernel_size || !sigma)
        return BLUR_ERROR_ARGUMENT;
    return gaussian_complete(given, sample, kernel_size, sigma);
}

int blur_gaussian_kernel(int32_t kernel_size, double sigma, double *weights)
{
    const int status = gaussian_check(kernel_size, sigma);
    if (status == BLUR_OK && !weights)
        return BLUR_ERROR_ARGUMENT;
    if (status == BLUR_OK)
        gaussian_weights(kernel_size, sigma, weights);
    return status;
}
