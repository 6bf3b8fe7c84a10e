/* SPDX-License-Identifier: MIT
 * Files that are not complete yet: ".blur-tmp-" and twelve digits, in the folder of what they shall
 * become. Whoever writes one holds a lock on it, so one without a lock is what a killed program has
 * left. */
#ifndef BLUR_TEMPORARY_H
#define BLUR_TEMPORARY_H

#include <stdbool.h>
#include <stddef.h>

/* Creates one in the folder of target, to be written by its owner alone, and sees to it that it is
 * removed if the program ends before temporary_finish(). Returns its descriptor and puts its name,
 * to be freed, into *name; -1: errno. */
int temporary_create(const char *target, char **name);

/* Gives the complete file its name, which must be free if exclusive, or removes what there is of
 * it. False: it was not complete, or errno; EEXIST where the name is not free. */
bool temporary_finish(const char *name, const char *target, bool complete, bool exclusive);

/* Whether a name is one of theirs. */
bool temporary_is_one(const char *name);

/* Removes those from a folder that nobody writes any more, looking at no more than so many of its
 * entries. Folders that cannot be read, and files that may not be removed, stay as they are. */
void temporary_sweep(const char *folder, size_t most_entries);

#endif
