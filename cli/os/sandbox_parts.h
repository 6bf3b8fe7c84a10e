/* SPDX-License-Identifier: MIT
 * The two parts of the sandbox, each with nothing behind it where the build does not have it. For
 * sandbox.c alone. */
#ifndef BLUR_SANDBOX_PARTS_H
#define BLUR_SANDBOX_PARTS_H

#include <stdbool.h>

enum sandbox_use { SANDBOX_READ, SANDBOX_WRITE, SANDBOX_FILL };

/* The version of the kernel's interface; 0: there is none. */
int sandbox_landlock_version(void);
/* False: errno, of a name that cannot be opened. */
bool sandbox_landlock_allow(const char *name, enum sandbox_use use);
void sandbox_landlock_enforce(void);

/* The version of the library; NULL: there is none, or the kernel has no filters. */
const char *sandbox_seccomp_version(void);
void sandbox_seccomp_enforce(void);

#endif
