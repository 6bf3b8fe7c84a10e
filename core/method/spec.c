/* SPDX-License-Identifier: MIT
 * Turns options into a spec, and a spec into a method. */
#include "method/spec.h"

#include "kernel/gaussian_weights.h"
#include "method/convolution.h"
#include "method/pixelate.h"

/* Values given for y override those given for both axes. */
static int complete_y(struct spec *spec, const blur_options *options, int sample)
{
    uint32_t given = options->given & (BLUR_GIVEN_KERNEL_SIZE | BLUR_GIVEN_SIGMA);
    spec->gaussian.kernel_size[1] = options->kernel_size;
    spec->gaussian.sigma[1] = options->sigma;
    if (options->given & BLUR_GIVEN_KERNEL_SIZE_Y) {
        spec->gaussian.kernel_size[1] = options->kernel_size_y;
        given |= BLUR_GIVEN_KERNEL_SIZE;
    }
    if (options->given & BLUR_GIVEN_SIGMA_Y) {
        spec->gaussian.sigma[1] = options->sigma_y;
        given |= BLUR_GIVEN_SIGMA;
    }
    return gaussian_complete(given, sample, &spec->gaussian.kernel_size[1],
                             &spec->gaussian.sigma[1]);
}

static int complete_gaussian(struct spec *spec, const blur_options *options, int sample)
{
    *spec = (struct spec){.kind = SPEC_GAUSSIAN,
                          .gaussian = {.kernel_size = {options->kernel_size, 0},
                                       .sigma = {options->sigma, 0},
                                       .asked = {.method = options->method}},
                          .accuracy = options->accuracy};
    const uint32_t given = options->given & (BLUR_GIVEN_KERNEL_SIZE | BLUR_GIVEN_SIGMA);
    int status =
        gaussian_complete(given, sample, &spec->gaussian.kernel_size[0], &spec->gaussian.sigma[0]);
    return status == BLUR_OK ? complete_y(spec, options, sample) : status;
}

/* Blocks of one pixel leave the image unchanged, as does a Gaussian with one tap. */
static int pixelate_of_options(struct spec *spec, const blur_options *options)
{
    if (options->given != 0 || options->method != BLUR_METHOD_AUTO)
        return BLUR_ERROR_ARGUMENT;
    *spec = options->pixelate == 1
                ? (struct spec){.kind = SPEC_GAUSSIAN,
                                .gaussian = {.kernel_size = {1, 1}},
                                .accuracy = options->accuracy}
                : (struct spec){.kind = SPEC_PIXELATE, .block = (size_t)options->pixelate};
    return BLUR_OK;
}

int spec_of_options(struct spec *spec, const blur_options *options, int sample)
{
    if (options->raw != 0 || options->bias != 0)
        return BLUR_ERROR_ARGUMENT;
    return options->pixelate != 0 ? pixelate_of_options(spec, options)
                                  : complete_gaussian(spec, options, sample);
}

static bool is_unblurred(const struct spec *spec, int axis)
{
    return spec->gaussian.kernel_size[axis] == 1 || spec->gaussian.sigma[axis] == 0;
}

bool spec_is_copy(const struct spec *spec)
{
    return spec->kind == SPEC_GAUSSIAN && is_unblurred(spec, 0) && is_unblurred(spec, 1);
}

size_t spec_reach(const struct spec *spec)
{
    switch (spec->kind) {
    case SPEC_KERNEL:
        return spec->kernel->width / 2;
    case SPEC_PIXELATE:
        return spec->block - 1;
    default:
        return (size_t)spec->gaussian.kernel_size[0] / 2;
    }
}

int spec_make(const struct spec *spec, const struct problem *problem,
              const struct tolerance *tolerance, struct method **method)
{
    *method = NULL;
    switch (spec->kind) {
    case SPEC_KERNEL:
        return convolution_make(problem, spec->kernel, spec->is_raw, tolerance->direct, method);
    case SPEC_PIXELATE:
        *method = pixelate_make(problem, spec->block);
        return *method ? BLUR_OK : BLUR_ERROR_MEMORY;
    default:
        return choose_gaussian(problem, &spec->gaussian, tolerance, method);
    }
}
