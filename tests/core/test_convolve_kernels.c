/* SPDX-License-Identifier: MIT
 * blur_convolve() with kernels out of the ordinary: whose sum is zero, or that are far larger than
 * the image. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "blur.h"
#include "convolve_trial.h"
#include "oracle.h"

static void check_copies(const struct convolve_trial *trial, const float *kernel,
                         const uint8_t *image)
{
    uint8_t *result = convolve_packed(trial, kernel, image);
    assert_memory_equal(result, image, trial->width * trial->height * (size_t)trial->channels);
    free(result);
}

/* A sum of zero, exactly or but for rounding, copies: everywhere, but for renormalize, where taps
 * that are left out leave another sum. */
static void test_sum_of_zero_copies(void **state)
{
    enum { width = 6, height = 4 };
    float kernels[][15] = {
        {-1, 0, 1, -2, 0, 2, -4, 0, 4, -2, 0, 2, -1, 0, 1},
        {1, 1, 1, 1, 1, 1, 1, -14, 1, 1, 1, 1, 1, 1, 1},
        {.1f, .1f, .1f, .1f, .1f, .1f, .1f, -1.4f, .1f, .1f, .1f, .1f, .1f, .1f, .1f},
        {0}};
    static const int shapes[][2] = {{3, 5}, {15, 1}, {1, 15}, {5, 3}};
    struct convolve_trial trial = {.width = width, .height = height, .channels = 1, .threads = 1};
    uint8_t image[width * height];
    (void)state;
    oracle_noise(image, sizeof image, 5);
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
        for (size_t j = 0; j < sizeof shapes / sizeof *shapes; j++) {
            trial.kernel_width = shapes[j][0], trial.kernel_height = shapes[j][1];
            for (trial.border = 1; trial.border <= BLUR_BORDER_CONSTANT; trial.border++)
                check_copies(&trial, kernels[i], image);
        }
    trial.border = BLUR_BORDER_RENORMALIZE;
    trial.kernel_width = 3, trial.kernel_height = 5;
    for (size_t i = 0; i < 2; i++) {
        uint8_t *result = convolve_packed(&trial, kernels[i], image);
        convolve_check(&trial, kernels[i], image, result);
        free(result);
    }
}

/* Whether there is a sum does not depend on the size of the image: here the heavy weights fall on
 * the same tap when the kernel is folded, and a light one beside the middle is left. */
static void test_folding_brings_no_sum_back(void **state)
{
    float line[15] = {[6] = 1, [12] = 1e9f, [14] = -1e9f};
    float plane[45] = {[21] = 1, [12] = 1e9f, [14] = -1e9f};
    struct convolve_trial trial = {
        .width = 2, .height = 2, .channels = 1, .threads = 1, .kernel_width = 15};
    const uint8_t image[4] = {1, 50, 100, 200};
    (void)state;
    for (trial.border = 1; trial.border <= BLUR_BORDER_CONSTANT; trial.border++) {
        trial.kernel_height = 1;
        check_copies(&trial, line, image);
        trial.kernel_height = 3;
        check_copies(&trial, plane, image);
    }
}

/* A line of weights a thousand times as long as the image, along either axis. */
static void test_long_kernels(void **state)
{
    enum { taps = 4001 };
    float *kernel = oracle_memory(taps * sizeof *kernel);
    struct convolve_trial trial = {.width = 5, .height = 3, .channels = 2, .threads = 1};
    uint8_t image[5 * 3 * 2];
    (void)state;
    oracle_noise(image, sizeof image, 9);
    for (int i = 0; i < taps; i++)
        kernel[i] = (float)(1 + i % 11);
    for (trial.border = 0; trial.border <= BLUR_BORDER_CONSTANT; trial.border++)
        for (int upright = 0; upright < 2; upright++) {
            trial.kernel_width = upright ? 1 : taps;
            trial.kernel_height = upright ? taps : 1;
            uint8_t *result = convolve_packed(&trial, kernel, image);
            convolve_check(&trial, kernel, image, result);
            free(result);
        }
    free(kernel);
}

/* A kernel much higher than the image takes memory for the image's rows alone: a ring of all of the
 * kernel's would be 10 GB. */
static void test_memory_is_of_the_image(void **state)
{
    enum { width = 20000, height = 2, taps = 65535 };
    float *kernel = oracle_memory(3 * taps * sizeof *kernel);
    uint8_t *image = oracle_memory(width * height);
    struct convolve_trial trial = {.width = width, .height = height, .channels = 1, .threads = 1};
    (void)state;
    memset(image, 77, width * height);
    for (int i = 0; i < 3 * taps; i++)
        kernel[i] = (float)(1 + i % 7 % 3);
    trial.kernel_width = 3, trial.kernel_height = taps;
    for (trial.border = 0; trial.border < BLUR_BORDER_CONSTANT; trial.border++) {
        uint8_t *result = convolve_packed(&trial, kernel, image);
        assert_memory_equal(result, image, width * height);
        free(result);
    }
    free(image);
    free(kernel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sum_of_zero_copies),
        cmocka_unit_test(test_folding_brings_no_sum_back),
        cmocka_unit_test(test_long_kernels),
        cmocka_unit_test(test_memory_is_of_the_image),
    };
    return cmocka_run_group_tests_name("convolve, kernels", tests, NULL, NULL);
}
