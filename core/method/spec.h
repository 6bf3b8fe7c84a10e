/* SPDX-License-Identifier: MIT
 * The operation that the caller asked for, independent of the image: a Gaussian, a kernel, or
 * pixelation. */
#ifndef BLUR_SPEC_H
#define BLUR_SPEC_H

#include "blur.h"
#include "kernel/kernel_matrix.h"
#include "method/choose.h"

struct spec {
    enum spec_kind { SPEC_GAUSSIAN, SPEC_KERNEL, SPEC_PIXELATE } kind;

    struct gaussian gaussian; /* SPEC_KERNEL: kernel_size only */
    int32_t accuracy;         /* enum blur_accuracy */

    const struct kernel_matrix *kernel; /* SPEC_KERNEL */
    bool is_raw;                        /* not divided by the sum of its weights */

    size_t block; /* SPEC_PIXELATE: side of a block in pixels, at least 2; on floats only */
};

/* The Gaussian, completed, or pixelation that validated options ask for. Returns BLUR_OK or an
 * error of blur_gaussian_parameters(); BLUR_ERROR_ARGUMENT also if an option is set that only
 * convolutions have. */
int spec_of_options(struct spec *spec, const blur_options *options, int sample);

/* Whether the result equals the image. */
bool spec_is_copy(const struct spec *spec);

/* How many pixels to either side a result depends on along x, at most. */
size_t spec_reach(const struct spec *spec);

/* Makes the method for a problem whose shape, samples, border and loops are set, with a bound
 * within the tolerance. Returns BLUR_OK, or BLUR_ERROR_MEMORY or BLUR_ERROR_UNSUPPORTED with
 * *method NULL. */
int spec_make(const struct spec *spec, const struct problem *problem,
              const struct tolerance *tolerance, struct method **method);

#endif
