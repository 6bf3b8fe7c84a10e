/* SPDX-License-Identifier: MIT
 * Finds out whether two spellings lead to the same path. What is compared is the folder and the
 * name in it, not the file: an output replaces a name, and other hard links to the file stay
 * what they are. */
#ifndef BLUR_PATH_IDENTITY_H
#define BLUR_PATH_IDENTITY_H

#include <stdbool.h>
#include <sys/stat.h>

struct path_identity {
    dev_t device; /* of the folder; 0 where there is none */
    ino_t inode;
    char *base; /* the name in that folder, or the whole name where there is none; owned */
};

/* Of what a name leads to; of a symbolic link itself where links are not followed. To be freed
 * by path_identity_free(); base is NULL where there is no memory. */
struct path_identity path_identity_of(const char *name, bool follows);

void path_identity_free(struct path_identity *identity);

/* Below, equal to or above 0, in some total order. */
int path_identity_compare(const struct path_identity *a, const struct path_identity *b);

#endif
