/* SPDX-License-Identifier: MIT */
#ifndef BLUR_CPUS_H
#define BLUR_CPUS_H

/* How many CPUs the process may run on (its affinity), at least 1. */
int cpus_available(void);

#endif
