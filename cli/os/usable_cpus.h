/* SPDX-License-Identifier: MIT */
#ifndef BLUR_CPUS_H
#define BLUR_CPUS_H

/* How many CPUs this process may run on. */
int usable_cpus(void);

#endif
