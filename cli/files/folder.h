/* SPDX-License-Identifier: MIT
 * The folders of outputs. */
#ifndef BLUR_FOLDER_H
#define BLUR_FOLDER_H

#include <stdbool.h>

/* The folder of a file, by its name, to be freed; "." where the name has none. NULL: no memory. */
char *folder_of(const char *file);

/* Makes a folder and those above it that are missing; syncs: has each on the disk. That others make
 * them at the same time does not matter. False: errno. */
bool folder_make(const char *folder, bool syncs);

/* Of a folder and those above it, the uppermost that is missing, to be freed; NULL: none, or no
 * memory. */
char *folder_first_missing(const char *folder);

/* Removes a folder and those above it up to the first of them, as far as they are empty. */
void folder_remove_empty(const char *folder, const char *first);

/* Has the names in a folder on the disk. False: errno. */
bool folder_sync(const char *folder);

#endif
