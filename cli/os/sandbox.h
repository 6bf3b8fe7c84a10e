/* SPDX-License-Identifier: MIT
 * What a process gives up before it decodes untrusted data, so that an exploited decoder gets
 * nowhere. It keeps its open files; it can open what was allowed before; it can start threads,
 * but no processes or programs, use no network, signal no other process, and make no memory
 * executable. Landlock restricts files, seccomp restricts system calls: each where the kernel
 * and the build support it, silently left out otherwise. Neither can be undone. */
#ifndef BLUR_SANDBOX_H
#define BLUR_SANDBOX_H

#include <stdbool.h>

#include "os/sandbox_access.h"

/* What of it is in use on this machine, for people to read; never NULL. */
const char *sandbox_description(void);

/* Has sandbox_enter() leave this allowed, in this process and its children. False: errno, where the
 * name cannot be opened. */
bool sandbox_allow(const char *name, enum sandbox_access access);

/* Once in a process, before it has other threads. */
void sandbox_enter(void);

#endif
