/* SPDX-License-Identifier: MIT
 * Blocks, plans of any kernel, raw sums, and dithering. */
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

static struct composite_trial trial_for(int sample, size_t width, size_t height, int channels)
{
    return (struct composite_trial){.sample = sample,
                                    .width = width,
                                    .height = height,
                                    .channels = channels,
                                    .options = {.size = sizeof(blur_options),
                                                .threads = 1,
                                                .border_color = {255, 10, 128, 200},
                                                .border_value = {0.5, 0.25, 0.125, 0.75}}};
}

static void check(const struct composite_trial *trial, uint32_t seed)
{
    void *image = composite_picture(trial, seed);
    blur_plan *plan = composite_plan(trial);
    void *result = composite_run(trial, plan, image),
         *streamed = composite_stream(trial, plan, image);
    composite_check_same(trial, "row by row", streamed, result);
    composite_check(trial, image);
    free(result);
    free(streamed);
    free(image);
    blur_plan_free(plan);
}

/* Blocks that fit, that are cut off at the far edges, of a pixel, and larger than the image; in
 * regions they lie where they would without. */
static void test_blocks(void **state)
{
    static const int sizes[] = {1, 2, 5, 8, 24, 25, 1000, BLUR_KERNEL_SIZE_MAX};
    (void)state;
    for (int kind = 0; kind < 8 * 3 * 4 * 2 * 3; kind++) {
        struct composite_trial trial = trial_for(1 + kind / 8 % 3, 25, 24, 1 + kind / 24 % 4);
        trial.options.pixelate = sizes[kind % 8];
        trial.options.light = trial.sample != BLUR_FLOAT32 && kind / 96 % 2;
        trial.options.border = kind % 6;
        trial.regions[0] = (blur_region){7, 9, 6, 3};
        trial.regions[1] = (blur_region){20, 20, 9, 9};
        if (kind / 192 > 0) {
            trial.options.regions = trial.regions;
            trial.options.region_count = 2;
            trial.options.feather = kind / 192 > 1 ? 3 : 0;
        }
        check(&trial, (uint32_t)kind);
    }
}

/* A plan is what blur_convolve() does, many times over, and its kernel is its own. */
static void test_plan_of_kernel(void **state)
{
    float kernel[15] = {1, 2, 1, 2, 4, 2, 3, 6, 3, 2, 4, 2, 1, 2, 1.5f};
    (void)state;
    for (int kind = 0; kind < 3 * 4 * 2; kind++) {
        struct composite_trial trial = trial_for(1 + kind % 3, 23, 19, 1 + kind / 3 % 4);
        const ptrdiff_t row = (ptrdiff_t)composite_row(&trial);
        trial.kernel = kernel;
        trial.kernel_width = 3;
        trial.kernel_height = 5;
        trial.options.raw = kind / 12;
        kernel[14] = kind % 2 ? 1 : 1.5f;
        void *image = composite_picture(&trial, 1), *once = oracle_memory(composite_bytes(&trial));
        blur_plan *plan = composite_plan(&trial);
        assert_int_equal(blur_convolve(&trial.options, trial.sample, 23, 19, trial.channels, kernel,
                                       3, 5, image, row, once, row),
                         BLUR_OK);
        memset(kernel, 0, sizeof kernel);
        blur_plan_info info = trial_describe(plan);
        assert_int_equal(info.kernel_size, 3);
        assert_int_equal(info.kernel_size_y, 5);
        assert_int_equal(info.method, BLUR_METHOD_DIRECT);
        assert_int_equal(info.terms, 0);
        assert_int_equal(info.threads, 1);
        for (int times = 0; times < 2; times++) {
            void *result = composite_run(&trial, plan, image);
            composite_check_same(&trial, "the same kernel", result, once);
            free(result);
        }
        memcpy(kernel, (const float[]){1, 2, 1, 2, 4, 2, 3, 6, 3, 2, 4, 2, 1, 2, 1}, sizeof kernel);
        free(once);
        free(image);
        blur_plan_free(plan);
    }
}

static void test_bad_arguments_of_kernels(void **state)
{
    static const float kernel[9] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    static const float bad[9] = {1, 1, 1, 1, (float)INFINITY};
    blur_options none = {.size = sizeof none}, options = none;
    blur_plan *plan = (blur_plan *)&none;
    (void)state;
#define MAKE(weights, width, height)                                                               \
    blur_plan_make_convolution(&options, BLUR_UINT8, 9, 9, 4, weights, width, height, &plan)
#define ASSERT_REFUSED(change)                                                                     \
    options = none;                                                                                \
    options.change;                                                                                \
    assert_int_equal(MAKE(kernel, 3, 3), BLUR_ERROR_ARGUMENT);                                     \
    assert_null(plan)
    assert_int_equal(blur_plan_make_convolution(&none, BLUR_UINT8, 9, 9, 4, kernel, 3, 3, NULL),
                     BLUR_ERROR_ARGUMENT);
    options = none;
    assert_int_equal(MAKE(NULL, 3, 3), BLUR_ERROR_ARGUMENT);
    assert_int_equal(MAKE(bad, 3, 3), BLUR_ERROR_ARGUMENT);
    assert_int_equal(MAKE(kernel, 2, 3), BLUR_ERROR_ARGUMENT);
    assert_int_equal(MAKE(kernel, 3, 0), BLUR_ERROR_ARGUMENT);
    assert_int_equal(MAKE(kernel, -3, 3), BLUR_ERROR_ARGUMENT);
    assert_int_equal(MAKE(kernel, BLUR_KERNEL_SIZE_MAX + 2, 1), BLUR_ERROR_LIMIT);
    assert_int_equal(MAKE(kernel, 1, BLUR_KERNEL_SIZE_MAX + 2), BLUR_ERROR_LIMIT);
    ASSERT_REFUSED(given = BLUR_GIVEN_KERNEL_SIZE);
    ASSERT_REFUSED(given = BLUR_GIVEN_SIGMA_Y);
    ASSERT_REFUSED(method = BLUR_METHOD_DIRECT);
    ASSERT_REFUSED(pixelate = 2);
    ASSERT_REFUSED(bias = 0.25);
    ASSERT_REFUSED(bias = (double)NAN);
    ASSERT_REFUSED(raw = 2);
    options = none;
    options.raw = 1;
    options.bias = HUGE_VAL;
    assert_int_equal(MAKE(kernel, 3, 3), BLUR_ERROR_ARGUMENT);
}

/* A box, a slope, one that is no product, and edges: raw, with and without bias, and as means. */
static void test_kernels(void **state)
{
    static const float kernels[4][15] = {
        {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
        {1, 2, 3, 4, 5, 2, 4, 6, 8, 10, 3, 6, 9, 12, 15},
        {0, 1, 5, 0, 2, 7, 3, 1, 1, 4, 0.5f, 0, 9, 2, 1},
        {0, -1, 0, -1, 5.5f, -1, 0, -1, 0, 0.25f, 0, 0, 0, 0.5f, 0}};
    (void)state;
    for (int kind = 0; kind < 4 * 6 * 3 * 4; kind++) {
        struct composite_trial trial = trial_for(1 + kind / 24 % 3, 21, 18, 1 + kind % 4);
        trial.options.border = kind / 4 % 6;
        trial.kernel = kernels[kind / 72];
        trial.kernel_width = kind % 2 ? 5 : 3;
        trial.kernel_height = kind % 2 ? 3 : 5;
        for (int raw = 0; raw < 3; raw++) {
            trial.options.raw = raw > 0;
            trial.options.bias = raw > 1 ? 0.25 : 0;
            trial.options.light = trial.sample != BLUR_FLOAT32 && kind / 3 % 2;
            trial.options.alpha = kind % 5 == 0;
            check(&trial, (uint32_t)kind);
        }
    }
}

/* Edges on grey: differences beside half of white, with alpha as it was. */
static void test_edges_beside_grey(void **state)
{
    static const float kernel[9] = {-1, 0, 1, -2, 0, 2, -1, 0, 1};
    const double pixel[4] = {0.25, 0.5, 0.75, 0.5};
    (void)state;
    for (int sample = BLUR_UINT8; sample <= BLUR_FLOAT32; sample++) {
        struct composite_trial trial = trial_for(sample, 20, 10, 4);
        trial.kernel = kernel;
        trial.kernel_width = trial.kernel_height = 3;
        trial.options.raw = 1;
        trial.options.bias = 0.5;
        trial.options.border = BLUR_BORDER_REPLICATE;
        void *image = composite_flat(&trial, pixel);
        blur_plan *plan = composite_plan(&trial);
        void *result = composite_run(&trial, plan, image);
        for (size_t i = 0; i < 200 * 4; i++) {
            const double grey = floor(0.5 * composite_white(&trial) + (sample == 3 ? 0 : 0.5));
            const double right = i % 4 == 3               ? composite_get(&trial, image, i)
                                 : sample == BLUR_FLOAT32 ? 0.5
                                                          : grey;
            assert_true(composite_get(&trial, result, i) == right);
        }
        free(image);
        free(result);
        blur_plan_free(plan);
    }
}

/* Sums beyond all floats are white, not black, and none at all are black. */
static void test_raw_sums_saturate(void **state)
{
    static const float kernels[3][3] = {{3e38f, 3e38f, 3e38f}, {-3e38f, -3e38f, -3e38f}, {0, 0, 0}};
    (void)state;
    for (int kind = 0; kind < 3 * 2 * 2; kind++) {
        struct composite_trial trial = trial_for(1 + kind % 2, 12, 5, 3);
        const double pixel[4] = {1, 1, 1, 1};
        trial.kernel = kernels[kind / 4];
        trial.kernel_width = 3;
        trial.kernel_height = 1;
        trial.options.raw = 1;
        trial.options.light = kind / 2 % 2;
        void *image = composite_flat(&trial, pixel);
        blur_plan *plan = composite_plan(&trial);
        void *result = composite_run(&trial, plan, image);
        for (size_t i = 0; i < 12 * 5 * 3; i++)
            if (composite_get(&trial, result, i) != (kind / 4 ? 0 : composite_white(&trial)))
                fail_msg("%s: %g", composite_text(&trial), composite_get(&trial, result, i));
        free(image);
        free(result);
        blur_plan_free(plan);
    }
}

/* Bias is a part of what is blurred: where nothing is, there is none of it. */
static void test_bias_fades(void **state)
{
    static const float one[1] = {1};
    const blur_region region = {8, 0, 4, 9};
    const double grey[4] = {0.5, 0.5, 0.5, 0.5};
    struct composite_trial trial = trial_for(BLUR_FLOAT32, 20, 9, 1);
    (void)state;
    trial.kernel = one;
    trial.kernel_width = trial.kernel_height = 1;
    trial.options.raw = 1;
    trial.options.bias = 0.25;
    trial.options.regions = &region;
    trial.options.region_count = 1;
    trial.options.feather = 6;
    float *image = composite_flat(&trial, grey);
    blur_plan *plan = composite_plan(&trial);
    float *result = composite_run(&trial, plan, image);
    for (size_t x = 0; x < 20; x++) {
        const double right = 0.5 + 0.25 * composite_weight(&trial, x, 4);
        assert_true(fabs((double)result[4 * 20 + x] - right) < 1e-6);
    }
    free(result);
    free(image);
    blur_plan_free(plan);
}

/* A ramp so gentle that rounding makes bands of it: the error of the mean over 8 x 8 blocks. */
static double error_of_means(struct composite_trial *trial, int dithers)
{
    trial->options.dither = dithers;
    uint8_t *image = oracle_memory(composite_bytes(trial));
    for (size_t i = 0; i < trial->width * trial->height; i++)
        image[i] = (uint8_t)(100 + i % trial->width / 32);
    double *samples = composite_samples(trial, image), *exact = composite_exact(trial, samples);
    blur_plan *plan = composite_plan(trial);
    uint8_t *result = composite_run(trial, plan, image);
    double worst = 0;
    for (size_t block = 0; block < trial->width / 8 * (trial->height / 8); block++) {
        const size_t left = block % (trial->width / 8) * 8, top = block / (trial->width / 8) * 8;
        double sum = 0;
        for (size_t i = 0; i < 64; i++) {
            const size_t at = (top + i / 8) * trial->width + left + i % 8;
            sum += result[at] - exact[at];
            assert_true(fabs(result[at] - exact[at]) < (dithers ? 1.02 : 0.76));
        }
        worst = fmax(worst, fabs(sum / 64));
    }
    free(image);
    free(samples);
    free(exact);
    free(result);
    blur_plan_free(plan);
    return worst;
}

static void test_dither_shows_no_bands(void **state)
{
    (void)state;
    for (int light = 0; light < 2; light++) {
        struct composite_trial trial = trial_for(BLUR_UINT8, 128, 32, 1);
        trial.options.given = BLUR_GIVEN_SIGMA;
        trial.options.sigma = 14;
        trial.options.light = light;
        const double with = error_of_means(&trial, 1), without = error_of_means(&trial, 0);
        if (!(with < 0.1 && without > 0.3))
            fail_msg("light %d: %g, %g without", light, with, without);
    }
}

/* The threshold hangs on the place in the image alone: with regions it is the same. Samples wider
 * than a byte are not dithered. */
static void test_dither_in_regions(void **state)
{
    const blur_region region = {13, 5, 30, 20};
    struct composite_trial trial = trial_for(BLUR_UINT8, 60, 40, 3);
    (void)state;
    trial.options.dither = 1;
    trial.options.given = BLUR_GIVEN_SIGMA;
    trial.options.sigma = 2;
    trial.options.method = BLUR_METHOD_DIRECT;
    uint8_t *image = composite_picture(&trial, 6);
    blur_plan *plan = composite_plan(&trial);
    uint8_t *whole = composite_run(&trial, plan, image);
    blur_plan_free(plan);
    trial.options.regions = &region;
    trial.options.region_count = 1;
    plan = composite_plan(&trial);
    uint8_t *part = composite_run(&trial, plan, image);
    blur_plan_free(plan);
    for (size_t i = 0; i < 60 * 40 * 3; i++)
        assert_int_equal(part[i],
                         composite_weight(&trial, i / 3 % 60, i / 180) > 0 ? whole[i] : image[i]);
    free(image);
    free(whole);
    free(part);
    trial = trial_for(BLUR_UINT16, 60, 40, 3);
    image = composite_picture(&trial, 6);
    plan = composite_plan(&trial);
    whole = composite_run(&trial, plan, image);
    blur_plan_free(plan);
    trial.options.dither = 1;
    plan = composite_plan(&trial);
    part = composite_run(&trial, plan, image);
    composite_check_same(&trial, "no dither", part, whole);
    blur_plan_free(plan);
    free(image);
    free(whole);
    free(part);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_plan_of_kernel),
        cmocka_unit_test(test_bad_arguments_of_kernels),
        cmocka_unit_test(test_kernels),
        cmocka_unit_test(test_edges_beside_grey),
        cmocka_unit_test(test_raw_sums_saturate),
        cmocka_unit_test(test_bias_fades),
        cmocka_unit_test(test_dither_shows_no_bands),
        cmocka_unit_test(test_dither_in_regions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
