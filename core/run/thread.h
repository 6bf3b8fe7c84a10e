/* SPDX-License-Identifier: MIT
 * Threads that leave signals to the caller's. */
#ifndef BLUR_THREAD_H
#define BLUR_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Starts a thread with all signals blocked, so that they are delivered to the caller's threads.
 * False: no thread could be started, and another has to do its work. */
bool thread_start(pthread_t *thread, void *(*run)(void *), void *argument);

#endif
