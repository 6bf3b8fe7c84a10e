/* SPDX-License-Identifier: MIT */
#ifndef BLUR_THREAD_H
#define BLUR_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Starts a thread that none of the process's signals is delivered to: they are the caller's. False:
 * it cannot be had, and others have to do its work. */
bool thread_start(pthread_t *thread, void *(*run)(void *), void *argument);

#endif
