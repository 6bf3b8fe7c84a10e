/* SPDX-License-Identifier: MIT
 * Alpha that is all or nothing over large parts, where strips of blocks are blurred as if there
 * were none, or become 0: as exact as everywhere, and the same bytes in any way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "composite/alpha_coverage.h"
#include "composite_trial.h"
#include "oracle.h"
#include "trial.h"

enum { width = 900, height = 330 };

static struct composite_trial trial_for(int channels, int kernel_size, int border)
{
    return (struct composite_trial){.sample = BLUR_UINT8,
                                    .width = width,
                                    .height = height,
                                    .channels = channels,
                                    .options = {.size = sizeof(blur_options),
                                                .given = BLUR_GIVEN_KERNEL_SIZE | BLUR_GIVEN_SIGMA,
                                                .kernel_size = kernel_size,
                                                .sigma = kernel_size / 6. + 0.3,
                                                .border = border,
                                                .border_color = {250, 3, 90, 255},
                                                .threads = 1}};
}

/* Opaque at the left, clear at the right, and something of both around the middle, in the upper
 * half; below, opaque but for one pixel. */
static uint8_t alpha_at(size_t x, size_t y)
{
    if (y > 200)
        return x == 610 && y == 300 ? 254 : 255;
    return x < 420 ? 255 : x < 470 ? (uint8_t)((x * 7 + y * 3) % 256) : 0;
}

static uint8_t *picture(const struct composite_trial *trial)
{
    const size_t channels = (size_t)trial->channels;
    uint8_t *image = oracle_memory(composite_bytes(trial));
    oracle_noise(image, composite_bytes(trial), 3);
    for (size_t i = 0; i < (size_t)width * height; i++)
        image[i * channels + channels - 1] = alpha_at(i % width, i / width);
    return image;
}

static void test_alpha_coverage(void **state)
{
    uint8_t pixels[40];
    (void)state;
    for (size_t channels = 2; channels <= 4; channels += 2)
        for (size_t odd = 0; odd < 10; odd++) {
            oracle_noise(pixels, sizeof pixels, 1);
            for (size_t i = 0; i < 10; i++)
                pixels[i * channels + channels - 1] = 255;
            assert_int_equal(alpha_coverage(pixels, channels, 10), ALPHA_NOT_TRANSPARENT);
            pixels[odd * channels + channels - 1] = 254;
            assert_int_equal(alpha_coverage(pixels, channels, 10),
                             ALPHA_NOT_TRANSPARENT | ALPHA_NOT_OPAQUE);
            for (size_t i = 0; i < 10; i++)
                pixels[i * channels + channels - 1] = 0;
            assert_int_equal(alpha_coverage(pixels, channels, 10), ALPHA_NOT_OPAQUE);
            pixels[odd * channels + channels - 1] = 1;
            assert_int_equal(alpha_coverage(pixels, channels, 10),
                             ALPHA_NOT_TRANSPARENT | ALPHA_NOT_OPAQUE);
        }
}

static const int sizes[] = {3, 15, 31, 101};

static void test_as_exact_as_everywhere(void **state)
{
    unsigned number = 0;
    (void)state;
    for (int border = 0; border <= BLUR_BORDER_CONSTANT; border++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            struct composite_trial trial = trial_for(border % 2 ? 2 : 4, sizes[i], border);
            trial.options.accuracy = i % 2;
            if (!oracle_tries(number++, 5))
                continue;
            uint8_t *image = picture(&trial);
            blur_plan *plan = composite_plan(&trial);
            blur_plan_free(plan);
            composite_check(&trial, image);
            free(image);
        }
}

/* What lies in the opaque part, and what in the clear one. */
static void test_parts_of_one_kind(void **state)
{
    struct composite_trial trial = trial_for(4, 15, BLUR_BORDER_REPLICATE);
    (void)state;
    uint8_t *image = picture(&trial);
    blur_plan *plan = composite_plan(&trial);
    uint8_t *result = composite_run(&trial, plan, image);
    blur_plan_free(plan);
    trial.options.alpha = BLUR_ALPHA_STRAIGHT;
    plan = composite_plan(&trial);
    uint8_t *straight = composite_run(&trial, plan, image);
    blur_plan_free(plan);
    for (size_t y = 0; y < 100; y++) {
        assert_memory_equal(result + y * width * 4, straight + y * width * 4, (size_t)200 * 4);
        for (size_t x = 600 * 4; x < (size_t)width * 4; x++)
            assert_int_equal(result[y * width * 4 + x], 0);
    }
    free(image);
    free(result);
    free(straight);
}

static void check_same(struct composite_trial *trial, const uint8_t *image)
{
    blur_plan *plan = composite_plan(trial);
    uint8_t *expected = composite_run(trial, plan, image);
    uint8_t *streamed = composite_stream(trial, plan, image);
    const ptrdiff_t row = (ptrdiff_t)composite_row(trial);
    composite_check_same(trial, "row by row", streamed, expected);
    blur_plan_free(plan);
    for (int threads = 2; threads <= 5; threads++) {
        trial->options.threads = threads;
        trial->options.variant = threads == 3 ? BLUR_VARIANT_PLAIN : BLUR_VARIANT_AUTO;
        plan = composite_plan(trial);
        memcpy(streamed, image, composite_bytes(trial));
        assert_int_equal(blur_plan_run(plan, streamed, row, streamed, row), BLUR_OK);
        composite_check_same(trial, "in place, on threads", streamed, expected);
        blur_plan_free(plan);
    }
    free(expected);
    free(streamed);
}

static void test_same_bytes_in_any_way(void **state)
{
    unsigned number = 0;
    (void)state;
    for (int border = 0; border <= BLUR_BORDER_CONSTANT; border++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            struct composite_trial trial = trial_for(4, sizes[i], border);
            if (!oracle_tries(number++, 5))
                continue;
            uint8_t *image = picture(&trial);
            check_same(&trial, image);
            free(image);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alpha_coverage),
        cmocka_unit_test(test_as_exact_as_everywhere),
        cmocka_unit_test(test_parts_of_one_kind),
        cmocka_unit_test(test_same_bytes_in_any_way),
    };
    return cmocka_run_group_tests_name("tiles", tests, NULL, NULL);
}
