/* SPDX-License-Identifier: MIT */
#ifndef BLUR_USABLE_CPUS_H
#define BLUR_USABLE_CPUS_H

/* How many CPUs this process may run on. */
int usable_cpus(void);

#endif
