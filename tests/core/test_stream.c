/* SPDX-License-Identifier: MIT
 * Rows in, rows out: the same bytes as of a plan that is run on the whole image. Rows lie between
 * pages that cannot be touched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "oracle.h"
#include "trial.h"

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
    uint8_t *image = trial_noise(trial), *expected = oracle_run(plan, trial, image);
    uint8_t *result = oracle_memory(trial->width * trial->height * (size_t)trial->channels);
    struct oracle_trial one = *trial;
    one.height = 1;
    for (unsigned how = 0; how < 2; how++) {
        oracle_place(row, &one, how, NULL);
        run_stream(plan, row, trial->height, image, result);
        trial_check_same(trial, result, expected);
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
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_streams_share_a_plan),
        cmocka_unit_test(test_bad_arguments_of_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
