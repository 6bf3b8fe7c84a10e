/* SPDX-License-Identifier: MIT
 * The same bytes, however a plan is run: by any variant, on any number of threads, in place,
 * several times and at once. Rows lie between pages that cannot be touched. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "oracle.h"
#include "trial.h"

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
    uint8_t *image = trial_noise(trial), *expected = NULL;
    for (trial->variant = BLUR_VARIANT_PLAIN; trial->variant <= BLUR_VARIANT_AVX512;
         trial->variant++) {
        blur_plan *plan = oracle_plan(trial);
        if (!plan)
            continue;
        assert_int_equal(trial_describe(plan).variant, trial->variant);
        uint8_t *result = run_guarded(plan, trial, images, how, image);
        if (!expected)
            expected = oracle_run(plan, trial, image);
        trial_check_same(trial, result, expected);
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
                if (!oracle_tries(turn, 5))
                    continue;
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
    assert_true(plans > (oracle_is_slow ? 600 : 3000));
    oracle_unguard(&images[0]);
    oracle_unguard(&images[1]);
}

/* ---- Threads ------------------------------------------------------------------------------- */

static int threads_of(const struct oracle_trial *trial)
{
    blur_plan *plan = oracle_plan(trial);
    assert_non_null(plan);
    int threads = trial_describe(plan).threads;
    blur_plan_free(plan);
    return threads;
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
        trial_check_same(&trial, result, expected);
        memcpy(result, image, row * trial.height);
        assert_int_equal(blur_plan_run(plan, result, (ptrdiff_t)row, result, (ptrdiff_t)row),
                         BLUR_OK);
        trial_check_same(&trial, result, expected);
        free(result);
        blur_plan_free(plan);
    }
}

static void test_threads(void **state)
{
    unsigned turn = 0;
    (void)state;
    for (size_t way = 0; way < oracle_way_count; way++)
        for (int border = (int)way % 2; border <= BLUR_BORDER_CONSTANT; border += 2, turn++) {
            if (!oracle_tries(turn, 11))
                continue;
            struct oracle_trial trial = large_trial(way, border);
            uint8_t *image = trial_noise(&trial);
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
    use.image = trial_noise(&use.trial);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_variants),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_one_plan_in_several_threads),
        cmocka_unit_test(test_after_fork),
        cmocka_unit_test(test_where_no_thread_starts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
