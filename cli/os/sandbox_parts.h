/* SPDX-License-Identifier: MIT
 * The two parts of the sandbox, which do nothing where the build lacks them. For sandbox.c
 * alone. */
#ifndef BLUR_SANDBOX_PARTS_H
#define BLUR_SANDBOX_PARTS_H

#include "os/sandbox.h"

/* The ABI version of the kernel; 0: none. */
int sandbox_landlock_version(void);
/* False: errno, where the name cannot be opened. */
bool sandbox_landlock_allow(const char *name, enum sandbox_access access);
void sandbox_landlock_enforce(void);

/* The version of the library; NULL: none, or the kernel has no filters. */
const char *sandbox_seccomp_version(void);
void sandbox_seccomp_enforce(void);

#endif
