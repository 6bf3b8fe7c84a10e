/* SPDX-License-Identifier: MIT
 * Regions and masks: which pixels are written, and what is refused. */
#include <math.h>
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

enum { width = 43, height = 37 };

static struct composite_trial trial_with(const blur_region *regions, size_t count)
{
    struct composite_trial trial = {.sample = BLUR_UINT8,
                                    .width = width,
                                    .height = height,
                                    .channels = 3,
                                    .options = {.size = sizeof trial.options,
                                                .threads = 1,
                                                .given = BLUR_GIVEN_KERNEL_SIZE,
                                                .kernel_size = 9,
                                                .regions = regions,
                                                .region_count = count}};
    return trial;
}

/* The result is that of regions which say the same in the image's own coordinates. */
static void check_same_as(struct composite_trial *trial, const blur_region *regions, size_t count)
{
    void *image = composite_picture(trial, 3);
    blur_plan *plan = composite_plan(trial);
    void *result = composite_run(trial, plan, image);
    blur_plan_free(plan);
    trial->options.regions = regions;
    trial->options.region_count = count;
    composite_check(trial, image);
    plan = composite_plan(trial);
    void *expected = composite_run(trial, plan, image);
    composite_check_same(trial, "other words for the regions", result, expected);
    free(result);
    free(expected);
    free(image);
    blur_plan_free(plan);
}

/* Far outside on either side, and as large as numbers are. */
static void test_huge_regions(void **state)
{
    static const int64_t far = (int64_t)1 << 40;
    const struct {
        blur_region region, same;
    } pairs[] = {
        {{0, 0, INT64_MAX, INT64_MAX}, {0, 0, width, height}},
        {{5, 7, INT64_MAX, INT64_MAX}, {5, 7, width - 5, height - 7}},
        {{INT64_MIN, INT64_MIN, INT64_MAX, INT64_MAX}, {0, 0, 0, 0}},
        {{INT64_MIN / 2, INT64_MIN / 2, INT64_MAX, INT64_MAX}, {0, 0, width, height}},
        {{-far, 0, far + 10, height}, {0, 0, 10, height}},
        {{3, -far, 5, far + 1}, {3, 0, 5, 1}},
        {{-far, -far, 2 * far, 2 * far}, {0, 0, width, height}},
        {{-INT32_MAX - (int64_t)1000, 2, INT32_MAX + (int64_t)1020, 3}, {0, 2, 20, 3}},
        {{-10, -10, 2 * far, 11}, {0, 0, width, 1}},
        {{INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX}, {0, 0, 0, 0}},
        {{width, 0, 5, 5}, {0, 0, 0, 0}},
        {{0, height, 5, 5}, {0, 0, 0, 0}},
        {{-5, 3, 5, 5}, {0, 0, 0, 0}},
        {{width - 1, height - 1, far, far}, {width - 1, height - 1, 1, 1}},
        {{INT64_MIN, 0, 1, 1}, {0, 0, 0, 0}},
        {{4, 4, 0, INT64_MAX}, {0, 0, 0, 0}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct composite_trial trial = trial_with(&pairs[i].region, 1);
        check_same_as(&trial, &pairs[i].same, 1);
    }
}

/* What fades out of a region that is not in the image still may be. */
static void test_feather_from_outside(void **state)
{
    static const blur_region outside[] = {
        {-3, 5, 3, 4}, {width, 20, 1, 1}, {-2, -2, 1, 1}, {10, height + 2, 5, 900}};
    (void)state;
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        for (int feather = 0; feather < 70; feather += 7) {
            struct composite_trial trial = trial_with(&outside[i], 1);
            trial.options.feather = feather;
            void *image = composite_picture(&trial, 9);
            composite_check(&trial, image);
            free(image);
        }
}

/* The weights themselves: black and white columns, blurred along x alone by so large a kernel that
 * the result is grey, show them. */
static void test_weights_of_feather(void **state)
{
    const blur_region region = {20, 16, 4, 3};
    (void)state;
    for (int feather = 0; feather < 12; feather++) {
        struct composite_trial trial = trial_with(&region, 1);
        trial.sample = BLUR_UINT16;
        trial.channels = 1;
        trial.options.feather = feather;
        trial.options.kernel_size = 4001;
        trial.options.border = BLUR_BORDER_WRAP;
        uint16_t *image = oracle_memory(composite_bytes(&trial));
        for (size_t i = 0; i < width * height; i++)
            image[i] = i % width == 40 ? 65535 : 0;
        blur_plan *plan = composite_plan(&trial);
        uint16_t *result = composite_run(&trial, plan, image);
        const double grey = result[16 * width + 20];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < 40; x++) {
                const int dx = x < 20 ? 20 - x : x > 23 ? x - 23 : 0;
                const int dy = y < 16 ? 16 - y : y > 18 ? y - 18 : 0;
                const double t = fmax(0, 1 - sqrt(dx * dx + dy * dy) / (feather + 1));
                const double right = grey * (3 * t * t - 2 * t * t * t);
                if (!(fabs(result[y * width + x] - right) <= 1.01))
                    fail_msg("feather %d at %d, %d: %d, not %g", feather, dx, dy,
                             result[y * width + x], right);
            }
        free(image);
        free(result);
        blur_plan_free(plan);
    }
}

/* Regions that overlap or touch, also in chains, and again and again. */
static void test_regions_together(void **state)
{
    static const blur_region sets[][4] = {
        {{2, 2, 10, 10}, {11, 11, 10, 10}, {20, 20, 9, 9}, {5, 5, 2, 2}},
        {{2, 2, 10, 10}, {12, 2, 10, 10}, {2, 12, 10, 10}, {12, 12, 10, 10}},
        {{0, 0, 43, 1}, {0, 36, 43, 1}, {0, 0, 1, 37}, {42, 0, 1, 37}},
        {{7, 7, 3, 3}, {7, 7, 3, 3}, {7, 7, 3, 3}, {30, 30, 0, 5}},
        {{0, 10, 43, 3}, {10, 0, 3, 37}, {0, 20, 43, 1}, {30, 0, 1, 37}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        for (int kind = 0; kind < 12; kind++) {
            struct composite_trial trial = trial_with(sets[i], 4);
            trial.channels = 3 + kind / 3 % 2;
            trial.sample = 1 + kind % 3;
            trial.options.border = kind / 2 % 5;
            trial.options.inverts = kind / 6;
            void *image = composite_picture(&trial, 11);
            composite_check(&trial, image);
            free(image);
        }
}

/* As many as there may be, apart from one another. */
static void test_many_regions(void **state)
{
    static blur_region regions[BLUR_REGIONS_MAX + 1];
    (void)state;
    for (int i = 0; i <= BLUR_REGIONS_MAX; i++)
        regions[i] = (blur_region){i % 32 * 3, i / 32 * 3, 2, 2};
    struct composite_trial trial = trial_with(regions, BLUR_REGIONS_MAX);
    trial.width = trial.height = 97;
    trial.channels = 1;
    void *image = composite_picture(&trial, 2);
    uint8_t *result = NULL;
    blur_plan *plan = composite_plan(&trial);
    result = composite_run(&trial, plan, image);
    blur_plan_free(plan);
    trial.options.region_count = 0;
    trial.options.regions = NULL;
    plan = composite_plan(&trial);
    uint8_t *whole = composite_run(&trial, plan, image);
    for (size_t y = 0; y < 97; y++)
        for (size_t x = 0; x < 97; x++) {
            const bool is_in = x < 96 && y < 96 && x % 3 < 2 && y % 3 < 2;
            const uint8_t *from = is_in ? whole : image;
            assert_true(abs(result[y * 97 + x] - from[y * 97 + x]) <= is_in);
        }
    free(whole);
    free(result);
    free(image);
    blur_plan_free(plan);
    trial.options.regions = regions;
    trial.options.region_count = BLUR_REGIONS_MAX + 1;
    assert_int_equal(composite_make_plan(&trial, &plan), BLUR_ERROR_LIMIT);
    trial.options.region_count = SIZE_MAX;
    assert_int_equal(composite_make_plan(&trial, &plan), BLUR_ERROR_LIMIT);
    assert_null(plan);
}

/* No regions are not all of the image; inverted, they are. The regions need not outlive the plan's
 * making. */
static void test_no_regions(void **state)
{
    blur_region none = {1, 2, 3, 4};
    (void)state;
    for (int kind = 0; kind < 6; kind++) {
        struct composite_trial trial = trial_with(&none, 0);
        trial.sample = 1 + kind % 3;
        trial.options.inverts = kind / 3;
        trial.channels = 4;
        uint8_t *image = composite_picture(&trial, 4);
        composite_check(&trial, image);
        blur_plan *plan = composite_plan(&trial);
        void *streamed = composite_stream(&trial, plan, image),
             *run = composite_run(&trial, plan, image);
        composite_check_same(&trial, "row by row", streamed, run);
        if (!trial.options.inverts)
            composite_check_same(&trial, "copy", run, image);
        free(streamed);
        free(run);
        free(image);
        blur_plan_free(plan);
    }
    struct composite_trial trial = trial_with(&none, 1);
    void *image = composite_picture(&trial, 4);
    blur_plan *plan = composite_plan(&trial);
    void *before = composite_run(&trial, plan, image);
    none = (blur_region){20, 20, 9, 9};
    void *after = composite_run(&trial, plan, image);
    composite_check_same(&trial, "a copy of the regions", after, before);
    free(before);
    free(after);
    free(image);
    blur_plan_free(plan);
}

/* A mask is read where it is and nowhere else. */
static void test_masks_between_pages(void **state)
{
    struct oracle_guarded guarded = oracle_guarded();
    const struct oracle_trial shape = {.width = width, .height = height, .channels = 1};
    uint8_t mask[width * height];
    (void)state;
    for (unsigned how = 0; how < 4; how++)
        for (int kind = 0; kind < 6; kind++) {
            struct composite_trial trial = trial_with(NULL, 0);
            oracle_noise(mask, sizeof mask, how);
            for (size_t i = 0; i < sizeof mask; i++)
                mask[i] = kind == 5 ? 0 : i / 200 % 2 ? mask[i] : kind % 2 ? 255 : 0;
            oracle_place(&guarded, &shape, how, mask);
            trial.sample = 1 + kind % 3;
            trial.channels = kind % 2 ? 2 : 3;
            trial.options.mask = guarded.top;
            trial.options.mask_stride = guarded.stride;
            trial.options.mask_width = width;
            trial.options.mask_height = height;
            trial.options.inverts = kind / 3;
            void *image = composite_picture(&trial, how);
            composite_check(&trial, image);
            free(image);
        }
    oracle_unguard(&guarded);
}

/* ---- What is refused ----------------------------------------------------------------------- */

static int status_of(blur_options options, int sample, int channels)
{
    options.size = sizeof options;
    blur_plan *plan;
    const int status = blur_plan_make(&options, sample, width, height, channels, &plan);
    blur_plan_free(plan);
    return status;
}

#define STATUS(...) status_of((blur_options){__VA_ARGS__}, BLUR_UINT8, 4)
#define ASSERT_REFUSED(...) assert_int_equal(STATUS(__VA_ARGS__), BLUR_ERROR_ARGUMENT)

static void test_bad_choices(void **state)
{
    (void)state;
    ASSERT_REFUSED(.alpha = 2);
    ASSERT_REFUSED(.alpha = -1);
    ASSERT_REFUSED(.light = 2);
    ASSERT_REFUSED(.light = -1);
    ASSERT_REFUSED(.dither = 2);
    ASSERT_REFUSED(.dither = -1);
    ASSERT_REFUSED(.inverts = 1);
    ASSERT_REFUSED(.raw = 1);
    ASSERT_REFUSED(.bias = 0.5);
    ASSERT_REFUSED(.pixelate = -1);
    ASSERT_REFUSED(.pixelate = BLUR_KERNEL_SIZE_MAX + 1);
    ASSERT_REFUSED(.pixelate = 8, .given = BLUR_GIVEN_SIGMA, .sigma = 2);
    ASSERT_REFUSED(.pixelate = 8, .given = BLUR_GIVEN_KERNEL_SIZE_Y, .kernel_size_y = 3);
    ASSERT_REFUSED(.pixelate = 8, .method = BLUR_METHOD_DIRECT);
    ASSERT_REFUSED(.pixelate = 8, .raw = 1);
    ASSERT_REFUSED(.given = 16);
    ASSERT_REFUSED(.given = 1u << 31);
    ASSERT_REFUSED(.given = BLUR_GIVEN_KERNEL_SIZE_Y, .kernel_size_y = 4);
    ASSERT_REFUSED(.given = BLUR_GIVEN_KERNEL_SIZE_Y, .kernel_size_y = 0);
    ASSERT_REFUSED(.given = BLUR_GIVEN_SIGMA_Y, .sigma_y = -1);
    ASSERT_REFUSED(.given = BLUR_GIVEN_SIGMA_Y, .sigma_y = HUGE_VAL);
    ASSERT_REFUSED(.given = BLUR_GIVEN_SIGMA_Y, .sigma_y = (double)NAN);
    assert_int_equal(STATUS(.given = BLUR_GIVEN_KERNEL_SIZE_Y, .kernel_size_y = 65537),
                     BLUR_ERROR_LIMIT);
    assert_int_equal(STATUS(.given = BLUR_GIVEN_SIGMA_Y, .sigma_y = 1e9), BLUR_ERROR_LIMIT);
    assert_int_equal(STATUS(.method = BLUR_METHOD_MULTIRATE, .given = BLUR_GIVEN_SIGMA, .sigma = 9),
                     BLUR_ERROR_UNSUPPORTED);
    assert_int_equal(STATUS(.method = BLUR_METHOD_MULTIRATE, .given = BLUR_GIVEN_SIGMA, .sigma = 9,
                            .alpha = BLUR_ALPHA_STRAIGHT, .light = BLUR_LIGHT_LINEAR),
                     BLUR_ERROR_UNSUPPORTED);
    assert_int_equal(status_of((blur_options){.light = BLUR_LIGHT_LINEAR}, BLUR_FLOAT32, 3),
                     BLUR_ERROR_UNSUPPORTED);
    assert_int_equal(STATUS(.pixelate = BLUR_KERNEL_SIZE_MAX), BLUR_OK);
}

static void test_bad_selections(void **state)
{
    static const uint8_t mask[width * height];
    static const blur_region good = {1, 1, 5, 5}, narrow = {1, 1, -1, 5},
                             low = {1, 1, 5, INT64_MIN};
    (void)state;
#define MASK(w, h, stride)                                                                         \
    .mask = mask, .mask_width = (w), .mask_height = (h), .mask_stride = (stride)
    assert_int_equal(STATUS(MASK(width, height, width)), BLUR_OK);
    ASSERT_REFUSED(MASK(width - 1, height, width));
    ASSERT_REFUSED(MASK(width, height - 1, width));
    ASSERT_REFUSED(MASK(width + 1, height, width + 1));
    ASSERT_REFUSED(MASK(0, 0, 0));
    ASSERT_REFUSED(MASK(width, height, width - 1));
    ASSERT_REFUSED(MASK(width, height, 1 - width));
    ASSERT_REFUSED(MASK(width, height, width), .feather = 1);
    ASSERT_REFUSED(MASK(width, height, width), .regions = &good, .region_count = 1);
    ASSERT_REFUSED(MASK(width, height, width), .regions = &good, .region_count = 0);
    ASSERT_REFUSED(.feather = 1);
    ASSERT_REFUSED(.region_count = 1);
#define REGION(region) .regions = &(region), .region_count = 1
    assert_int_equal(STATUS(REGION(good), .feather = BLUR_KERNEL_SIZE_MAX), BLUR_OK);
    ASSERT_REFUSED(REGION(good), .feather = -1);
    ASSERT_REFUSED(REGION(good), .feather = BLUR_KERNEL_SIZE_MAX + 1);
    ASSERT_REFUSED(REGION(narrow));
    ASSERT_REFUSED(REGION(low));
    ASSERT_REFUSED(REGION(good), .inverts = 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_huge_regions),        cmocka_unit_test(test_feather_from_outside),
        cmocka_unit_test(test_weights_of_feather),  cmocka_unit_test(test_regions_together),
        cmocka_unit_test(test_many_regions),        cmocka_unit_test(test_no_regions),
        cmocka_unit_test(test_masks_between_pages), cmocka_unit_test(test_bad_choices),
        cmocka_unit_test(test_bad_selections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
