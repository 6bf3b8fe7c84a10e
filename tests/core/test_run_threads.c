/* SPDX-License-Identifier: MIT
 * What blur_gaussian() takes of the process: its threads leave signals to the caller, it does
 * without threads, and without memory it says so. */
#define _GNU_SOURCE 1 /* pthread_setattr_default_np */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "blur.h"
#include "oracle.h"

enum { width = 700, height = 1500, channels = 3, stride = width * channels };
enum { bytes = stride * height, kernel_size = 53 };

static uint8_t image[bytes], before[bytes], expected[bytes];

static int blur_in_place(const blur_options *options)
{
    memcpy(image, before, bytes);
    return blur_gaussian(options, BLUR_UINT8, width, height, channels, image, stride, image,
                         stride);
}

static blur_options options_for(int threads)
{
    return (blur_options){.size = sizeof(blur_options),
                          .given = BLUR_GIVEN_KERNEL_SIZE,
                          .kernel_size = kernel_size,
                          .threads = threads};
}

/* What follows is of use only where the image is large enough for all the threads. */
static void check_threads(const blur_options *options)
{
    blur_plan *plan;
    blur_plan_info info = {.size = sizeof info};
    assert_int_equal(blur_plan_make(options, BLUR_UINT8, width, height, channels, &plan), BLUR_OK);
    assert_int_equal(blur_plan_describe(plan, &info), BLUR_OK);
    assert_int_equal(info.threads, options->threads);
    blur_plan_free(plan);
}

static int set_up(void **state)
{
    blur_options options = options_for(4);
    (void)state;
    check_threads(&options);
    options.threads = 1;
    oracle_noise(before, bytes, 1);
    assert_int_equal(blur_in_place(&options), BLUR_OK);
    memcpy(expected, image, bytes);
    return 0;
}

/* ---- Signals ------------------------------------------------------------------------------- */

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
    sigset_t mine, others;
    (void)rows_all;
    sigemptyset(&mine);
    sigaddset(&mine, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &mine, &others);
    kill(getpid(), SIGUSR1);
    usleep(100);
    pthread_sigmask(SIG_SETMASK, &others, NULL);
    *(int *)data += rows_done > 0;
    return 0;
}

static void test_signals_are_the_callers(void **state)
{
    int sent = 0;
    blur_options options = options_for(4);
    struct sigaction action = {.sa_handler = take_signal}, old;
    (void)state;
    signals_belong_to = pthread_self();
    options.progress = send_signal;
    options.progress_data = &sent;
    sigaction(SIGUSR1, &action, &old);
    for (int i = 0; i < 5; i++)
        assert_int_equal(blur_in_place(&options), BLUR_OK);
    sigaction(SIGUSR1, &old, NULL);
    assert_memory_equal(image, expected, bytes);
    assert_true(sent > 0);
    assert_int_equal(signals_astray, 0);
}

/* ---- Threads that cannot be had ------------------------------------------------------------ */

#ifdef __GLIBC__
static void *do_nothing(void *nothing)
{
    return nothing;
}

/* Threads with a stack larger than memory cannot be started. */
static void test_without_threads(void **state)
{
    pthread_attr_t normal, impossible;
    pthread_t thread;
    blur_options options = options_for(4);
    (void)state;
    pthread_getattr_default_np(&normal);
    pthread_attr_init(&impossible);
    pthread_attr_setstacksize(&impossible, SIZE_MAX / 4 * 3);
    assert_int_equal(pthread_setattr_default_np(&impossible), 0);
    assert_int_not_equal(pthread_create(&thread, NULL, do_nothing, NULL), 0);
    assert_int_equal(blur_in_place(&options), BLUR_OK);
    pthread_setattr_default_np(&normal);
    assert_memory_equal(image, expected, bytes);
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
    (void)state;
    for (int threads = 1; threads <= 4; threads += 3) {
        blur_options options = options_for(threads);
        int allocations = 0, status;
        do {
            allocations_left = allocations++;
            status = blur_in_place(&options);
            allocations_left = -1;
            assert_true(status == BLUR_OK || status == BLUR_ERROR_MEMORY);
            assert_memory_equal(image, status == BLUR_OK ? expected : before, bytes);
        } while (status != BLUR_OK);
        assert_true(allocations > 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signals_are_the_callers),
        cmocka_unit_test(test_without_memory),
#ifdef __GLIBC__
        cmocka_unit_test(test_without_threads),
#endif
    };
    return cmocka_run_group_tests_name("run, threads", tests, set_up, NULL);
}
