/* SPDX-License-Identifier: MIT */
#include "options/options.h"

#include <math.h>
#include <stdlib.h>

const char *options_effect_name(enum effect effect)
{
    static const char *const names[] = {[EFFECT_GAUSSIAN] = "-k and -s",
                                        [EFFECT_BOX] = "--box",
                                        [EFFECT_MOTION] = "--motion",
                                        [EFFECT_KERNEL_FILE] = "--kernel-file",
                                        [EFFECT_PIXELATE] = "--pixelate"};
    return names[effect];
}

/* A box of N has the variance (N^2 - 1) / 12. */
static double sigma_of_box(int size)
{
    return sqrt(((double)size * size - 1) / 12);
}

double options_sigma(const struct options *options)
{
    if (options->region_count > 0 || options->mask_file)
        return 0;
    if (options->effect != EFFECT_GAUSSIAN)
        return options->effect == EFFECT_BOX ? sigma_of_box(options->block_size) : 0;
    int32_t kernel_size = options->kernel_size;
    double sigma = options->sigma;
    blur_gaussian_parameters(options->given & 3, BLUR_UINT8, &kernel_size, &sigma);
    return kernel_size == 1 ? 0 : sigma;
}

bool options_depend_on_orientation(const struct options *options)
{
    const uint32_t along_y = BLUR_GIVEN_KERNEL_SIZE_Y | BLUR_GIVEN_SIGMA_Y;
    return options->region_count > 0 || options->mask_file || (options->given & along_y) != 0 ||
           options->effect == EFFECT_MOTION || options->effect == EFFECT_KERNEL_FILE;
}

void options_free(struct options *options)
{
    free(options->regions);
    options->regions = NULL;
    options->region_count = 0;
    custom_kernel_free(&options->kernel);
}
