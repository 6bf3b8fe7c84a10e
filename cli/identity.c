/* SPDX-License-Identifier: MIT */
#include "identity.h"

#include <stdlib.h>
#include <string.h>

/* The folder of a name, which ends at its last slash; that of the program where it has none. */
static int stat_folder(const char *name, const char *base, struct stat *info)
{
    if (base == name)
        return stat(".", info);
    char *folder = strndup(name, (size_t)(base - name));
    int result = folder ? stat(folder, info) : -1;
    free(folder);
    return result;
}

struct identity identity_of(const char *name, bool follows)
{
    struct stat info;
    const char *slash = strrchr(name, '/'), *base = slash ? slash + 1 : name;
    bool is_link = !follows && lstat(name, &info) == 0 && S_ISLNK(info.st_mode);
    if (!is_link && stat(name, &info) == 0)
        return (struct identity){info.st_dev, info.st_ino, ""};
    if (stat_folder(name, base, &info) == 0)
        return (struct identity){info.st_dev, info.st_ino, base};
    return (struct identity){0, 0, name};
}

int identity_compare(const struct identity *a, const struct identity *b)
{
    if (a->device != b->device)
        return a->device < b->device ? -1 : 1;
    if (a->inode != b->inode)
        return a->inode < b->inode ? -1 : 1;
    return strcmp(a->base, b->base);
}
