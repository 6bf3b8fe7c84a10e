/* SPDX-License-Identifier: MIT
 * Classifies strips of blocks by their alpha and sends each to one of two methods. */
#include "composite/opaque_tiles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "composite/alpha_coverage.h"
#include "image/sample.h"
#include "image/size.h"

struct opaque_tiles {
    struct method method;        /* must be first: it is cast back to the opaque_tiles */
    struct method *opaque;       /* without alpha weighting, over the full width */
    struct composite *composite; /* with alpha weighting, one tile per strip */
    size_t block;                /* rows per block */
    size_t reach_y;              /* of the kernel */
    uint8_t beyond;              /* enum coverage of the border's pixel */
    struct opaque_tiles_layout {
        size_t opaque, composite, kinds, coverages, all;
    } at; /* offsets in the state */
};

/* The class of a strip in the current block. */
enum kind { KIND_OPAQUE, KIND_TRANSPARENT, KIND_MIXED };

struct opaque_tiles_state {
    ptrdiff_t next_row; /* the row whose alpha is examined next */
    bool runs_opaque;   /* the opaque method has been started, and made the last block */
};

static size_t strips(const struct opaque_tiles *tiles)
{
    return tiles->composite->tile_count;
}

/* The number of rows that a block depends on. */
static size_t window(const struct opaque_tiles *tiles)
{
    return tiles->block + 2 * tiles->reach_y;
}

static uint8_t *kinds_of(const struct opaque_tiles *tiles, void *state)
{
    return layout_part(state, tiles->at.kinds);
}

/* The coverages of each strip of a row, from a ring buffer of rows; index may be negative. */
static uint8_t *coverages_of(const struct opaque_tiles *tiles, void *state, ptrdiff_t index)
{
    const size_t row = (size_t)(index + (ptrdiff_t)window(tiles)) % window(tiles);
    return (uint8_t *)layout_part(state, tiles->at.coverages) + row * strips(tiles);
}

static void start(const struct method *method, void *state, const struct source *source,
                  size_t first)
{
    const struct opaque_tiles *tiles = (const struct opaque_tiles *)method;
    (void)source;
    struct opaque_tiles_state *own = state;
    *own = (struct opaque_tiles_state){.next_row = (ptrdiff_t)first - (ptrdiff_t)tiles->reach_y};
    memset(kinds_of(tiles, state), KIND_OPAQUE, strips(tiles));
}

static void examine_row(const struct opaque_tiles *tiles, void *state, const struct source *source,
                        ptrdiff_t index)
{
    const struct composite *composite = tiles->composite;
    const uint8_t *row = source->row(source, index);
    uint8_t *coverages = coverages_of(tiles, state, index);
    for (size_t i = 0; i < strips(tiles); i++) {
        const struct tile *tile = &composite->tiles[i];
        coverages[i] = tiles->beyond;
        if (row)
            coverages[i] |= alpha_coverage(row + tile->left * composite->pixel_bytes,
                                           composite->pixel_bytes, tile->right - tile->left);
    }
}

static enum kind kind_of(uint8_t coverage)
{
    return !(coverage & ALPHA_NOT_OPAQUE)        ? KIND_OPAQUE
           : !(coverage & ALPHA_NOT_TRANSPARENT) ? KIND_TRANSPARENT
                                                 : KIND_MIXED;
}

/* A mixed strip restarts its tile, unless it was mixed in the previous block and just goes on. */
static void set_kind(const struct opaque_tiles *tiles, void *state, const struct source *source,
                     size_t first, size_t strip, enum kind kind)
{
    uint8_t *kinds = kinds_of(tiles, state);
    if (kind == KIND_MIXED && kinds[strip] != KIND_MIXED)
        composite_start_tile(tiles->composite, layout_part(state, tiles->at.composite), source,
                             strip, first);
    kinds[strip] = (uint8_t)kind;
}

/* Classifies all strips of the block that begins at row first, and starts their methods. */
static void set_kinds(const struct opaque_tiles *tiles, void *state, const struct source *source,
                      size_t first)
{
    struct opaque_tiles_state *own = state;
    const ptrdiff_t reach = (ptrdiff_t)tiles->reach_y;
    const ptrdiff_t end =
        (ptrdiff_t)size_min(first + tiles->block, tiles->composite->height) + reach;
    bool any_opaque = false;
    for (; own->next_row < end; own->next_row++)
        examine_row(tiles, state, source, own->next_row);
    for (size_t i = 0; i < strips(tiles); i++) {
        uint8_t coverage = 0;
        for (ptrdiff_t y = (ptrdiff_t)first - reach; y < end; y++)
            coverage |= coverages_of(tiles, state, y)[i];
        set_kind(tiles, state, source, first, i, kind_of(coverage));
        any_opaque = any_opaque || kind_of(coverage) == KIND_OPAQUE;
    }
    const struct method *opaque = tiles->opaque;
    if (any_opaque && !own->runs_opaque)
        opaque->start(opaque, layout_part(state, tiles->at.opaque), source, first);
    own->runs_opaque = any_opaque;
}

/* Overwrites what the opaque method has left in a strip that is not opaque. */
static void make_strip(const struct opaque_tiles *tiles, void *state, const struct source *source,
                       size_t strip, size_t y, unsigned char *row)
{
    const struct composite *composite = tiles->composite;
    const struct rectangle *target = &composite->tiles[strip].target;
    switch ((enum kind)kinds_of(tiles, state)[strip]) {
    case KIND_TRANSPARENT:
        memset(row + target->left * composite->pixel_bytes, 0,
               (target->right - target->left) * composite->pixel_bytes);
        break;
    case KIND_MIXED:
        composite_tile(composite, layout_part(state, tiles->at.composite), strip, y,
                       source->row(source, (ptrdiff_t)y), row);
        break;
    case KIND_OPAQUE:
        break;
    }
}

/* A block consists of whole groups of the opaque method, so that it begins with a call. */
static void make(const struct method *method, void *state, const struct source *source,
                 size_t first, size_t count, void *rows, ptrdiff_t stride)
{
    const struct opaque_tiles *tiles = (const struct opaque_tiles *)method;
    const struct method *opaque = tiles->opaque;
    const struct opaque_tiles_state *own = state;
    if (first % tiles->block == 0)
        set_kinds(tiles, state, source, first);
    if (own->runs_opaque)
        opaque->make(opaque, layout_part(state, tiles->at.opaque), source, first, count, rows,
                     stride);
    for (size_t i = 0; i < strips(tiles); i++)
        for (size_t y = first; y < first + count; y++)
            make_strip(tiles, state, source, i, y,
                       (unsigned char *)rows + (ptrdiff_t)(y - first) * stride);
}

/* ---- Making ------------------------------------------------------------------------------- */

/* Strips are so wide that their halos are at most an eighth of them. */
enum { min_strip = 256, reaches_in_strip = 16, min_block = 32 };

bool opaque_tiles_fit(const struct problem *problem, const blur_options *options,
                      const struct spec *spec)
{
    return spec->kind == SPEC_GAUSSIAN && problem->sample == BLUR_UINT8 &&
           sample_has_alpha(problem->channels) && options->alpha == BLUR_ALPHA_WEIGHTED &&
           options->light == BLUR_LIGHT_ENCODED && !options->dither && !options->regions &&
           !options->mask;
}

/* Both methods must be able to start at any block, and a block is no lower than the kernel's
 * radius. */
static void set_block(struct opaque_tiles *tiles)
{
    const size_t a = tiles->opaque->restart;
    const size_t b = tiles->composite->method.restart;
    size_t both = a;
    while (both % b != 0)
        both += a;
    const size_t min = size_max(min_block, tiles->reach_y);
    tiles->block = (min + both - 1) / both * both;
}

static bool lay_out(struct opaque_tiles *tiles)
{
    size_t *all = &tiles->at.all, offset, coverages;
    return size_multiply(window(tiles), strips(tiles), &coverages) &&
           layout_reserve(all, sizeof(struct opaque_tiles_state), &offset) &&
           layout_reserve(all, tiles->opaque->state_bytes, &tiles->at.opaque) &&
           layout_reserve(all, tiles->composite->method.state_bytes, &tiles->at.composite) &&
           layout_reserve(all, strips(tiles), &tiles->at.kinds) &&
           layout_reserve(all, coverages, &tiles->at.coverages);
}

static void opaque_tiles_free(struct method *method)
{
    struct opaque_tiles *tiles = (struct opaque_tiles *)method;
    method_free(tiles->opaque);
    if (tiles->composite)
        method_free(&tiles->composite->method);
    free(tiles);
}

/* The cost assumes that half of the image is mixed. */
static void set_method(struct opaque_tiles *tiles)
{
    const struct method *opaque = tiles->opaque, *composite = &tiles->composite->method;
    const size_t reach = size_max(opaque->reach, composite->reach);
    tiles->method =
        (struct method){.group = opaque->group,
                        .restart = tiles->block,
                        .reach = size_max(reach, tiles->block - 1 + tiles->reach_y),
                        .state_bytes = tiles->at.all,
                        .cost = opaque->cost + composite->cost / 2,
                        .head_start = size_max(opaque->head_start, composite->head_start),
                        .reads_output_rows = true,
                        .bound = fmax(opaque->bound, composite->bound),
                        .facts = tiles->composite->method.facts,
                        .free = opaque_tiles_free,
                        .start = start,
                        .make = make};
}

static uint8_t coverage_beyond(const struct problem *problem)
{
    const double alpha = problem->beyond[problem->channels - 1];
    if (problem->border != BLUR_BORDER_CONSTANT)
        return 0;
    return (uint8_t)((alpha < 255 ? ALPHA_NOT_OPAQUE : 0) |
                     (alpha > 0 ? ALPHA_NOT_TRANSPARENT : 0));
}

static int make_parts(struct opaque_tiles *tiles, const struct problem *problem,
                      const blur_options *options, const struct spec *spec)
{
    const double max = sample_tolerance(problem->sample, spec->accuracy == BLUR_ACCURACY_EXACT);
    const struct tolerance tolerance = {max, max};
    const size_t strip = size_max(min_strip, reaches_in_strip * spec_reach(spec));
    int status = composite_make(problem, options, spec, strip, &tiles->composite);
    if (status == BLUR_OK)
        status = spec_make(spec, problem, &tolerance, &tiles->opaque);
    if (status != BLUR_OK)
        return status;
    set_block(tiles);
    return lay_out(tiles) ? BLUR_OK : BLUR_ERROR_MEMORY;
}

int opaque_tiles_make(const struct problem *problem, const blur_options *options,
                      const struct spec *spec, struct method **method)
{
    struct opaque_tiles *tiles = malloc(sizeof *tiles);
    *method = NULL;
    if (!tiles)
        return BLUR_ERROR_MEMORY;
    *tiles = (struct opaque_tiles){.reach_y = (size_t)spec->gaussian.kernel_size[1] / 2,
                                   .beyond = coverage_beyond(problem)};
    const int status = make_parts(tiles, problem, options, spec);
    if (status != BLUR_OK) {
        opaque_tiles_free(&tiles->method);
        return status;
    }
    set_method(tiles);
    *method = &tiles->method;
    return BLUR_OK;
}
