/* SPDX-License-Identifier: MIT
 * The place that a name stands for, so that two spellings of one place are found out. It is the
 * folder and the name in it, not the file: an output takes a place, and other names of the file
 * that was there stay what they are. */
#ifndef BLUR_IDENTITY_H
#define BLUR_IDENTITY_H

#include <stdbool.h>
#include <sys/stat.h>

struct identity {
    dev_t device; /* of the folder; 0 where there is none */
    ino_t inode;
    char *base; /* the name in that folder, or the whole name where there is none; owned */
};

/* Of what a name leads to, or of the link itself where it is a symbolic one and these are not
 * followed. To be freed by identity_free(); base is NULL where there is no memory. */
struct identity identity_of(const char *name, bool follows);

void identity_free(struct identity *identity);

/* Below, equal to or above 0, in some order of all identities. */
int identity_compare(const struct identity *a, const struct identity *b);

#endif
