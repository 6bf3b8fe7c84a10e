/* SPDX-License-Identifier: MIT
 * What is done to an image, whatever its shape and its samples. */
#ifndef BLUR_SPEC_H
#define BLUR_SPEC_H

#include "blur.h"
#include "kernel/kernel_matrix.h"
#include "method/choose.h"

struct spec {
    enum spec_kind { SPEC_GAUSSIAN, SPEC_KERNEL, SPEC_PIXELATE } kind;

    struct gaussian gaussian; /* of other kernels, their size alone */
    int32_t accuracy;         /* enum blur_accuracy */

    const struct kernel_matrix *kernel; /* any other */
    bool is_raw;                        /* not divided by the sum of its weights */

    size_t block; /* of floats, pixels along either axis: at least 2 */
};

/* What options that have been read ask for, with samples of a type: a Gaussian, which is completed,
 * or blocks. BLUR_OK, or as blur_gaussian_parameters(); BLUR_ERROR_ARGUMENT also where they have
 * what belongs to convolutions alone. */
int spec_of_options(struct spec *spec, const blur_options *options, int sample);

/* Whether the result is the image itself. */
bool spec_is_copy(const struct spec *spec);

/* How many pixels to either side of a result it may depend on along x; of blocks, how many to the
 * other end of one. */
size_t spec_reach(const struct spec *spec);

/* Makes the method for a problem whose shape, samples, border and loops are set, of a bound of at
 * most the tolerance. BLUR_OK, BLUR_ERROR_MEMORY or BLUR_ERROR_UNSUPPORTED; *method is NULL then.
 */
int spec_make(const struct spec *spec, const struct problem *problem,
              const struct tolerance *tolerance, struct method **method);

#endif
