/* SPDX-License-Identifier: MIT
 * blur_convolve() against the oracle: every border with every kind of kernel. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "blur.h"
#include "oracle.h"

static const double error_bound = 0.55;

/* Kinds of kernels: each goes another way through the library. */
enum kind { symmetric, product, dense, signed_product, signed_dense, kinds };

struct trial {
    size_t width, height;
    int channels, kernel_width, kernel_height;
    enum kind kind;
    int border, threads, variant;
    unsigned how; /* of oracle_place() */
    bool in_place;
};

/* Weights along an axis: 0.2 to 1, or with a few below zero. */
static double axis_weight(const uint8_t *noise, int i, int taps, enum kind kind)
{
    int mirrored = kind == symmetric && i > taps / 2 ? taps - 1 - i : i;
    double weight = 0.2 + 0.8 * noise[mirrored] / 255;
    return kind == signed_product && i % 4 == 3 ? -0.5 * weight : weight;
}

static float *make_kernel(const struct trial *trial)
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

static blur_options options_of(const struct trial *trial)
{
    blur_options options = {.size = sizeof options,
                            .border = trial->border,
                            .threads = trial->threads,
                            .variant = trial->variant,
                            .accuracy = BLUR_ACCURACY_EXACT};
    memcpy(options.border_color, oracle_color, sizeof oracle_color);
    return options;
}

static const char *text_of(const struct trial *trial)
{
    static char text[200];
    snprintf(text, sizeof text, "%zu x %zu x %d, kernel %d x %d, kind %d, border %d, how %u, %s",
             trial->width, trial->height, trial->channels, trial->kernel_width,
             trial->kernel_height, trial->kind, trial->border, trial->how,
             trial->in_place ? "in place" : "apart");
    return text;
}

/* The result of one of two packed images, packed. */
static uint8_t *convolve_packed(const struct trial *trial, const float *kernel,
                                const uint8_t *image)
{
    blur_options options = options_of(trial);
    size_t row = trial->width * (size_t)trial->channels;
    uint8_t *result = oracle_memory(row * trial->height);
    if (trial->in_place)
        memcpy(result, image, row * trial->height);
    assert_int_equal(blur_convolve(&options, BLUR_UINT8, trial->width, trial->height,
                                   trial->channels, kernel, trial->kernel_width,
                                   trial->kernel_height, trial->in_place ? result : image,
                                   (ptrdiff_t)row, result, (ptrdiff_t)row),
                     BLUR_OK);
    return result;
}

/* The same between forbidden pages, with padding, and upside down by turns. */
static uint8_t *convolve_guarded(const struct trial *trial, const float *kernel,
                                 const uint8_t *image, struct oracle_guarded *src,
                                 struct oracle_guarded *dst)
{
    blur_options options = options_of(trial);
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
        fail_msg("%s: written outside", text_of(trial));
    return result;
}

static void check_error(const struct trial *trial, const float *kernel, const uint8_t *image,
                        const uint8_t *result)
{
    size_t count = trial->width * trial->height * (size_t)trial->channels;
    struct oracle_kernel plane = {kernel, trial->kernel_width, trial->kernel_height, trial->border,
                                  oracle_color};
    double *exact =
        oracle_convolution(image, trial->width, trial->height, (size_t)trial->channels, &plane);
    double error = oracle_error(result, exact, count);
    free(exact);
    if (error > error_bound)
        fail_msg("%s: error %f", text_of(trial), error);
}

static void check_trial(const struct trial *trial, struct oracle_guarded *src,
                        struct oracle_guarded *dst)
{
    size_t count = trial->width * trial->height * (size_t)trial->channels;
    uint8_t *image = oracle_memory(count);
    float *kernel = make_kernel(trial);
    oracle_noise(image, count, (uint32_t)(trial->width * 31 + trial->height));
    uint8_t *result = convolve_guarded(trial, kernel, image, src, dst);
    check_error(trial, kernel, image, result);
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
    struct trial trial = {.threads = 1};
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
    struct trial trial = {.channels = 1, .threads = 1};
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
static void check_same_bytes(struct trial trial)
{
    size_t count = trial.width * trial.height * (size_t)trial.channels;
    uint8_t *image = oracle_memory(count);
    float *kernel = make_kernel(&trial);
    oracle_noise(image, count, 7);
    trial.threads = 1;
    uint8_t *expected = convolve_packed(&trial, kernel, image);
    check_error(&trial, kernel, image, expected);
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
    struct trial trial = {.width = 61, .height = 153, .channels = 2};
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
    struct trial trial = {.width = 163, .height = 21, .channels = 3, .threads = 1};
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
                blur_options options = options_of(&trial);
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
    struct trial trial = {
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
    struct trial trial = {
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

static void check_copies(const struct trial *trial, const float *kernel, const uint8_t *image)
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
    struct trial trial = {.width = width, .height = height, .channels = 1, .threads = 1};
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
        check_error(&trial, kernels[i], image, result);
        free(result);
    }
}

/* Whether there is a sum does not depend on the size of the image: here the heavy weights fall on
 * the same tap when the kernel is folded, and a light one beside the middle is left. */
static void test_folding_brings_no_sum_back(void **state)
{
    float line[15] = {[6] = 1, [12] = 1e9f, [14] = -1e9f};
    float plane[45] = {[21] = 1, [12] = 1e9f, [14] = -1e9f};
    struct trial trial = {.width = 2, .height = 2, .channels = 1, .threads = 1, .kernel_width = 15};
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
    struct trial trial = {.width = 5, .height = 3, .channels = 2, .threads = 1};
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
            check_error(&trial, kernel, image, result);
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
    struct trial trial = {.width = width, .height = height, .channels = 1, .threads = 1};
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
        cmocka_unit_test(test_small_images),
        cmocka_unit_test(test_every_kernel_size),
        cmocka_unit_test(test_threads_and_place_change_nothing),
        cmocka_unit_test(test_variants_change_nothing),
        cmocka_unit_test(test_agrees_with_apply_convolution),
        cmocka_unit_test(test_borders_agree_inside),
        cmocka_unit_test(test_sum_of_zero_copies),
        cmocka_unit_test(test_folding_brings_no_sum_back),
        cmocka_unit_test(test_long_kernels),
        cmocka_unit_test(test_memory_is_of_the_image),
    };
    return cmocka_run_group_tests_name("convolve", tests, NULL, NULL);
}
