/* SPDX-License-Identifier: MIT
 * blur_gaussian(): checks what the caller gave, makes the kernel, and runs it. */
#include <stdlib.h>
#include <string.h>

#include "filter.h"
#include "separable.h"
#include "size.h"

/* Options of any version of the struct as those of this one; the rest as documented there. */
static int read_options(const blur_options *given, blur_options *options)
{
    *options = (blur_options){.size = sizeof *options};
    if (!given)
        return BLUR_OK;
    if (given->size < sizeof given->size)
        return BLUR_ERROR_ARGUMENT;
    for (size_t i = sizeof *options; i < given->size; i++)
        if (((const unsigned char *)given)[i] != 0)
            return BLUR_ERROR_UNSUPPORTED;
    memcpy(options, given, size_smaller(given->size, sizeof *options));
    return BLUR_OK;
}

static int check_options(const blur_options *options, int sample, int channels)
{
    if (options->border < BLUR_BORDER_RENORMALIZE || options->border > BLUR_BORDER_CONSTANT ||
        options->threads < 0 || channels < 1 || channels > 4)
        return BLUR_ERROR_ARGUMENT;
    if (sample == BLUR_UINT16 || sample == BLUR_FLOAT32)
        return BLUR_ERROR_UNSUPPORTED;
    if (sample != BLUR_UINT8)
        return BLUR_ERROR_ARGUMENT;
    return options->threads > BLUR_THREADS_MAX ? BLUR_ERROR_LIMIT : BLUR_OK;
}

static int run_kernel(const blur_options *options, const struct view *view, const double *weights,
                      size_t radius)
{
    float beyond[4];
    for (size_t channel = 0; channel < view->channels; channel++)
        beyond[channel] = options->border_color[channel];
    struct run run = {options->threads, options->progress, options->progress_data};
    return separable_run(view, weights, radius, weights, radius, options->border,
                         options->border == BLUR_BORDER_CONSTANT ? beyond : NULL, &run);
}

static int run_gaussian(const blur_options *options, const struct view *view, int32_t kernel_size,
                        double sigma)
{
    double *weights = malloc((size_t)kernel_size * sizeof *weights);
    if (!weights)
        return BLUR_ERROR_MEMORY;
    int status = blur_gaussian_kernel(kernel_size, sigma, weights);
    if (status == BLUR_OK)
        status = run_kernel(options, view, weights, (size_t)kernel_size / 2);
    free(weights);
    return status;
}

int blur_gaussian(const blur_options *given, int sample, size_t width, size_t height, int channels,
                  const void *src, ptrdiff_t src_stride, void *dst, ptrdiff_t dst_stride)
{
    blur_options options;
    int status = read_options(given, &options);
    if (status == BLUR_OK)
        status = check_options(&options, sample, channels);
    if (status != BLUR_OK)
        return status;

    bool fits;
    struct view view = {width, height, (size_t)channels, src, src_stride, dst, dst_stride};
    if (!view_is_valid(&view, &fits))
        return fits ? BLUR_ERROR_ARGUMENT : BLUR_ERROR_LIMIT;

    int32_t kernel_size = options.kernel_size;
    double sigma = options.sigma;
    status = blur_gaussian_parameters(options.given, sample, &kernel_size, &sigma);
    return status == BLUR_OK ? run_gaussian(&options, &view, kernel_size, sigma) : status;
}
