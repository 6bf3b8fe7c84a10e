/* SPDX-License-Identifier: MIT
 * Files that are not complete yet: ".blur-tmp-" and twelve digits, in the folder of their
 * target; the first four identify the machine. The writer holds a lock on it until it is
 * renamed, so one without a lock was left by a killed program. */
#ifndef BLUR_TEMPORARY_H
#define BLUR_TEMPORARY_H

#include <stdbool.h>
#include <stddef.h>

struct temporary {
    char *name;     /* owned */
    int descriptor; /* to write by; the caller closes it */
    int lock;       /* a duplicate, as the lock ends when the last one is closed */
};

/* Has a function called with the name of the file before it exists, and with NULL once it is
 * gone, instead of signals_unlink_on_exit(). */
void temporary_set_observer(void (*observer)(const char *name));

/* Creates one in the folder of target, for its owner alone, and has it removed if the program
 * ends before temporary_finish(). False: errno, and there is nothing to finish. */
bool temporary_create(const char *target, struct temporary *temporary);

/* Renames the complete file to target, which must not exist if exclusive; removes an incomplete
 * one. False: it was incomplete, or errno; EEXIST where target exists. */
bool temporary_finish(struct temporary *temporary, const char *target, bool complete,
                      bool exclusive);

/* Whether a name is one of a temporary file. */
bool temporary_is_name(const char *name);

/* Removes those that killed programs left in a folder, looking at no more than so many of its
 * entries. Folders that cannot be read, and files that may not be removed, stay as they are. */
void temporary_remove_stale(const char *folder, size_t max_entries);

#endif
