/* SPDX-License-Identifier: MIT
 * blur_gaussian_many() against blur_gaussian() on each image; what it refuses, and that it then
 * writes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "batch.h"
#include "blur.h"
#include "oracle.h"
#include "watch.h"

/* ---- Results ----------------------------------------------------------------------------- */

static void test_mixed_shapes(void **state)
{
    static const int kernels[] = {1, 5, 31, 201};
    unsigned turn = 0;
    (void)state;
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++)
        for (int border = 0; border <= BLUR_BORDER_CONSTANT; border++, turn++) {
            if (!oracle_tries(turn, 5))
                continue;
            blur_options options = batch_options(kernels[k]);
            options.border = border;
            options.border_color[0] = 77;
            options.accuracy = turn % 3 == 0;
            struct batch batch = batch_make(batch_mixed, batch_mixed_count, 2 * batch_mixed_count,
                                            turn % 2, &options);
            for (int threads = 0; threads <= 8; threads += turn % 4 ? 4 : 1)
                batch_check(&batch, &options, threads);
            batch_free(&batch);
        }
}

/* Shapes that differ in one size only are neighbours by bytes; the kernels, larger than the images,
 * differ with each size. */
static void test_shapes_alike(void **state)
{
    static const Image shapes[] = {{20, 30, 1, NULL}, {20, 31, 1, NULL}, {21, 30, 1, NULL},
                                   {21, 31, 1, NULL}, {22, 31, 1, NULL}, {22, 31, 2, NULL},
                                   {31, 22, 2, NULL}, {22, 31, 3, NULL}, {22, 31, 4, NULL}};
    blur_options options = batch_options(101);
    struct batch batch = batch_make(shapes, 9, 27, true, &options);
    (void)state;
    for (int threads = 1; threads <= 8; threads++)
        batch_check(&batch, &options, threads);
    batch_free(&batch);
}

static void test_other_options(void **state)
{
    blur_options options = {.size = sizeof options,
                            .alpha = BLUR_ALPHA_STRAIGHT,
                            .given = BLUR_GIVEN_SIGMA,
                            .sigma = 2.5,
                            .method = BLUR_METHOD_DIRECT,
                            .variant = BLUR_VARIANT_PLAIN};
    (void)state;
    struct batch batch =
        batch_make(batch_mixed, batch_mixed_count, batch_mixed_count, false, &options);
    batch_check(&batch, &options, 3);
    batch_free(&batch);
    batch = batch_make(batch_mixed, batch_mixed_count, batch_mixed_count, false, NULL);
    assert_int_equal(blur_gaussian_many(NULL, batch.count, batch.src, batch.dst), BLUR_OK);
    batch_check_results(&batch);
    batch_free(&batch);
}

static void test_counts(void **state)
{
    static const size_t counts[] = {1, 2, 300};
    static const Image tiny = {9, 4, 3, NULL};
    blur_options options = batch_options(5);
    (void)state;
    for (size_t i = 0; i < 3; i++)
        for (int in_place = 0; in_place < 2; in_place++) {
            struct batch batch = batch_make(&tiny, 1, counts[i], in_place, &options);
            batch_check(&batch, &options, 2);
            batch_free(&batch);
        }
}

static void test_no_images(void **state)
{
    Image image = {1, 1, 1, NULL};
    blur_options options = batch_options(4);
    (void)state;
    assert_int_equal(blur_gaussian_many(NULL, 0, NULL, NULL), BLUR_OK);
    assert_int_equal(blur_gaussian_many(NULL, 0, &image, &image), BLUR_OK);
    assert_int_equal(blur_gaussian_many(&options, 0, NULL, NULL), BLUR_ERROR_ARGUMENT);
}

/* The huge one by bands, the others spread; and several huge ones, more or fewer than threads. */
static void test_huge_images(void **state)
{
    Image shapes[40];
    blur_options options = batch_options(31);
    unsigned turn = 0;
    (void)state;
    for (size_t huge = 1; huge <= 5; huge += 2)
        for (int in_place = 0; in_place < 2; in_place++) {
            for (size_t i = 0; i < 40; i++)
                shapes[i] = i >= 30 && i < 30 + huge ? (Image){1200, 900, 3, NULL}
                                                     : (Image){20, 30, 3, NULL};
            struct batch batch = batch_make(shapes, 40, 40, in_place, &options);
            for (int threads = 1; threads <= 8; threads++, turn++)
                if (oracle_tries(turn, 3))
                    batch_check(&batch, &options, threads);
            batch_free(&batch);
        }
}

static void test_one_array(void **state)
{
    blur_options options = batch_options(9);
    struct batch batch = batch_make(batch_mixed, batch_mixed_count, 50, true, &options);
    (void)state;
    assert_int_equal(blur_gaussian_many(&options, 50, batch.src, batch.src), BLUR_OK);
    batch_check_results(&batch);
    batch_free(&batch);
}

/* ---- What is refused ----------------------------------------------------------------------- */

enum { few = 5 };

static int must_not_be_called(size_t rows_done, size_t rows_all, void *data)
{
    (void)data;
    fail_msg("%zu rows of %zu", rows_done, rows_all);
    return 0;
}

/* Makes the call with an assignment made first, to one image among good ones, and expects a status
 * and untouched results. */
#define CHECK_CALL(expected_status, assignment)                                                    \
    do {                                                                                           \
        blur_options options = batch_options(5);                                                   \
        struct batch batch = batch_make(batch_mixed, batch_mixed_count, few, false, &options);     \
        Image src[few], dst[few];                                                                  \
        memcpy(src, batch.src, sizeof src);                                                        \
        memcpy(dst, batch.dst, sizeof dst);                                                        \
        options.progress = (expected_status) == BLUR_OK ? NULL : must_not_be_called;               \
        assignment;                                                                                \
        assert_int_equal(blur_gaussian_many(&options, few, src, dst), expected_status);            \
        if ((expected_status) == BLUR_OK)                                                          \
            batch_check_results(&batch);                                                           \
        else                                                                                       \
            batch_check_untouched(&batch);                                                         \
        batch_free(&batch);                                                                        \
    } while (0)

static void test_bad_options(void **state)
{
    (void)state;
    CHECK_CALL(BLUR_OK, (void)0);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, options.size = 3);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, options.given = 16);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, options.kernel_size = 4);
    CHECK_CALL(BLUR_ERROR_LIMIT, options.kernel_size = BLUR_KERNEL_SIZE_MAX + 2);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, (options.given = 2, options.sigma = -1));
    CHECK_CALL(BLUR_ERROR_ARGUMENT, options.border = 6);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, options.reserved = 1);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, options.threads = -1);
    CHECK_CALL(BLUR_OK, options.threads = BLUR_THREADS_MAX);
    CHECK_CALL(BLUR_ERROR_LIMIT, options.threads = BLUR_THREADS_MAX + 1);
}

static void test_bad_images(void **state)
{
    (void)state;
    for (size_t i = 0; i < few; i++) {
        CHECK_CALL(BLUR_ERROR_ARGUMENT, src[i].data = NULL);
        CHECK_CALL(BLUR_ERROR_ARGUMENT, dst[i].data = NULL);
        CHECK_CALL(BLUR_ERROR_ARGUMENT, src[i].data = dst[i].data = NULL);
        CHECK_CALL(BLUR_ERROR_ARGUMENT, src[i].width = dst[i].width = 0);
        CHECK_CALL(BLUR_ERROR_ARGUMENT, src[i].width = dst[i].width = -1);
        CHECK_CALL(BLUR_ERROR_ARGUMENT, src[i].height = dst[i].height = 0);
        CHECK_CALL(BLUR_ERROR_ARGUMENT, src[i].height = dst[i].height = INT32_MIN);
        CHECK_CALL(BLUR_ERROR_ARGUMENT, src[i].channels = dst[i].channels = 0);
        CHECK_CALL(BLUR_ERROR_ARGUMENT, src[i].channels = dst[i].channels = 5);
        CHECK_CALL(BLUR_ERROR_ARGUMENT, src[i].channels = dst[i].channels = -3);
        CHECK_CALL(BLUR_ERROR_ARGUMENT, dst[i].width++);
        CHECK_CALL(BLUR_ERROR_ARGUMENT, src[i].height++);
        CHECK_CALL(BLUR_ERROR_ARGUMENT, dst[i].channels = dst[i].channels % 4 + 1);
        CHECK_CALL(BLUR_ERROR_LIMIT, (src[i] = (Image){INT32_MAX, INT32_MAX, 4, src[i].data},
                                      dst[i] = (Image){INT32_MAX, INT32_MAX, 4, dst[i].data}));
    }
    CHECK_CALL(BLUR_ERROR_LIMIT, dst[1].data = (uint8_t *)UINTPTR_MAX - 5);
    CHECK_CALL(BLUR_ERROR_LIMIT, src[1].data = (uint8_t *)UINTPTR_MAX - 5);
}

static void test_null_arrays(void **state)
{
    uint8_t sample = 3;
    Image image = {1, 1, 1, &sample};
    (void)state;
    assert_int_equal(blur_gaussian_many(NULL, 1, NULL, &image), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_gaussian_many(NULL, 1, &image, NULL), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_gaussian_many(NULL, SIZE_MAX, NULL, NULL), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_gaussian_many(NULL, SIZE_MAX, &image, &image), BLUR_ERROR_MEMORY);
    assert_int_equal(sample, 3);
}

static void test_first_error_counts(void **state)
{
    (void)state;
    CHECK_CALL(BLUR_ERROR_LIMIT,
               (src[1] = (Image){INT32_MAX, INT32_MAX, 4, src[1].data},
                dst[1] = (Image){INT32_MAX, INT32_MAX, 4, dst[1].data}, src[3].data = NULL));
    CHECK_CALL(BLUR_ERROR_ARGUMENT,
               (src[3] = (Image){INT32_MAX, INT32_MAX, 4, src[3].data},
                dst[3] = (Image){INT32_MAX, INT32_MAX, 4, dst[3].data}, src[1].data = NULL));
}

/* The second shape is too small for the method; by then the plan of the first is made. */
static void test_refused_plan(void **state)
{
    static const Image shapes[] = {{300, 200, 1, NULL}, {1, 1, 1, NULL}};
    blur_options options = batch_options(101);
    struct batch batch = batch_make(shapes, 2, 20, false, &options);
    struct seen seen = {0};
    (void)state;
    options.method = BLUR_METHOD_MULTIRATE;
    for (options.threads = 1; options.threads <= 4; options.threads++) {
        assert_int_equal(blur_gaussian_many(&options, 1, batch.src, batch.dst), BLUR_OK);
        batch_fill(&batch, 0);
        assert_int_equal(blur_gaussian_many(&options, 20, batch.src, batch.dst),
                         BLUR_ERROR_UNSUPPORTED);
        batch_check_untouched(&batch);
    }
    /* By then progress has begun. */
    options.threads = 1;
    options = watch_options(options, &seen);
    assert_int_equal(blur_gaussian_many(&options, 1, batch.src + 1, batch.dst + 1),
                     BLUR_ERROR_UNSUPPORTED);
    assert_int_equal(seen.calls, 1);
    batch_check_untouched(&batch);
    batch_free(&batch);
}

/* Images of 4 x 5 samples at these places of a buffer: two pairs, and BLUR_OK where they may lie
 * there. Otherwise nothing is written. */
static int blur_at(size_t src0, size_t dst0, size_t src1, size_t dst1)
{
    uint8_t memory[200], before[200];
    Image src[] = {{4, 5, 1, memory + src0}, {4, 5, 1, memory + src1}};
    Image dst[] = {{4, 5, 1, memory + dst0}, {4, 5, 1, memory + dst1}};
    oracle_noise(memory, sizeof memory, 1);
    memcpy(before, memory, sizeof memory);
    int status = blur_gaussian_many(NULL, 2, src, dst);
    if (status == BLUR_OK)
        assert_memory_not_equal(memory, before, sizeof memory);
    else
        assert_memory_equal(memory, before, sizeof memory);
    return status;
}

static void test_overlaps(void **state)
{
    (void)state;
    assert_int_equal(blur_at(0, 20, 40, 60), BLUR_OK);
    assert_int_equal(blur_at(60, 40, 20, 0), BLUR_OK);
    assert_int_equal(blur_at(0, 0, 20, 20), BLUR_OK);
    assert_int_equal(blur_at(0, 20, 0, 40), BLUR_OK);   /* the same source twice */
    assert_int_equal(blur_at(0, 40, 19, 100), BLUR_OK); /* sources overlap */
    assert_int_equal(blur_at(30, 50, 11, 100), BLUR_OK);
    assert_int_equal(blur_at(0, 19, 100, 120), BLUR_ERROR_ARGUMENT); /* own source */
    assert_int_equal(blur_at(19, 0, 100, 120), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_at(0, 50, 100, 50), BLUR_ERROR_ARGUMENT); /* the same result twice */
    assert_int_equal(blur_at(0, 50, 100, 69), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_at(0, 69, 100, 50), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_at(0, 0, 0, 0), BLUR_ERROR_ARGUMENT); /* the same image twice */
    assert_int_equal(blur_at(0, 0, 0, 50), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_at(0, 50, 0, 0), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_at(0, 50, 50, 100), BLUR_ERROR_ARGUMENT); /* a chain */
    assert_int_equal(blur_at(0, 50, 69, 100), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_at(0, 50, 31, 100), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_at(0, 20, 19, 60), BLUR_ERROR_ARGUMENT);
}

/* A long source behind which a short one, inside it, must not hide a result that overlaps it. */
static void test_nested_overlaps(void **state)
{
    static uint8_t memory[1000];
    Image src[] = {{10, 50, 1, memory}, {2, 2, 1, memory + 10}, {2, 2, 1, memory + 700}};
    Image dst[] = {{10, 20, 1, NULL}, {2, 2, 1, memory + 710}, {2, 2, 1, memory + 499}};
    Image other = {10, 50, 1, oracle_memory(500)};
    (void)state;
    dst[0] = other;
    assert_int_equal(blur_gaussian_many(NULL, 3, src, dst), BLUR_ERROR_ARGUMENT);
    dst[2].data = memory + 500;
    assert_int_equal(blur_gaussian_many(NULL, 3, src, dst), BLUR_OK);
    free(other.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mixed_shapes),       cmocka_unit_test(test_shapes_alike),
        cmocka_unit_test(test_other_options),      cmocka_unit_test(test_counts),
        cmocka_unit_test(test_no_images),          cmocka_unit_test(test_huge_images),
        cmocka_unit_test(test_one_array),          cmocka_unit_test(test_bad_options),
        cmocka_unit_test(test_bad_images),         cmocka_unit_test(test_null_arrays),
        cmocka_unit_test(test_first_error_counts), cmocka_unit_test(test_refused_plan),
        cmocka_unit_test(test_overlaps),           cmocka_unit_test(test_nested_overlaps),
    };
    return cmocka_run_group_tests_name("many", tests, NULL, NULL);
}
