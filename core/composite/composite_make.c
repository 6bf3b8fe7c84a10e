/* SPDX-License-Identifier: MIT
 * Makes a composite from options: its conversion, its tiles, its error bound. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "composite/composite.h"
#include "image/sample.h"
#include "image/size.h"

/* The error allowed to the inner methods, as a fraction e of the largest float, so that results
 * keep the accuracy stated in blur.h.
 *
 * Bytes in linear light: near black one level spans 12.92 times less light, so an error of 1e-5
 * makes 255 * 12.92 * 1e-5 = 0.03 levels. Bytes with alpha: a colour is a quotient whose parts both
 * have an error, which at alpha A (of 255) makes e * 2 * 255 * 255 / A levels: for the smallest
 * alpha that does not round to 0, 1/2, that is 0.21 with e = 8e-7, and 0.1 with half of it. Direct
 * sums of non-negative samples are better: their error is relative to the sum itself. With weights
 * down to 1/201 of the kernel's (radius 100) it is about 10 * 201 * 2^-24 along each axis, 2.4e-4
 * for both, which makes 2 * 255 * 2.4e-4 = 0.12 levels whatever alpha is. In linear light near
 * black, all of this is 12.92 times as large.
 *
 * 16 bits: 65535 * 12.92 * 3.4e-7 = 0.29 levels in linear light, and 65535 * 2 * 2e-6 = 0.26 levels
 * at full alpha. */
static struct tolerance tolerance_of_floats(const struct float_rows *conversion, bool is_exact)
{
    const double all = is_exact ? 4e-7 : 8e-7;
    if (conversion->sample == BLUR_UINT16)
        return conversion->light ? (struct tolerance){3.4e-7, 3.4e-7}
                                 : (struct tolerance){all, is_exact ? all : 2e-6};
    if (!conversion->premultiplies && conversion->sample == BLUR_UINT8)
        return (struct tolerance){1e-5, 1e-5};
    return (struct tolerance){all, is_exact && conversion->sample == BLUR_FLOAT32 ? all : 4e-6};
}

/* Whether the samples have to be converted to floats first. */
static bool needs_floats(const blur_options *options, const struct spec *spec, int sample,
                         size_t channels)
{
    const bool premultiplies = sample_has_alpha(channels) && options->alpha == BLUR_ALPHA_WEIGHTED;
    return spec->kind == SPEC_PIXELATE || spec->is_raw || premultiplies ||
           options->light == BLUR_LIGHT_LINEAR || (options->dither != 0 && sample == BLUR_UINT8);
}

bool composite_is_needed(const blur_options *options, const struct spec *spec, int sample,
                         size_t channels)
{
    return options->regions || options->mask ||
           (!spec_is_copy(spec) && needs_floats(options, spec, sample, channels));
}

/* A raw kernel does not take means, so it cannot weight by alpha: alpha is copied. */
static bool make_conversion(struct composite *composite, const struct problem *problem,
                            const blur_options *options, const struct spec *spec)
{
    const bool has_weight = sample_has_alpha(problem->channels) && !spec->is_raw;
    struct float_rows *conversion = &composite->conversion;
    *conversion =
        (struct float_rows){.sample = problem->sample,
                            .channels = problem->channels,
                            .premultiplies = has_weight && options->alpha == BLUR_ALPHA_WEIGHTED,
                            .keeps_alpha = spec->is_raw && sample_has_alpha(problem->channels) &&
                                           options->alpha == BLUR_ALPHA_WEIGHTED,
                            .dithers = options->dither != 0 && problem->sample == BLUR_UINT8,
                            .loops = problem->loops->float_rows,
                            .bias = (float)options->bias};
    composite->is_native =
        spec_is_copy(spec) || (composite->selection.is_sharp &&
                               !needs_floats(options, spec, problem->sample, problem->channels));
    if (composite->is_native || options->light != BLUR_LIGHT_LINEAR)
        return true;
    conversion->light = light_make(problem->sample == BLUR_UINT8 ? 255 : 65535);
    return conversion->light;
}

static struct tolerance tolerance_of(const struct composite *composite, const struct spec *spec)
{
    const struct float_rows *conversion = &composite->conversion;
    const bool is_exact = spec->accuracy == BLUR_ACCURACY_EXACT;
    const double native = sample_tolerance(conversion->sample, is_exact);
    if (composite->is_native)
        return (struct tolerance){native, native};
    return tolerance_of_floats(conversion, is_exact);
}

/* Sets the columns that the target depends on. With border wrap, a target near an edge depends on
 * columns at the other end as well: it gets all of them. With pixelate, tiles consist of whole
 * blocks, which begin at multiples of their size. */
static void set_columns(struct tile *tile, const struct problem *problem, const struct spec *spec)
{
    const size_t reach = spec_reach(spec), width = problem->width;
    const struct rectangle *target = &tile->target;
    tile->left = target->left > reach ? target->left - reach : 0;
    tile->right = width - target->right > reach ? target->right + reach : width;
    if (problem->border == BLUR_BORDER_WRAP && spec->kind != SPEC_PIXELATE &&
        (target->left < reach || width - target->right < reach)) {
        tile->left = 0;
        tile->right = width;
    }
    if (spec->kind == SPEC_PIXELATE) {
        const size_t block = spec->block, rest = target->right % block;
        tile->left = target->left - target->left % block;
        tile->right = target->right;
        if (rest > 0)
            tile->right += size_min(block - rest, width - target->right);
    }
}

/* Converts the border's pixel to floats. False: its product with alpha overflows. */
static bool set_border(const struct composite *composite, const struct problem *problem,
                       struct problem *inner)
{
    double beyond[4];
    bool is_finite = true;
    memcpy(beyond, problem->beyond, sizeof beyond);
    if (problem->border == BLUR_BORDER_CONSTANT)
        float_rows_pixel(&composite->conversion, problem->beyond, beyond);
    for (size_t i = 0; i < 4; i++)
        is_finite = is_finite && isfinite(beyond[i]);
    problem_set_border(inner, BLUR_FLOAT32, problem->border, beyond);
    return is_finite;
}

static int make_tile(struct composite *composite, struct tile *tile, const struct problem *problem,
                     const struct spec *spec)
{
    const struct tolerance tolerance = tolerance_of(composite, spec);
    set_columns(tile, problem, spec);
    struct problem inner = *problem;
    inner.width = tile->right - tile->left;
    inner.unused_left = tile->target.left - tile->left;
    inner.unused_right = tile->right - tile->target.right;
    if (!composite->is_native && !set_border(composite, problem, &inner))
        return BLUR_ERROR_ARGUMENT;
    return spec_make(spec, &inner, &tolerance, &tile->method);
}

/* Whether the tiles, whose halos may overlap, have more pixels in total than the image. */
static bool tiles_exceed_image(const struct selection *selection, const struct spec *spec)
{
    const double reach = (double)spec_reach(spec);
    double pixels = 0;
    for (size_t i = 0; i < selection->rectangle_count; i++) {
        const struct rectangle *at = &selection->rectangles[i];
        pixels += ((double)(at->right - at->left) + 2 * reach) *
                  ((double)(at->bottom - at->top) + 2 * reach);
    }
    return pixels > (double)selection->width * (double)selection->height;
}

static int make_tiles(struct composite *composite, const struct problem *problem,
                      const struct spec *spec)
{
    struct selection *selection = &composite->selection;
    int status = BLUR_OK;
    if (!selection->is_all && selection->rectangle_count > 1 && tiles_exceed_image(selection, spec))
        selection_merge(selection);
    composite->tiles = calloc(selection->rectangle_count + 1, sizeof *composite->tiles);
    if (!composite->tiles)
        return BLUR_ERROR_MEMORY;
    for (size_t i = 0; i < selection->rectangle_count && status == BLUR_OK; i++) {
        composite->tiles[i].target = selection->rectangles[i];
        status = make_tile(composite, &composite->tiles[i], problem, spec);
        composite->tile_count++;
    }
    return status;
}

static bool lay_out_tile(struct composite *composite, struct tile *tile)
{
    const struct method *method = tile->method;
    const size_t step = tile_step(composite, tile);
    const size_t row = composite->is_native ? 0 : step;
    size_t *all = &composite->at.all, group;
    return size_multiply(step, size_min(method->group, composite->height), &group) &&
           layout_reserve(all, sizeof(struct tile_place), &tile->at.input) &&
           layout_reserve(all, method->state_bytes, &tile->at.state) &&
           layout_reserve(all, row, &tile->at.row) && layout_reserve(all, group, &tile->at.group);
}

static bool lay_out(struct composite *composite)
{
    size_t weights, original, widest = 0;
    for (size_t i = 0; i < composite->tile_count; i++) {
        const struct rectangle *target = &composite->tiles[i].target;
        widest = size_max(widest, target->right - target->left);
        if (!lay_out_tile(composite, &composite->tiles[i]))
            return false;
    }
    widest = size_max(1, composite->selection.is_all ? 0 : widest);
    return size_multiply(widest, sizeof(float), &weights) &&
           size_multiply(weights, composite->conversion.channels, &original) &&
           layout_reserve(&composite->at.all, weights, &composite->at.weights) &&
           layout_reserve(&composite->at.all, original, &composite->at.original);
}

/* As derived at tolerance_of_floats(). Blending with the source does not increase the error. */
static double bound_of(const struct composite *composite)
{
    const struct float_rows *conversion = &composite->conversion;
    double inner = 0;
    for (size_t i = 0; i < composite->tile_count; i++)
        inner = fmax(inner, composite->tiles[i].method->bound);
    if (composite->is_native)
        return inner;
    const double steepest = conversion->light ? 12.92 : 1, rounding = ldexp(1, -22);
    const double all = (inner + rounding) * steepest * (double)float_rows_largest(conversion);
    if (conversion->sample == BLUR_FLOAT32)
        return all;
    return all + (conversion->dithers ? 1 : 0.5);
}

static void composite_free(struct method *method)
{
    struct composite *composite = (struct composite *)method;
    for (size_t i = 0; i < composite->tile_count; i++)
        method_free(composite->tiles[i].method);
    free(composite->tiles);
    selection_free(&composite->selection);
    light_free(composite->conversion.light);
    free(composite);
}

/* All tiles have the same kernel and height along y, and thus the same reach, group and restart,
 * unless the choice fell on another method for a narrow tile. */
static void set_method(struct composite *composite)
{
    const double pixels = (double)composite->width * (double)composite->height;
    struct method *method = &composite->method;
    *method = (struct method){.group = 1,
                              .restart = 1,
                              .state_bytes = composite->at.all,
                              .bound = bound_of(composite),
                              .facts = {BLUR_METHOD_DIRECT, 1, 1, 0},
                              .free = composite_free,
                              .start = composite_start,
                              .make = composite_rows};
    for (size_t i = 0; i < composite->tile_count; i++) {
        const struct tile *tile = &composite->tiles[i];
        const struct method *inner = tile->method;
        const double processed =
            (double)(tile->right - tile->left) * (double)(tile->target.bottom - tile->target.top);
        method->reach = size_max(method->reach, inner->reach + inner->group - 1);
        method->head_start = size_max(method->head_start, inner->head_start);
        method->cost += (inner->cost + 2) * processed / pixels;
        /* restart is not 0: every counted tile has a method.
         * NOLINTNEXTLINE(clang-analyzer-core.DivideZero) */
        if (method->restart % inner->restart != 0)
            method->restart =
                inner->restart % method->restart == 0 ? inner->restart : composite->height;
    }
    method->reads_output_rows = composite->tile_count > 1;
    if (composite->tile_count > 0)
        method->facts = composite->tiles[0].method->facts;
}

static int make_parts(struct composite *composite, const struct problem *problem,
                      const blur_options *options, const struct spec *spec, size_t strip)
{
    int status = selection_make(&composite->selection, options, problem->width, problem->height);
    if (status != BLUR_OK)
        return status;
    if (!make_conversion(composite, problem, options, spec) ||
        (strip > 0 && !selection_divide(&composite->selection, strip)))
        return BLUR_ERROR_MEMORY;
    status = make_tiles(composite, problem, spec);
    return status == BLUR_OK && !lay_out(composite) ? BLUR_ERROR_MEMORY : status;
}

int composite_make(const struct problem *problem, const blur_options *options,
                   const struct spec *spec, size_t strip, struct composite **made)
{
    const size_t pixel = problem->channels * sample_size(problem->sample);
    struct composite *composite = malloc(sizeof *composite);
    *made = NULL;
    if (!composite)
        return BLUR_ERROR_MEMORY;
    *composite = (struct composite){.width = problem->width,
                                    .height = problem->height,
                                    .pixel_bytes = pixel,
                                    .row_bytes = problem->width * pixel};
    const int status = make_parts(composite, problem, options, spec, strip);
    if (status != BLUR_OK) {
        composite_free(&composite->method);
        return status;
    }
    set_method(composite);
    *made = composite;
    return BLUR_OK;
}
