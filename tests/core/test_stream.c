/* SPDX-License-Identifier: MIT
 * The same bytes, however a plan is run: by any variant, on any number of threads, in place,
 * several times and at once, and row by row. Rows lie between pages that cannot be touched. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "oracle.h"

/* A kernel for each of oracle_ways that its method can do. */
static const struct kernel {
    int size;
    double sigma;
} kernels[oracle_way_count] = {{9, 1.7},    {45, 6.3}, {65, 9},  {65, 9},
                               {101, 14.5}, {181, 25}, {45, 15}, {401, 57}};

static struct oracle_trial trial_of(size_t way, size_t width, size_t height, int channels,
                                    int border)
{
    return (struct oracle_trial){.width = width,
                                 .height = height,
                                 .channels = channels,
                                 .kernel_size = kernels[way].size,
                                 .sigma = kernels[way].sigma,
                                 .border = border,
                                 .threads = 1,
                                 .way = oracle_ways[way]};
}

static uint8_t *noise(const struct oracle_trial *trial)
{
    size_t count = trial->width * trial->height * (size_t)trial->channels;
    uint8_t *image = oracle_memory(count);
    oracle_noise(image, count, (uint32_t)(count + trial->width));
    return image;
}

static void check_same(const struct oracle_trial *trial, const uint8_t *result,
                       const uint8_t *expected)
{
    size_t row = trial->width * (size_t)trial->channels;
    for (size_t i = 0; i < row * trial->height; i++)
        if (result[i] != expected[i])
            fail_msg("%s: row %zu, sample %zu: %d, not %d", oracle_text(trial), i / row, i % row,
                     result[i], expected[i]);
}

/* ---- Variants ----------------------------------------------------------------------------- */

static uint8_t *run_guarded(const blur_plan *plan, const struct oracle_trial *trial,
                            struct oracle_guarded images[2], unsigned how, const uint8_t *image)
{
    struct oracle_guarded *out = &images[how / 4 % 2];
    oracle_place(&images[0], trial, how, image);
    if (out != &images[0])
        oracle_place(out, trial, how / 8, NULL);
    assert_int_equal(blur_plan_run(plan, images[0].top, images[0].stride, out->top, out->stride),
                     BLUR_OK);
    uint8_t *result = oracle_take(out);
    assert_non_null(result);
    return result;
}

/* Counts the variants that the CPU has, for a plan that there must be. */
static int check_variants(struct oracle_trial *trial, struct oracle_guarded images[2], unsigned how)
{
    int count = 0;
    uint8_t *image = noise(trial), *expected = NULL;
    for (trial->variant = BLUR_VARIANT_PLAIN; trial->variant <= BLUR_VARIANT_AVX512;
         trial->variant++) {
        blur_plan *plan = oracle_plan(trial);
        if (!plan)
            continue;
        blur_plan_info info = {.size = sizeof info};
        assert_int_equal(blur_plan_describe(plan, &info), BLUR_OK);
        assert_int_equal(info.variant, trial->variant);
        uint8_t *result = run_guarded(plan, trial, images, how, image);
        if (!expected)
            expected = oracle_run(plan, trial, image);
        check_same(trial, result, expected);
        count++;
        free(result);
        blur_plan_free(plan);
    }
    free(expected);
    free(image);
    return count;
}

/* Widths past several blocks of vectors, each with all of: place of rows, order, in place or not.
 */
static void test_variants(void **state)
{
    struct oracle_guarded images[2] = {oracle_guarded(), oracle_guarded()};
    int plans = 0, runs = 0;
    unsigned turn = 0;
    (void)state;
    for (size_t way = 0; way < oracle_way_count; way++)
        for (int channels = 1; channels <= 4; channels++)
            for (size_t width = 1; width * (size_t)channels <= 320; width++, turn++) {
                int border = (int)((width + width / 6) % 6);
                struct oracle_trial trial =
                    trial_of(way, width, 1 + turn * 7 % 37, channels, border);
                if (way == 0)
                    trial.kernel_size = (int)(turn % 11) * 2 + 1;
                int count = check_variants(&trial, images, turn * 5 + turn / 16);
                plans += count > 0;
                runs += count;
            }
    print_message("%d plans, %d runs\n", plans, runs);
    assert_true(plans > 3000);
    oracle_unguard(&images[0]);
    oracle_unguard(&images[1]);
}

/* ---- Threads ------------------------------------------------------------------------------- */

static int threads_of(const struct oracle_trial *trial)
{
    blur_plan_info info = {.size = sizeof info};
    blur_plan *plan = oracle_plan(trial);
    assert_non_null(plan);
    assert_int_equal(blur_plan_describe(plan, &info), BLUR_OK);
    blur_plan_free(plan);
    return info.threads;
}

/* Large enough for four threads; the variant that is slow is so sooner. */
static struct oracle_trial large_trial(size_t way, int border)
{
    struct oracle_trial trial = trial_of(way, 203, 301, 3, border);
    trial.variant = BLUR_VARIANT_PLAIN;
    for (trial.threads = 4; threads_of(&trial) < 4; trial.height += trial.height / 3)
        assert_true(trial.height < 100000);
    return trial;
}

static void check_threads(struct oracle_trial trial, const uint8_t *image, const uint8_t *expected)
{
    size_t row = trial.width * (size_t)trial.channels;
    static const int threads[] = {2, 3, 4, 64, 0};
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        trial.threads = threads[i];
        blur_plan *plan = oracle_plan(&trial);
        uint8_t *result = oracle_run(plan, &trial, image);
        check_same(&trial, result, expected);
        memcpy(result, image, row * trial.height);
        assert_int_equal(blur_plan_run(plan, result, (ptrdiff_t)row, result, (ptrdiff_t)row),
                         BLUR_OK);
        check_same(&trial, result, expected);
        free(result);
        blur_plan_free(plan);
    }
}

static void test_threads(void **state)
{
    (void)state;
    for (size_t way = 0; way < oracle_way_count; way++)
        for (int border = (int)way % 2; border <= BLUR_BORDER_CONSTANT; border += 2) {
            struct oracle_trial trial = large_trial(way, border);
            uint8_t *image = noise(&trial);
            trial.threads = 1;
            blur_plan *plan = oracle_plan(&trial);
            uint8_t *expected = oracle_run(plan, &trial, image);
            check_threads(trial, image, expected);
            free(expected);
            free(image);
            blur_plan_free(plan);
        }
}

/* A plan, what it makes of an image on one thread, and how often it makes something else. */
struct use {
    struct oracle_trial trial;
    blur_plan *plan;
    uint8_t *image, *expected;
};

static struct use make_use(size_t way)
{
    struct use use = {.trial = large_trial(way, BLUR_BORDER_RENORMALIZE)};
    use.image = noise(&use.trial);
    use.trial.threads = 1;
    blur_plan *plan = oracle_plan(&use.trial);
    use.expected = oracle_run(plan, &use.trial, use.image);
    blur_plan_free(plan);
    use.trial.threads = 4;
    use.plan = oracle_plan(&use.trial);
    return use;
}

static void free_use(struct use *use)
{
    blur_plan_free(use->plan);
    free(use->expected);
    free(use->image);
}

/* Not NULL: a result was another one. */
static void *use_again(void *data)
{
    const struct use *use = data;
    size_t count = use->trial.width * use->trial.height * (size_t)use->trial.channels, wrong = 0;
    for (int i = 0; i < 3; i++) {
        uint8_t *result = oracle_run(use->plan, &use->trial, use->image);
        wrong += memcmp(result, use->expected, count) != 0;
        free(result);
    }
    return wrong ? data : NULL;
}

static void test_one_plan_in_several_threads(void **state)
{
    (void)state;
    for (size_t way = 0; way < oracle_way_count; way += 2) {
        struct use use = make_use(way);
        pthread_t threads[3];
        void *wrong;
        for (size_t i = 0; i < 3; i++)
            assert_int_equal(pthread_create(&threads[i], NULL, use_again, &use), 0);
        assert_null(use_again(&use));
        for (size_t i = 0; i < 3; i++) {
            assert_int_equal(pthread_join(threads[i], &wrong), 0);
            assert_null(wrong);
        }
        free_use(&use);
    }
}

/* Runs in a child, which is killed where it hangs; its exit status. */
static int in_child(int (*run)(struct use *use), struct use *use)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        alarm(30);
        _exit(run(use));
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int use_in_child(struct use *use)
{
    return use_again(use) != NULL;
}

static void test_after_fork(void **state)
{
    struct use use = make_use(3);
    (void)state;
    assert_null(use_again(&use));
    assert_int_equal(in_child(use_in_child, &use), 0);
    free_use(&use);
}

/* No new processes, nor threads, for another user than root: 77 where that is not to be had. */
static int use_without_threads(struct use *use)
{
    const struct rlimit none = {0, 0};
    pthread_t thread;
    if (setrlimit(RLIMIT_NPROC, &none) != 0 || (getuid() == 0 && setuid(65534) != 0) ||
        pthread_create(&thread, NULL, use_again, use) == 0)
        return 77;
    return use_again(use) != NULL;
}

static void test_where_no_thread_starts(void **state)
{
    struct use use = make_use(3);
    (void)state;
    int status = in_child(use_without_threads, &use);
    free_use(&use);
    if (status == 77)
        skip();
    assert_int_equal(status, 0);
}

/* ---- Rows in, rows out ---------------------------------------------------------------------- */

/* Pulls what can be pulled; returns how many rows have been in all. */
static size_t pull_rows(blur_stream *stream, struct oracle_guarded *row, uint8_t *result,
                        size_t pulled, int status_of_push)
{
    while (blur_stream_rows(stream) > 0) {
        assert_int_equal(blur_stream_push(stream, row->top), status_of_push);
        assert_int_equal(blur_stream_pull(stream, row->top), BLUR_OK);
        memcpy(result + pulled++ * row->row, row->top, row->row);
    }
    assert_int_equal(blur_stream_pull(stream, row->top), BLUR_ERROR_ARGUMENT);
    return pulled;
}

static void run_stream(const blur_plan *plan, struct oracle_guarded *row, size_t height,
                       const uint8_t *image, uint8_t *result)
{
    blur_stream *stream;
    size_t pulled = 0;
    assert_int_equal(blur_stream_open(plan, &stream), BLUR_OK);
    for (size_t y = 0; y < height; y++) {
        pulled = pull_rows(stream, row, result, pulled, BLUR_ERROR_LIMIT);
        assert_true(pulled <= y);
        memcpy(row->top, image + y * row->row, row->row);
        assert_int_equal(blur_stream_push(stream, row->top), BLUR_OK);
        memset(row->top, 99, row->row);
    }
    assert_int_equal(blur_stream_push(stream, row->top), BLUR_ERROR_ARGUMENT);
    assert_int_equal(pull_rows(stream, row, result, pulled, BLUR_ERROR_ARGUMENT), height);
    assert_int_equal(blur_stream_push(stream, row->top), BLUR_ERROR_ARGUMENT);
    blur_stream_close(stream);
}

/* In both places of a row in its page. */
static bool check_stream(const struct oracle_trial *trial, struct oracle_guarded *row)
{
    blur_plan *plan = oracle_plan(trial);
    if (!plan)
        return false;
    uint8_t *image = noise(trial), *expected = oracle_run(plan, trial, image);
    uint8_t *result = oracle_memory(trial->width * trial->height * (size_t)trial->channels);
    struct oracle_trial one = *trial;
    one.height = 1;
    for (unsigned how = 0; how < 2; how++) {
        oracle_place(row, &one, how, NULL);
        run_stream(plan, row, trial->height, image, result);
        check_same(trial, result, expected);
    }
    free(result);
    free(expected);
    free(image);
    blur_plan_free(plan);
    return true;
}

/* Heights less than a kernel, and ones by which the rows that a stream holds go round. */
static void test_streams(void **state)
{
    static const size_t heights[] = {1, 2, 3, 7, 16, 40, 97, 230, 511, 1100};
    struct oracle_guarded row = oracle_guarded();
    int checked = 0;
    (void)state;
    for (size_t way = 0; way < oracle_way_count; way++)
        for (int border = 0; border <= BLUR_BORDER_CONSTANT; border++)
            for (size_t i = 0; i < sizeof heights / sizeof *heights; i++) {
                struct oracle_trial trial =
                    trial_of(way, 1 + i * 5, heights[i], 1 + (int)i % 4, border);
                trial.threads = 4;
                checked += check_stream(&trial, &row);
            }
    assert_true(checked > 350);
    oracle_unguard(&row);
}

/* Two at once, on one plan, each with rows of its own; one is closed early. */
static void test_streams_share_a_plan(void **state)
{
    const struct oracle_trial trial = trial_of(6, 30, 300, 1, BLUR_BORDER_REFLECT);
    blur_plan *plan = oracle_plan(&trial);
    blur_stream *early;
    uint8_t row[30] = {0};
    struct oracle_guarded guarded = oracle_guarded();
    (void)state;
    assert_int_equal(blur_stream_open(plan, &early), BLUR_OK);
    for (int i = 0; blur_stream_rows(early) == 0; i++) {
        row[i % 30] = 200;
        assert_int_equal(blur_stream_push(early, row), BLUR_OK);
    }
    assert_true(check_stream(&trial, &guarded));
    blur_stream_close(early);
    oracle_unguard(&guarded);
    blur_plan_free(plan);
}

static void test_bad_arguments_of_streams(void **state)
{
    const struct oracle_trial trial = trial_of(0, 4, 4, 1, BLUR_BORDER_WRAP);
    blur_plan *plan = oracle_plan(&trial);
    blur_stream *stream = (blur_stream *)plan;
    uint8_t row[4] = {0};
    (void)state;
    assert_int_equal(blur_stream_open(plan, NULL), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_stream_open(NULL, &stream), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_stream_open(plan, &stream), BLUR_OK);
    assert_int_equal(blur_stream_push(NULL, row), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_stream_push(stream, NULL), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_stream_pull(NULL, row), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_stream_pull(stream, row), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_stream_rows(NULL), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(blur_stream_push(stream, row), BLUR_OK);
    assert_true(blur_stream_rows(stream) > 0);
    assert_int_equal(blur_stream_pull(stream, NULL), BLUR_ERROR_ARGUMENT);
    blur_stream_close(stream);
    blur_stream_close(NULL);
    blur_plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_variants),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_one_plan_in_several_threads),
        cmocka_unit_test(test_after_fork),
        cmocka_unit_test(test_where_no_thread_starts),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_streams_share_a_plan),
        cmocka_unit_test(test_bad_arguments_of_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
