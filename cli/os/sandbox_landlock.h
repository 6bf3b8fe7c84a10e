/* SPDX-License-Identifier: MIT
 * The part of the sandbox that restricts files; it does nothing where the build lacks it. For
 * sandbox.c alone. */
#ifndef BLUR_SANDBOX_LANDLOCK_H
#define BLUR_SANDBOX_LANDLOCK_H

#include <stdbool.h>

#include "os/sandbox_access.h"

/* The ABI version of the kernel; 0: none. */
int sandbox_landlock_version(void);

/* False: errno, where the name cannot be opened. */
bool sandbox_landlock_allow(const char *name, enum sandbox_access access);

void sandbox_landlock_enforce(void);

#endif
