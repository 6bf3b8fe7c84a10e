/* SPDX-License-Identifier: MIT */
#include "batch/path_identity.h"

#include <stdlib.h>
#include <string.h>

#include "files/folder.h"

/* The last part of the name is not a symbolic link. */
static struct path_identity resolve(const char *name)
{
    struct stat info;
    char *folder = folder_of(name);
    const char *slash = strrchr(name, '/');
    bool is_there = folder && stat(folder, &info) == 0;
    free(folder);
    if (!is_there)
        return (struct path_identity){0, 0, strdup(name)};
    return (struct path_identity){info.st_dev, info.st_ino, strdup(slash ? slash + 1 : name)};
}

struct path_identity path_identity_of(const char *name, bool follows)
{
    struct stat info;
    bool is_link = follows && lstat(name, &info) == 0 && S_ISLNK(info.st_mode);
    char *target = is_link ? realpath(name, NULL) : NULL;
    struct path_identity identity = resolve(target ? target : name);
    free(target);
    return identity;
}

void path_identity_free(struct path_identity *identity)
{
    free(identity->base);
    identity->base = NULL;
}

int path_identity_compare(const struct path_identity *a, const struct path_identity *b)
{
    if (a->device != b->device)
        return a->device < b->device ? -1 : 1;
    if (a->inode != b->inode)
        return a->inode < b->inode ? -1 : 1;
    return strcmp(a->base, b->base);
}
