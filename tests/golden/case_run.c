/* SPDX-License-Identifier: MIT
 *
 * Runs a case, and sees that nothing but samples is written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden.h"

enum { unwritten = 0xa5, padding_bytes = 7 };

static _Noreturn void fail(const struct golden_case *one, const char *what)
{
    char name[name_size];
    name_case(one, name);
    printf("FAIL: %s: %s\n", name, what);
    exit(1);
}

/* ---- Images in memory ------------------------------------------------------------------------ */

struct rows {
    uint8_t *memory, *top;
    ptrdiff_t stride;
    size_t bytes, row, height, sample;
};

static uint8_t *row_at(const struct rows *rows, size_t y)
{
    return rows->top + (ptrdiff_t)y * rows->stride;
}

static struct rows make_rows(const struct golden_case *one)
{
    bool is_reversed = one->way == BOTTOM_UP || one->way == IN_PLACE_BOTTOM_UP;
    size_t sample = one->sample == BLUR_UINT8 ? 1 : one->sample == BLUR_UINT16 ? 2 : 4;
    struct rows rows = {.row = one->width * (size_t)one->channels * sample,
                        .height = one->height,
                        .sample = sample};
    size_t pitch = rows.row + (one->way >= PADDED ? padding_bytes : 0);
    rows.bytes = pitch * one->height;
    rows.memory = malloc(rows.bytes);
    if (!rows.memory)
        fail(one, "no memory");
    memset(rows.memory, unwritten, rows.bytes);
    rows.top = rows.memory + (is_reversed ? pitch * (one->height - 1) : 0);
    rows.stride = is_reversed ? -(ptrdiff_t)pitch : (ptrdiff_t)pitch;
    return rows;
}

static void check_padding(const struct golden_case *one, const struct rows *rows)
{
    size_t pitch = rows->bytes / rows->height;
    for (size_t i = 0; i < rows->bytes; i++)
        if (i % pitch >= rows->row && rows->memory[i] != unwritten)
            fail(one, "padding was written");
}

/* ---- Hashes ---------------------------------------------------------------------------------- */

/* A sample's bits; which NaN it is, where it is one, is not said. */
static uint32_t sample_bits(const uint8_t *sample, size_t bytes)
{
    uint16_t word;
    uint32_t bits;
    if (bytes == 1)
        return *sample;
    if (bytes == 2) {
        memcpy(&word, sample, sizeof word);
        return word;
    }
    memcpy(&bits, sample, sizeof bits);
    return (bits & 0x7fffffffu) > 0x7f800000u ? 0x7fc00000u : bits;
}

/* FNV-1a of the samples, whose lowest byte comes first. */
static uint64_t hash_rows(const struct rows *rows)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t y = 0; y < rows->height; y++)
        for (size_t i = 0; i < rows->row; i += rows->sample) {
            uint32_t bits = sample_bits(row_at(rows, y) + i, rows->sample);
            for (size_t byte = 0; byte < rows->sample; byte++) {
                hash = (hash ^ (bits & 255)) * 0x100000001b3u;
                bits >>= 8;
            }
        }
    return hash;
}

/* ---- Calls ----------------------------------------------------------------------------------- */

static int call(const struct golden_case *one, const blur_options *options, const float *kernel,
                const struct rows *src, const struct rows *dst)
{
    if (one->weights)
        return blur_convolve(options, one->sample, one->width, one->height, one->channels, kernel,
                             one->kernel_width, one->kernel_height, src->top, src->stride, dst->top,
                             dst->stride);
    return blur_gaussian(options, one->sample, one->width, one->height, one->channels, src->top,
                         src->stride, dst->top, dst->stride);
}

static int make_plan(const struct golden_case *one, const blur_options *options,
                     const float *kernel, blur_plan **plan)
{
    if (one->weights)
        return blur_plan_make_convolution(options, one->sample, one->width, one->height,
                                          one->channels, kernel, one->kernel_width,
                                          one->kernel_height, plan);
    return blur_plan_make(options, one->sample, one->width, one->height, one->channels, plan);
}

static int run_stream(const struct golden_case *one, const blur_plan *plan, const struct rows *src,
                      const struct rows *dst)
{
    blur_stream *stream;
    int status = blur_stream_open(plan, &stream);
    if (status)
        return status;
    size_t pulled = 0;
    for (size_t pushed = 0; pushed < one->height && !status; pushed++) {
        status = blur_stream_push(stream, row_at(src, pushed));
        while (!status && blur_stream_rows(stream))
            status = blur_stream_pull(stream, row_at(dst, pulled++));
    }
    blur_stream_close(stream);
    if (!status && pulled != one->height)
        fail(one, "rows are missing");
    return status;
}

/* By a plan, from *src, which dst is a copy of where the way is in place. */
static int run_plan(const struct golden_case *one, const blur_options *options, const float *kernel,
                    const struct rows *src, const struct rows *dst)
{
    blur_plan *plan;
    int status = make_plan(one, options, kernel, &plan);
    if (status)
        return status;
    if (one->way == STREAM) {
        status = run_stream(one, plan, src, dst);
    } else {
        memcpy(dst->memory, src->memory, dst->bytes);
        status = blur_plan_run(plan, dst->top, dst->stride, dst->top, dst->stride);
    }
    blur_plan_free(plan);
    return status;
}

static int run_rows(const struct golden_case *one, const blur_options *options,
                    const struct rows *src, const struct rows *dst)
{
    bool by_plan = one->way == IN_PLACE || one->way == STREAM || one->way == IN_PLACE_BOTTOM_UP;
    float *kernel =
        malloc(sizeof *kernel * (size_t)one->kernel_width * (size_t)one->kernel_height + 1);
    if (!kernel)
        fail(one, "no memory");
    fill_kernel(one, kernel);
    int status = (by_plan ? run_plan : call)(one, options, kernel, src, dst);
    free(kernel);
    return status;
}

int run_case(const struct golden_case *one, int variant, int threads, uint64_t *hash)
{
    struct rows src = make_rows(one), dst = make_rows(one);
    for (size_t y = 0; y < one->height; y++)
        fill_row(one, y, row_at(&src, y));
    uint64_t source_hash = hash_rows(&src);
    blur_region regions[16];
    uint8_t *mask = malloc(one->width * one->height);
    if (!mask)
        fail(one, "no memory");
    fill_mask(one, mask);
    blur_options options = one->options;
    options.size = sizeof options;
    options.variant = variant;
    options.threads = threads;
    options.region_count = fill_regions(one, regions);
    options.regions = options.region_count ? regions : NULL;
    if (one->area == NOISE_MASK || one->area == BLOCK_MASK) {
        options.mask = mask;
        options.mask_stride = (ptrdiff_t)one->width;
        options.mask_width = one->width;
        options.mask_height = one->height;
    }
    int status = run_rows(one, &options, &src, &dst);
    check_padding(one, &src);
    check_padding(one, &dst);
    if (hash_rows(&src) != source_hash)
        fail(one, "the source was written");
    *hash = hash_rows(&dst);
    free(mask);
    free(src.memory);
    free(dst.memory);
    return status;
}
