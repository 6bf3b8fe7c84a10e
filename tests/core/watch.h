/* SPDX-License-Identifier: MIT
 * A progress function that writes down what it is told, and cancels when it is asked to. */
#ifndef BLUR_WATCH_H
#define BLUR_WATCH_H

#include <pthread.h>
#include <stddef.h>

#include "blur.h"

struct seen {
    pthread_t caller;
    size_t calls, calls_at_end, last, all;
    size_t cancel_at; /* so many rows and 1 more; 0: never */
};

/* These options, with progress reported there, to the thread that calls this. */
blur_options watch_options(blur_options options, struct seen *seen);

/* The progress function: data is a struct seen. */
int watch(size_t rows_done, size_t rows_all, void *data);

#endif
