/* SPDX-License-Identifier: MIT */
#ifndef BLUR_CPU_COUNT_H
#define BLUR_CPU_COUNT_H

/* How many CPUs the process may run on (its affinity), at least 1. */
int cpu_count(void);

#endif
