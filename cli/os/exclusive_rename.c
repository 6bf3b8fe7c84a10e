/* SPDX-License-Identifier: MIT */
#ifdef __linux__
#define _GNU_SOURCE 1 /* renameat2 */
#endif
#include "os/exclusive_rename.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Neither way replaces a file; file systems support one of them or both. */
bool exclusive_rename(const char *from, const char *to)
{
    if (link(from, to) == 0) {
        unlink(from);
        return true;
    }
    if (errno == EEXIST)
        return false;
#ifdef RENAME_NOREPLACE
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return true;
    if (errno == ENOSYS || errno == EINVAL)
        errno = EOPNOTSUPP;
#endif
    return false;
}
