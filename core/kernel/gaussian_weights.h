/* SPDX-License-Identifier: MIT
 * The sampled Gaussian: what size and sigma stand for, and its weights. */
#ifndef BLUR_GAUSSIAN_WEIGHTS_H
#define BLUR_GAUSSIAN_WEIGHTS_H

#include <stdint.h>

/* blur_gaussian_parameters() of arguments that are not NULL. */
int gaussian_complete(uint32_t given, int sample, int32_t *kernel_size, double *sigma);

/* Whether these are of a Gaussian: as blur_gaussian_kernel(). */
int gaussian_check(int32_t kernel_size, double sigma);

/* The kernel_size weights of blur_gaussian_kernel(), of a size and a sigma that are valid. */
void gaussian_weights(int32_t kernel_size, double sigma, double *weights);

#endif
