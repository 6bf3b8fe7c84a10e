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

static void check_exact(const struct convolve_trial *trial, const float *kernel,
                        const uint8_t *image)
{
    uint8_t *result = convolve_packed(trial, kernel, image);
    convolve_check(trial, kernel, image, result);
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
        check_exact(&trial, kernels[i], image);
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
            check_exact(&trial, kernel, image);
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

/* Symmetric kernels that weigh most at their ends: where the image is short, both ends are outside
 * at once. */
static void test_hollow_kernels(void **state)
{
    float kernel[13];
    uint8_t image[12 * 3];
    struct convolve_trial trial = {.channels = 3, .threads = 1};
    (void)state;
    oracle_noise(image, sizeof image, 3);
    for (int radius = 1; radius <= 6; radius++)
        for (size_t length = 1; length <= 12; length++)
            for (unsigned i = 0; i < 4 * 2 * 6; i++) {
                const float middle[] = {0, 1e-5f, .01f, .9f};
                for (int tap = -radius; tap <= radius; tap++)
                    kernel[tap + radius] = abs(tap) == radius ? 1 : middle[i % 4];
                trial.border = (int)(i / 8);
                trial.width = i & 4 ? length : 1, trial.height = i & 4 ? 1 : length;
                trial.kernel_width = i & 4 ? 2 * radius + 1 : 1;
                trial.kernel_height = i & 4 ? 1 : 2 * radius + 1;
                check_exact(&trial, kernel, image);
            }
}

/* Weights that are nothing beside others count as none: what is left of a kernel at an edge is
 * neither saturated nor black. */
static void test_weights_of_nothing(void **state)
{
    const uint8_t image[9] = {10, 20, 30, 40, 50, 60, 70, 80, 90};
    const float line[] = {1, 1e-39f, 0}, plane[] = {1, 2, 0, 3, 1e-39f, 0, 0, 0, 0};
    const float tiny = 0x1p-80f, corner[] = {1, tiny, 0, tiny, tiny * tiny, 0, 0, 0, 0};
    struct convolve_trial trial = {.width = 3,
                                   .height = 1,
                                   .channels = 1,
                                   .threads = 1,
                                   .kernel_width = 3,
                                   .kernel_height = 1};
    (void)state;
    uint8_t *of_line = convolve_packed(&trial, line, image);
    assert_memory_equal(of_line, ((const uint8_t[]){10, 10, 20}), 3);
    trial.height = 3, trial.kernel_height = 3;
    uint8_t *of_plane = convolve_packed(&trial, plane, image);
    uint8_t *of_corner = convolve_packed(&trial, corner, image);
    assert_int_equal(of_plane[0], 10);
    assert_int_equal(of_corner[0], 10);
    assert_int_equal(of_corner[8], 50);
    free(of_line);
    free(of_plane);
    free(of_corner);
}

/* Weights that cancel magnify what a kernel misses of being a product: here 784 times. */
static void test_nearly_a_product_that_cancels(void **state)
{
    const float kernel[] = {
        -0.6857629418373108f, -0.9977657794952393f,  0.17742466926574707f,  0.9840450286865234f,
        0.6615509986877441f,  0.520664393901825f,    0.7575574517250061f,   -0.13471132516860962f,
        -0.7471452951431274f, -0.5022886991500854f,  0.19465290009975433f,  0.2832165062427521f,
        -0.0503624752163887f, -0.27932387590408325f, -0.18778038024902344f, -0.37123870849609375f,
        -0.5401380062103271f, 0.09604772180318832f,  0.5327141284942627f,   0.3581264317035675f,
        0.2758748531341553f,  0.40139302611351013f,  -0.07137598842382431f, -0.39587610960006714f,
        -0.26613467931747437f};
    const uint8_t image[25] = {[14] = 255, [18] = 255, [22] = 255, [24] = 255};
    struct convolve_trial trial = {.width = 5,
                                   .height = 5,
                                   .channels = 1,
                                   .threads = 1,
                                   .kernel_width = 5,
                                   .kernel_height = 5,
                                   .border = BLUR_BORDER_WRAP};
    (void)state;
    check_exact(&trial, kernel, image);
}

/* Weights so small that they are all but units in the last place are a kernel like any other. */
static void test_subnormal_kernel(void **state)
{
    const float kernel[] = {0, 0, 1, 0, 0, 0, 1, 0, 0}, unit = 0x1p-149f;
    float small[9];
    struct convolve_trial trial = {.width = 5,
                                   .height = 4,
                                   .channels = 1,
                                   .threads = 1,
                                   .kernel_width = 3,
                                   .kernel_height = 3,
                                   .border = BLUR_BORDER_WRAP};
    uint8_t image[20];
    (void)state;
    oracle_noise(image, sizeof image, 8);
    for (size_t i = 0; i < 9; i++)
        small[i] = kernel[i] * unit;
    uint8_t *result = convolve_packed(&trial, small, image);
    convolve_check(&trial, kernel, image, result);
    free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sum_of_zero_copies),
        cmocka_unit_test(test_folding_brings_no_sum_back),
        cmocka_unit_test(test_long_kernels),
        cmocka_unit_test(test_memory_is_of_the_image),
        cmocka_unit_test(test_hollow_kernels),
        cmocka_unit_test(test_weights_of_nothing),
        cmocka_unit_test(test_nearly_a_product_that_cancels),
        cmocka_unit_test(test_subnormal_kernel),
    };
    return cmocka_run_group_tests_name("convolve, kernels", tests, NULL, NULL);
}
