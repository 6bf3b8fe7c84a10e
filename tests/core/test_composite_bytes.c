/* SPDX-License-Identifier: MIT
 * The bytes depend on nothing but the image and what is asked for: not on threads or variants, not
 * on where images lie, not on rows coming one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "composite_trial.h"
#include "oracle.h"
#include "trial.h"

enum kind {
    alpha,
    linear,
    one_region,
    some_regions,
    feathered,
    masked,
    inverted,
    inverted_mask,
    pixelated,
    dithered,
    raw,
    dense,
    kinds
};

static const float kernels[2][15] = {{1, 2, 1, 2, 4, 2, -1, -2, -1, 2, 4, 2, 1, 2, 1},
                                     {1, 7, 3, 2, 4, 9, -1, 5, -1, 2, 0, 2, 6, 2, 1}};

static uint8_t *mask_for(struct composite_trial *trial)
{
    trial->mask = oracle_memory(trial->width * trial->height);
    for (size_t i = 0; i < trial->width * trial->height; i++) {
        const size_t x = i % trial->width, y = i / trial->width;
        const bool is_near_edge = x < 9 || y < 11 || x + 5 > trial->width;
        trial->mask[i] = is_near_edge ? 0 : x / 16 % 3 == 1 ? 255 : (uint8_t)(x * 7 + y * 5);
    }
    trial->options.mask_width = trial->width;
    trial->options.mask_height = trial->height;
    trial->options.mask_stride = (ptrdiff_t)trial->width;
    return trial->mask;
}

static void use_regions(struct composite_trial *trial, size_t count)
{
    const blur_region regions[] = {
        {30, 50, 190, 141}, {100, 3, 33, 70}, {0, 60, 12, 500}, {231, 120, 9, 9}};
    memcpy(trial->regions, regions, sizeof regions);
    trial->options.regions = trial->regions;
    trial->options.region_count = count;
}

/* Large enough for some threads. A trial points into itself. */
static void set_up(struct composite_trial *trial, enum kind kind, int sample, int border,
                   bool is_large)
{
    *trial =
        (struct composite_trial){.sample = sample,
                                 .width = kind == one_region || kind == pixelated ? 301 : 181,
                                 .height = kind == one_region || kind == pixelated ? 303 : 160,
                                 .channels = kind == linear || kind == dithered ? 3 : 4,
                                 .options = {.size = sizeof trial->options,
                                             .given = BLUR_GIVEN_KERNEL_SIZE | BLUR_GIVEN_SIGMA,
                                             .kernel_size = is_large ? 71 : 11,
                                             .sigma = is_large ? 13 : 2.2,
                                             .border = border,
                                             .border_color = {255, 10, 128, 200},
                                             .border_value = {0.5, 0.25, 0.125, 0.75}}};
    blur_options *options = &trial->options;
    options->light = sample != BLUR_FLOAT32 && (kind == linear || kind == inverted);
    options->alpha = kind == one_region || kind == some_regions ? BLUR_ALPHA_STRAIGHT : 0;
    options->dither = kind == dithered;
    if (kind == one_region || kind == inverted)
        use_regions(trial, 1);
    else if (kind == some_regions)
        use_regions(trial, 4);
    else if (kind == feathered)
        use_regions(trial, 2);
    if (kind == feathered || kind == inverted)
        options->feather = 9;
    if (kind == masked || kind == inverted_mask)
        options->mask = mask_for(trial);
    options->inverts = kind == inverted || kind == inverted_mask;
    if (kind < pixelated || kind == dithered)
        return;
    options->given = 0;
    options->pixelate = kind == pixelated ? is_large ? 50 : 7 : 0;
    trial->kernel = kind == pixelated ? NULL : kernels[kind == dense];
    trial->kernel_width = is_large ? 5 : 3;
    trial->kernel_height = is_large ? 3 : 5;
    options->raw = kind == raw;
    options->bias = kind == raw ? 0.1 : 0;
}

/* An image somewhere in memory: its first row, and from a row to the next. */
struct place {
    uint8_t *memory, *top;
    ptrdiff_t stride;
};

enum { canary = 0xa5 };

static struct place place_of(const struct composite_trial *trial, unsigned how, const void *packed)
{
    const size_t row = composite_row(trial), step = row + (how % 4) * 3, height = trial->height;
    struct place place = {.memory = oracle_memory(step * height + 8)};
    memset(place.memory, canary, step * height + 8);
    place.top = place.memory + how % 4 + (how & 4 ? (height - 1) * step : 0);
    place.stride = how & 4 ? -(ptrdiff_t)step : (ptrdiff_t)step;
    for (size_t y = 0; packed && y < height; y++)
        memcpy(place.top + (ptrdiff_t)y * place.stride, (const uint8_t *)packed + y * row, row);
    return place;
}

/* Packs it and frees it; nothing may have been written beside its rows. */
static void *packed_from(const struct composite_trial *trial, struct place *place, unsigned how)
{
    const size_t row = composite_row(trial), step = row + (how % 4) * 3;
    uint8_t *packed = oracle_memory(composite_bytes(trial));
    for (size_t y = 0; y < trial->height; y++) {
        uint8_t *from = place->top + (ptrdiff_t)y * place->stride;
        memcpy(packed + y * row, from, row);
        memset(from, canary, row);
    }
    assert_int_equal(place->memory[0], canary);
    assert_memory_equal(place->memory, place->memory + 1, step * trial->height + 7);
    free(place->memory);
    return packed;
}

static void check_place(const struct composite_trial *trial, const blur_plan *plan, unsigned how,
                        const void *image, const void *expected)
{
    struct place src = place_of(trial, how, image), dst = place_of(trial, how ^ 6, NULL);
    assert_int_equal(blur_plan_run(plan, src.top, src.stride, dst.top, dst.stride), BLUR_OK);
    void *result = packed_from(trial, &dst, how ^ 6);
    composite_check_same(trial, "apart", result, expected);
    free(result);
    result = packed_from(trial, &src, how);
    composite_check_same(trial, "source", result, image);
    free(result);
    src = place_of(trial, how, image);
    assert_int_equal(blur_plan_run(plan, src.top, src.stride, src.top, src.stride), BLUR_OK);
    result = packed_from(trial, &src, how);
    composite_check_same(trial, "in place", result, expected);
    free(result);
}

/* How many threads it really is where many may be used. */
static int check_all(struct composite_trial *trial, const void *image)
{
    static const int threads[] = {1, 2, 3, 7};
    trial->options.threads = 1;
    trial->options.variant = BLUR_VARIANT_PLAIN;
    blur_plan *plan = composite_plan(trial);
    void *expected = composite_run(trial, plan, image);
    void *streamed = composite_stream(trial, plan, image);
    composite_check_same(trial, "row by row", streamed, expected);
    free(streamed);
    blur_plan_free(plan);
    int used = 0;
    for (unsigned i = 0; i < 4; i++) {
        trial->options.threads = threads[i];
        trial->options.variant = (const int[]){BLUR_VARIANT_AUTO, BLUR_VARIANT_AVX2,
                                               BLUR_VARIANT_AVX512, BLUR_VARIANT_PLAIN}[i];
        if (composite_make_plan(trial, &plan) != BLUR_OK)
            trial->options.variant = BLUR_VARIANT_AUTO;
        blur_plan_free(plan);
        plan = composite_plan(trial);
        used = trial_describe(plan).threads;
        check_place(trial, plan, i + 4 * (i % 2), image, expected);
        blur_plan_free(plan);
    }
    free(expected);
    return used;
}

static void check_kind(enum kind kind)
{
    int most_threads = 0;
    unsigned number = 0;
    for (int sample = BLUR_UINT8; sample <= BLUR_FLOAT32; sample++)
        for (int is_large = 0; is_large < 2; is_large++)
            for (int border = 0; border <= BLUR_BORDER_CONSTANT; border++) {
                struct composite_trial trial;
                /* Wrap, and two others by turns. */
                if ((border + sample + is_large + (int)kind) % 3 != 0 && border != BLUR_BORDER_WRAP)
                    continue;
                if (!oracle_tries(number++, 5))
                    continue;
                set_up(&trial, kind, sample, border, is_large);
                void *image = composite_picture(&trial, number);
                const int threads = check_all(&trial, image);
                most_threads = threads > most_threads ? threads : most_threads;
                free(image);
                free(trial.mask);
            }
    assert_true(most_threads > 1);
}

#define TEST(kind)                                                                                 \
    static void test_##kind(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        check_kind(kind);                                                                          \
    }

TEST(alpha)
TEST(linear)
TEST(one_region)
TEST(some_regions)
TEST(feathered)
TEST(masked)
TEST(inverted)
TEST(inverted_mask)
TEST(pixelated)
TEST(dithered)
TEST(raw)
TEST(dense)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alpha),      cmocka_unit_test(test_linear),
        cmocka_unit_test(test_one_region), cmocka_unit_test(test_some_regions),
        cmocka_unit_test(test_feathered),  cmocka_unit_test(test_masked),
        cmocka_unit_test(test_inverted),   cmocka_unit_test(test_inverted_mask),
        cmocka_unit_test(test_pixelated),  cmocka_unit_test(test_dithered),
        cmocka_unit_test(test_raw),        cmocka_unit_test(test_dense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
