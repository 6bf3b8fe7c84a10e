/* SPDX-License-Identifier: MIT
 * Which file a name stands for, so that two spellings of one name are found out. */
#ifndef BLUR_IDENTITY_H
#define BLUR_IDENTITY_H

#include <stdbool.h>
#include <sys/stat.h>

struct identity {
    dev_t device;
    ino_t inode; /* of the file; of its folder where there is no such file yet, and of a link */
    const char *base; /* the name in that folder; "" for a file that there is */
};

/* Of what a name stands for, or of the link itself where it is a symbolic one and these are not
 * followed. The name must stay valid as long as the identity is used. */
struct identity identity_of(const char *name, bool follows);

/* Below, equal to or above 0, in some order of all identities. */
int identity_compare(const struct identity *a, const struct identity *b);

#endif
