/* SPDX-License-Identifier: MIT
 * blur_gaussian() against the oracle, on whole images, borders included. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "blur.h"
#include "oracle.h"
#include "watch.h"

static const double error_bounds[] = {[BLUR_ACCURACY_NORMAL] = 0.75, [BLUR_ACCURACY_EXACT] = 0.55};
static const uint8_t border_color[4] = {200, 10, 90, 255};

struct trial {
    size_t width, height;
    int channels, kernel_size;
    double sigma;
    int border, threads, accuracy;
    ptrdiff_t padding; /* bytes added to each row */
    bool bottom_up, in_place;
};

/* An image in memory with 64 bytes of canary before, after, and in the padding. */
struct canvas {
    uint8_t *memory, *top;
    size_t size, row, height;
    ptrdiff_t stride;
};

enum { guard = 64, canary = 0xa5 };

static struct canvas make_canvas(const struct trial *trial)
{
    struct canvas canvas = {.row = trial->width * (size_t)trial->channels, .height = trial->height};
    size_t step = canvas.row + (size_t)trial->padding;
    canvas.size = step * trial->height + (size_t)2 * guard;
    canvas.memory = oracle_memory(canvas.size);
    memset(canvas.memory, canary, canvas.size);
    canvas.stride = trial->bottom_up ? -(ptrdiff_t)step : (ptrdiff_t)step;
    canvas.top = canvas.memory + guard + (trial->bottom_up ? step * (trial->height - 1) : 0);
    return canvas;
}

static void fill_canvas(struct canvas *canvas, const uint8_t *packed)
{
    for (size_t y = 0; y < canvas->height; y++)
        memcpy(canvas->top + (ptrdiff_t)y * canvas->stride, packed + y * canvas->row, canvas->row);
}

/* Takes the image out, leaving canaries; then nothing but canaries may be left. */
static void empty_canvas(struct canvas *canvas, uint8_t *packed)
{
    for (size_t y = 0; y < canvas->height; y++) {
        memcpy(packed + y * canvas->row, canvas->top + (ptrdiff_t)y * canvas->stride, canvas->row);
        memset(canvas->top + (ptrdiff_t)y * canvas->stride, canary, canvas->row);
    }
    for (size_t i = 0; i < canvas->size; i++)
        assert_int_equal(canvas->memory[i], canary);
    free(canvas->memory);
}

static blur_options options_of(const struct trial *trial)
{
    blur_options options = {.size = sizeof options,
                            .alpha = BLUR_ALPHA_STRAIGHT,
                            .given = BLUR_GIVEN_KERNEL_SIZE | BLUR_GIVEN_SIGMA,
                            .kernel_size = trial->kernel_size,
                            .sigma = trial->sigma,
                            .border = trial->border,
                            .threads = trial->threads,
                            .accuracy = trial->accuracy};
    memcpy(options.border_color, border_color, sizeof border_color);
    return options;
}

/* The library's result for a packed image, packed. */
static uint8_t *blur_trial(const struct trial *trial, const uint8_t *image)
{
    struct canvas src = make_canvas(trial), dst = {0};
    blur_options options = options_of(trial);
    fill_canvas(&src, image);
    if (!trial->in_place)
        dst = make_canvas(trial);
    struct canvas *out = trial->in_place ? &src : &dst;
    assert_int_equal(blur_gaussian(&options, BLUR_UINT8, trial->width, trial->height,
                                   trial->channels, src.top, src.stride, out->top, out->stride),
                     BLUR_OK);
    uint8_t *result = oracle_memory(src.row * src.height);
    if (!trial->in_place) {
        empty_canvas(&src, result);
        assert_memory_equal(result, image, dst.row * dst.height);
    }
    empty_canvas(out, result);
    return result;
}

static void check_result(const struct trial *trial, const uint8_t *result, const double *exact)
{
    double error =
        oracle_error(result, exact, trial->width * trial->height * (size_t)trial->channels);
    if (error > error_bounds[trial->accuracy])
        fail_msg("%zu x %zu x %d, k %d, sigma %g, border %d, accuracy %d: error %f", trial->width,
                 trial->height, trial->channels, trial->kernel_size, trial->sigma, trial->border,
                 trial->accuracy, error);
}

/* With both accuracies. */
static void check_trial(const struct trial *trial)
{
    size_t count = trial->width * trial->height * (size_t)trial->channels;
    uint8_t *image = oracle_memory(count);
    oracle_noise(image, count, (uint32_t)(trial->width * 31 + trial->height));
    double *exact = oracle_gaussian(image, trial->width, trial->height, (size_t)trial->channels,
                                    trial->kernel_size, trial->sigma, trial->border, border_color);
    struct trial with = *trial;
    for (with.accuracy = 0; with.accuracy <= BLUR_ACCURACY_EXACT; with.accuracy++) {
        uint8_t *result = blur_trial(&with, image);
        check_result(&with, result, exact);
        free(result);
    }
    free(exact);
    free(image);
}

/* Every combination of these sizes, kernels, borders and channel counts; strides and place by
 * turns. */
static void test_small_images(void **state)
{
    static const size_t sizes[][2] = {{1, 1}, {1, 9}, {9, 1},   {2, 2},   {3, 5},
                                      {7, 4}, {5, 7}, {13, 11}, {29, 17}, {37, 3}};
    static const int kernels[] = {1, 3, 5, 7, 9, 15, 31, 75, 101};
    struct trial trial = {.threads = 1};
    unsigned turn = 0;
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t j = 0; j < sizeof kernels / sizeof *kernels; j++)
            for (trial.border = 0; trial.border <= BLUR_BORDER_CONSTANT; trial.border++)
                for (trial.channels = 1; trial.channels <= 4; trial.channels++) {
                    trial.width = sizes[i][0];
                    trial.height = sizes[i][1];
                    trial.kernel_size = kernels[j];
                    trial.sigma = 0.3 * ((kernels[j] - 1) / 2.0 - 1) + 0.8;
                    turn++;
                    trial.in_place = turn % 2;
                    trial.bottom_up = turn / 2 % 2;
                    trial.padding = (ptrdiff_t)(turn / 4 % 3 * 5);
                    check_trial(&trial);
                }
}

/* Widths around every vector width, and past the block of the inner loops. */
static void test_every_width(void **state)
{
    struct trial trial = {.height = 3, .kernel_size = 9, .sigma = 1.7, .threads = 1};
    (void)state;
    for (trial.channels = 1; trial.channels <= 4; trial.channels++) {
        for (trial.width = 1; trial.width <= 130; trial.width++) {
            trial.border = (int)(trial.width % 6);
            check_trial(&trial);
        }
        for (trial.width = 1023; trial.width <= 1026; trial.width++)
            check_trial(&trial);
    }
}

static void test_every_sigma(void **state)
{
    static const double sigmas[] = {0, 1e-300, 0.01, 0.1, 0.3, 0.5, 1, 4, 4.01, 20, 300, 1e6};
    struct trial trial = {.width = 41, .height = 23, .channels = 3, .threads = 1};
    (void)state;
    for (size_t i = 0; i < sizeof sigmas / sizeof *sigmas; i++)
        for (trial.kernel_size = 1; trial.kernel_size <= 101; trial.kernel_size += 20) {
            trial.sigma = sigmas[i];
            trial.border = (int)(i % 6);
            check_trial(&trial);
        }
}

static void test_sigma_is_continuous(void **state)
{
    enum { side = 64 };
    uint8_t image[side * side] = {0};
    struct trial trial = {
        .width = side, .height = side, .channels = 1, .kernel_size = 25, .sigma = 4, .threads = 1};
    (void)state;
    for (size_t i = 0; i < sizeof image; i++)
        image[i] = i % side < side / 2 ? 0 : 255;
    uint8_t *a = blur_trial(&trial, image);
    trial.sigma = 4.01;
    uint8_t *b = blur_trial(&trial, image);
    assert_memory_not_equal(a, b, sizeof image);
    free(a);
    free(b);
}

/* Large enough for bands on several threads; the bytes are those of one thread, out of place. */
static void test_threads_and_place_change_nothing(void **state)
{
    struct trial trial = {.width = 211, .height = 307, .channels = 3, .sigma = 3};
    size_t count = trial.width * trial.height * 3;
    uint8_t *image = oracle_memory(count);
    (void)state;
    oracle_noise(image, count, 7);
    for (trial.border = 0; trial.border <= BLUR_BORDER_CONSTANT; trial.border++)
        for (trial.kernel_size = 31; trial.kernel_size <= 631; trial.kernel_size += 200) {
            trial.threads = 1;
            trial.in_place = false;
            uint8_t *expected = blur_trial(&trial, image);
            for (trial.threads = 0; trial.threads <= 9; trial.threads += 3)
                for (int place = 0; place < 2; place++) {
                    trial.in_place = place;
                    uint8_t *result = blur_trial(&trial, image);
                    assert_memory_equal(result, expected, count);
                    free(result);
                }
            free(expected);
        }
    free(image);
}

static void test_several_threads_against_the_oracle(void **state)
{
    struct trial trial = {.width = 157,
                          .height = 193,
                          .channels = 4,
                          .kernel_size = 41,
                          .sigma = 8,
                          .threads = 4,
                          .in_place = true};
    (void)state;
    for (trial.border = 0; trial.border <= BLUR_BORDER_CONSTANT; trial.border++)
        check_trial(&trial);
}

static void test_flat_stays_flat(void **state)
{
    enum { side = 40 };
    static const int kernels[] = {3, 5, 31, 101, 1001, 20001};
    uint8_t image[side * side];
    struct trial trial = {.width = side, .height = side, .channels = 1, .threads = 1};
    (void)state;
    for (int value = 0; value < 256; value += 5)
        for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
            trial.border = (value / 5 + (int)i) % BLUR_BORDER_CONSTANT;
            trial.kernel_size = kernels[i];
            trial.sigma = 0.4 * kernels[i];
            memset(image, value, sizeof image);
            uint8_t *result = blur_trial(&trial, image);
            assert_memory_equal(result, image, sizeof image);
            free(result);
        }
}

static void test_no_mean_bias(void **state)
{
    struct trial trial = {
        .width = 600, .height = 400, .channels = 1, .kernel_size = 9, .sigma = 1.7, .threads = 1};
    size_t count = trial.width * trial.height;
    uint8_t *image = oracle_memory(count);
    double bias = 0;
    (void)state;
    oracle_noise(image, count, 3);
    uint8_t *result = blur_trial(&trial, image);
    double *exact = oracle_gaussian(image, trial.width, trial.height, 1, 9, 1.7, 0, NULL);
    for (size_t i = 0; i < count; i++)
        bias += (result[i] - exact[i]) / (double)count;
    assert_true(fabs(bias) < 0.01);
    free(exact);
    free(result);
    free(image);
}

static int blur_watched(struct seen *seen, int threads, int kernel_size)
{
    static uint8_t image[400 * 300];
    blur_options options = {.size = sizeof options,
                            .alpha = BLUR_ALPHA_STRAIGHT,
                            .given = BLUR_GIVEN_KERNEL_SIZE,
                            .kernel_size = kernel_size,
                            .threads = threads};
    options = watch_options(options, seen);
    return blur_gaussian(&options, BLUR_UINT8, 400, 300, 1, image, 400, image, 400);
}

static void test_progress(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        struct seen seen = {0}, stopping = {.cancel_at = 21};
        assert_int_equal(blur_watched(&seen, threads, 31), BLUR_OK);
        assert_int_equal(seen.all, 300);
        assert_int_equal(seen.last, 300);
        assert_true(seen.calls > 1);
        assert_int_equal(blur_watched(&stopping, threads, 31), BLUR_ERROR_CANCELLED);
        assert_true(stopping.calls >= 1);
    }
    struct seen one = {.cancel_at = 21};
    assert_int_equal(blur_watched(&one, 1, 31), BLUR_ERROR_CANCELLED);
    assert_true(one.last < 60);
}

/* The first question comes before any row is done, on any number of threads. */
static void test_cancelled_at_once(void **state)
{
    (void)state;
    for (int kernel_size = 101; kernel_size <= 901; kernel_size += 100)
        for (int threads = 1; threads <= 4; threads++) {
            struct seen seen = {.cancel_at = 1};
            assert_int_equal(blur_watched(&seen, threads, kernel_size), BLUR_ERROR_CANCELLED);
            assert_int_equal(seen.calls, 1);
            assert_int_equal(seen.last, 0);
        }
}

struct part {
    size_t left, top, right, bottom;
};

/* Blurs a part of an image with its neighbourhood, as far as that goes, and compares. */
static void check_part(const uint8_t *image, const uint8_t *whole, struct part part,
                       const blur_options *options)
{
    enum { width = 200, height = 150, channels = 3, stride = width * channels };
    size_t radius = (size_t)options->kernel_size / 2;
    size_t left = part.left > radius ? part.left - radius : 0;
    size_t top = part.top > radius ? part.top - radius : 0;
    size_t right = part.right + radius < width ? part.right + radius : width;
    size_t bottom = part.bottom + radius < height ? part.bottom + radius : height;
    uint8_t *result = oracle_memory(height * stride);
    int status = blur_gaussian(options, BLUR_UINT8, right - left, bottom - top, channels,
                               image + top * stride + left * channels, stride,
                               result + top * stride + left * channels, stride);
    assert_int_equal(status, BLUR_OK);
    for (size_t y = part.top; y < part.bottom; y++)
        assert_memory_equal(result + y * stride + part.left * channels,
                            whole + y * stride + part.left * channels,
                            (part.right - part.left) * channels);
    free(result);
}

/* The direct method gives a part that has all its neighbourhood the bytes of the whole. */
static void test_parts_of_an_image(void **state)
{
    (void)state;
    const struct part parts[] = {{50, 40, 121, 90}, {0, 0, 90, 80}, {101, 7, 200, 150}};
    const int sizes[] = {3, 5, 13, 29, 31, 61};
    uint8_t *image = oracle_picture(200, 150, 3), *whole = oracle_memory((size_t)200 * 150 * 3);
    for (size_t i = 0; i < 6 * 3 * 2; i++) {
        blur_options options = {.size = sizeof options,
                                .alpha = BLUR_ALPHA_STRAIGHT,
                                .given = BLUR_GIVEN_KERNEL_SIZE,
                                .kernel_size = sizes[i / 6],
                                .border = i % 2 ? BLUR_BORDER_REPLICATE : BLUR_BORDER_RENORMALIZE,
                                .method = BLUR_METHOD_DIRECT};
        assert_int_equal(blur_gaussian(&options, BLUR_UINT8, 200, 150, 3, image, 600, whole, 600),
                         BLUR_OK);
        check_part(image, whole, parts[i / 2 % 3], &options);
    }
    free(image);
    free(whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_images),
        cmocka_unit_test(test_every_width),
        cmocka_unit_test(test_every_sigma),
        cmocka_unit_test(test_sigma_is_continuous),
        cmocka_unit_test(test_threads_and_place_change_nothing),
        cmocka_unit_test(test_several_threads_against_the_oracle),
        cmocka_unit_test(test_flat_stays_flat),
        cmocka_unit_test(test_no_mean_bias),
        cmocka_unit_test(test_parts_of_an_image),
        cmocka_unit_test(test_progress),
        cmocka_unit_test(test_cancelled_at_once),
    };
    return cmocka_run_group_tests_name("gaussian", tests, NULL, NULL);
}
