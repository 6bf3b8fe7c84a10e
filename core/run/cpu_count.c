/* SPDX-License-Identifier: MIT
 * By sched_getaffinity() on Linux, else by the number of CPUs online. */
#ifdef __linux__
#define _GNU_SOURCE 1 /* sched_getaffinity */
#include <sched.h>
#endif
#include <unistd.h>

#include "run/cpu_count.h"

int cpu_count(void)
{
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return CPU_COUNT(&set) > 0 ? CPU_COUNT(&set) : 1;
#endif
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 && online < 1 << 16 ? (int)online : 1;
}
