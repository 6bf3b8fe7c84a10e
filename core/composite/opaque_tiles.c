/* SPDX-License-Identifier: MIT */
#include "composite/opaque_tiles.h"

#include <math.h>
#include <string.h>

#include "blur.h"
#include "image/sample.h"
#include "image/size.h"
#include "composite/alpha_coverage.h"

/* What is done to a strip in the block under way. */
enum kind { KIND_OPAQUE, KIND_CLEAR, KIND_MIXED };

struct state {
    ptrdiff_t looked; /* the row whose alpha is looked at next */
    bool any_opaque;  /* the opaque method is under way */
};

static void *part(void *state, size_t offset)
{
    return (unsigned char *)state + offset;
}

static size_t strips(const struct mosaic *mosaic)
{
    return mosaic->paint.tile_count;
}

/* Rows that a block depends on. */
static size_t window(const struct mosaic *mosaic)
{
    return mosaic->block + 2 * mosaic->reach_y;
}

static uint8_t *kinds_of(const struct mosaic *mosaic, void *state)
{
    return part(state, mosaic->at.kinds);
}

/* Of each strip, in a ring of rows; index counts from above the image. */
static uint8_t *veils_of(const struct mosaic *mosaic, void *state, ptrdiff_t index)
{
    const size_t row = (size_t)(index + (ptrdiff_t)window(mosaic)) % window(mosaic);
    return (uint8_t *)part(state, mosaic->at.veils) + row * strips(mosaic);
}

static void start(const struct method *method, void *state, const struct source *source,
                  size_t first)
{
    const struct mosaic *mosaic = (const struct mosaic *)method;
    (void)source;
    *(struct state *)state =
        (struct state){.looked = (ptrdiff_t)first - (ptrdiff_t)mosaic->reach_y};
    memset(kinds_of(mosaic, state), KIND_OPAQUE, strips(mosaic));
}

static void look_at_row(const struct mosaic *mosaic, void *state, const struct source *source,
                        ptrdiff_t index)
{
    const struct paint *paint = &mosaic->paint;
    const uint8_t *row = source->row(source, index);
    uint8_t *veils = veils_of(mosaic, state, index);
    for (size_t i = 0; i < strips(mosaic); i++) {
        const struct tile *tile = &paint->tiles[i];
        veils[i] = mosaic->beyond;
        if (row)
            veils[i] |= veil_of(row + tile->left * paint->pixel_bytes, paint->pixel_bytes,
                                tile->right - tile->left);
    }
}

static enum kind kind_of(uint8_t veil)
{
    return !(veil & VEIL_NOT_OPAQUE)  ? KIND_OPAQUE
           : !(veil & VEIL_NOT_CLEAR) ? KIND_CLEAR
                                      : KIND_MIXED;
}

/* A strip that is painted goes on where it was painted in the block before. */
static void set_kind(const struct mosaic *mosaic, void *state, const struct source *source,
                     size_t first, size_t strip, enum kind kind)
{
    uint8_t *kinds = kinds_of(mosaic, state);
    if (kind == KIND_MIXED && kinds[strip] != KIND_MIXED)
        paint_start_tile(&mosaic->paint, part(state, mosaic->at.paint), source, strip, first);
    kinds[strip] = (uint8_t)kind;
}

/* Of all strips, for the block that begins at a row. */
static void set_kinds(const struct mosaic *mosaic, void *state, const struct source *source,
                      size_t first)
{
    struct state *own = state;
    const ptrdiff_t reach = (ptrdiff_t)mosaic->reach_y;
    const ptrdiff_t end =
        (ptrdiff_t)size_smaller(first + mosaic->block, mosaic->paint.height) + reach;
    bool any_opaque = false;
    for (; own->looked < end; own->looked++)
        look_at_row(mosaic, state, source, own->looked);
    for (size_t i = 0; i < strips(mosaic); i++) {
        uint8_t veil = 0;
        for (ptrdiff_t y = (ptrdiff_t)first - reach; y < end; y++)
            veil |= veils_of(mosaic, state, y)[i];
        set_kind(mosaic, state, source, first, i, kind_of(veil));
        any_opaque = any_opaque || kind_of(veil) == KIND_OPAQUE;
    }
    const struct method *opaque = &mosaic->opaque.by.method;
    if (any_opaque && !own->any_opaque)
        opaque->start(opaque, part(state, mosaic->at.opaque), source, first);
    own->any_opaque = any_opaque;
}

static void paint_strip(const struct mosaic *mosaic, void *state, const struct source *source,
                        size_t strip, size_t y, unsigned char *row)
{
    const struct paint *paint = &mosaic->paint;
    const struct rectangle *painted = &paint->tiles[strip].painted;
    switch ((enum kind)kinds_of(mosaic, state)[strip]) {
    case KIND_CLEAR:
        memset(row + painted->left * paint->pixel_bytes, 0,
               (painted->right - painted->left) * paint->pixel_bytes);
        break;
    case KIND_MIXED:
        paint_tile(paint, part(state, mosaic->at.paint), strip, y,
                   source->row(source, (ptrdiff_t)y), row);
        break;
    case KIND_OPAQUE:
        break;
    }
}

/* Blocks begin where calls do, as they are whole groups of the opaque method. */
static void make(const struct method *method, void *state, const struct source *source,
                 size_t first, size_t count, void *rows, ptrdiff_t stride)
{
    const struct mosaic *mosaic = (const struct mosaic *)method;
    const struct method *opaque = &mosaic->opaque.by.method;
    const struct state *own = state;
    if (first % mosaic->block == 0)
        set_kinds(mosaic, state, source, first);
    if (own->any_opaque)
        opaque->make(opaque, part(state, mosaic->at.opaque), source, first, count, rows, stride);
    for (size_t i = 0; i < strips(mosaic); i++)
        for (size_t y = first; y < first + count; y++)
            paint_strip(mosaic, state, source, i, y,
                        (unsigned char *)rows + (ptrdiff_t)(y - first) * stride);
}

/* ---- Making ------------------------------------------------------------------------------- */

/* Strips are wide enough that what they share with their neighbours is an eighth of them. */
enum { strip_least = 256, reaches_in_strip = 16, block_least = 32 };

bool mosaic_is_fit(const struct problem *problem, const blur_options *options,
                   const struct recipe *recipe)
{
    return recipe->kind == RECIPE_GAUSSIAN && problem->sample == BLUR_UINT8 &&
           working_has_alpha(problem->channels) && options->alpha == BLUR_ALPHA_WEIGHTED &&
           options->light == BLUR_LIGHT_ENCODED && !options->dither && !options->regions &&
           !options->mask;
}

/* Both methods may begin at a block, and a block is no less than a kernel's radius. */
static void set_block(struct mosaic *mosaic)
{
    const size_t a = mosaic->opaque.by.method.restart;
    const size_t b = mosaic->paint.method.restart;
    size_t both = a;
    while (both % b != 0)
        both += a;
    const size_t least = size_larger(block_least, mosaic->reach_y);
    mosaic->block = (least + both - 1) / both * both;
}

static bool lay_out(struct mosaic *mosaic)
{
    size_t *all = &mosaic->at.all, place, veils;
    return size_multiply(window(mosaic), strips(mosaic), &veils) &&
           size_set_aside(all, sizeof(struct state), &place) &&
           size_set_aside(all, mosaic->opaque.by.method.state_bytes, &mosaic->at.opaque) &&
           size_set_aside(all, mosaic->paint.method.state_bytes, &mosaic->at.paint) &&
           size_set_aside(all, strips(mosaic), &mosaic->at.kinds) &&
           size_set_aside(all, veils, &mosaic->at.veils);
}

/* As if half of the picture had to be painted. */
static void make_method(struct mosaic *mosaic)
{
    const struct method *opaque = &mosaic->opaque.by.method, *paint = &mosaic->paint.method;
    const size_t reach = size_larger(opaque->reach, paint->reach);
    mosaic->method =
        (struct method){.group = opaque->group,
                        .restart = mosaic->block,
                        .reach = size_larger(reach, mosaic->block - 1 + mosaic->reach_y),
                        .state_bytes = mosaic->at.all,
                        .cost = opaque->cost + paint->cost / 2,
                        .head_start = size_larger(opaque->head_start, paint->head_start),
                        .looks_back = true,
                        .start = start,
                        .make = make};
}

static uint8_t veil_beyond(const struct problem *problem)
{
    const double alpha = problem->beyond[problem->channels - 1];
    if (problem->border != BLUR_BORDER_CONSTANT)
        return 0;
    return (uint8_t)((alpha < 255 ? VEIL_NOT_OPAQUE : 0) | (alpha > 0 ? VEIL_NOT_CLEAR : 0));
}

static int make_parts(struct mosaic *mosaic, const struct problem *problem,
                      const blur_options *options, const struct recipe *recipe)
{
    const double most = sample_tolerance(problem->sample, recipe->accuracy == BLUR_ACCURACY_EXACT);
    const struct tolerance tolerance = {most, most};
    const size_t strip = size_larger(strip_least, reaches_in_strip * recipe_reach(recipe));
    int status = paint_make(&mosaic->paint, problem, options, recipe, strip);
    if (status != BLUR_OK)
        return status;
    mosaic->opaque.problem = *problem;
    return recipe_make(recipe, &mosaic->opaque, &tolerance);
}

int mosaic_make(struct mosaic *mosaic, const struct problem *problem, const blur_options *options,
                const struct recipe *recipe)
{
    *mosaic = (struct mosaic){.reach_y = (size_t)recipe->kernel_size[1] / 2,
                              .beyond = veil_beyond(problem)};
    int status = make_parts(mosaic, problem, options, recipe);
    if (status == BLUR_OK) {
        set_block(mosaic);
        status = lay_out(mosaic) ? BLUR_OK : BLUR_ERROR_MEMORY;
    }
    if (status != BLUR_OK) {
        mosaic_free(mosaic);
        return status;
    }
    make_method(mosaic);
    mosaic->bound = fmax(mosaic->opaque.bound, mosaic->paint.bound);
    return BLUR_OK;
}

void mosaic_free(struct mosaic *mosaic)
{
    solver_free(&mosaic->opaque);
    paint_free(&mosaic->paint);
}
