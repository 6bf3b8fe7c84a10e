/* SPDX-License-Identifier: MIT */
#ifndef BLUR_EXCLUSIVE_RENAME_H
#define BLUR_EXCLUSIVE_RENAME_H

#include <stdbool.h>

/* Renames a file unless the new name is taken. False: errno; EEXIST where it is. */
bool exclusive_rename(const char *from, const char *to);

#endif
