/* SPDX-License-Identifier: MIT
 * What is done to an image, whatever its shape and its samples. */
#ifndef BLUR_SPEC_H
#define BLUR_SPEC_H

#include "blur.h"
#include "kernel/kernel_matrix.h"
#include "method/solver.h"

struct recipe {
    enum recipe_kind { RECIPE_GAUSSIAN, RECIPE_KERNEL, RECIPE_BLOCKS } kind;

    int32_t kernel_size[2]; /* Gaussian: along x and y */
    double sigma[2];
    int32_t accuracy; /* enum blur_accuracy */
    struct gaussian_way way;

    const struct kernel *kernel; /* any other */
    bool is_raw;                 /* not divided by the sum of its weights */

    size_t block; /* of floats, pixels along either axis: at least 2 */
};

/* Completes the Gaussian of options that have been read, for samples of a type. BLUR_OK, or as
 * blur_gaussian_parameters(). */
int recipe_gaussian(struct recipe *recipe, const blur_options *options, int sample);

/* Whether the result is the image itself. */
bool recipe_is_copy(const struct recipe *recipe);

/* How many pixels to either side of a result it may depend on along x; of blocks, how many to the
 * other end of one. */
size_t recipe_reach(const struct recipe *recipe);

/* Makes the method for a problem whose shape, samples, border and loops are set, of a bound of at
 * most the tolerance. BLUR_OK, BLUR_ERROR_MEMORY or BLUR_ERROR_UNSUPPORTED; the solver is to be
 * freed in any case. */
int recipe_make(const struct recipe *recipe, struct solver *solver,
                const struct tolerance *tolerance);

#endif
