/* SPDX-License-Identifier: MIT
 * Alpha and linear light: how exact the result is, and what it never is. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "composite_trial.h"
#include "oracle.h"
#include "trial.h"

/* A small one, of which the rest is to be set. */
static struct composite_trial trial_for(int sample, size_t width, size_t height, int channels)
{
    struct composite_trial trial = {
        .sample = sample,
        .width = width,
        .height = height,
        .channels = channels,
        .options = {.size = sizeof trial.options,
                    .threads = 1,
                    .given = BLUR_GIVEN_KERNEL_SIZE | BLUR_GIVEN_SIGMA,
                    .border_color = {255, 10, 128, 200},
                    .border_value = {sample == BLUR_UINT16 ? 60000 : 0.5, 0.25, 0.125, 0.75}}};
    return trial;
}

static void check(const struct composite_trial *trial, uint32_t seed)
{
    void *image = composite_picture(trial, seed);
    composite_check(trial, image);
    free(image);
}

/* Anything at all: also regions, masks, blocks, any kernel, dithering; each also row by row. */
static void test_anything(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < 1500; seed++) {
        struct composite_trial trial;
        if (!oracle_tries(seed, 7))
            continue;
        composite_random(&trial, seed);
        void *image = composite_picture(&trial, seed);
        composite_check(&trial, image);
        blur_plan *plan = composite_plan(&trial);
        void *result = composite_run(&trial, plan, image);
        void *streamed = composite_stream(&trial, plan, image);
        composite_check_same(&trial, "row by row", streamed, result);
        free(streamed);
        free(result);
        free(image);
        free(trial.mask);
        blur_plan_free(plan);
    }
}

/* Each sample type, light, accuracy, border and number of channels, with kernels that each method
 * is taken for. */
static void test_each_kind(void **state)
{
    static const struct {
        int size, size_y;
        double sigma, sigma_y;
    } kernels[] = {{3, 3, 0.8, 0.8},   {15, 15, 2.5, 2.5}, {61, 61, 12, 12},
                   {151, 151, 90, 90}, {1, 21, 3, 3},      {33, 5, 6, 0},
                   {99, 1, 15, 0.5},   {7, 71, 1.2, 11},   {5, 301, 1, 60}};
    unsigned number = 0;
    (void)state;
    for (int sample = BLUR_UINT8; sample <= BLUR_FLOAT32; sample++)
        for (size_t kernel = 0; kernel < sizeof kernels / sizeof *kernels; kernel++)
            for (int kind = 0; kind < 6 * 2 * 2; kind++) {
                struct composite_trial trial =
                    trial_for(sample, 37, 29, 1 + (int)(number / 5 + kernel) % 4);
                if (!oracle_tries(number++, 5))
                    continue;
                trial.options.given |= BLUR_GIVEN_KERNEL_SIZE_Y | BLUR_GIVEN_SIGMA_Y;
                trial.options.kernel_size = kernels[kernel].size;
                trial.options.kernel_size_y = kernels[kernel].size_y;
                trial.options.sigma = kernels[kernel].sigma;
                trial.options.sigma_y = kernels[kernel].sigma_y;
                trial.options.border = kind % 6;
                trial.options.accuracy = kind / 6 % 2;
                trial.options.light = sample != BLUR_FLOAT32 && kind / 12;
                check(&trial, number);
            }
}

/* Kernels far larger than the image take no more memory, and so no more time, than it needs. */
static void test_kernels_far_larger_than_the_image(void **state)
{
    (void)state;
    for (int sample = BLUR_UINT16; sample <= BLUR_FLOAT32; sample++)
        for (int border = 0; border < 6; border++) {
            struct composite_trial trial = trial_for(sample, 9, 7, 4);
            trial.options.kernel_size = BLUR_KERNEL_SIZE_MAX;
            trial.options.given = BLUR_GIVEN_KERNEL_SIZE;
            trial.options.border = border;
            blur_plan *plan = composite_plan(&trial);
            assert_in_range(trial_describe(plan).memory, 1, 100000);
            blur_plan_free(plan);
            trial.options.kernel_size = 2001;
            check(&trial, (uint32_t)border);
        }
}

/* What a plan says of itself keeps the promise of the accuracy, and what is along y is told. */
static void test_bounds_of_plans(void **state)
{
    static const double promised[3][2] = {{0.75, 0.55}, {0.75, 0.55}, {1e-5, 1e-6}};
    static const int sizes[] = {5, 31, 101, 401, 4001};
    (void)state;
    for (int sample = BLUR_UINT8; sample <= BLUR_FLOAT32; sample++)
        for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++)
            for (int kind = 0; kind < 8; kind++) {
                struct composite_trial trial = trial_for(sample, 300, 200, kind / 4 % 2 ? 4 : 3);
                trial.options.given = BLUR_GIVEN_KERNEL_SIZE | BLUR_GIVEN_SIGMA_Y;
                trial.options.kernel_size = sizes[size];
                trial.options.sigma_y = 3;
                trial.options.accuracy = kind % 2;
                trial.options.light = sample != BLUR_FLOAT32 && kind / 2 % 2;
                blur_plan *plan = composite_plan(&trial);
                blur_plan_info info = trial_describe(plan);
                assert_int_equal(info.kernel_size, sizes[size]);
                assert_int_equal(info.kernel_size_y, sizes[size]);
                assert_true(info.sigma_y == 3);
                const bool is_wide = sample == BLUR_UINT16 && kind / 2 != 0;
                if (!(info.bound <= (is_wide ? 1 : promised[sample - 1][kind % 2])))
                    fail_msg("%s: bound %g", composite_text(&trial), info.bound);
                blur_plan_free(plan);
            }
}

/* A disc of pure red on what looks green but cannot be seen. */
static void test_no_color_out_of_nothing(void **state)
{
    (void)state;
    for (int kind = 0; kind < 24; kind++) {
        struct composite_trial trial = trial_for(1 + kind % 3, 60, 50, 4);
        const double white = composite_white(&trial);
        trial.options.kernel_size = (const int[]){9, 25, 61, 121}[kind / 3 % 4];
        trial.options.sigma = trial.options.kernel_size / 6.;
        trial.options.light = trial.sample != BLUR_FLOAT32 && kind / 12;
        void *image = oracle_memory(composite_bytes(&trial));
        for (size_t i = 0; i < 60 * 50; i++) {
            const double x = (double)(i % 60) - 20, y = (double)(i / 60) - 20;
            const bool is_red = x * x + y * y < 100;
            composite_set(&trial, image, 4 * i, is_red ? white : 0);
            composite_set(&trial, image, 4 * i + 1, is_red ? 0 : white);
            composite_set(&trial, image, 4 * i + 2, 0);
            composite_set(&trial, image, 4 * i + 3, is_red ? white : 0);
        }
        blur_plan *plan = composite_plan(&trial);
        void *result = composite_run(&trial, plan, image);
        for (size_t i = 0; i < 60 * 50; i++) {
            const double alpha = composite_get(&trial, result, 4 * i + 3);
            const double red = composite_get(&trial, result, 4 * i);
            const double right = alpha > 0 ? white : 0;
            const double off = trial.sample == BLUR_FLOAT32 ? 1e-6 : 0;
            if (!(fabs(red - right) <= off) || composite_get(&trial, result, 4 * i + 1) != 0 ||
                composite_get(&trial, result, 4 * i + 2) != 0)
                fail_msg("%s: pixel %zu: %g, %g, alpha %g", composite_text(&trial), i, red,
                         composite_get(&trial, result, 4 * i + 1), alpha);
        }
        free(result);
        free(image);
        blur_plan_free(plan);
    }
}

/* Also where it is half transparent, where floats are as near as a product and a quotient of them;
 * but where it cannot be seen it loses its colour. */
static void test_flat_areas_stay(void **state)
{
    static const double pixels[][4] = {{0.3, 0.61, 1, 1},      {0.02, 0.9, 0.33, 0.5},
                                       {0.99, 0.004, 1, 0.03}, {0.7, 0.02, 0.5, 0.004},
                                       {1, 1, 1, 1},           {0.2, 0.4, 0.6, 0}};
    (void)state;
    for (int kind = 0; kind < 3 * 6 * 6 * 4; kind++) {
        const size_t which = (size_t)kind / 3 % 6;
        struct composite_trial trial = trial_for(1 + kind % 3, 31, 23, 1 + kind / 18 % 4);
        trial.options.border = kind / 3 % 5;
        trial.options.kernel_size = (const int[]){3, 13, 41, 111}[kind / 18 % 4];
        trial.options.sigma = 1 + trial.options.kernel_size / 7.;
        trial.options.light = trial.sample != BLUR_FLOAT32 && kind / 72 % 2;
        trial.options.accuracy = kind / 144 % 2;
        trial.options.dither = kind / 36 % 2;
        void *image = composite_flat(&trial, pixels[which]);
        blur_plan *plan = composite_plan(&trial);
        void *result = composite_run(&trial, plan, image);
        const size_t last = (size_t)trial.channels - 1;
        const double ulp = composite_premultiplies(&trial) && pixels[which][last] < 1 ? 2.4e-7 : 0;
        if (composite_premultiplies(&trial) && composite_get(&trial, image, last) == 0)
            memset(image, 0, composite_bytes(&trial));
        for (size_t i = 0; i < 31 * 23 * (last + 1) && trial.sample == BLUR_FLOAT32; i++)
            if (fabs(composite_get(&trial, result, i) - composite_get(&trial, image, i)) <= ulp)
                memcpy((float *)image + i, (float *)result + i, sizeof(float));
        composite_check_same(&trial, "flat", result, image);
        free(result);
        free(image);
        blur_plan_free(plan);
    }
}

/* Where all is opaque, alpha makes no difference beyond the bounds of both. */
static void test_opaque_is_as_straight(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3 * 6; kind++) {
        struct composite_trial trial = trial_for(1 + kind % 3, 33, 27, kind % 2 ? 2 : 4);
        const size_t channels = (size_t)trial.channels;
        trial.options.border = kind / 3;
        memset(trial.options.border_color, 255, 4);
        for (size_t i = 0; i < 4; i++)
            trial.options.border_value[i] = composite_white(&trial);
        trial.options.kernel_size = 19;
        trial.options.sigma = 4;
        void *image = composite_picture(&trial, (uint32_t)kind);
        for (size_t i = channels - 1; i < 33 * 27 * channels; i += channels)
            composite_set(&trial, image, i, composite_white(&trial));
        blur_plan *plan = composite_plan(&trial);
        void *weighted = composite_run(&trial, plan, image);
        double bound = trial_describe(plan).bound;
        blur_plan_free(plan);
        trial.options.alpha = BLUR_ALPHA_STRAIGHT;
        plan = composite_plan(&trial);
        void *straight = composite_run(&trial, plan, image);
        bound = (bound + trial_describe(plan).bound) * (trial.sample == BLUR_FLOAT32 ? 1.5 : 1);
        for (size_t i = 0; i < 33 * 27 * channels; i++)
            assert_true(fabs(composite_get(&trial, weighted, i) -
                             composite_get(&trial, straight, i)) <= bound);
        free(weighted);
        free(straight);
        free(image);
        blur_plan_free(plan);
    }
}

/* All of it, or only parts, and also what cannot be seen. */
static void test_one_tap_copies(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3 * 4 * 2 * 5; kind++) {
        struct composite_trial trial = trial_for(1 + kind % 3, 19, 17, 1 + kind / 3 % 4);
        uint8_t mask[19 * 17];
        trial.options.light = trial.sample != BLUR_FLOAT32 && kind / 12 % 2;
        trial.options.kernel_size = kind % 2 ? 1 : 5;
        trial.options.sigma = kind % 2 ? 2 : 0;
        trial.options.dither = kind / 24 % 2;
        const int part = kind / 24;
        trial.regions[0] = (blur_region){3, 4, 9, 8};
        if (part == 1 || part == 2) {
            trial.options.regions = trial.regions;
            trial.options.region_count = 1;
            trial.options.feather = part == 2 ? 4 : 0;
        } else if (part == 3 || part == 4) {
            oracle_noise(mask, sizeof mask, 5);
            for (size_t i = 0; part == 3 && i < sizeof mask; i++)
                mask[i] = mask[i] < 128 ? 0 : 255;
            trial.options.mask = mask;
            trial.options.mask_stride = 19;
            trial.options.mask_width = 19;
            trial.options.mask_height = 17;
        }
        uint8_t *image = composite_picture(&trial, (uint32_t)kind);
        blur_plan *plan = composite_plan(&trial);
        void *result = composite_run(&trial, plan, image);
        composite_check_same(&trial, "one tap", result, image);
        free(result);
        free(image);
        blur_plan_free(plan);
    }
}

/* Fails where samples that are drawn from some, the last channel's from others, come out other than
 * finite. */
static void check_finite(struct composite_trial *trial, const float *colors, const float *alphas,
                         size_t count, uint32_t seed)
{
    const size_t channels = (size_t)trial->channels;
    float *image = oracle_memory(composite_bytes(trial));
    for (size_t i = 0; i < trial->width * trial->height * channels; i++) {
        const float *values = (i + 1) % channels ? colors : alphas;
        image[i] = values[composite_number(&seed, (uint32_t)count)];
    }
    blur_plan *plan = composite_plan(trial);
    float *result = composite_run(trial, plan, image);
    for (size_t i = 0; i < trial->width * trial->height * channels; i++)
        if (!isfinite(result[i]))
            fail_msg("%s: sample %zu: %g", composite_text(trial), i, (double)result[i]);
    free(result);
    free(image);
    blur_plan_free(plan);
}

/* With a small kernel, a large one, and with parts that are mixed. */
static void check_kernels_finite(const float *colors, const float *alphas, size_t count)
{
    for (int kind = 0; kind < 16; kind++) {
        struct composite_trial trial = trial_for(BLUR_FLOAT32, 24, 20, 1 + kind % 4);
        trial.options.kernel_size = kind / 4 % 2 ? 51 : 7;
        trial.options.sigma = trial.options.kernel_size / 5.;
        trial.regions[0] = (blur_region){5, 5, 7, 7};
        trial.options.regions = kind / 8 % 2 ? trial.regions : NULL;
        trial.options.region_count = trial.options.regions ? 1 : 0;
        trial.options.feather = kind / 8 % 2 ? 5 : 0;
        check_finite(&trial, colors, alphas, count, (uint32_t)kind);
    }
}

/* Alpha that is next to nothing, all over or beside more of it. */
static void test_faint_floats_stay_finite(void **state)
{
    static const float colors[] = {0, 1, 0.5f, 100, -3};
    static const float faint[] = {1e-45f, 1e-40f, 1e-39f, 2e-38f, 1e-42f};
    static const float any[] = {0, 1e-40f, 1, 1e-30f, 0.5f};
    (void)state;
    check_kernels_finite(colors, faint, 5);
    check_kernels_finite(colors, any, 5);
}

/* The largest of both signs, whose difference is none. */
static void test_large_floats_stay_finite(void **state)
{
    static const float colors[] = {3.4e38f, -3.4e38f}, opaque[] = {1, 1};
    (void)state;
    check_kernels_finite(colors, opaque, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_anything),
        cmocka_unit_test(test_each_kind),
        cmocka_unit_test(test_kernels_far_larger_than_the_image),
        cmocka_unit_test(test_bounds_of_plans),
        cmocka_unit_test(test_no_color_out_of_nothing),
        cmocka_unit_test(test_flat_areas_stay),
        cmocka_unit_test(test_opaque_is_as_straight),
        cmocka_unit_test(test_one_tap_copies),
        cmocka_unit_test(test_faint_floats_stay_finite),
        cmocka_unit_test(test_large_floats_stay_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
