/* SPDX-License-Identifier: MIT */
#ifndef BLUR_CLOCK_H
#define BLUR_CLOCK_H

#include <time.h>

/* Milliseconds on a monotonic clock. */
static inline double clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

#endif
