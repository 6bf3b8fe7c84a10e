/* SPDX-License-Identifier: MIT */
#include "batch/path_identity.h"

#include <stdlib.h>
#include <string.h>

#include "files/folder.h"

/* name leads through no link at its end. */
static struct identity place_of(const char *name)
{
    struct stat info;
    char *folder = folder_of(name);
    const char *slash = strrchr(name, '/');
    bool is_there = folder && stat(folder, &info) == 0;
    free(folder);
    if (!is_there)
        return (struct identity){0, 0, strdup(name)};
    return (struct identity){info.st_dev, info.st_ino, strdup(slash ? slash + 1 : name)};
}

struct identity identity_of(const char *name, bool follows)
{
    struct stat info;
    bool is_link = follows && lstat(name, &info) == 0 && S_ISLNK(info.st_mode);
    char *target = is_link ? realpath(name, NULL) : NULL;
    struct identity identity = place_of(target ? target : name);
    free(target);
    return identity;
}

void identity_free(struct identity *identity)
{
    free(identity->base);
    identity->base = NULL;
}

int identity_compare(const struct identity *a, const struct identity *b)
{
    if (a->device != b->device)
        return a->device < b->device ? -1 : 1;
    if (a->inode != b->inode)
        return a->inode < b->inode ? -1 : 1;
    return strcmp(a->base, b->base);
}
