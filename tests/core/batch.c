/* SPDX-License-Identifier: MIT */
#include "batch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "oracle.h"

const Image batch_mixed[batch_mixed_count] = {
    {1, 1, 1, NULL},  {64, 64, 3, NULL}, {300, 200, 4, NULL}, {7, 50, 1, NULL},   {64, 64, 3, NULL},
    {50, 7, 1, NULL}, {64, 48, 4, NULL}, {1, 90, 2, NULL},    {500, 400, 3, NULL}};

blur_options batch_options(int kernel_size)
{
    return (blur_options){.size = sizeof(blur_options),
                          .given = BLUR_GIVEN_KERNEL_SIZE,
                          .kernel_size = kernel_size,
                          .alpha = BLUR_ALPHA_STRAIGHT};
}

static size_t bytes_of(const Image *image)
{
    return (size_t)image->width * (size_t)image->height * (size_t)image->channels;
}

void batch_fill(const struct batch *batch, size_t i)
{
    oracle_noise(batch->src[i].data, bytes_of(&batch->src[i]), (uint32_t)i);
    if (!batch->in_place)
        memset(batch->dst[i].data, batch_untouched, bytes_of(&batch->dst[i]));
}

static int blur_one(const blur_options *options, const Image *src, uint8_t *dst)
{
    ptrdiff_t stride = (ptrdiff_t)src->width * src->channels;
    return blur_gaussian(options, BLUR_UINT8, (size_t)src->width, (size_t)src->height,
                         src->channels, src->data, stride, dst, stride);
}

struct batch batch_make(const Image *shapes, size_t shape_count, size_t count, bool in_place,
                        const blur_options *options)
{
    struct batch batch = {.count = count, .in_place = in_place};
    batch.src = oracle_memory(count * sizeof *batch.src);
    batch.dst = oracle_memory(count * sizeof *batch.dst);
    batch.expected = oracle_memory(count * sizeof *batch.expected);
    for (size_t i = 0; i < count; i++) {
        batch.src[i] = batch.dst[i] = shapes[i % shape_count];
        batch.src[i].data = oracle_memory(bytes_of(&batch.src[i]));
        batch.dst[i].data = in_place ? batch.src[i].data : oracle_memory(bytes_of(&batch.dst[i]));
        batch.expected[i] = oracle_memory(bytes_of(&batch.src[i]));
        batch_fill(&batch, i);
        assert_int_equal(blur_one(options, &batch.src[i], batch.expected[i]), BLUR_OK);
    }
    return batch;
}

void batch_free(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        free(batch->src[i].data);
        if (!batch->in_place)
            free(batch->dst[i].data);
        free(batch->expected[i]);
    }
    free(batch->src);
    free(batch->dst);
    free(batch->expected);
}

int batch_blur(const struct batch *batch, const blur_options *options)
{
    for (size_t i = 0; i < batch->count; i++)
        batch_fill(batch, i);
    return blur_gaussian_many(options, batch->count, batch->src, batch->dst);
}

void batch_check_results(const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        assert_memory_equal(batch->dst[i].data, batch->expected[i], bytes_of(&batch->dst[i]));
}

void batch_check_untouched(const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        size_t bytes = bytes_of(&batch->src[i]);
        uint8_t *before = oracle_memory(bytes);
        oracle_noise(before, bytes, (uint32_t)i);
        assert_memory_equal(batch->src[i].data, before, bytes);
        memset(before, batch_untouched, bytes);
        if (!batch->in_place)
            assert_memory_equal(batch->dst[i].data, before, bytes);
        free(before);
    }
}

void batch_check(const struct batch *batch, const blur_options *options, int threads)
{
    blur_options with = *options;
    with.threads = threads;
    assert_int_equal(batch_blur(batch, &with), BLUR_OK);
    batch_check_results(batch);
}
