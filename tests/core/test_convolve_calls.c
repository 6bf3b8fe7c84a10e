/* SPDX-License-Identifier: MIT
 * blur_convolve() as it is called: progress, cancelling, and every bad argument by itself. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "blur.h"
#include "watch.h"

static int convolve_watched(struct seen *seen, const float *kernel, int threads)
{
    static uint8_t image[600 * 300];
    blur_options options = {.size = sizeof options,
                            .alpha = BLUR_ALPHA_STRAIGHT,
                            .border = threads % 2,
                            .threads = threads};
    options = watch_options(options, seen);
    return blur_convolve(&options, BLUR_UINT8, 600, 300, 1, kernel, 3, 5, image, 600, image, 600);
}

/* On each way through the library: as a Gaussian, as another product, and tap by tap. */
static void test_progress(void **state)
{
    static const float kernels[][15] = {{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
                                        {1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3},
                                        {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};
    (void)state;
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
        for (int threads = 1; threads <= 3; threads++) {
            struct seen seen = {0}, at_once = {.cancel_at = 1}, later = {.cancel_at = 21};
            assert_int_equal(convolve_watched(&seen, kernels[i], threads), BLUR_OK);
            assert_true(seen.last == 300 && seen.all == 300 && seen.calls > 1);
            assert_int_equal(convolve_watched(&at_once, kernels[i], threads), BLUR_ERROR_CANCELLED);
            assert_true(at_once.calls == 1 && at_once.last == 0);
            assert_int_equal(convolve_watched(&later, kernels[i], threads), BLUR_ERROR_CANCELLED);
            assert_true(later.last >= 20);
        }
}

/* One call with everything right; each test then gets one thing wrong. */
struct call {
    blur_options options;
    int sample;
    size_t width, height;
    int channels;
    const float *kernel;
    int kernel_width, kernel_height;
    const void *src;
    ptrdiff_t src_stride;
    void *dst;
    ptrdiff_t dst_stride;
};

static uint8_t pixels[2][4 * 4 * 3];
static float weights[9];

static struct call right_call(void)
{
    memset(pixels[0], 3, sizeof pixels[0]);
    memset(pixels[1], 7, sizeof pixels[1]);
    for (int i = 0; i < 9; i++)
        weights[i] = (float)i;
    return (struct call){{.size = sizeof(blur_options), .alpha = BLUR_ALPHA_STRAIGHT},
                         BLUR_UINT8,
                         4,
                         4,
                         3,
                         weights,
                         3,
                         3,
                         pixels[0],
                         12,
                         pixels[1],
                         12};
}

static int make_call(const struct call *call)
{
    return blur_convolve(&call->options, call->sample, call->width, call->height, call->channels,
                         call->kernel, call->kernel_width, call->kernel_height, call->src,
                         call->src_stride, call->dst, call->dst_stride);
}

/* Makes the call with an assignment made first, and expects a status and an untouched dst. */
#define CHECK_CALL(status, assignment)                                                             \
    do {                                                                                           \
        struct call call = right_call();                                                           \
        assignment;                                                                                \
        assert_int_equal(make_call(&call), status);                                                \
        for (size_t i = 0; i < sizeof pixels[1]; i++)                                              \
            assert_int_equal(pixels[1][i], (status) == BLUR_OK ? 3 : 7);                           \
    } while (0)

static void test_bad_kernels(void **state)
{
    (void)state;
    CHECK_CALL(BLUR_OK, (void)0);
    CHECK_CALL(BLUR_OK, (call.kernel_width = 1, call.kernel_height = 9));
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.kernel = NULL);
    for (int size = -3; size <= 4; size++)
        if (size <= 0 || size % 2 == 0) {
            CHECK_CALL(BLUR_ERROR_ARGUMENT, call.kernel_width = size);
            CHECK_CALL(BLUR_ERROR_ARGUMENT, call.kernel_height = size);
        }
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.kernel_width = INT32_MIN);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.kernel_height = INT32_MIN + 1);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.kernel_height = INT32_MAX - 1);
    CHECK_CALL(BLUR_ERROR_LIMIT, call.kernel_width = BLUR_KERNEL_SIZE_MAX + 2);
    CHECK_CALL(BLUR_ERROR_LIMIT, call.kernel_height = BLUR_KERNEL_SIZE_MAX + 2);
    CHECK_CALL(BLUR_ERROR_LIMIT, call.kernel_height = INT32_MAX);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, weights[8] = (float)NAN);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, weights[0] = (float)INFINITY);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, weights[4] = -(float)INFINITY);
}

static void test_bad_options(void **state)
{
    (void)state;
    CHECK_CALL(BLUR_OK, call.options.accuracy = BLUR_ACCURACY_EXACT);
    CHECK_CALL(BLUR_OK, call.options.kernel_size = 4);
    CHECK_CALL(BLUR_OK, call.options.border = BLUR_BORDER_WRAP);
    CHECK_CALL(BLUR_OK, call.options.variant = BLUR_VARIANT_PLAIN);
    CHECK_CALL(BLUR_OK, call.options.threads = BLUR_THREADS_MAX);
    CHECK_CALL(BLUR_ERROR_LIMIT, call.options.threads = BLUR_THREADS_MAX + 1);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.options.threads = -1);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.options.size = 3);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.options.given = BLUR_GIVEN_SIGMA);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.options.given = 8);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.options.method = BLUR_METHOD_DIRECT);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.options.method = -1);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.options.accuracy = 2);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.options.border = 6);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.options.variant = 4);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.options.reserved = 1);
}

static void test_bad_images(void **state)
{
    (void)state;
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.sample = 0);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.sample = BLUR_UINT16);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.sample = BLUR_FLOAT32);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.width = 0);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.height = 0);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.channels = 0);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.channels = 5);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.src = NULL);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.dst = NULL);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.src_stride = 11);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.dst_stride = -11);
    CHECK_CALL(BLUR_ERROR_LIMIT, call.width = SIZE_MAX / 2);
    CHECK_CALL(BLUR_ERROR_LIMIT, call.height = SIZE_MAX / 2);
    CHECK_CALL(BLUR_ERROR_LIMIT, call.src_stride = PTRDIFF_MIN);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, call.src = pixels[1] + 1);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, (call.src = pixels[1], call.src_stride = 13, call.height = 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_progress),
        cmocka_unit_test(test_bad_kernels),
        cmocka_unit_test(test_bad_options),
        cmocka_unit_test(test_bad_images),
    };
    return cmocka_run_group_tests_name("convolve calls", tests, NULL, NULL);
}
