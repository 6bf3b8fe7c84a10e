/* SPDX-License-Identifier: MIT */
#include "method/pixelate.h"

#include <string.h>

#include "image/size.h"

static size_t blocks_across(const struct blocks *blocks)
{
    return (blocks->width + blocks->size - 1) / blocks->size;
}

static void start(const struct method *method, void *state, const struct source *source,
                  size_t first)
{
    (void)method;
    (void)state;
    (void)source;
    (void)first;
}

static void add_row(const struct blocks *blocks, const float *row, double *sums)
{
    const size_t channels = blocks->channels;
    for (size_t x = 0; x < blocks->width; x++)
        for (size_t i = 0; i < channels; i++)
            sums[x / blocks->size * channels + i] += (double)row[x * channels + i];
}

static void put_means(const struct blocks *blocks, const double *sums, size_t rows, float *row)
{
    const size_t channels = blocks->channels;
    for (size_t x = 0; x < blocks->width; x++) {
        const size_t first = x / blocks->size * blocks->size;
        const double pixels = (double)(size_smaller(blocks->size, blocks->width - first) * rows);
        for (size_t i = 0; i < channels; i++)
            row[x * channels + i] = (float)(sums[x / blocks->size * channels + i] / pixels);
    }
}

/* The first row of a block makes the others' as well. */
static void make(const struct method *method, void *state, const struct source *source,
                 size_t first, size_t count, void *rows, ptrdiff_t stride)
{
    const struct blocks *blocks = (const struct blocks *)method;
    float *row = (float *)(void *)((unsigned char *)state + blocks->row);
    double *sums = (double *)(void *)((unsigned char *)state + blocks->sums);
    (void)count;
    (void)stride;
    if (first % blocks->size == 0) {
        const size_t high = size_smaller(blocks->size, blocks->height - first);
        memset(sums, 0, blocks_across(blocks) * blocks->channels * sizeof *sums);
        for (size_t y = first; y < first + high; y++)
            add_row(blocks, source->row(source, (ptrdiff_t)y), sums);
        put_means(blocks, sums, high, row);
    }
    memcpy(rows, row, blocks->width * blocks->channels * sizeof *row);
}

bool blocks_make(struct blocks *blocks, const struct problem *problem, size_t size)
{
    size_t row, sums, all = 0;
    *blocks = (struct blocks){.size = size,
                              .width = problem->width,
                              .height = problem->height,
                              .channels = problem->channels};
    if (!size_multiply(blocks->width * blocks->channels, sizeof(float), &row) ||
        !size_multiply(blocks_across(blocks) * blocks->channels, sizeof(double), &sums) ||
        !size_set_aside(&all, row, &blocks->row) || !size_set_aside(&all, sums, &blocks->sums))
        return false;
    blocks->method = (struct method){.group = 1,
                                     .restart = size,
                                     .reach = size - 1,
                                     .state_bytes = all,
                                     .cost = 2,
                                     .start = start,
                                     .make = make};
    return true;
}
