/* SPDX-License-Identifier: MIT
 * Sums each row of blocks once, and copies the row of means. */
#include "method/pixelate.h"

#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "image/size.h"

struct pixelate {
    struct method method; /* must be first: it is cast back to the pixelate */
    size_t size, width, height, channels;
    size_t row, sums; /* offsets in the state */
};

static size_t blocks_across(const struct pixelate *own)
{
    return (own->width + own->size - 1) / own->size;
}

static void start(const struct method *method, void *state, const struct source *source,
                  size_t first)
{
    (void)method;
    (void)state;
    (void)source;
    (void)first;
}

static void add_row(const struct pixelate *own, const float *row, double *sums)
{
    const size_t channels = own->channels;
    for (size_t x = 0; x < own->width; x++)
        for (size_t i = 0; i < channels; i++)
            sums[x / own->size * channels + i] += (double)row[x * channels + i];
}

static void put_means(const struct pixelate *own, const double *sums, size_t rows, float *row)
{
    const size_t channels = own->channels;
    for (size_t x = 0; x < own->width; x++) {
        const size_t first = x / own->size * own->size;
        const double pixels = (double)(size_min(own->size, own->width - first) * rows);
        for (size_t i = 0; i < channels; i++)
            row[x * channels + i] = (float)(sums[x / own->size * channels + i] / pixels);
    }
}

/* The means are computed at the first row of a block, and copied to all of its rows. */
static void make(const struct method *method, void *state, const struct source *source,
                 size_t first, size_t count, void *rows, ptrdiff_t stride)
{
    const struct pixelate *own = (const struct pixelate *)method;
    float *row = (float *)(void *)((unsigned char *)state + own->row);
    double *sums = (double *)(void *)((unsigned char *)state + own->sums);
    (void)count;
    (void)stride;
    if (first % own->size == 0) {
        const size_t high = size_min(own->size, own->height - first);
        memset(sums, 0, blocks_across(own) * own->channels * sizeof *sums);
        for (size_t y = first; y < first + high; y++)
            add_row(own, source->row(source, (ptrdiff_t)y), sums);
        put_means(own, sums, high, row);
    }
    memcpy(rows, row, own->width * own->channels * sizeof *row);
}

static bool lay_out(struct pixelate *own, size_t *all)
{
    size_t row, sums;
    *all = 0;
    return size_multiply(own->width * own->channels, sizeof(float), &row) &&
           size_multiply(blocks_across(own) * own->channels, sizeof(double), &sums) &&
           layout_reserve(all, row, &own->row) && layout_reserve(all, sums, &own->sums);
}

static void pixelate_free(struct method *method)
{
    free(method);
}

struct method *pixelate_make(const struct problem *problem, size_t size)
{
    struct pixelate *own = malloc(sizeof *own);
    size_t all;
    if (!own)
        return NULL;
    *own = (struct pixelate){.size = size,
                             .width = problem->width,
                             .height = problem->height,
                             .channels = problem->channels};
    if (!lay_out(own, &all)) {
        free(own);
        return NULL;
    }
    own->method = (struct method){.group = 1,
                                  .restart = size,
                                  .reach = size - 1,
                                  .state_bytes = all,
                                  .cost = 2,
                                  .facts = {BLUR_METHOD_DIRECT, 1, 1, 0},
                                  .free = pixelate_free,
                                  .start = start,
                                  .make = make};
    return &own->method;
}
