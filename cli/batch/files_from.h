/* SPDX-License-Identifier: MIT
 * The list of --files-from. */
#ifndef BLUR_FILES_FROM_H
#define BLUR_FILES_FROM_H

#include <stdbool.h>

/* Hands each name of a list ("-": standard input) to a function until that returns false; names end
 * in newlines or, null_separated, in NUL bytes. False: the function's, or reported. */
bool files_from_read(const char *file, bool null_separated,
                     bool (*use)(void *context, const char *name), void *context);

#endif
