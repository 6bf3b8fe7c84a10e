/* SPDX-License-Identifier: MIT
 * What blur_gaussian_many() takes of the process: its threads leave signals to the caller, and it
 * does without threads; without memory it says so. */
#define _GNU_SOURCE 1 /* pthread_setattr_default_np */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "batch.h"
#include "blur.h"

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
    blur_options options = batch_options(9);
    struct batch batch = batch_make(&shape, 1, 60, true, &options);
    struct sigaction action = {.sa_handler = take_signal}, before;
    (void)state;
    signals_belong_to = pthread_self();
    options.progress = send_signal;
    options.progress_data = &sent;
    sigaction(SIGUSR1, &action, &before);
    batch_check(&batch, &options, 4);
    sigaction(SIGUSR1, &before, NULL);
    assert_true(sent > 0);
    assert_int_equal(signals_astray, 0);
    batch_free(&batch);
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
    blur_options options = batch_options(101);
    struct batch batch = batch_make(batch_mixed, batch_mixed_count, 50, true, &options);
    (void)state;
    pthread_getattr_default_np(&normal);
    pthread_attr_init(&impossible);
    pthread_attr_setstacksize(&impossible, SIZE_MAX / 4 * 3);
    assert_int_equal(pthread_setattr_default_np(&impossible), 0);
    pthread_t thread;
    assert_int_not_equal(pthread_create(&thread, NULL, do_nothing, NULL), 0);
    batch_check(&batch, &options, 4);
    pthread_setattr_default_np(&normal);
    batch_free(&batch);
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
    blur_options options = batch_options(9);
    struct batch batch = batch_make(shapes, 3, 20, false, &options);
    (void)state;
    for (options.threads = 1; options.threads <= 4; options.threads += 3) {
        int allocations = 0, status;
        do {
            allocations_left = allocations++;
            status = batch_blur(&batch, &options);
            allocations_left = -1;
            assert_true(status == BLUR_OK || status == BLUR_ERROR_MEMORY);
            if (allocations == 1)
                batch_check_untouched(&batch);
        } while (status != BLUR_OK);
        assert_true(allocations > 20);
        batch_check_results(&batch);
    }
    batch_free(&batch);
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
    return cmocka_run_group_tests_name("many, threads", tests, NULL, NULL);
}
