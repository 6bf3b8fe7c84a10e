/* SPDX-License-Identifier: MIT
 * The same bytes of wide samples, however a plan is run: by any variant, on any number of threads,
 * in place, with any strides, row by row, and on a part of the image. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "deep_trial.h"
#include "oracle.h"

static const struct kernel {
    int size, method;
} kernels[] = {{3, BLUR_METHOD_DIRECT},  {9, BLUR_METHOD_DIRECT},  {31, BLUR_METHOD_DIRECT},
               {21, BLUR_METHOD_COSINE}, {61, BLUR_METHOD_COSINE}, {131, BLUR_METHOD_COSINE}};
enum { kernel_count = sizeof kernels / sizeof *kernels };

static struct deep_trial trial_of(int sample, size_t kernel, size_t width, size_t height,
                                  int channels, int border)
{
    int size = kernels[kernel].size;
    return (struct deep_trial){.sample = sample,
                               .width = width,
                               .height = height,
                               .channels = channels,
                               .kernel_size = size,
                               .sigma = 0.3 * ((size - 1) / 2.0 - 1) + 0.8,
                               .border = border,
                               .accuracy = size % 4 == 1,
                               .method = kernels[kernel].method,
                               .threads = 1};
}

/* ---- Memory -------------------------------------------------------------------------------- */

enum { canary = 0xa5, margin = 512 };

/* An image in memory that begins at any byte, with padding between its rows. */
struct placed {
    unsigned char *memory, *top;
    size_t bytes;
    ptrdiff_t stride;
};

static struct placed place(const struct deep_trial *trial, unsigned how, const void *packed)
{
    size_t row = deep_row(trial), step = row + how % 8;
    struct placed placed = {.bytes = step * trial->height + 2 * margin};
    placed.memory = oracle_memory(placed.bytes);
    memset(placed.memory, canary, placed.bytes);
    placed.top = placed.memory + margin - how % 3;
    placed.stride = (ptrdiff_t)step;
    if (how / 8 % 2) {
        placed.top += (ptrdiff_t)(trial->height - 1) * placed.stride;
        placed.stride = -placed.stride;
    }
    for (size_t y = 0; packed && y < trial->height; y++)
        memcpy(placed.top + (ptrdiff_t)y * placed.stride, (const char *)packed + y * row, row);
    return placed;
}

/* Packs the image, and sees that nothing beside its rows was written. */
static void *take(const struct deep_trial *trial, struct placed *placed)
{
    size_t row = deep_row(trial);
    unsigned char *packed = oracle_memory(row * trial->height);
    for (size_t y = 0; y < trial->height; y++) {
        memcpy(packed + y * row, placed->top + (ptrdiff_t)y * placed->stride, row);
        memset(placed->top + (ptrdiff_t)y * placed->stride, canary, row);
    }
    for (size_t i = 0; i < placed->bytes; i++)
        if (placed->memory[i] != canary)
            fail_msg("%s: written beside the image", deep_text(trial));
    free(placed->memory);
    return packed;
}

static void *run_placed(const struct deep_trial *trial, const blur_plan *plan, unsigned how,
                        const void *image)
{
    struct placed src = place(trial, how, image), dst = src;
    if (how / 16 % 2)
        dst = place(trial, how / 32, NULL);
    assert_int_equal(blur_plan_run(plan, src.top, src.stride, dst.top, dst.stride), BLUR_OK);
    void *result = take(trial, &dst);
    if (dst.memory != src.memory) {
        void *after = take(trial, &src);
        deep_check_same(trial, after, image);
        free(after);
    }
    return result;
}

/* ---- Variants ------------------------------------------------------------------------------ */

static int check_variants(struct deep_trial trial, unsigned how)
{
    int count = 0;
    void *image = deep_noise(&trial), *expected = NULL;
    for (trial.variant = BLUR_VARIANT_PLAIN; trial.variant <= BLUR_VARIANT_AVX512;
         trial.variant++) {
        blur_plan *plan = deep_plan(&trial);
        if (!plan)
            continue;
        void *result = run_placed(&trial, plan, how, image);
        if (!expected)
            expected = deep_run_plan(&trial, plan, image);
        deep_check_same(&trial, result, expected);
        count++;
        free(result);
        blur_plan_free(plan);
    }
    free(expected);
    free(image);
    return count;
}

static void test_variants(void **state)
{
    int runs = 0;
    unsigned turn = 0;
    (void)state;
    for (size_t kernel = 0; kernel < kernel_count; kernel++)
        for (int channels = 1; channels <= 4; channels++)
            for (size_t width = 1; width * (size_t)channels <= 300; width++, turn++) {
                if (!oracle_tries(turn, 5))
                    continue;
                struct deep_trial trial =
                    trial_of(BLUR_UINT16 + (int)turn % 2, kernel, width, 1 + turn * 7 % 37,
                             channels, (int)((width + width / 6) % 6));
                runs += check_variants(trial, turn * 5 + turn / 16);
            }
    print_message("%d runs\n", runs);
    assert_true(runs > (oracle_is_slow ? 200 : 1000));
}

/* Of samples that are no numbers, too. */
static void test_variants_agree_on_no_numbers(void **state)
{
    (void)state;
    for (size_t kernel = 0; kernel < kernel_count; kernel++) {
        struct deep_trial trial = trial_of(BLUR_FLOAT32, kernel, 75, 50, 2, (int)kernel % 6);
        void *image = deep_noise(&trial), *expected = NULL;
        ((float *)image)[3000] = (float)1e39; /* infinite */
        ((float *)image)[4001] = -3e38f;
        ((float *)image)[4003] = 3e38f;
        for (trial.variant = BLUR_VARIANT_PLAIN; trial.variant <= BLUR_VARIANT_AVX512;
             trial.variant++) {
            void *result = deep_run(&trial, image);
            if (result && !expected)
                expected = deep_run(&trial, image);
            if (result)
                deep_check_same(&trial, result, expected);
            free(result);
        }
        free(expected);
        free(image);
    }
}

/* ---- Large images -------------------------------------------------------------------------- */

/* One that is written past the caches, from rows that begin anywhere, against one that is not: in
 * place it never is. */
static void check_large(struct deep_trial trial, size_t offset, size_t step)
{
    size_t row = deep_row(&trial), bytes = step * trial.height + margin;
    unsigned char *image = deep_noise(&trial), *memory = oracle_memory(bytes);
    unsigned char *top = (unsigned char *)((uintptr_t)(memory + 64) / 64 * 64) + offset;
    blur_plan *plan = deep_plan(&trial);
    memset(memory, canary, bytes);
    assert_int_equal(blur_plan_run(plan, image, (ptrdiff_t)row, top, (ptrdiff_t)step), BLUR_OK);
    assert_int_equal(blur_plan_run(plan, image, (ptrdiff_t)row, image, (ptrdiff_t)row), BLUR_OK);
    for (size_t y = 0; y < trial.height; y++) {
        assert_memory_equal(top + y * step, image + y * row, row);
        memset(top + y * step, canary, row);
    }
    for (size_t i = 0; i < bytes; i++)
        if (memory[i] != canary)
            fail_msg("%s: written beside the image", deep_text(&trial));
    blur_plan_free(plan);
    free(memory);
    free(image);
}

static void test_large_images(void **state)
{
    (void)state;
    for (int sample = BLUR_UINT16; sample <= BLUR_FLOAT32; sample++)
        for (size_t i = 0; i < 4; i++) {
            struct deep_trial trial = trial_of(sample, i % 3, 2051, 1400, 3, BLUR_BORDER_MIRROR);
            static const size_t offsets[] = {0, 4, 62, 31};
            size_t step = (deep_row(&trial) + 64) / 64 * 64 + (i == 1 ? 4 : 0);
            trial.threads = 1 + (int)i % 2;
            check_large(trial, offsets[i], step);
        }
}

/* ---- Threads ------------------------------------------------------------------------------- */

static void check_threads(struct deep_trial trial, const void *image, const void *expected)
{
    static const int threads[] = {2, 3, 4, 0};
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        trial.threads = threads[i];
        blur_plan *plan = deep_plan(&trial);
        for (unsigned how = 0; how < 48; how += 16) {
            void *result = run_placed(&trial, plan, how + (unsigned)i, image);
            deep_check_same(&trial, result, expected);
            free(result);
        }
        blur_plan_free(plan);
    }
}

static void test_threads_and_place_change_nothing(void **state)
{
    unsigned turn = 0;
    (void)state;
    for (size_t kernel = 0; kernel < kernel_count; kernel++)
        for (int border = (int)kernel % 2; border <= BLUR_BORDER_CONSTANT; border += 2, turn++) {
            if (!oracle_tries(turn, 11))
                continue;
            struct deep_trial trial =
                trial_of(BLUR_UINT16 + (int)kernel / 2 % 2, kernel, 203, 1500, 3, border);
            trial.variant = BLUR_VARIANT_PLAIN;
            void *image = deep_noise(&trial), *expected = deep_run(&trial, image);
            if (expected)
                check_threads(trial, image, expected);
            free(expected);
            free(image);
        }
}

/* ---- Streams ------------------------------------------------------------------------------- */

static void *run_stream(const struct deep_trial *trial, const blur_plan *plan, const void *image)
{
    size_t row = deep_row(trial), pulled = 0;
    unsigned char *result = oracle_memory(row * trial->height);
    blur_stream *stream;
    assert_int_equal(blur_stream_open(plan, &stream), BLUR_OK);
    for (size_t y = 0; y < trial->height; y++) {
        for (; blur_stream_rows(stream) > 0; pulled++)
            assert_int_equal(blur_stream_pull(stream, result + pulled * row), BLUR_OK);
        assert_int_equal(blur_stream_push(stream, (const char *)image + y * row), BLUR_OK);
    }
    for (; blur_stream_rows(stream) > 0; pulled++)
        assert_int_equal(blur_stream_pull(stream, result + pulled * row), BLUR_OK);
    assert_int_equal(pulled, trial->height);
    blur_stream_close(stream);
    return result;
}

static void test_streams(void **state)
{
    static const size_t heights[] = {1, 2, 7, 16, 40, 97, 230, 611};
    (void)state;
    for (size_t kernel = 0; kernel < kernel_count; kernel++)
        for (int border = 0; border <= BLUR_BORDER_CONSTANT; border++)
            for (size_t i = 0; i < sizeof heights / sizeof *heights; i++) {
                struct deep_trial trial = trial_of(BLUR_UINT16 + (int)i % 2, kernel, 1 + i * 7,
                                                   heights[i], 1 + (int)i % 4, border);
                blur_plan *plan = deep_plan(&trial);
                if (!plan)
                    continue;
                void *image = deep_noise(&trial);
                void *expected = deep_run_plan(&trial, plan, image);
                void *result = run_stream(&trial, plan, image);
                deep_check_same(&trial, result, expected);
                free(result);
                free(expected);
                free(image);
                blur_plan_free(plan);
            }
}

/* ---- Parts --------------------------------------------------------------------------------- */

/* Columns and rows of the image, blurred by themselves: where all their neighbourhood is there,
 * their bytes are those of the whole. */
static void check_part(struct deep_trial trial, size_t left, size_t top)
{
    struct deep_trial part = trial;
    size_t radius = (size_t)trial.kernel_size / 2, size = deep_row(&trial) / trial.width;
    part.width = trial.width - left;
    part.height = trial.height - top;
    unsigned char *image = deep_noise(&trial), *whole = deep_run(&trial, image);
    unsigned char *cut = oracle_memory(deep_row(&part) * part.height);
    for (size_t y = 0; y < part.height; y++)
        memcpy(cut + y * deep_row(&part), image + (y + top) * deep_row(&trial) + left * size,
               deep_row(&part));
    unsigned char *result = deep_run(&part, cut);
    for (size_t y = radius; y < part.height; y++)
        assert_memory_equal(result + y * deep_row(&part) + radius * size,
                            whole + (y + top) * deep_row(&trial) + (left + radius) * size,
                            deep_row(&part) - radius * size);
    free(result);
    free(cut);
    free(whole);
    free(image);
}

static void test_parts(void **state)
{
    (void)state;
    for (size_t kernel = 0; kernel < 3; kernel++)
        for (int border = 0; border <= BLUR_BORDER_CONSTANT; border++)
            for (int sample = BLUR_UINT16; border != BLUR_BORDER_WRAP && sample <= BLUR_FLOAT32;
                 sample++)
                for (size_t left = 0; left < 20; left += 3)
                    check_part(trial_of(sample, kernel, 140, 90, 3, border), left, left / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_variants),
        cmocka_unit_test(test_variants_agree_on_no_numbers),
        cmocka_unit_test(test_large_images),
        cmocka_unit_test(test_threads_and_place_change_nothing),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
