/* SPDX-License-Identifier: MIT
 * The default number of threads. */
#ifndef BLUR_CPU_COUNT_H
#define BLUR_CPU_COUNT_H

/* The number of CPUs in the process's affinity mask, at least 1. */
int cpu_count(void);

#endif
