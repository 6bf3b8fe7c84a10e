/* SPDX-License-Identifier: MIT
 * Files that are not complete yet: ".blur-tmp-" and twelve digits, in the folder of what they shall
 * become; the first four stand for the machine. Whoever writes one holds a lock on it until it has
 * its name, so one without a lock is what a killed program has left. */
#ifndef BLUR_TEMPORARY_H
#define BLUR_TEMPORARY_H

#include <stdbool.h>
#include <stddef.h>

struct temporary {
    char *name;     /* owned */
    int descriptor; /* to write by; the caller closes it */
    int lock;       /* another one of the same open file, as closing it is what ends the lock */
};

/* Has a function told the name of the file before it exists, and NULL once it is gone, instead of
 * signals_unlink_on_exit(). */
void temporary_set_observer(void (*observer)(const char *name));

/* Creates one in the folder of target, for its owner alone, and sees to it that it is removed if
 * the program ends before temporary_finish(). False: errno, and there is nothing to finish. */
bool temporary_create(const char *target, struct temporary *temporary);

/* Gives the complete file its name, which must be free if exclusive, or removes what there is of
 * it. False: it was not complete, or errno; EEXIST where the name is not free. */
bool temporary_finish(struct temporary *temporary, const char *target, bool complete,
                      bool exclusive);

/* Whether a name is one of a temporary file. */
bool temporary_is_name(const char *name);

/* Removes those that killed programs left in a folder, looking at no more than so many of its
 * entries. Folders that cannot be read, and files that may not be removed, stay as they are. */
void temporary_remove_stale(const char *folder, size_t max_entries);

#endif
