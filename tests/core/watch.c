/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

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
    assert_true(pthread_equal(seen->caller, pthread_self()));
    assert_true(rows_done >= seen->last && rows_done <= rows_all);
    assert_true(seen->calls > 0 || rows_done == 0);
    seen->calls++;
    seen->calls_at_end += rows_done == rows_all;
    seen->last = rows_done;
    seen->all = rows_all;
    return seen->cancel_at && rows_done + 1 >= seen->cancel_at;
}
