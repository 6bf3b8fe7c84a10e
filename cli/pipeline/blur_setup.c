/* SPDX-License-Identifier: MIT */
#include "pipeline/blur_setup.h"

#include <stdio.h>
#include <stdlib.h>

#include "messages/message.h"

/* ---- The library's options ----------------------------------------------------------------- */

/* The default border, renormalize, makes no sense for a kernel that is not normalised. */
static int chosen_border(const struct options *options)
{
    return options->no_normalize && !options->has_border ? BLUR_BORDER_REPLICATE : options->border;
}

static void set_border(const struct options *options, const struct picture *picture,
                       blur_options *library)
{
    color_pixel(options->border_color, picture->channels, library->border_color);
    for (int i = 0; i < picture->channels; i++)
        library->border_value[i] = 257.0 * library->border_color[i];
    library->border = chosen_border(options);
}

static blur_options library_options(const struct options *options, const struct picture *picture)
{
    blur_options library = {
        .size = sizeof library,
        .accuracy = options->is_exact ? BLUR_ACCURACY_EXACT : BLUR_ACCURACY_NORMAL,
        .threads = options->threads,
        .alpha = options->is_straight ? BLUR_ALPHA_STRAIGHT : BLUR_ALPHA_WEIGHTED,
        .light = options->is_linear ? BLUR_LIGHT_LINEAR : BLUR_LIGHT_ENCODED,
        .dither = options->dithers,
        .feather = options->feather,
        .inverts = options->inverts,
        .raw = options->no_normalize,
        .bias = options->bias};
    set_border(options, picture, &library);
    if (options->effect == EFFECT_GAUSSIAN) {
        library.given = options->given;
        library.kernel_size = options->kernel_size;
        library.kernel_size_y = options->kernel_size_y;
        library.sigma = options->sigma;
        library.sigma_y = options->sigma_y;
    } else if (options->effect == EFFECT_PIXELATE) {
        library.pixelate = options->block_size;
    }
    return library;
}

/* ---- Where to blur ------------------------------------------------------------------------- */

/* A region outside the picture is a mistake, which may leave a face visible. */
static bool set_regions(const struct options *options, const struct picture *picture,
                        const char *label, blur_region *regions)
{
    for (size_t i = 0; i < options->region_count; i++)
        if (!geometry_region(&options->regions[i], picture->width, picture->height, &regions[i]))
            return message_error(label, "region %s is outside the picture of %zu x %zu",
                                 options->regions[i].text, picture->width, picture->height);
    return true;
}

static bool set_mask(const struct mask *mask, const struct picture *picture, const char *label,
                     blur_options *library)
{
    if (!mask->weights)
        return true;
    library->mask = mask->weights;
    library->mask_stride = (ptrdiff_t)mask->width;
    library->mask_width = mask->width;
    library->mask_height = mask->height;
    return (mask->width == picture->width && mask->height == picture->height) ||
           message_error(label, "is %zu x %zu, but the mask %zu x %zu", picture->width,
                         picture->height, mask->width, mask->height);
}

/* ---- The plan ------------------------------------------------------------------------------ */

/* The kernel size for a sigma depends on the sample type. */
static bool is_too_wide(const blur_options *library, int sample, double *sigma)
{
    int32_t size[2] = {library->kernel_size, library->kernel_size_y};
    double sigmas[2] = {library->sigma, library->sigma_y};
    const uint32_t given[2] = {library->given & 3, library->given >> 2};
    for (int i = 0; i < 2; i++) {
        *sigma = sigmas[i];
        if (blur_gaussian_parameters(given[i], sample, &size[i], &sigmas[i]) == BLUR_ERROR_LIMIT)
            return true;
    }
    return false;
}

static int make_plan(const struct options *options, const struct picture *picture,
                     const blur_options *library, blur_plan **plan)
{
    const struct custom_kernel *kernel = &options->kernel;
    if (!kernel->weights)
        return blur_plan_make(library, picture->sample, picture->width, picture->height,
                              picture->channels, plan);
    return blur_plan_make_convolution(library, picture->sample, picture->width, picture->height,
                                      picture->channels, kernel->weights, kernel->width,
                                      kernel->height, plan);
}

static bool open_plan(const struct options *options, const struct picture *picture,
                      const char *label, const blur_options *library, blur_plan **plan,
                      blur_stream **stream)
{
    double sigma;
    int status = make_plan(options, picture, library, plan);
    if (status == BLUR_OK)
        status = blur_stream_open(*plan, stream);
    if (status != BLUR_OK && is_too_wide(library, picture->sample, &sigma))
        return message_error(label, "sigma %g needs a kernel of more than %d pixels", sigma,
                             BLUR_KERNEL_SIZE_MAX);
    return status == BLUR_OK || message_error(label, "%s", blur_strerror(status));
}

bool blur_setup_open(const struct options *options, const struct mask *mask,
                     const struct picture *picture, const char *label, blur_plan **plan,
                     blur_stream **stream)
{
    blur_options library = library_options(options, picture);
    blur_region *regions = malloc((options->region_count + 1) * sizeof *regions);
    if (!regions)
        return message_error(label, "out of memory");
    bool done =
        set_regions(options, picture, label, regions) && set_mask(mask, picture, label, &library);
    if (done && options->region_count > 0) {
        library.regions = regions;
        library.region_count = options->region_count;
    }
    done = done && open_plan(options, picture, label, &library, plan, stream);
    free(regions);
    return done;
}

size_t blur_setup_reach(const struct options *options, const blur_plan_info *info)
{
    return options->effect == EFFECT_PIXELATE ? (size_t)options->block_size
                                              : (size_t)info->kernel_size_y;
}

/* ---- In words ------------------------------------------------------------------------------ */

static void name_effect(const struct options *options, const blur_plan_info *info, char *text,
                        size_t size)
{
    const bool is_round = info->kernel_size == info->kernel_size_y && info->sigma == info->sigma_y;
    if (options->effect == EFFECT_PIXELATE)
        snprintf(text, size, "blocks of %d", options->block_size);
    else if (options->effect != EFFECT_GAUSSIAN)
        snprintf(text, size, "kernel %d x %d of %s", (int)info->kernel_size,
                 (int)info->kernel_size_y, options_effect_name(options->effect));
    else if (is_round)
        snprintf(text, size, "kernel %d, sigma %g", (int)info->kernel_size, info->sigma);
    else
        snprintf(text, size, "kernel %d x %d, sigma %g x %g", (int)info->kernel_size,
                 (int)info->kernel_size_y, info->sigma, info->sigma_y);
}

void blur_setup_describe(const struct options *options, const struct picture *picture,
                         const blur_plan_info *info, const char *label, int threads)
{
    const bool has_alpha = picture->channels % 2 == 0;
    char effect[100];
    name_effect(options, info, effect, sizeof effect);
    message_detail(label, "%zu x %zu, %d channel%s of %d bits, %s, border %s%s%s", picture->width,
                   picture->height, picture->channels, picture->channels == 1 ? "" : "s",
                   picture->sample == BLUR_UINT16 ? 16 : 8, effect,
                   blur_border_name(chosen_border(options)),
                   !has_alpha             ? ""
                   : options->is_straight ? ", straight alpha"
                                          : ", weighted by alpha",
                   options->is_linear ? ", in linear light" : "");
    message_detail(label, "method %s, factors %d x %d, loops %s, threads %d, error at most %.3f",
                   blur_method_name(info->method), (int)info->factor_x, (int)info->factor_y,
                   blur_variant_name(info->variant), threads, info->bound);
}
