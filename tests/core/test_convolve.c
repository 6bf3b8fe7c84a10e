/* SPDX-License-Identifier: MIT
 * blur_convolve() against the oracle: every border with every kind of kernel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "blur.h"
#include "convolve_trial.h"
#include "oracle.h"

/* Weights along an axis: 0.2 to 1, or with a few below zero. */
static double axis_weight(const uint8_t *noise, int i, int taps, enum kind kind)
{
    int mirrored = kind == symmetric && i > taps / 2 ? taps - 1 - i : i;
    double weight = 0.2 + 0.8 * noise[mirrored] / 255;
    return kind == signed_product && i % 4 == 3 ? -0.5 * weight : weight;
}

static float *make_kernel(const struct convolve_trial *trial)
{
    int width = trial->kernel_width, height = trial->kernel_height;
    size_t count = (size_t)width * (size_t)height;
    uint8_t *noise = oracle_memory(count + (size_t)width + (size_t)height);
    float *kernel = oracle_memory(count * sizeof *kernel);
    oracle_noise(noise, count + (size_t)width + (size_t)height, (uint32_t)(width * 131 + height));
    for (int i = 0; i < height; i++)
        for (int j = 0; j < width; j++) {
            double weight = axis_weight(noise + count, j, width, trial->kind) *
                            axis_weight(noise + count + width, i, height, trial->kind);
            if (trial->kind == dense || trial->kind == signed_dense)
                weight = noise[i * width + j] / 255.0 - (trial->kind == signed_dense ? 0.3 : 0);
            kernel[i * width + j] = (float)(3 * weight);
        }
    /* A sum away from zero, where errors would grow. */
    if (trial->kind == signed_dense || trial->kind == signed_product)
        kernel[count / 2] += trial->kind == signed_dense ? 0.2f * (float)count : 0;
    free(noise);
    return kernel;
}

/* The same between forbidden pages, with padding, and upside down by turns. */
static uint8_t *convolve_guarded(const struct convolve_trial *trial, const float *kernel,
                                 const uint8_t *image, struct oracle_guarded *src,
                                 struct oracle_guarded *dst)
{
    blur_options options = convolve_options(trial);
    struct oracle_trial shape = {
        .width = trial->width, .height = trial->height, .channels = trial->channels};
    oracle_place(src, &shape, trial->how, image);
    oracle_place(dst, &shape, trial->how / 4, NULL);
    struct oracle_guarded *out = trial->in_place ? src : dst;
    assert_int_equal(blur_convolve(&options, BLUR_UINT8, trial->width, trial->height,
                                   trial->channels, kernel, trial->kernel_width,
                                   trial->kernel_height, src->top, src->stride, out->top,
                                   out->stride),
                     BLUR_OK);
    uint8_t *result = oracle_take(out);
    if (!result)
        fail_msg("%s: written outside", convolve_text(trial));
    return result;
}

static void check_trial(const struct convolve_trial *trial, struct oracle_guarded *src,
                        struct oracle_guarded *dst)
{
    size_t count = trial->width * trial->height * (size_t)trial->channels;
    uint8_t *image = oracle_memory(count);
    float *kernel = make_kernel(trial);
    oracle_noise(image, count, (uint32_t)(trial->width * 31 + trial->height));
    uint8_t *result = convolve_guarded(trial, kernel, image, src, dst);
    convolve_check(trial, kernel, image, result);
    free(result);
    free(kernel);
    free(image);
}

/* Every combination of these; strides, places and channels by turns. The larger kernels reach
 * several images' lengths beyond the edges. */
static void test_small_images(void **state)
{
    static const size_t sizes[][2] = {{1, 1}, {1, 7}, {8, 1}, {2, 2}, {3, 5}, {6, 4}, {29, 13}};
    static const int kernels[][2] = {{1, 1}, {1, 3},  {3, 1},  {3, 3},  {5, 3},  {1, 9},   {9, 7},
                                     {7, 1}, {13, 5}, {5, 27}, {33, 1}, {1, 41}, {45, 11}, {3, 39}};
    struct oracle_guarded src = oracle_guarded(), dst = oracle_guarded();
    struct convolve_trial trial = {.threads = 1};
    unsigned turn = 0;
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t j = 0; j < sizeof kernels / sizeof *kernels; j++)
            for (trial.border = 0; trial.border <= BLUR_BORDER_CONSTANT; trial.border++)
                for (trial.kind = 0; trial.kind < kinds; trial.kind++, turn++) {
                    trial.width = sizes[i][0], trial.height = sizes[i][1];
                    trial.kernel_width = kernels[j][0], trial.kernel_height = kernels[j][1];
                    trial.channels = 1 + (int)(turn % 4);
                    trial.how = turn / 4;
                    trial.in_place = turn % 3 == 0;
                    check_trial(&trial, &src, &dst);
                }
    oracle_unguard(&src);
    oracle_unguard(&dst);
}

/* Kernels around the sizes at which they begin to be folded. */
static void test_every_kernel_size(void **state)
{
    struct oracle_guarded src = oracle_guarded(), dst = oracle_guarded();
    struct convolve_trial trial = {.channels = 1, .threads = 1};
    (void)state;
    for (trial.width = 1; trial.width <= 6; trial.width++)
        for (trial.kernel_width = 1; trial.kernel_width <= 43; trial.kernel_width += 2)
            for (trial.border = 0; trial.border <= BLUR_BORDER_CONSTANT; trial.border++)
                for (trial.kind = symmetric; trial.kind <= dense; trial.kind++) {
                    trial.height = 7 - trial.width;
                    trial.kernel_height = 44 - trial.kernel_width;
                    check_trial(&trial, &src, &dst);
                }
    oracle_unguard(&src);
    oracle_unguard(&dst);
}

/* Large enough for bands on several threads; the bytes are those of one thread, out of place. */
static void check_same_bytes(struct convolve_trial trial)
{
    size_t count = trial.width * trial.height * (size_t)trial.channels;
    uint8_t *image = oracle_memory(count);
    float *kernel = make_kernel(&trial);
    oracle_noise(image, count, 7);
    trial.threads = 1;
    uint8_t *expected = convolve_packed(&trial, kernel, image);
    convolve_check(&trial, kernel, image, expected);
    for (trial.threads = 1; trial.threads <= 7; trial.threads += 2)
        for (int place = 0; place < 2; place++) {
            trial.in_place = place;
            uint8_t *result = convolve_packed(&trial, kernel, image);
            assert_memory_equal(result, expected, count);
            free(result);
        }
    free(expected);
    free(kernel);
    free(image);
}

static void test_threads_and_place_change_nothing(void **state)
{
    struct convolve_trial trial = {.width = 61, .height = 153, .channels = 2};
    (void)state;
    for (trial.border = 0; trial.border <= BLUR_BORDER_CONSTANT; trial.border++)
        for (trial.kind = symmetric; trial.kind <= dense; trial.kind++) {
            trial.kernel_width = 9, trial.kernel_height = 15;
            check_same_bytes(trial);
            trial.kernel_width = 3, trial.kernel_height = 175;
            check_same_bytes(trial);
        }
}

static void test_variants_change_nothing(void **state)
{
    struct convolve_trial trial = {.width = 163, .height = 21, .channels = 3, .threads = 1};
    size_t count = trial.width * trial.height * 3;
    uint8_t *image = oracle_picture(trial.width, trial.height, 3);
    (void)state;
    trial.kernel_width = 11, trial.kernel_height = 7;
    for (trial.border = 0; trial.border <= BLUR_BORDER_CONSTANT; trial.border++)
        for (trial.kind = symmetric; trial.kind <= dense; trial.kind++) {
            float *kernel = make_kernel(&trial);
            trial.variant = BLUR_VARIANT_PLAIN;
            uint8_t *expected = convolve_packed(&trial, kernel, image);
            for (trial.variant = 0; trial.variant <= BLUR_VARIANT_AVX512; trial.variant++) {
                blur_options options = convolve_options(&trial);
                uint8_t *result = oracle_memory(count);
                int status = blur_convolve(&options, BLUR_UINT8, trial.width, trial.height, 3,
                                           kernel, 11, 7, image, 3 * 163, result, 3 * 163);
                if (status == BLUR_OK)
                    assert_memory_equal(result, expected, count);
                assert_int_equal(status,
                                 blur_gaussian(&options, BLUR_UINT8, trial.width, trial.height, 3,
                                               image, 3 * 163, result, 3 * 163));
                free(result);
            }
            free(expected);
            free(kernel);
        }
    free(image);
}

/* What apply_convolution() makes is what this makes of the default options. */
static void test_agrees_with_apply_convolution(void **state)
{
    enum { side = 40, taps = 5 };
    Image *image = create_image(side, side, 3);
    struct convolve_trial trial = {
        .channels = 3, .kernel_width = taps, .kernel_height = taps, .kind = signed_dense};
    uint8_t result[side * side * 3];
    (void)state;
    assert_non_null(image);
    float *kernel = make_kernel(&trial);
    oracle_noise(image->data, sizeof result, 3);
    assert_int_equal(blur_convolve(NULL, BLUR_UINT8, side, side, 3, kernel, taps, taps, image->data,
                                   3 * side, result, 3 * side),
                     BLUR_OK);
    apply_convolution(image, image, kernel, taps);
    assert_memory_equal(image->data, result, sizeof result);
    free(kernel);
    free_image(image);
}

/* Where kernels lie inside, the border makes no difference. */
static void test_borders_agree_inside(void **state)
{
    enum { side = 31, radius = 4 };
    struct convolve_trial trial = {
        .width = side, .height = side, .channels = 1, .kernel_width = 9, .kernel_height = 9};
    uint8_t image[side * side];
    (void)state;
    oracle_noise(image, sizeof image, 3);
    for (trial.kind = 0; trial.kind < kinds; trial.kind++) {
        float *kernel = make_kernel(&trial);
        trial.border = BLUR_BORDER_RENORMALIZE;
        uint8_t *expected = convolve_packed(&trial, kernel, image);
        for (; trial.border <= BLUR_BORDER_CONSTANT; trial.border++) {
            uint8_t *result = convolve_packed(&trial, kernel, image);
            for (size_t y = radius; y < side - radius; y++)
                assert_memory_equal(result + y * side + radius, expected + y * side + radius,
                                    side - 2 * radius);
            free(result);
        }
        free(expected);
        free(kernel);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_images),
        cmocka_unit_test(test_every_kernel_size),
        cmocka_unit_test(test_threads_and_place_change_nothing),
        cmocka_unit_test(test_variants_change_nothing),
        cmocka_unit_test(test_agrees_with_apply_convolution),
        cmocka_unit_test(test_borders_agree_inside),
    };
    return cmocka_run_group_tests_name("convolve", tests, NULL, NULL);
}
