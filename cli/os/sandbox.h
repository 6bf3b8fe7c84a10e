/* SPDX-License-Identifier: MIT
 * What a process gives up before it decodes other people's bytes, so that a fault in a decoder that
 * is made use of leads nowhere. It keeps what is open; it can open what was allowed before; it can
 * start threads, but no processes and no programs, reach no network, signal nobody else, and make
 * no memory executable.
 *
 * Files are Landlock's part, calls are seccomp's: each is done where the kernel and the build have
 * it, and left out in silence where not. Neither is undone for the rest of the process. */
#ifndef BLUR_SANDBOX_H
#define BLUR_SANDBOX_H

#include <stdbool.h>

/* What there is of it on this machine, for people to read: never NULL. */
const char *sandbox_kind(void);

/* What sandbox_enter() leaves open, in this process and in those that it starts. False: errno, of a
 * name that cannot be opened. */
bool sandbox_allow_reading(const char *file);
bool sandbox_allow_writing(const char *file);
/* Below a folder files and folders may be made, and files replaced and removed; not read. */
bool sandbox_allow_folder(const char *folder);

/* Once in a process, before it has other threads. */
void sandbox_enter(void);

#endif
