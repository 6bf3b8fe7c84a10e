/* SPDX-License-Identifier: MIT
 * Turns regions or a mask into disjoint rectangles and weights. */
#include "composite/selection.h"

#include <math.h>
#include <stdlib.h>

#include "image/size.h"

/* ---- Regions ------------------------------------------------------------------------------ */

/* To +-2^48: beyond any image, but far from the limits of int64_t. */
static int64_t clamped(int64_t position)
{
    const int64_t max = (int64_t)1 << 48;
    return position > max ? max : position < -max ? -max : position;
}

/* Clamps both ends, so that sums cannot overflow; which pixels of an image they cover is not
 * changed. */
static void clamp_span(int64_t *first, int64_t *count)
{
    const int64_t end = *first > 0 && *count > INT64_MAX - *first ? INT64_MAX : *first + *count;
    *first = clamped(*first);
    *count = clamped(end) - *first;
}

/* Extends first..first+count-1 by reach at both ends and clips it to 0..length-1. False: nothing is
 * left. */
static bool clip(int64_t first, int64_t count, int64_t reach, size_t length, size_t *from,
                 size_t *end)
{
    const int64_t low = first - reach, high = first + count + reach, max = (int64_t)length;
    *from = low < 0 ? 0 : (size_t)low;
    *end = high > max ? length : high < 0 ? 0 : (size_t)high;
    return count > 0 && *from < *end;
}

static bool rectangle_of(const struct selection *selection, const blur_region *region,
                         struct rectangle *rectangle)
{
    return clip(region->x, region->width, selection->feather, selection->width, &rectangle->left,
                &rectangle->right) &&
           clip(region->y, region->height, selection->feather, selection->height, &rectangle->top,
                &rectangle->bottom);
}

static bool overlap(const struct rectangle *a, const struct rectangle *b)
{
    /* The analyser does not see that b is among the initialized elements of the array.
     * NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult) */
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

static struct rectangle bounding(const struct rectangle *a, const struct rectangle *b)
{
    return (struct rectangle){size_min(a->left, b->left), size_min(a->top, b->top),
                              size_max(a->right, b->right), size_max(a->bottom, b->bottom)};
}

/* Adds a rectangle, merged with all that it overlaps. */
static void add_rectangle(struct selection *selection, struct rectangle added)
{
    for (size_t i = 0; i < selection->rectangle_count;) {
        const struct rectangle *other = &selection->rectangles[i];
        if (!overlap(&added, other)) {
            i++;
            continue;
        }
        added = bounding(&added, other);
        selection->rectangles[i] = selection->rectangles[--selection->rectangle_count];
        i = 0;
    }
    selection->rectangles[selection->rectangle_count++] = added;
}

static int set_regions(struct selection *selection, const blur_options *options)
{
    const size_t count = options->region_count;
    selection->copy = malloc((count + 1) * sizeof *selection->copy);
    selection->rectangles = malloc((count + 1) * sizeof *selection->rectangles);
    if (!selection->copy || !selection->rectangles)
        return BLUR_ERROR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        struct rectangle rectangle;
        /* call_options.c rejects a count without regions.
         * NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
        selection->copy[i] = options->regions[i];
        clamp_span(&selection->copy[i].x, &selection->copy[i].width);
        clamp_span(&selection->copy[i].y, &selection->copy[i].height);
        if (rectangle_of(selection, &selection->copy[i], &rectangle))
            add_rectangle(selection, rectangle);
    }
    selection->region_count = count;
    return BLUR_OK;
}

/* From a position to the nearest of first..first+count-1. */
static int64_t axis_distance(int64_t position, int64_t first, int64_t count)
{
    if (position < first)
        return first - position;
    return position >= first + count ? position - (first + count - 1) : 0;
}

/* The smoothstep 3 t^2 - 2 t^3, where t falls from 1 in the region to 0 just beyond the feather.
 * Its slope is 0 at both ends, so that neither end is visible. */
static float feather_weight(double distance, int64_t feather)
{
    const double t = 1 - distance / ((double)feather + 1);
    return t <= 0 ? 0 : (float)(t * t * (3 - 2 * t));
}

/* weights[] becomes the maximum of itself and the weights of one region. */
static void add_region(const struct selection *selection, const blur_region *region, size_t y,
                       size_t left, size_t right, float *weights)
{
    struct rectangle at;
    if (!rectangle_of(selection, region, &at) || y < at.top || y >= at.bottom)
        return;
    const double dy = (double)axis_distance((int64_t)y, region->y, region->height);
    for (size_t x = size_max(left, at.left); x < size_min(right, at.right); x++) {
        const double dx = (double)axis_distance((int64_t)x, region->x, region->width);
        const float weight = feather_weight(sqrt(dx * dx + dy * dy), selection->feather);
        if (weight > weights[x - left])
            weights[x - left] = weight;
    }
}

/* ---- The mask ----------------------------------------------------------------------------- */

/* Finds the bounding rectangle of the non-zero weights, and whether all weights are 0 or 1. */
static int set_mask(struct selection *selection)
{
    const uint8_t unselected = selection->inverts ? 255 : 0;
    struct rectangle all = {selection->width, selection->height, 0, 0};
    for (size_t y = 0; y < selection->height; y++) {
        const uint8_t *row = selection->mask + (ptrdiff_t)y * selection->mask_stride;
        for (size_t x = 0; x < selection->width; x++) {
            if (row[x] == unselected)
                continue;
            selection->is_sharp = selection->is_sharp && row[x] == 255 - unselected;
            all.left = size_min(all.left, x);
            all.right = size_max(all.right, x + 1);
            all.top = size_min(all.top, y);
            all.bottom = y + 1;
        }
    }
    selection->rectangles = malloc(sizeof *selection->rectangles);
    if (!selection->rectangles)
        return BLUR_ERROR_MEMORY;
    if (all.left < all.right)
        add_rectangle(selection, all);
    return BLUR_OK;
}

/* ---- Both --------------------------------------------------------------------------------- */

static int set_all(struct selection *selection)
{
    free(selection->rectangles);
    selection->rectangle_count = 0;
    selection->rectangles = malloc(sizeof *selection->rectangles);
    if (!selection->rectangles)
        return BLUR_ERROR_MEMORY;
    add_rectangle(selection, (struct rectangle){0, 0, selection->width, selection->height});
    return BLUR_OK;
}

/* Inverted regions: the weights come from the regions, but any pixel may be selected. */
static int set_rectangles(struct selection *selection, const blur_options *options)
{
    int status = BLUR_OK;
    if (selection->mask)
        return set_mask(selection);
    if (!selection->is_all)
        status = set_regions(selection, options);
    if (status == BLUR_OK && (selection->is_all || selection->inverts))
        status = set_all(selection);
    return status;
}

int selection_make(struct selection *selection, const blur_options *options, size_t width,
                   size_t height)
{
    *selection = (struct selection){.width = width,
                                    .height = height,
                                    .is_all = !options->regions && !options->mask,
                                    .is_sharp = options->feather == 0,
                                    .feather = options->feather,
                                    .mask = options->mask,
                                    .mask_stride = options->mask_stride,
                                    .inverts = options->inverts != 0};
    if (options->mask && (options->mask_width != width || options->mask_height != height))
        return BLUR_ERROR_ARGUMENT;
    const int status = set_rectangles(selection, options);
    if (status != BLUR_OK)
        selection_free(selection);
    return status;
}

bool selection_divide(struct selection *selection, size_t columns)
{
    const size_t width = selection->width, count = size_max(1, width / columns);
    struct rectangle *strips = calloc(count, sizeof *strips);
    if (!strips)
        return false;
    for (size_t i = 0; i < count; i++)
        strips[i] = (struct rectangle){i * columns, 0, i + 1 < count ? (i + 1) * columns : width,
                                       selection->height};
    free(selection->rectangles);
    selection->rectangles = strips;
    selection->rectangle_count = count;
    return true;
}

void selection_merge(struct selection *selection)
{
    struct rectangle *all = selection->rectangles;
    for (size_t i = 1; i < selection->rectangle_count; i++)
        all[0] = bounding(&all[0], &all[i]);
    selection->rectangle_count = size_min(selection->rectangle_count, 1);
}

void selection_free(struct selection *selection)
{
    free(selection->copy);
    free(selection->rectangles);
    selection->copy = NULL;
    selection->rectangles = NULL;
}

static enum selection_part part_of(const float *weights, size_t count)
{
    bool any = false, all = true;
    for (size_t i = 0; i < count; i++) {
        any = any || weights[i] > 0;
        all = all && weights[i] >= 1;
    }
    return all ? SELECTION_ALL : any ? SELECTION_SOME : SELECTION_NONE;
}

enum selection_part selection_weights(const struct selection *selection, size_t y, size_t left,
                                      size_t right, float *weights)
{
    const size_t count = right - left;
    if (selection->is_all)
        return SELECTION_ALL;
    for (size_t i = 0; i < count; i++)
        weights[i] =
            selection->mask
                ? (float)selection
                          ->mask[(ptrdiff_t)y * selection->mask_stride + (ptrdiff_t)(left + i)] /
                      255
                : 0;
    for (size_t i = 0; i < selection->region_count; i++)
        add_region(selection, &selection->copy[i], y, left, right, weights);
    for (size_t i = 0; selection->inverts && i < count; i++)
        weights[i] = 1 - weights[i];
    return part_of(weights, count);
}
