/* SPDX-License-Identifier: MIT
 * From options to a method that paints. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "composite/composite.h"
#include "image/sample.h"
#include "image/size.h"

/* What floats may be off, as a part e of the largest, so that results are within what blur.h says.
 *
 * Of bytes in linear light, a level is 1/12.92 of its size near black: 255 * 12.92 * 1e-5 = 0.03.
 * A colour whose alpha is A of 255 is a quotient, both parts of which may be off: by e * 2 * 255 *
 * 255 / A levels, which for the smallest alpha that is seen, 1/2, is 0.21 with 8e-7, and 0.1 with
 * half of that. But direct sums of what is never negative are off in proportion to themselves: with
 * weights down to 1/201 of the kernel's (radius 100) by some 10 * 201 * 2^-24 along either axis,
 * 2.4e-4 in all, which is 2 * 255 * 2.4e-4 = 0.12 levels, whatever alpha is.
 * In linear light near black all of that is 12.92 times as much.
 * Of 16 bits, 65535 * 12.92 * 3.4e-7 = 0.29, and 65535 * 2 * 2e-6 = 0.26 where alpha is full. */
static struct tolerance tolerance_of_floats(const struct working *working, bool is_exact)
{
    const double all = is_exact ? 4e-7 : 8e-7;
    if (working->sample == BLUR_UINT16)
        return working->light ? (struct tolerance){3.4e-7, 3.4e-7}
                              : (struct tolerance){all, is_exact ? all : 2e-6};
    if (!working->weighs && working->sample == BLUR_UINT8)
        return (struct tolerance){1e-5, 1e-5};
    return (struct tolerance){all, is_exact && working->sample == BLUR_FLOAT32 ? all : 4e-6};
}

static bool is_unusual(const blur_options *options, const struct recipe *recipe, int sample,
                       size_t channels)
{
    const bool weighs = working_has_alpha(channels) && options->alpha == BLUR_ALPHA_WEIGHTED;
    return recipe->kind == RECIPE_BLOCKS || recipe->is_raw || weighs ||
           options->light == BLUR_LIGHT_LINEAR || (options->dither != 0 && sample == BLUR_UINT8);
}

bool paint_is_needed(const blur_options *options, const struct recipe *recipe, int sample,
                     size_t channels)
{
    return options->regions || options->mask ||
           (!recipe_is_copy(recipe) && is_unusual(options, recipe, sample, channels));
}

/* A raw kernel has no mean to take of alpha: it is kept. */
static bool make_working(struct paint *paint, const struct problem *problem,
                         const blur_options *options, const struct recipe *recipe)
{
    const bool has_weight = working_has_alpha(problem->channels) && !recipe->is_raw;
    struct working *working = &paint->working;
    *working =
        (struct working){.sample = problem->sample,
                         .channels = problem->channels,
                         .weighs = has_weight && options->alpha == BLUR_ALPHA_WEIGHTED,
                         .keeps_alpha = recipe->is_raw && working_has_alpha(problem->channels) &&
                                        options->alpha == BLUR_ALPHA_WEIGHTED,
                         .dithers = options->dither != 0 && problem->sample == BLUR_UINT8,
                         .loops = working_loops_for(problem->variant),
                         .bias = (float)options->bias};
    paint->is_native = recipe_is_copy(recipe) ||
                       (paint->selection.is_sharp &&
                        !is_unusual(options, recipe, problem->sample, problem->channels));
    if (paint->is_native || options->light != BLUR_LIGHT_LINEAR)
        return true;
    working->light = light_make(problem->sample == BLUR_UINT8 ? 255 : 65535);
    return working->light;
}

static struct tolerance tolerance_of(const struct paint *paint, const struct recipe *recipe)
{
    const struct working *working = &paint->working;
    const bool is_exact = recipe->accuracy == BLUR_ACCURACY_EXACT;
    const double native = sample_tolerance(working->sample, is_exact);
    if (paint->is_native)
        return (struct tolerance){native, native};
    return tolerance_of_floats(working, is_exact);
}

/* The columns that a rectangle depends on: all, where the border may have those of the other end in
 * reach. Blocks begin at multiples of their size. */
static void set_columns(struct tile *tile, const struct problem *problem,
                        const struct recipe *recipe)
{
    const size_t reach = recipe_reach(recipe), width = problem->width;
    const struct rectangle *painted = &tile->painted;
    tile->left = painted->left > reach ? painted->left - reach : 0;
    tile->right = width - painted->right > reach ? painted->right + reach : width;
    if (problem->border == BLUR_BORDER_WRAP && recipe->kind != RECIPE_BLOCKS &&
        (painted->left < reach || width - painted->right < reach)) {
        tile->left = 0;
        tile->right = width;
    }
    if (recipe->kind == RECIPE_BLOCKS) {
        const size_t block = recipe->block, over = painted->right % block;
        tile->left = painted->left - painted->left % block;
        tile->right = painted->right;
        if (over > 0)
            tile->right += size_smaller(block - over, width - painted->right);
    }
}

/* The pixel beyond the edges, as floats. False: its product with alpha is out of their range. */
static bool set_border(const struct paint *paint, const struct problem *problem,
                       struct problem *own)
{
    double beyond[4];
    bool is_finite = true;
    memcpy(beyond, problem->beyond, sizeof beyond);
    if (problem->border == BLUR_BORDER_CONSTANT)
        working_pixel(&paint->working, problem->beyond, beyond);
    for (size_t i = 0; i < 4; i++)
        is_finite = is_finite && isfinite(beyond[i]);
    problem_set_border(own, BLUR_FLOAT32, problem->border, beyond);
    return is_finite;
}

static int make_tile(struct paint *paint, struct tile *tile, const struct problem *problem,
                     const struct recipe *recipe)
{
    struct problem *own = &tile->solver.problem;
    const struct tolerance tolerance = tolerance_of(paint, recipe);
    set_columns(tile, problem, recipe);
    *own = *problem;
    own->width = tile->right - tile->left;
    own->unused_left = tile->painted.left - tile->left;
    own->unused_right = tile->right - tile->painted.right;
    if (!paint->is_native && !set_border(paint, problem, own))
        return BLUR_ERROR_ARGUMENT;
    return recipe_make(recipe, &tile->solver, &tolerance);
}

/* Tiles that overlap may have more to work on, all together, than the image has pixels. */
static bool are_wasteful(const struct selection *selection, const struct recipe *recipe)
{
    const double reach = (double)recipe_reach(recipe);
    double pixels = 0;
    for (size_t i = 0; i < selection->rectangle_count; i++) {
        const struct rectangle *at = &selection->rectangles[i];
        pixels += ((double)(at->right - at->left) + 2 * reach) *
                  ((double)(at->bottom - at->top) + 2 * reach);
    }
    return pixels > (double)selection->width * (double)selection->height;
}

static int make_tiles(struct paint *paint, const struct problem *problem,
                      const struct recipe *recipe)
{
    struct selection *selection = &paint->selection;
    int status = BLUR_OK;
    if (!selection->is_all && selection->rectangle_count > 1 && are_wasteful(selection, recipe))
        selection_merge(selection);
    paint->tiles = calloc(selection->rectangle_count + 1, sizeof *paint->tiles);
    if (!paint->tiles)
        return BLUR_ERROR_MEMORY;
    for (size_t i = 0; i < selection->rectangle_count && status == BLUR_OK; i++) {
        paint->tiles[i].painted = selection->rectangles[i];
        status = make_tile(paint, &paint->tiles[i], problem, recipe);
        paint->tile_count++;
    }
    return status;
}

static bool lay_out_tile(struct paint *paint, struct tile *tile)
{
    const struct method *method = &tile->solver.by.method;
    const size_t step = tile_step(paint, tile);
    const size_t row = paint->is_native ? 0 : step;
    size_t *all = &paint->at.all, group;
    return size_multiply(step, size_smaller(method->group, paint->height), &group) &&
           size_set_aside(all, sizeof(struct tile_place), &tile->at.place) &&
           size_set_aside(all, method->state_bytes, &tile->at.state) &&
           size_set_aside(all, row, &tile->at.row) && size_set_aside(all, group, &tile->at.group);
}

static bool lay_out(struct paint *paint)
{
    size_t weights, kept, widest = 0;
    for (size_t i = 0; i < paint->tile_count; i++) {
        const struct rectangle *painted = &paint->tiles[i].painted;
        widest = size_larger(widest, painted->right - painted->left);
        if (!lay_out_tile(paint, &paint->tiles[i]))
            return false;
    }
    widest = size_larger(1, paint->selection.is_all ? 0 : widest);
    return size_multiply(widest, sizeof(float), &weights) &&
           size_multiply(weights, paint->working.channels, &kept) &&
           size_set_aside(&paint->at.all, weights, &paint->at.weights) &&
           size_set_aside(&paint->at.all, kept, &paint->at.kept);
}

/* All tiles have the same kernel and height along y, and so the same reach, groups and places to
 * begin; but for those in which a narrow tile made the choice of another method. */
static void make_method(struct paint *paint)
{
    const double pixels = (double)paint->width * (double)paint->height;
    struct method *method = &paint->method;
    *method = (struct method){.group = 1,
                              .restart = 1,
                              .state_bytes = paint->at.all,
                              .start = paint_start,
                              .make = paint_rows};
    for (size_t i = 0; i < paint->tile_count; i++) {
        const struct tile *tile = &paint->tiles[i];
        const struct method *own = &tile->solver.by.method;
        const double worked =
            (double)(tile->right - tile->left) * (double)(tile->painted.bottom - tile->painted.top);
        method->reach = size_larger(method->reach, own->reach + own->group - 1);
        method->head_start = size_larger(method->head_start, own->head_start);
        method->cost += (own->cost + 2) * worked / pixels;
        /* Not 0: each tile that is counted has had its method made.
         * NOLINTNEXTLINE(clang-analyzer-core.DivideZero) */
        if (method->restart % own->restart != 0)
            method->restart = own->restart % method->restart == 0 ? own->restart : paint->height;
    }
    method->looks_back = paint->tile_count > 1;
}

/* See the tolerances. A mean of what is within a bound is within it. */
static void set_bound(struct paint *paint)
{
    const struct working *working = &paint->working;
    double inner = 0;
    for (size_t i = 0; i < paint->tile_count; i++)
        inner = fmax(inner, paint->tiles[i].solver.bound);
    paint->bound = inner;
    if (paint->is_native)
        return;
    const double steepest = working->light ? 12.92 : 1, rounding = ldexp(1, -22);
    paint->bound = (inner + rounding) * steepest * (double)working_most(working);
    if (working->sample != BLUR_FLOAT32)
        paint->bound += working->dithers ? 1 : 0.5;
}

int paint_make(struct paint *paint, const struct problem *problem, const blur_options *options,
               const struct recipe *recipe, size_t strip)
{
    *paint = (struct paint){.width = problem->width,
                            .height = problem->height,
                            .pixel_bytes = problem->channels * sample_size(problem->sample)};
    paint->row_bytes = paint->width * paint->pixel_bytes;
    int status = selection_make(&paint->selection, options, problem->width, problem->height);
    if (status != BLUR_OK)
        return status;
    if (!make_working(paint, problem, options, recipe) ||
        (strip > 0 && !selection_divide(&paint->selection, strip)))
        status = BLUR_ERROR_MEMORY;
    if (status == BLUR_OK)
        status = make_tiles(paint, problem, recipe);
    if (status == BLUR_OK && !lay_out(paint))
        status = BLUR_ERROR_MEMORY;
    if (status != BLUR_OK) {
        paint_free(paint);
        return status;
    }
    make_method(paint);
    set_bound(paint);
    return BLUR_OK;
}

void paint_free(struct paint *paint)
{
    for (size_t i = 0; i < paint->tile_count; i++)
        solver_free(&paint->tiles[i].solver);
    free(paint->tiles);
    paint->tiles = NULL;
    paint->tile_count = 0;
    selection_free(&paint->selection);
    light_free(paint->working.light);
    paint->working.light = NULL;
}
