/* SPDX-License-Identifier: MIT
 * The edges of the interface: statuses, versions, parameters, kernels, and every bad argument. */
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "blur.h"
#include "image/border.h"
#include "image/size.h"

static void test_statuses_are_pinned(void **state)
{
    static const struct {
        int status, value;
        const char *text;
    } all[] = {
        {BLUR_OK, 0, "success"},
        {BLUR_ERROR_MEMORY, -1, "out of memory"},
        {BLUR_ERROR_ARGUMENT, -2, "invalid argument"},
        {BLUR_ERROR_UNSUPPORTED, -3, "operation not supported"},
        {BLUR_ERROR_LIMIT, -4, "resource limit reached"},
        {BLUR_ERROR_CANCELLED, -5, "cancelled"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        assert_int_equal(all[i].status, all[i].value);
        assert_string_equal(blur_strerror(all[i].status), all[i].text);
    }
    assert_string_equal(blur_strerror(1), "unknown status");
    assert_string_equal(blur_strerror(-6), "unknown status");
}

static void test_version(void **state)
{
    (void)state;
    assert_string_equal(blur_version(), BLUR_VERSION);
    assert_int_equal(blur_abi_version(), BLUR_ABI_VERSION);
}

static void test_parameters(void **state)
{
    int32_t k = -7;
    double sigma = -7;
    (void)state;
    assert_int_equal(blur_gaussian_parameters(0, BLUR_UINT8, &k, &sigma), BLUR_OK);
    assert_int_equal(k, 5);
    assert_true(fabs(sigma - 1.1) < 1e-12);
    k = 31;
    assert_int_equal(blur_gaussian_parameters(BLUR_GIVEN_KERNEL_SIZE, BLUR_UINT8, &k, &sigma),
                     BLUR_OK);
    assert_true(fabs(sigma - 5.0) < 1e-12);
    sigma = 2.1;
    assert_int_equal(blur_gaussian_parameters(BLUR_GIVEN_SIGMA, BLUR_UINT8, &k, &sigma), BLUR_OK);
    assert_int_equal(k, 15);
    assert_int_equal(blur_gaussian_parameters(BLUR_GIVEN_SIGMA, BLUR_UINT16, &k, &sigma), BLUR_OK);
    assert_int_equal(k, 19);
    sigma = 0;
    assert_int_equal(blur_gaussian_parameters(BLUR_GIVEN_SIGMA, BLUR_UINT8, &k, &sigma), BLUR_OK);
    assert_int_equal(k, 1);
    k = 9, sigma = 0.5;
    assert_int_equal(blur_gaussian_parameters(3, BLUR_UINT8, &k, &sigma), BLUR_OK);
    assert_int_equal(k, 9);
    assert_true(sigma == 0.5);
}

static int parameters_of(uint32_t given, int32_t k, double sigma)
{
    return blur_gaussian_parameters(given, BLUR_UINT8, &k, &sigma);
}

static void test_bad_parameters(void **state)
{
    static const int32_t bad_sizes[] = {0, -1, -3, 2, 4, INT32_MIN, INT32_MAX - 1};
    static const double bad_sigmas[] = {-1, -0.001, (double)NAN, (double)INFINITY,
                                        -(double)INFINITY};
    int32_t k = 3;
    double sigma = 1;
    (void)state;
    for (size_t i = 0; i < sizeof bad_sizes / sizeof *bad_sizes; i++)
        assert_int_equal(parameters_of(BLUR_GIVEN_KERNEL_SIZE, bad_sizes[i], 1),
                         BLUR_ERROR_ARGUMENT);
    for (size_t i = 0; i < sizeof bad_sigmas / sizeof *bad_sigmas; i++)
        assert_int_equal(parameters_of(3, 3, bad_sigmas[i]), BLUR_ERROR_ARGUMENT);
    assert_int_equal(parameters_of(BLUR_GIVEN_KERNEL_SIZE, 65535, 0), BLUR_OK);
    assert_int_equal(parameters_of(BLUR_GIVEN_KERNEL_SIZE, 65537, 0), BLUR_ERROR_LIMIT);
    assert_int_equal(parameters_of(BLUR_GIVEN_SIGMA, 0, 10922), BLUR_OK);
    assert_int_equal(parameters_of(BLUR_GIVEN_SIGMA, 0, 10923), BLUR_ERROR_LIMIT);
    assert_int_equal(parameters_of(BLUR_GIVEN_SIGMA, 0, 1e300), BLUR_ERROR_LIMIT);
    assert_int_equal(parameters_of(4, 3, 1), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_gaussian_parameters(0, 0, &k, &sigma), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_gaussian_parameters(0, BLUR_UINT8, NULL, &sigma), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_gaussian_parameters(0, BLUR_UINT8, &k, NULL), BLUR_ERROR_ARGUMENT);
}

static void test_kernel(void **state)
{
    double weights[5];
    (void)state;
    assert_int_equal(blur_gaussian_kernel(5, 1, weights), BLUR_OK);
    double side = exp(-0.5), far = exp(-2), sum = 1 + 2 * side + 2 * far;
    const double expected[] = {far / sum, side / sum, 1 / sum, side / sum, far / sum};
    for (int i = 0; i < 5; i++)
        assert_true(fabs(weights[i] - expected[i]) < 1e-15);
    assert_int_equal(blur_gaussian_kernel(3, 0, weights), BLUR_OK);
    assert_true(weights[0] == 0 && weights[1] == 1 && weights[2] == 0);
    assert_int_equal(blur_gaussian_kernel(3, 5e-324, weights), BLUR_OK);
    assert_true(weights[0] == 0 && weights[1] == 1 && weights[2] == 0);
    assert_int_equal(blur_gaussian_kernel(4, 1, weights), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_gaussian_kernel(5, -1, weights), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_gaussian_kernel(5, (double)NAN, weights), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_gaussian_kernel(5, 1, NULL), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_gaussian_kernel(65537, 1, weights), BLUR_ERROR_LIMIT);
}

/* One call of blur_gaussian() with everything right; each test then gets one thing wrong. */
struct call {
    blur_options options;
    int sample;
    size_t width, height;
    int channels;
    const void *src;
    ptrdiff_t src_stride;
    void *dst;
    ptrdiff_t dst_stride;
};

static uint8_t pixels[2][4 * 4 * 3];

static struct call right_call(void)
{
    return (struct call){
        {.size = sizeof(blur_options)}, BLUR_UINT8, 4, 4, 3, pixels[0], 12, pixels[1], 12};
}

static int make_call(const struct call *call)
{
    return blur_gaussian(&call->options, call->sample, call->width, call->height, call->channels,
                         call->src, call->src_stride, call->dst, call->dst_stride);
}

/* Makes the call with an assignment made first, and expects a status and an untouched dst. */
#define CHECK_CALL(status, assignment)                                                             \
    do {                                                                                           \
        struct call call = right_call();                                                           \
        memset(pixels[0], 3, sizeof pixels[0]);                                                    \
        memset(pixels[1], 7, sizeof pixels[1]);                                                    \
        assignment;                                                                                \
        assert_int_equal(make_call(&call), status);                                                \
        for (size_t i = 0; i < sizeof pixels[1]; i++)                                              \
            assert_int_equal(pixels[1][i], (status) == BLUR_OK ? 3 : 7);                           \
    } while (0)

static void test_bad_arguments(void **state)
{
    (void)state;
    CHECK_CALL(BLUR_OK, (void)0);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.options.size = 3);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.options.given = 16);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.options.given = 1);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, (call.options.given = 2, call.options.sigma = -1));
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.options.border = -1);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.options.border = 6);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.options.threads = -1);
    CHECK_CALL(BLUR_OK, call.options.threads = BLUR_THREADS_MAX);
    CHECK_CALL(BLUR_ERROR_LIMIT, call.options.threads = BLUR_THREADS_MAX + 1);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.sample = 0);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.sample = 4);
    CHECK_CALL(BLUR_OK, (call.sample = BLUR_UINT16, call.width = 2));
    CHECK_CALL(BLUR_ERROR_ARGUMENT, (call.sample = BLUR_UINT16, call.width = 3));
    CHECK_CALL(BLUR_OK, (call.sample = BLUR_FLOAT32, call.width = 1));
    CHECK_CALL(BLUR_ERROR_ARGUMENT, (call.sample = BLUR_FLOAT32, call.width = 2));
    CHECK_CALL(BLUR_ERROR_LIMIT, (call.sample = BLUR_FLOAT32, call.width = SIZE_MAX / 12));
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.width = 0);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.height = 0);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.channels = 0);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.channels = 5);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.channels = -1);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.src = NULL);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.dst = NULL);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.src_stride = 11);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.dst_stride = -11);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.dst_stride = 0);
    CHECK_CALL(BLUR_ERROR_LIMIT, call.width = SIZE_MAX / 2);
    CHECK_CALL(BLUR_ERROR_LIMIT, call.height = SIZE_MAX / 2);
    CHECK_CALL(BLUR_ERROR_LIMIT, call.src_stride = PTRDIFF_MIN);
}

/* The colour beyond the edges, of samples wider than a byte. */
static void check_border_value(int sample, double value, int expected)
{
    double image[16] = {0}, out[16];
    blur_options options = {.size = sizeof options, .border = BLUR_BORDER_CONSTANT};
    options.border_value[2] = value;
    assert_int_equal(blur_gaussian(&options, sample, 3, 3, 3, image, 36, out, 36), expected);
    options.border = BLUR_BORDER_WRAP;
    assert_int_equal(blur_gaussian(&options, sample, 3, 3, 3, image, 36, out, 36), BLUR_OK);
    options.border = BLUR_BORDER_CONSTANT;
    assert_int_equal(blur_gaussian(&options, sample, 3, 3, 2, image, 24, out, 24), BLUR_OK);
}

static void test_border_values(void **state)
{
    static const double bad[] = {(double)NAN, (double)INFINITY, -(double)INFINITY, 1e39, -1e39};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        check_border_value(BLUR_UINT8, bad[i], BLUR_OK);
        check_border_value(BLUR_UINT16, bad[i], BLUR_ERROR_ARGUMENT);
        check_border_value(BLUR_FLOAT32, bad[i], BLUR_ERROR_ARGUMENT);
    }
    check_border_value(BLUR_UINT16, -0.5, BLUR_ERROR_ARGUMENT);
    check_border_value(BLUR_UINT16, 65535.5, BLUR_ERROR_ARGUMENT);
    check_border_value(BLUR_UINT16, 65535, BLUR_OK);
    check_border_value(BLUR_FLOAT32, -65535.5, BLUR_OK);
    check_border_value(BLUR_FLOAT32, 3.4028234663852886e38, BLUR_OK);
}

static int blur_by_border(int32_t kernel_size, int32_t alpha_mode, double alpha)
{
    enum { size = 40 };
    static float image[size][size][2], out[size][size][2];
    const blur_options options = {.size = sizeof options,
                                  .given = BLUR_GIVEN_KERNEL_SIZE,
                                  .kernel_size = kernel_size,
                                  .border = BLUR_BORDER_CONSTANT,
                                  .border_value = {1e38, alpha},
                                  .alpha = alpha_mode};
    return blur_gaussian(&options, BLUR_FLOAT32, size, size, 2, image, sizeof *image, out,
                         sizeof *out);
}

/* Weighed by alpha it must stay within the range of floats, which end at 3.4e38. */
static void test_border_value_times_alpha(void **state)
{
    (void)state;
    for (int32_t size = 3; size < 100; size *= 3) {
        assert_int_equal(blur_by_border(size, BLUR_ALPHA_WEIGHTED, 4), BLUR_ERROR_ARGUMENT);
        assert_int_equal(blur_by_border(size, BLUR_ALPHA_WEIGHTED, 3), BLUR_OK);
        assert_int_equal(blur_by_border(size, BLUR_ALPHA_STRAIGHT, 4), BLUR_OK);
    }
}

static void test_overlap(void **state)
{
    (void)state;
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.src = pixels[1] + 1);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, (call.src = pixels[1], call.src_stride = 13, call.height = 3));
    CHECK_CALL(BLUR_ERROR_ARGUMENT, (call.src = pixels[1] + 36, call.src_stride = -12));
}

static void test_null_options_are_the_default(void **state)
{
    uint8_t image[81] = {0}, a[81], b[81];
    blur_options options = {.size = sizeof options, .given = 3, .kernel_size = 5, .sigma = 1.1};
    (void)state;
    image[40] = 255;
    assert_int_equal(blur_gaussian(NULL, BLUR_UINT8, 9, 9, 1, image, 9, a, 9), BLUR_OK);
    assert_int_equal(blur_gaussian(&options, BLUR_UINT8, 9, 9, 1, image, 9, b, 9), BLUR_OK);
    assert_memory_equal(a, b, sizeof a);
    assert_true(a[40] > a[41] && a[41] > a[42] && a[42] > 0 && a[43] == 0);
}

static void test_options_of_other_versions(void **state)
{
    struct {
        blur_options options;
        uint64_t later;
    } newer = {
        .options = {.size = sizeof newer, .given = BLUR_GIVEN_KERNEL_SIZE, .kernel_size = 3}};
    uint8_t image[9] = {0, 0, 0, 0, 255, 0, 0, 0, 0}, out[9];
    (void)state;
    assert_int_equal(blur_gaussian(&newer.options, BLUR_UINT8, 3, 3, 1, image, 3, out, 3), BLUR_OK);
    newer.later = 1;
    assert_int_equal(blur_gaussian(&newer.options, BLUR_UINT8, 3, 3, 1, image, 3, out, 3),
                     BLUR_ERROR_UNSUPPORTED);
    /* An older one without the fields from border on: what stands there is not looked at. */
    newer.options.size = offsetof(blur_options, border);
    newer.options.border = 99;
    assert_int_equal(blur_gaussian(&newer.options, BLUR_UINT8, 3, 3, 1, image, 3, out, 3), BLUR_OK);
}

/* The struct as it was before the wider samples. */
static void test_options_without_border_values(void **state)
{
    uint16_t image[4] = {1000, 1000, 1000, 1000}, out[4];
    blur_options options = {.size = offsetof(blur_options, border_value),
                            .border = BLUR_BORDER_CONSTANT,
                            .border_value = {-1}};
    (void)state;
    if (sizeof(size_t) == 8)
        assert_int_equal(options.size, 72);
    assert_int_equal(blur_gaussian(&options, BLUR_UINT16, 4, 1, 1, image, 8, out, 8), BLUR_OK);
    assert_true(out[0] > 0 && out[0] < 500);
    options.size = sizeof options;
    assert_int_equal(blur_gaussian(&options, BLUR_UINT16, 4, 1, 1, image, 8, out, 8),
                     BLUR_ERROR_ARGUMENT);
    options.border_value[0] = 1000;
    assert_int_equal(blur_gaussian(&options, BLUR_UINT16, 4, 1, 1, image, 8, out, 8), BLUR_OK);
    assert_memory_equal(out, image, sizeof out);
}

static void test_images(void **state)
{
    (void)state;
    Image *image = create_image(7, 5, 3);
    assert_non_null(image);
    assert_true(image->width == 7 && image->height == 5 && image->channels == 3);
    for (size_t i = 0; i < 7 * 5 * 3; i++)
        assert_int_equal(image->data[i], 0);
    free_image(image);
    free_image(NULL);
    assert_null(create_image(0, 1, 1));
    assert_null(create_image(1, -1, 1));
    assert_null(create_image(1, 1, 0));
    assert_null(create_image(INT32_MAX, INT32_MAX, INT32_MAX));
    assert_null(create_image(INT32_MAX, INT32_MAX, 4));
}

/* Made and freed by several threads at once. */
static void *make_and_free_images(void *unused)
{
    (void)unused;
    for (int i = 0; i < 2000; i++) {
        Image *image = create_image(2, 2, 1);
        if (image && blur_image_count() > 0)
            free_image(image);
    }
    return NULL;
}

static void test_image_count(void **state)
{
    enum { images = 5, threads = 4 };
    Image *made[images];
    pthread_t running[threads];
    (void)state;
    assert_int_equal(blur_image_count(), 0);
    for (size_t i = 0; i < images; i++) {
        made[i] = create_image(3, 2, 1);
        assert_int_equal(blur_image_count(), i + 1);
    }
    free_image(NULL);
    assert_null(create_image(0, 1, 1));
    assert_null(create_image(INT32_MAX, INT32_MAX, INT32_MAX));
    assert_int_equal(blur_image_count(), images);
    for (int i = 0; i < threads; i++)
        assert_int_equal(pthread_create(&running[i], NULL, make_and_free_images, NULL), 0);
    for (int i = 0; i < threads; i++)
        pthread_join(running[i], NULL);
    assert_int_equal(blur_image_count(), images);
    for (size_t i = images; i-- > 0;) {
        free_image(made[i]);
        assert_int_equal(blur_image_count(), i);
    }
}

static void test_border_index(void **state)
{
    static const int expected[5][11] = {
        /* index        -4  -3  -2  -1   0  1  2   3   4   5   6 of "abc" */
        {-1, -1, -1, -1, 0, 1, 2, -1, -1, -1, -1}, /* renormalize */
        {0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2},         /* replicate */
        {2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0},         /* reflect */
        {0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2},         /* mirror */
        {2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0},         /* wrap */
    };
    (void)state;
    for (int border = 0; border < 5; border++)
        for (int i = 0; i < 11; i++)
            assert_int_equal(border_index(i - 4, 3, border), expected[border][i]);
    assert_int_equal(border_index(-1, 3, BLUR_BORDER_CONSTANT), -1);
    assert_int_equal(border_index(-5, 1, BLUR_BORDER_MIRROR), 0);
}

static void test_sizes(void **state)
{
    size_t result, all = 0, offset;
    (void)state;
    assert_true(size_multiply(SIZE_MAX, 1, &result) && result == SIZE_MAX);
    assert_true(size_multiply(SIZE_MAX / 3, 3, &result));
    assert_false(size_multiply(SIZE_MAX / 3 + 1, 3, &result));
    assert_true(size_multiply(SIZE_MAX, 0, &result) && result == 0);
    assert_true(size_add(SIZE_MAX - 1, 1, &result) && result == SIZE_MAX);
    assert_false(size_add(SIZE_MAX, 1, &result));
    assert_true(layout_reserve(&all, 1, &offset) && offset == 0 && all == 64);
    assert_true(layout_reserve(&all, 64, &offset) && offset == 64 && all == 128);
    assert_false(layout_reserve(&all, SIZE_MAX - 128, &offset));
    assert_true(all == 128);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statuses_are_pinned),
        cmocka_unit_test(test_version),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_bad_parameters),
        cmocka_unit_test(test_kernel),
        cmocka_unit_test(test_bad_arguments),
        cmocka_unit_test(test_border_values),
        cmocka_unit_test(test_border_value_times_alpha),
        cmocka_unit_test(test_overlap),
        cmocka_unit_test(test_null_options_are_the_default),
        cmocka_unit_test(test_options_of_other_versions),
        cmocka_unit_test(test_options_without_border_values),
        cmocka_unit_test(test_images),
        cmocka_unit_test(test_image_count),
        cmocka_unit_test(test_border_index),
        cmocka_unit_test(test_sizes),
    };
    return cmocka_run_group_tests_name("api", tests, NULL, NULL);
}
