/* SPDX-License-Identifier: MIT
 * A call of blur_convolve() to try, and its result against the oracle's. */
#ifndef BLUR_CONVOLVE_TRIAL_H
#define BLUR_CONVOLVE_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blur.h"

/* Kinds of kernels: each goes another way through the library. */
enum kind { symmetric, product, dense, signed_product, signed_dense, kinds };

struct convolve_trial {
    size_t width, height;
    int channels, kernel_width, kernel_height;
    enum kind kind;
    int border, threads, variant;
    unsigned how; /* of oracle_place() */
    bool in_place;
};

blur_options convolve_options(const struct convolve_trial *trial);

/* What a message says of a trial; static. */
const char *convolve_text(const struct convolve_trial *trial);

/* The result of one of two packed images, packed. To be freed. */
uint8_t *convolve_packed(const struct convolve_trial *trial, const float *kernel,
                         const uint8_t *image);

/* That a packed result is within the bound for any kernel. */
void convolve_check(const struct convolve_trial *trial, const float *kernel, const uint8_t *image,
                    const uint8_t *result);

#endif
