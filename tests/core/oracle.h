/* SPDX-License-Identifier: MIT
 * What the right result is, in double precision and by the plainest possible code, and images to
 * try things on. Shares nothing with the library but its public names. */
#ifndef BLUR_ORACLE_H
#define BLUR_ORACLE_H

#include <stddef.h>
#include <stdint.h>

/* The exact blur of a packed image: a double for each sample, to be freed. */
double *oracle_gaussian(const uint8_t *image, size_t width, size_t height, size_t channels,
                        int kernel_size, double sigma, int border, const uint8_t *color);

/* The exact apply_convolution(), tap by tap, saturated but not rounded. Also to be freed. */
double *oracle_convolution(const uint8_t *image, size_t width, size_t height, size_t channels,
                           const float *kernel, int kernel_size);

/* The largest |samples - exact|. */
double oracle_error(const uint8_t *samples, const double *exact, size_t count);

/* Deterministic noise, the same for the same seed. */
void oracle_noise(uint8_t *samples, size_t count, uint32_t seed);

/* malloc() that ends the test program where there is no memory. */
void *oracle_memory(size_t size);

#endif
