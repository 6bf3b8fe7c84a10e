/* SPDX-License-Identifier: MIT
 * blur_gaussian_many() against blur_gaussian() on each image; what it refuses, and that it then
 * writes nothing; progress, and cancelling. */
#define _GNU_SOURCE 1 /* pthread_setattr_default_np */
#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "blur.h"
#include "oracle.h"

enum { untouched = 0xa5 };

/* Sources of noise, what blur_gaussian() makes of them, and places for the results: the sources
 * themselves where it is done in place. */
struct batch {
    size_t count;
    bool in_place;
    Image *src, *dst;
    uint8_t **expected;
};

static size_t bytes_of(const Image *image)
{
    return (size_t)image->width * (size_t)image->height * (size_t)image->channels;
}

/* The noise of source i, or what else stands in dst before the call. */
static void fill(const struct batch *batch, size_t i)
{
    oracle_noise(batch->src[i].data, bytes_of(&batch->src[i]), (uint32_t)i);
    if (!batch->in_place)
        memset(batch->dst[i].data, untouched, bytes_of(&batch->dst[i]));
}

static int blur_one(const blur_options *options, const Image *src, uint8_t *dst)
{
    ptrdiff_t stride = (ptrdiff_t)src->width * src->channels;
    return blur_gaussian(options, BLUR_UINT8, (size_t)src->width, (size_t)src->height,
                         src->channels, src->data, stride, dst, stride);
}

/* Of count images; their shapes are these, by turns. */
static struct batch make_batch(const Image *shapes, size_t shape_count, size_t count, bool in_place,
                               const blur_options *options)
{
    struct batch batch = {.count = count, .in_place = in_place};
    batch.src = oracle_memory(count * sizeof *batch.src);
    batch.dst = oracle_memory(count * sizeof *batch.dst);
    batch.expected = oracle_memory(count * sizeof *batch.expected);
    for (size_t i = 0; i < count; i++) {
        batch.src[i] = batch.dst[i] = shapes[i % shape_count];
        batch.src[i].data = oracle_memory(bytes_of(&batch.src[i]));
        batch.dst[i].data = in_place ? batch.src[i].data : oracle_memory(bytes_of(&batch.dst[i]));
        batch.expected[i] = oracle_memory(bytes_of(&batch.src[i]));
        fill(&batch, i);
        assert_int_equal(blur_one(options, &batch.src[i], batch.expected[i]), BLUR_OK);
    }
    return batch;
}

static void free_batch(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        free(batch->src[i].data);
        if (!batch->in_place)
            free(batch->dst[i].data);
        free(batch->expected[i]);
    }
    free(batch->src);
    free(batch->dst);
    free(batch->expected);
}

static void check_results(const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        assert_memory_equal(batch->dst[i].data, batch->expected[i], bytes_of(&batch->dst[i]));
}

static void check_untouched(const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        size_t bytes = bytes_of(&batch->src[i]);
        uint8_t *before = oracle_memory(bytes);
        oracle_noise(before, bytes, (uint32_t)i);
        assert_memory_equal(batch->src[i].data, before, bytes);
        memset(before, untouched, bytes);
        if (!batch->in_place)
            assert_memory_equal(batch->dst[i].data, before, bytes);
        free(before);
    }
}

/* Blurs anew on so many threads. */
static void check_batch(const struct batch *batch, const blur_options *options, int threads)
{
    blur_options with = *options;
    with.threads = threads;
    for (size_t i = 0; i < batch->count; i++)
        fill(batch, i);
    assert_int_equal(blur_gaussian_many(&with, batch->count, batch->src, batch->dst), BLUR_OK);
    check_results(batch);
}

struct seen {
    pthread_t caller;
    size_t calls, calls_at_end, last, all, cancel_at; /* cancel_at: rows, and 1 more */
    const struct batch *nested;
    size_t most_threads;
};

static size_t threads_now(void)
{
    DIR *folder = opendir("/proc/self/task");
    size_t count = 0;
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count;
}

static int watch(size_t rows_done, size_t rows_all, void *data)
{
    struct seen *seen = data;
    size_t threads = threads_now();
    assert_true(pthread_equal(seen->caller, pthread_self()));
    assert_true(rows_done >= seen->last && rows_done <= rows_all);
    assert_true(seen->calls > 0 || rows_done == 0);
    if (seen->nested && seen->calls == 1)
        check_batch(seen->nested, &(blur_options){.size = sizeof(blur_options)}, 2);
    seen->most_threads = threads > seen->most_threads ? threads : seen->most_threads;
    seen->calls++;
    seen->calls_at_end += rows_done == rows_all;
    seen->last = rows_done;
    seen->all = rows_all;
    return seen->cancel_at && rows_done + 1 >= seen->cancel_at;
}

/* ---- Results ----------------------------------------------------------------------------- */

static const Image mixed[] = {{1, 1, 1, NULL},   {64, 64, 3, NULL}, {300, 200, 4, NULL},
                              {7, 50, 1, NULL},  {64, 64, 3, NULL}, {50, 7, 1, NULL},
                              {64, 48, 4, NULL}, {1, 90, 2, NULL},  {500, 400, 3, NULL}};
enum { mixed_count = sizeof mixed / sizeof *mixed };

static blur_options options_of(int kernel_size)
{
    return (blur_options){
        .size = sizeof(blur_options), .given = BLUR_GIVEN_KERNEL_SIZE, .kernel_size = kernel_size};
}

static void test_mixed_shapes(void **state)
{
    static const int kernels[] = {1, 5, 31, 201};
    unsigned turn = 0;
    (void)state;
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++)
        for (int border = 0; border <= BLUR_BORDER_CONSTANT; border++, turn++) {
            blur_options options = options_of(kernels[k]);
            options.border = border;
            options.border_color[0] = 77;
            options.accuracy = turn % 3 == 0;
            struct batch batch =
                make_batch(mixed, mixed_count, 2 * mixed_count, turn % 2, &options);
            for (int threads = 0; threads <= 8; threads += turn % 4 ? 4 : 1)
                check_batch(&batch, &options, threads);
            free_batch(&batch);
        }
}

/* Shapes that differ in one size only are neighbours by bytes; the kernels, larger than the images,
 * differ with each size. */
static void test_shapes_alike(void **state)
{
    static const Image shapes[] = {{20, 30, 1, NULL}, {20, 31, 1, NULL}, {21, 30, 1, NULL},
                                   {21, 31, 1, NULL}, {22, 31, 1, NULL}, {22, 31, 2, NULL},
                                   {31, 22, 2, NULL}, {22, 31, 3, NULL}, {22, 31, 4, NULL}};
    blur_options options = options_of(101);
    struct batch batch = make_batch(shapes, 9, 27, true, &options);
    (void)state;
    for (int threads = 1; threads <= 8; threads++)
        check_batch(&batch, &options, threads);
    free_batch(&batch);
}

static void test_other_options(void **state)
{
    blur_options options = {.size = sizeof options,
                            .given = BLUR_GIVEN_SIGMA,
                            .sigma = 2.5,
                            .method = BLUR_METHOD_DIRECT,
                            .variant = BLUR_VARIANT_PLAIN};
    (void)state;
    struct batch batch = make_batch(mixed, mixed_count, mixed_count, false, &options);
    check_batch(&batch, &options, 3);
    free_batch(&batch);
    batch = make_batch(mixed, mixed_count, mixed_count, false, NULL);
    assert_int_equal(blur_gaussian_many(NULL, batch.count, batch.src, batch.dst), BLUR_OK);
    check_results(&batch);
    free_batch(&batch);
}

static void test_counts(void **state)
{
    static const size_t counts[] = {1, 2, 300};
    static const Image tiny = {9, 4, 3, NULL};
    blur_options options = options_of(5);
    (void)state;
    for (size_t i = 0; i < 3; i++)
        for (int in_place = 0; in_place < 2; in_place++) {
            struct batch batch = make_batch(&tiny, 1, counts[i], in_place, &options);
            check_batch(&batch, &options, 2);
            free_batch(&batch);
        }
}

static void test_no_images(void **state)
{
    Image image = {1, 1, 1, NULL};
    blur_options options = options_of(4);
    (void)state;
    assert_int_equal(blur_gaussian_many(NULL, 0, NULL, NULL), BLUR_OK);
    assert_int_equal(blur_gaussian_many(NULL, 0, &image, &image), BLUR_OK);
    assert_int_equal(blur_gaussian_many(&options, 0, NULL, NULL), BLUR_ERROR_ARGUMENT);
}

/* The huge one by bands, the others spread; and several huge ones, more or fewer than threads. */
static void test_huge_images(void **state)
{
    Image shapes[40];
    blur_options options = options_of(31);
    (void)state;
    for (size_t huge = 1; huge <= 5; huge += 2)
        for (int in_place = 0; in_place < 2; in_place++) {
            for (size_t i = 0; i < 40; i++)
                shapes[i] = i >= 30 && i < 30 + huge ? (Image){1200, 900, 3, NULL}
                                                     : (Image){20, 30, 3, NULL};
            struct batch batch = make_batch(shapes, 40, 40, in_place, &options);
            for (int threads = 1; threads <= 8; threads++)
                check_batch(&batch, &options, threads);
            free_batch(&batch);
        }
}

static void test_one_array(void **state)
{
    blur_options options = options_of(9);
    struct batch batch = make_batch(mixed, mixed_count, 50, true, &options);
    (void)state;
    assert_int_equal(blur_gaussian_many(&options, 50, batch.src, batch.src), BLUR_OK);
    check_results(&batch);
    free_batch(&batch);
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
        blur_options options = options_of(5);                                                      \
        struct batch batch = make_batch(mixed, mixed_count, few, false, &options);                 \
        Image src[few], dst[few];                                                                  \
        memcpy(src, batch.src, sizeof src);                                                        \
        memcpy(dst, batch.dst, sizeof dst);                                                        \
        options.progress = (expected_status) == BLUR_OK ? NULL : must_not_be_called;               \
        assignment;                                                                                \
        assert_int_equal(blur_gaussian_many(&options, few, src, dst), expected_status);            \
        if ((expected_status) == BLUR_OK)                                                          \
            check_results(&batch);                                                                 \
        else                                                                                       \
            check_untouched(&batch);                                                               \
        free_batch(&batch);                                                                        \
    } while (0)

static void test_bad_options(void **state)
{
    (void)state;
    CHECK_CALL(BLUR_OK, (void)0);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, options.size = 4);
    CHECK_CALL(BLUR_ERROR_ARGUMENT, options.given = 8);
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
    blur_options options = options_of(101);
    struct batch batch = make_batch(shapes, 2, 20, false, &options);
    struct seen seen = {.caller = pthread_self()};
    (void)state;
    options.method = BLUR_METHOD_MULTIRATE;
    for (options.threads = 1; options.threads <= 4; options.threads++) {
        assert_int_equal(blur_gaussian_many(&options, 1, batch.src, batch.dst), BLUR_OK);
        fill(&batch, 0);
        assert_int_equal(blur_gaussian_many(&options, 20, batch.src, batch.dst),
                         BLUR_ERROR_UNSUPPORTED);
        check_untouched(&batch);
    }
    /* By then progress has begun. */
    options.threads = 1;
    options.progress = watch;
    options.progress_data = &seen;
    assert_int_equal(blur_gaussian_many(&options, 1, batch.src + 1, batch.dst + 1),
                     BLUR_ERROR_UNSUPPORTED);
    assert_int_equal(seen.calls, 1);
    check_untouched(&batch);
    free_batch(&batch);
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

/* ---- Progress ------------------------------------------------------------------------------ */

static int blur_watched(const struct batch *batch, blur_options options, int threads,
                        struct seen *seen)
{
    seen->caller = pthread_self();
    options.threads = threads;
    options.progress = watch;
    options.progress_data = seen;
    for (size_t i = 0; i < batch->count; i++)
        fill(batch, i);
    return blur_gaussian_many(&options, batch->count, batch->src, batch->dst);
}

static void test_progress(void **state)
{
    const Image shapes[] = {{64, 64, 3, NULL}, {30, 20, 1, NULL}, {900, 1000, 3, NULL}};
    blur_options options = options_of(31);
    struct batch batch = make_batch(shapes, 3, 12, false, &options);
    size_t before = threads_now();
    (void)state;
    for (int threads = 1; threads <= 8; threads++) {
        struct seen seen = {0};
        assert_int_equal(blur_watched(&batch, options, threads, &seen), BLUR_OK);
        assert_int_equal(seen.all, 4 * (64 + 20 + 1000));
        assert_int_equal(seen.last, seen.all);
        assert_int_equal(seen.calls_at_end, 1);
        assert_true(seen.calls >= (threads == 1 ? 100 : 2));
        assert_in_range(seen.most_threads, before, before + (size_t)threads - 1);
        check_results(&batch);
    }
    free_batch(&batch);
}

static void test_progress_within_one_image(void **state)
{
    const Image shape = {900, 1000, 3, NULL};
    blur_options options = options_of(31);
    struct batch batch = make_batch(&shape, 1, 1, false, &options);
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        struct seen seen = {0}, stopping = {.cancel_at = 100};
        assert_int_equal(blur_watched(&batch, options, threads, &seen), BLUR_OK);
        assert_true(seen.calls > 5 && seen.last == 1000);
        assert_int_equal(blur_watched(&batch, options, threads, &stopping), BLUR_ERROR_CANCELLED);
        assert_in_range(stopping.last, 99, 999);
        for (size_t i = 0; threads == 1 && i < 2700; i++)
            assert_int_equal(batch.dst->data[200 * 2700 + i], untouched);
    }
    free_batch(&batch);
}

static void test_no_progress_without_images(void **state)
{
    struct seen seen = {0};
    struct batch batch = {.count = 0};
    (void)state;
    assert_int_equal(blur_watched(&batch, options_of(5), 2, &seen), BLUR_OK);
    assert_int_equal(seen.calls, 0);
}

static void test_cancelled_at_once(void **state)
{
    blur_options options = options_of(31);
    struct batch batch = make_batch(mixed, mixed_count, 40, false, &options);
    (void)state;
    for (int threads = 1; threads <= 8; threads++) {
        struct seen seen = {.cancel_at = 1};
        assert_int_equal(blur_watched(&batch, options, threads, &seen), BLUR_ERROR_CANCELLED);
        assert_int_equal(seen.calls, 1);
        assert_int_equal(seen.last, 0);
        check_untouched(&batch);
    }
    free_batch(&batch);
}

/* After the answer there are no more questions, and on one thread no more images. */
static void test_cancelled_in_the_middle(void **state)
{
    const Image shape = {100, 10, 3, NULL};
    blur_options options = options_of(9);
    struct batch batch = make_batch(&shape, 1, 300, false, &options);
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
    check_results(&batch);
    free_batch(&batch);
}

/* While the huge image is not done, the others are not begun. */
static int watch_the_huge_one(size_t rows_done, size_t rows_all, void *data)
{
    const struct batch *batch = data;
    (void)rows_all;
    for (size_t i = 0; rows_done < 1000 && i + 1 < batch->count; i++)
        assert_int_equal(batch->dst[i].data[0], untouched);
    return 0;
}

static void test_huge_image_comes_first(void **state)
{
    const Image shapes[] = {{1500, 9, 3, NULL}, {20, 60, 3, NULL}, {1200, 1000, 3, NULL}};
    blur_options options = options_of(31);
    struct batch batch = make_batch(shapes, 3, 3, false, &options);
    (void)state;
    options.progress = watch_the_huge_one;
    options.progress_data = &batch;
    for (int threads = 1; threads <= 4; threads++)
        check_batch(&batch, &options, threads);
    free_batch(&batch);
}

/* No lock is held: the function may be called from within itself. */
static void test_nested_call(void **state)
{
    blur_options options = options_of(5);
    struct batch outer = make_batch(mixed, mixed_count, 40, true, &options);
    struct batch inner = make_batch(mixed, mixed_count, 20, false, &options);
    struct seen seen = {.nested = &inner};
    (void)state;
    assert_int_equal(blur_watched(&outer, options, 4, &seen), BLUR_OK);
    check_results(&outer);
    assert_true(seen.calls > 2);
    free_batch(&outer);
    free_batch(&inner);
}

/* ---- Threads ------------------------------------------------------------------------------- */

static pthread_t signals_belong_to;
static atomic_int signals_astray;

static void take_signal(int number)
{
    (void)number;
    if (!pthread_equal(pthread_self(), signals_belong_to))
        signals_astray++;
}

/* Signals that the caller does not take for a while wait for it. */
static int send_signal(size_t rows_done, size_t rows_all, void *data)
{
    sigset_t mine, before;
    (void)rows_all;
    sigemptyset(&mine);
    sigaddset(&mine, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &mine, &before);
    kill(getpid(), SIGUSR1);
    usleep(100);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    *(int *)data += rows_done > 0;
    return 0;
}

static void test_signals_are_the_callers(void **state)
{
    const Image shape = {300, 300, 3, NULL};
    int sent = 0;
    blur_options options = options_of(9);
    struct batch batch = make_batch(&shape, 1, 60, true, &options);
    struct sigaction action = {.sa_handler = take_signal}, before;
    (void)state;
    signals_belong_to = pthread_self();
    options.progress = send_signal;
    options.progress_data = &sent;
    sigaction(SIGUSR1, &action, &before);
    check_batch(&batch, &options, 4);
    sigaction(SIGUSR1, &before, NULL);
    assert_true(sent > 0);
    assert_int_equal(signals_astray, 0);
    free_batch(&batch);
}

#ifdef __GLIBC__
static void *do_nothing(void *nothing)
{
    return nothing;
}

/* Threads with a stack larger than memory cannot be started. */
static void test_without_threads(void **state)
{
    pthread_attr_t normal, impossible;
    blur_options options = options_of(101);
    struct batch batch = make_batch(mixed, mixed_count, 50, true, &options);
    (void)state;
    pthread_getattr_default_np(&normal);
    pthread_attr_init(&impossible);
    pthread_attr_setstacksize(&impossible, (size_t)1 << (sizeof(size_t) * 8 - 2));
    assert_int_equal(pthread_setattr_default_np(&impossible), 0);
    pthread_t thread;
    assert_int_not_equal(pthread_create(&thread, NULL, do_nothing, NULL), 0);
    check_batch(&batch, &options, 4);
    pthread_setattr_default_np(&normal);
    free_batch(&batch);
}
#endif

/* ---- Memory -------------------------------------------------------------------------------- */

/* Takes the place of the C library's: after so many calls there is no memory, but for a negative
 * number of them. */
static atomic_int allocations_left = -1;

void *aligned_alloc(size_t alignment, size_t size)
{
    void *memory;
    int left = atomic_load(&allocations_left);
    while (left > 0 && !atomic_compare_exchange_weak(&allocations_left, &left, left - 1))
        continue;
    if (left == 0)
        return NULL;
    return posix_memalign(&memory, alignment, size) == 0 ? memory : NULL;
}

static void test_without_memory(void **state)
{
    static const Image shapes[] = {{20, 30, 3, NULL}, {9, 9, 1, NULL}, {300, 200, 3, NULL}};
    blur_options options = options_of(9);
    struct batch batch = make_batch(shapes, 3, 20, false, &options);
    (void)state;
    for (options.threads = 1; options.threads <= 4; options.threads += 3) {
        int allocations = 0, status;
        do {
            for (size_t i = 0; i < batch.count; i++)
                fill(&batch, i);
            allocations_left = allocations++;
            status = blur_gaussian_many(&options, batch.count, batch.src, batch.dst);
            allocations_left = -1;
            assert_true(status == BLUR_OK || status == BLUR_ERROR_MEMORY);
            if (allocations == 1)
                check_untouched(&batch);
        } while (status != BLUR_OK);
        assert_true(allocations > 20);
        check_results(&batch);
    }
    free_batch(&batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mixed_shapes),
        cmocka_unit_test(test_shapes_alike),
        cmocka_unit_test(test_other_options),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_no_images),
        cmocka_unit_test(test_huge_images),
        cmocka_unit_test(test_one_array),
        cmocka_unit_test(test_bad_options),
        cmocka_unit_test(test_bad_images),
        cmocka_unit_test(test_null_arrays),
        cmocka_unit_test(test_first_error_counts),
        cmocka_unit_test(test_refused_plan),
        cmocka_unit_test(test_overlaps),
        cmocka_unit_test(test_nested_overlaps),
        cmocka_unit_test(test_progress),
        cmocka_unit_test(test_progress_within_one_image),
        cmocka_unit_test(test_no_progress_without_images),
        cmocka_unit_test(test_cancelled_at_once),
        cmocka_unit_test(test_cancelled_in_the_middle),
        cmocka_unit_test(test_huge_image_comes_first),
        cmocka_unit_test(test_nested_call),
        cmocka_unit_test(test_signals_are_the_callers),
        cmocka_unit_test(test_without_memory),
#ifdef __GLIBC__
        cmocka_unit_test(test_without_threads),
#endif
    };
    return cmocka_run_group_tests_name("many", tests, NULL, NULL);
}
