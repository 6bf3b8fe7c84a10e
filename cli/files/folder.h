/* SPDX-License-Identifier: MIT
 * The folders of outputs. */
#ifndef BLUR_FOLDER_H
#define BLUR_FOLDER_H

#include <stdbool.h>

/* The folder of a file, by its name, to be freed; "." where the name has none. NULL: no memory. */
char *folder_of(const char *file);

/* Makes a folder and its missing parents; syncs: fsyncs each. Others may make them at the same
 * time. False: errno. */
bool folder_make(const char *folder, bool syncs);

/* The topmost missing one of a folder and its parents, to be freed. NULL: none is missing, or no
 * memory. */
char *folder_first_missing(const char *folder);

/* Removes a folder and its parents up to the first of them, as far as they are empty. */
void folder_remove_empty(const char *folder, const char *first);

/* Fsyncs a folder. False: errno. */
bool folder_sync(const char *folder);

#endif
