/* SPDX-License-Identifier: MIT
 * What blur_gaussian_many() reports while it works, and cancelling it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "batch.h"
#include "blur.h"
#include "oracle.h"
#include "watch.h"

static int blur_watched(const struct batch *batch, blur_options options, int threads,
                        struct seen *seen)
{
    options = watch_options(options, seen);
    options.threads = threads;
    return batch_blur(batch, &options);
}

static void test_progress(void **state)
{
    const Image shapes[] = {{64, 64, 3, NULL}, {30, 20, 1, NULL}, {900, 1000, 3, NULL}};
    blur_options options = batch_options(31);
    size_t before = watch_threads_before();
    struct batch batch = batch_make(shapes, 3, 12, false, &options);
    (void)state;
    for (int threads = 1; threads <= 8; threads++) {
        if (!oracle_tries((unsigned)threads - 1, 3))
            continue;
        watch_wait_for_threads(before);
        struct seen seen = {0};
        assert_int_equal(blur_watched(&batch, options, threads, &seen), BLUR_OK);
        assert_int_equal(seen.all, 4 * (64 + 20 + 1000));
        assert_int_equal(seen.last, seen.all);
        assert_int_equal(seen.calls_at_end, 1);
        assert_true(seen.calls >= (threads == 1 ? 100 : 2));
        assert_in_range(seen.most_threads, before, before + (size_t)threads - 1);
        batch_check_results(&batch);
    }
    batch_free(&batch);
}

static void test_progress_within_one_image(void **state)
{
    const Image shape = {900, 1000, 3, NULL};
    blur_options options = batch_options(31);
    struct batch batch = batch_make(&shape, 1, 1, false, &options);
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        struct seen seen = {0}, stopping = {.cancel_at = 100};
        assert_int_equal(blur_watched(&batch, options, threads, &seen), BLUR_OK);
        assert_true(seen.calls > 5 && seen.last == 1000);
        assert_int_equal(blur_watched(&batch, options, threads, &stopping), BLUR_ERROR_CANCELLED);
        assert_in_range(stopping.last, 99, 999);
        for (size_t i = 0; threads == 1 && i < 2700; i++)
            assert_int_equal(batch.dst->data[200 * 2700 + i], batch_untouched);
    }
    batch_free(&batch);
}

static void test_no_progress_without_images(void **state)
{
    struct seen seen = {0};
    struct batch batch = {.count = 0};
    (void)state;
    assert_int_equal(blur_watched(&batch, batch_options(5), 2, &seen), BLUR_OK);
    assert_int_equal(seen.calls, 0);
}

static void test_cancelled_at_once(void **state)
{
    blur_options options = batch_options(31);
    struct batch batch = batch_make(batch_mixed, batch_mixed_count, 40, false, &options);
    (void)state;
    for (int threads = 1; threads <= 8; threads++) {
        struct seen seen = {.cancel_at = 1};
        assert_int_equal(blur_watched(&batch, options, threads, &seen), BLUR_ERROR_CANCELLED);
        assert_int_equal(seen.calls, 1);
        assert_int_equal(seen.last, 0);
        batch_check_untouched(&batch);
    }
    batch_free(&batch);
}

/* After the answer there are no more questions, and on one thread no more images. */
static void test_cancelled_in_the_middle(void **state)
{
    const Image shape = {100, 10, 3, NULL};
    blur_options options = batch_options(9);
    struct batch batch = batch_make(&shape, 1, 300, false, &options);
    (void)state;
    for (int threads = 1; threads <= 8; threads++) {
        struct seen seen = {.cancel_at = 1001};
        assert_int_equal(blur_watched(&batch, options, threads, &seen), BLUR_ERROR_CANCELLED);
        assert_in_range(seen.last, 1000, 3000);
        if (threads > 1)
            continue;
        assert_int_equal(seen.last, 1000);
        for (size_t i = 0; i < batch.count; i++)
            assert_int_equal(batch.dst[i].data[0] == batch.expected[i][0] &&
                                 memcmp(batch.dst[i].data, batch.expected[i], 3000) == 0,
                             i < 100);
    }
    struct seen all = {0}, at_end = {.cancel_at = 3001};
    assert_int_equal(blur_watched(&batch, options, 1, &all), BLUR_OK);
    assert_in_range(all.calls, 301, 303);
    assert_int_equal(blur_watched(&batch, options, 2, &at_end), BLUR_ERROR_CANCELLED);
    batch_check_results(&batch);
    batch_free(&batch);
}

/* While the huge image is not done, the others are not begun. */
static int watch_the_huge_one(size_t rows_done, size_t rows_all, void *data)
{
    const struct batch *batch = data;
    (void)rows_all;
    for (size_t i = 0; rows_done < 1000 && i + 1 < batch->count; i++)
        assert_int_equal(batch->dst[i].data[0], batch_untouched);
    return 0;
}

static void test_huge_image_comes_first(void **state)
{
    const Image shapes[] = {{1500, 9, 3, NULL}, {20, 60, 3, NULL}, {1200, 1000, 3, NULL}};
    blur_options options = batch_options(31);
    struct batch batch = batch_make(shapes, 3, 3, false, &options);
    (void)state;
    options.progress = watch_the_huge_one;
    options.progress_data = &batch;
    for (int threads = 1; threads <= 4; threads++)
        batch_check(&batch, &options, threads);
    batch_free(&batch);
}

struct nested {
    struct seen seen;
    const struct batch *batch;
};

static int blur_nested(size_t rows_done, size_t rows_all, void *data)
{
    struct nested *nested = data;
    if (nested->seen.calls == 1)
        batch_check(nested->batch,
                    &(blur_options){.size = sizeof(blur_options), .alpha = BLUR_ALPHA_STRAIGHT}, 2);
    return watch(rows_done, rows_all, &nested->seen);
}

/* No lock is held: the function may be called from within itself. */
static void test_nested_call(void **state)
{
    blur_options options = batch_options(5);
    struct batch outer = batch_make(batch_mixed, batch_mixed_count, 40, true, &options);
    struct batch inner = batch_make(batch_mixed, batch_mixed_count, 20, false, &options);
    struct nested nested = {.batch = &inner};
    (void)state;
    options = watch_options(options, &nested.seen);
    options.progress = blur_nested;
    options.progress_data = &nested;
    batch_check(&outer, &options, 4);
    assert_true(nested.seen.calls > 2);
    batch_free(&outer);
    batch_free(&inner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_progress),
        cmocka_unit_test(test_progress_within_one_image),
        cmocka_unit_test(test_no_progress_without_images),
        cmocka_unit_test(test_cancelled_at_once),
        cmocka_unit_test(test_cancelled_in_the_middle),
        cmocka_unit_test(test_huge_image_comes_first),
        cmocka_unit_test(test_nested_call),
    };
    return cmocka_run_group_tests_name("many, progress", tests, NULL, NULL);
}
