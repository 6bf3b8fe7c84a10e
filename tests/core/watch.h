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
    size_t most_threads;
};

/* These options, with progress reported there, to the thread that calls this. */
blur_options watch_options(blur_options options, struct seen *seen);

/* The progress function: data is a struct seen. */
int watch(size_t rows_done, size_t rows_all, void *data);

size_t watch_threads_now(void);

/* How many there are before the library starts any, among them the one that ThreadSanitizer starts
 * for itself beside the first. */
size_t watch_threads_before(void);

/* Waits until there are no more threads than so many: one that was joined may be counted a moment
 * longer. Not for ever. */
void watch_wait_for_threads(size_t most);

#endif
