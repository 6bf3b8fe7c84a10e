/* SPDX-License-Identifier: MIT
 * The part of the sandbox that restricts system calls; it does nothing where the build lacks it.
 * For sandbox.c alone. */
#ifndef BLUR_SANDBOX_SECCOMP_H
#define BLUR_SANDBOX_SECCOMP_H

/* The version of the library; NULL: none, or the kernel has no filters. */
const char *sandbox_seccomp_version(void);

void sandbox_seccomp_enforce(void);

#endif
