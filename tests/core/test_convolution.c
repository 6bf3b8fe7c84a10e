/* SPDX-License-Identifier: MIT
 * apply_convolution() against the oracle: separable and other kernels, and what leaves dst alone.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "blur.h"
#include "oracle.h"

static const double error_bound = 0.55;

/* A kernel whose weights are noise from -limit to 1, or the product of two such lines. */
static float *noisy_kernel(int k, double limit, bool product, uint32_t seed)
{
    size_t taps = (size_t)k, count = taps * taps;
    uint8_t *noise = oracle_memory(count + 2 * taps);
    float *kernel = oracle_memory(count * sizeof *kernel);
    oracle_noise(noise, count + 2 * taps, seed);
    for (size_t i = 0; i < count; i++) {
        double weight = -limit + (1 + limit) * noise[i] / 255;
        if (product)
            weight = (-limit + (1 + limit) * noise[count + i / taps] / 255) *
                     (-limit + (1 + limit) * noise[count + taps + i % taps] / 255);
        kernel[i] = (float)weight;
    }
    free(noise);
    return kernel;
}

static void check_convolution(int width, int height, int channels, float *kernel, int k,
                              bool in_place)
{
    size_t count = (size_t)width * (size_t)height * (size_t)channels;
    Image *src = create_image(width, height, channels);
    Image *dst = in_place ? src : create_image(width, height, channels);
    assert_true(src && dst);
    oracle_noise(src->data, count, (uint32_t)(width + 100 * k));
    struct oracle_kernel plane = {.weights = kernel, .width = k, .height = k};
    double *exact =
        oracle_convolution(src->data, (size_t)width, (size_t)height, (size_t)channels, &plane);
    apply_convolution(src, dst, kernel, k);
    double error = oracle_error(dst->data, exact, count);
    if (error > error_bound)
        fail_msg("%d x %d x %d, k %d: error %f", width, height, channels, k, error);
    free(exact);
    if (!in_place)
        free_image(dst);
    free_image(src);
}

static void check_kernels(double limit, bool product)
{
    static const int sizes[][3] = {{1, 1, 1},  {1, 9, 3},   {9, 1, 2},  {5, 4, 4},
                                   {17, 3, 1}, {33, 12, 3}, {13, 11, 5}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int k = 1; k <= 19; k += 2) {
            float *kernel = noisy_kernel(k, limit, product, (uint32_t)(k * 7) + (uint32_t)i);
            check_convolution(sizes[i][0], sizes[i][1], sizes[i][2], kernel, k, k % 4 == 1);
            free(kernel);
        }
}

static void test_separable_kernels(void **state)
{
    (void)state;
    check_kernels(0, true);
}

static void test_other_kernels(void **state)
{
    (void)state;
    check_kernels(0, false);
}

/* A sharpening kernel: negative weights, a sum of 1, results beyond 0..255. */
static void test_saturation(void **state)
{
    float sharpen[9] = {0, -1, 0, -1, 5, -1, 0, -1, 0};
    (void)state;
    check_convolution(19, 13, 3, sharpen, 3, false);
    check_convolution(19, 13, 3, sharpen, 3, true);
}

/* Weights that cancel: exactly (Sobel: separable; Laplace: not), and but for rounding. */
static void test_sum_of_zero_copies(void **state)
{
    float sobel[9] = {-1, 0, 1, -2, 0, 2, -1, 0, 1};
    float laplace[9] = {0, 1, 0, 1, -4, 1, 0, 1, 0};
    float rounded[9] = {0.1f, 0.1f, 0.1f, 0.1f, -0.8f, 0.1f, 0.1f, 0.1f, 0.1f};
    float nothing[9] = {0};
    uint8_t data[25], before[25];
    Image image = {5, 5, 1, data};
    (void)state;
    check_convolution(17, 9, 3, sobel, 3, false);
    check_convolution(17, 9, 3, sobel, 3, true);
    check_convolution(17, 9, 3, laplace, 3, true);
    check_convolution(17, 9, 3, nothing, 3, false);
    oracle_noise(data, sizeof data, 5);
    memcpy(before, data, sizeof data);
    apply_convolution(&image, &image, rounded, 3);
    assert_int_equal(data[12], before[12]);
}

/* Products but for weights that count at the border alone, where the heavy one is outside. */
static void test_nearly_separable(void **state)
{
    float kernels[][9] = {{1e6f, 0, 0, 0, 0, 0, 0, 0, 1},
                          {1e6f, 0, 0, 0, 1, 0.5f, 0, 0.25f, 2},
                          {1e6f, 0, 0, 0, 0, 1, 0, 2, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
        check_convolution(5, 5, 1, kernels[i], 3, false);
}

/* A Gaussian computed in float, its far weights underflowing, as clients make them. */
static void test_gaussian_in_float(void **state)
{
    enum { taps = 41 };
    static float kernel[taps * taps];
    (void)state;
    for (int i = 0; i < taps * taps; i++) {
        float x = (float)(i % taps - taps / 2), y = (float)(i / taps - taps / 2);
        kernel[i] = expf(-(x * x + y * y) / (2 * 2.1f * 2.1f));
    }
    check_convolution(33, 21, 3, kernel, taps, true);
}

/* Neither overflow nor loss where weights are near the ends of what a float can hold. */
static void test_extreme_weights(void **state)
{
    float huge[9], tiny[9];
    (void)state;
    for (int i = 0; i < 9; i++) {
        huge[i] = i % 2 ? 3e38f : 1e38f;
        tiny[i] = i % 2 ? 1e-38f : 0.5e-38f;
    }
    huge[4] = tiny[4] = 0; /* not separable */
    check_convolution(11, 7, 3, huge, 3, false);
    check_convolution(11, 7, 3, tiny, 3, false);
}

/* Asymmetric, so that a flipped or transposed kernel is found out. */
static void test_orientation(void **state)
{
    uint8_t data[9] = {0}, out[9];
    Image src = {3, 3, 1, data}, dst = {3, 3, 1, out};
    float kernel[9] = {0, 0, 0, 0, 1, 0, 0, 1, 0}; /* the sample and the one below it */
    (void)state;
    data[4] = 100;
    apply_convolution(&src, &dst, kernel, 3);
    assert_int_equal(out[1], 50);
    assert_int_equal(out[4], 50);
    assert_int_equal(out[7], 0);
}

/* Deep enough for several threads, with a kernel of each sort; the oracle has the last word. */
static void test_large(void **state)
{
    (void)state;
    float *kernel = noisy_kernel(13, 0, false, 3), *product = noisy_kernel(13, 0, true, 4);
    check_convolution(301, 120, 1, kernel, 13, false);
    check_convolution(301, 120, 1, kernel, 13, true);
    check_convolution(301, 120, 1, product, 13, true);
    free(kernel);
    free(product);
}

static void test_bad_arguments_leave_dst(void **state)
{
    uint8_t a[36], b[72];
    float kernel[16];
    const float not_finite[] = {(float)NAN, (float)INFINITY};
    Image src = {3, 4, 3, a}, dst = {3, 4, 3, b}, other;
    (void)state;
    memset(a, 1, sizeof a);
    memset(b, 9, sizeof b);
    for (int i = 0; i < 16; i++)
        kernel[i] = 1;
    apply_convolution(NULL, &dst, kernel, 3);
    apply_convolution(&src, NULL, kernel, 3);
    apply_convolution(&src, &dst, NULL, 3);
    for (int k = -3; k <= 4; k++)
        if (k <= 0 || k % 2 == 0)
            apply_convolution(&src, &dst, kernel, k);
    apply_convolution(&src, &dst, kernel, INT32_MIN);
    other = src, other.width = 4;
    apply_convolution(&other, &dst, kernel, 3);
    other = src, other.channels = 1;
    apply_convolution(&other, &dst, kernel, 3);
    other = src, other.data = NULL;
    apply_convolution(&other, &dst, kernel, 3);
    other = dst, other.data = b + 1;
    apply_convolution(&other, &dst, kernel, 3);
    for (int i = 0; i < 2; i++) {
        kernel[7] = not_finite[i];
        apply_convolution(&src, &dst, kernel, 3);
    }
    for (size_t i = 0; i < sizeof b; i++)
        assert_int_equal(b[i], 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_separable_kernels),
        cmocka_unit_test(test_other_kernels),
        cmocka_unit_test(test_saturation),
        cmocka_unit_test(test_sum_of_zero_copies),
        cmocka_unit_test(test_nearly_separable),
        cmocka_unit_test(test_gaussian_in_float),
        cmocka_unit_test(test_extreme_weights),
        cmocka_unit_test(test_orientation),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_bad_arguments_leave_dst),
    };
    return cmocka_run_group_tests_name("convolution", tests, NULL, NULL);
}
