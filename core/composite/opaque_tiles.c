/* SPDX-License-Identifier: MIT */
#include "composite/opaque_tiles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "composite/alpha_coverage.h"
#include "image/sample.h"
#include "image/size.h"

struct opaque_tiles {
    struct method method;        /* first: a pointer to it is one to the whole */
    struct method *opaque;       /* of the samples as they are, over all of the width */
    struct composite *composite; /* a tile for each strip */
    size_t block;                /* rows */
    size_t reach_y;              /* of the kernel */
    uint8_t beyond;              /* enum alpha_coverage: of what stands beyond the edges */
    struct opaque_tiles_layout {
        size_t opaque, composite, kinds, coverages, all;
    } at; /* where the parts of the state lie in it */
};

/* What is done to a strip in the block under way. */
enum kind { KIND_OPAQUE, KIND_TRANSPARENT, KIND_MIXED };

struct state {
    ptrdiff_t looked; /* the row whose alpha is looked at next */
    bool any_opaque;  /* the opaque method is under way */
};

static void *part(void *state, size_t offset)
{
    return (unsigned char *)state + offset;
}

static size_t strips(const struct opaque_tiles *tiles)
{
    return tiles->composite->tile_count;
}

/* Rows that a block depends on. */
static size_t window(const struct opaque_tiles *tiles)
{
    return tiles->block + 2 * tiles->reach_y;
}

static uint8_t *kinds_of(const struct opaque_tiles *tiles, void *state)
{
    return part(state, tiles->at.kinds);
}

/* Of each strip, in a ring of rows; index counts from above the image. */
static uint8_t *coverages_of(const struct opaque_tiles *tiles, void *state, ptrdiff_t index)
{
    const size_t row = (size_t)(index + (ptrdiff_t)window(tiles)) % window(tiles);
    return (uint8_t *)part(state, tiles->at.coverages) + row * strips(tiles);
}

static void start(const struct method *method, void *state, const struct source *source,
                  size_t first)
{
    const struct opaque_tiles *tiles = (const struct opaque_tiles *)method;
    (void)source;
    *(struct state *)state = (struct state){.looked = (ptrdiff_t)first - (ptrdiff_t)tiles->reach_y};
    memset(kinds_of(tiles, state), KIND_OPAQUE, strips(tiles));
}

static void look_at_row(const struct opaque_tiles *tiles, void *state, const struct source *source,
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

/* A strip that is target goes on where it was target in the block before. */
static void set_kind(const struct opaque_tiles *tiles, void *state, const struct source *source,
                     size_t first, size_t strip, enum kind kind)
{
    uint8_t *kinds = kinds_of(tiles, state);
    if (kind == KIND_MIXED && kinds[strip] != KIND_MIXED)
        composite_start_tile(tiles->composite, part(state, tiles->at.composite), source, strip,
                             first);
    kinds[strip] = (uint8_t)kind;
}

/* Of all strips, for the block that begins at a row. */
static void set_kinds(const struct opaque_tiles *tiles, void *state, const struct source *source,
                      size_t first)
{
    struct state *own = state;
    const ptrdiff_t reach = (ptrdiff_t)tiles->reach_y;
    const ptrdiff_t end =
        (ptrdiff_t)size_min(first + tiles->block, tiles->composite->height) + reach;
    bool any_opaque = false;
    for (; own->looked < end; own->looked++)
        look_at_row(tiles, state, source, own->looked);
    for (size_t i = 0; i < strips(tiles); i++) {
        uint8_t coverage = 0;
        for (ptrdiff_t y = (ptrdiff_t)first - reach; y < end; y++)
            coverage |= coverages_of(tiles, state, y)[i];
        set_kind(tiles, state, source, first, i, kind_of(coverage));
        any_opaque = any_opaque || kind_of(coverage) == KIND_OPAQUE;
    }
    const struct method *opaque = tiles->opaque;
    if (any_opaque && !own->any_opaque)
        opaque->start(opaque, part(state, tiles->at.opaque), source, first);
    own->any_opaque = any_opaque;
}

static void composite_strip(const struct opaque_tiles *tiles, void *state,
                            const struct source *source, size_t strip, size_t y, unsigned char *row)
{
    const struct composite *composite = tiles->composite;
    const struct rectangle *target = &composite->tiles[strip].target;
    switch ((enum kind)kinds_of(tiles, state)[strip]) {
    case KIND_TRANSPARENT:
        memset(row + target->left * composite->pixel_bytes, 0,
               (target->right - target->left) * composite->pixel_bytes);
        break;
    case KIND_MIXED:
        composite_tile(composite, part(state, tiles->at.composite), strip, y,
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
    const struct opaque_tiles *tiles = (const struct opaque_tiles *)method;
    const struct method *opaque = tiles->opaque;
    const struct state *own = state;
    if (first % tiles->block == 0)
        set_kinds(tiles, state, source, first);
    if (own->any_opaque)
        opaque->make(opaque, part(state, tiles->at.opaque), source, first, count, rows, stride);
    for (size_t i = 0; i < strips(tiles); i++)
        for (size_t y = first; y < first + count; y++)
            composite_strip(tiles, state, source, i, y,
                            (unsigned char *)rows + (ptrdiff_t)(y - first) * stride);
}

/* ---- Making ------------------------------------------------------------------------------- */

/* Strips are wide enough that what they share with their neighbours is an eighth of them. */
enum { strip_least = 256, reaches_in_strip = 16, block_least = 32 };

bool opaque_tiles_fit(const struct problem *problem, const blur_options *options,
                      const struct spec *spec)
{
    return spec->kind == SPEC_GAUSSIAN && problem->sample == BLUR_UINT8 &&
           sample_has_alpha(problem->channels) && options->alpha == BLUR_ALPHA_WEIGHTED &&
           options->light == BLUR_LIGHT_ENCODED && !options->dither && !options->regions &&
           !options->mask;
}

/* Both methods may begin at a block, and a block is no less than a kernel's radius. */
static void set_block(struct opaque_tiles *tiles)
{
    const size_t a = tiles->opaque->restart;
    const size_t b = tiles->composite->method.restart;
    size_t both = a;
    while (both % b != 0)
        both += a;
    const size_t least = size_max(block_least, tiles->reach_y);
    tiles->block = (least + both - 1) / both * both;
}

static bool lay_out(struct opaque_tiles *tiles)
{
    size_t *all = &tiles->at.all, place, coverages;
    return size_multiply(window(tiles), strips(tiles), &coverages) &&
           layout_reserve(all, sizeof(struct state), &place) &&
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

/* As if half of the picture had to be target. */
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
    const double most = sample_tolerance(problem->sample, spec->accuracy == BLUR_ACCURACY_EXACT);
    const struct tolerance tolerance = {most, most};
    const size_t strip = size_max(strip_least, reaches_in_strip * spec_reach(spec));
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
