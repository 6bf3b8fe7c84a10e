/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

size_t watch_threads_now(void)
{
    DIR *folder = opendir("/proc/self/task");
    size_t count = 0;
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count;
}

static void *wait_for(void *mutex)
{
    pthread_mutex_lock(mutex);
    pthread_mutex_unlock(mutex);
    return NULL;
}

size_t watch_threads_before(void)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_t thread;
    pthread_mutex_lock(&mutex);
    assert_int_equal(pthread_create(&thread, NULL, wait_for, &mutex), 0);
    size_t count = watch_threads_now() - 1;
    pthread_mutex_unlock(&mutex);
    pthread_join(thread, NULL);
    return count;
}

void watch_wait_for_threads(size_t most)
{
    const struct timespec moment = {.tv_nsec = 1000000};
    for (int tries = 0; tries < 5000 && watch_threads_now() > most; tries++)
        nanosleep(&moment, NULL);
}

blur_options watch_options(blur_options options, struct seen *seen)
{
    seen->caller = pthread_self();
    options.progress = watch;
    options.progress_data = seen;
    return options;
}

int watch(size_t rows_done, size_t rows_all, void *data)
{
    struct seen *seen = data;
    size_t threads = watch_threads_now();
    assert_true(pthread_equal(seen->caller, pthread_self()));
    assert_true(rows_done >= seen->last && rows_done <= rows_all);
    assert_true(seen->calls > 0 || rows_done == 0);
    seen->most_threads = threads > seen->most_threads ? threads : seen->most_threads;
    seen->calls++;
    seen->calls_at_end += rows_done == rows_all;
    seen->last = rows_done;
    seen->all = rows_all;
    return seen->cancel_at && rows_done + 1 >= seen->cancel_at;
}
