/* SPDX-License-Identifier: MIT
 * The sampled Gaussian: its parameters and its weights. */
#ifndef BLUR_GAUSSIAN_WEIGHTS_H
#define BLUR_GAUSSIAN_WEIGHTS_H

#include <stdint.h>

/* blur_gaussian_parameters(), for pointers that are not NULL. */
int gaussian_complete(uint32_t given, int sample, int32_t *kernel_size, double *sigma);

/* Checks the parameters of a Gaussian as blur_gaussian_kernel() does. */
int gaussian_check(int32_t kernel_size, double sigma);

/* The kernel_size weights of blur_gaussian_kernel(), for valid parameters. */
void gaussian_weights(int32_t kernel_size, double sigma, double *weights);

#endif
