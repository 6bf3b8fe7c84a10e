/* SPDX-License-Identifier: MIT */
#include "files/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *folder_of(const char *file)
{
    const char *slash = strrchr(file, '/');
    if (!slash)
        return strdup(".");
    return strndup(file, slash == file ? 1 : (size_t)(slash - file));
}

/* Some file systems cannot sync a folder, and call it an invalid request. */
bool folder_sync(const char *folder)
{
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    bool done = fsync(descriptor) == 0 || errno == EINVAL;
    int saved_errno = errno;
    close(descriptor);
    errno = saved_errno;
    return done;
}

static bool make_one(const char *folder, bool syncs)
{
    if (mkdir(folder, 0777) != 0)
        return errno == EEXIST;
    if (!syncs)
        return true;
    char *above = folder_of(folder);
    bool done = above && folder_sync(above);
    free(above);
    return done;
}

bool folder_make(const char *folder, bool syncs)
{
    struct stat info;
    if (stat(folder, &info) == 0)
        return true; /* if it is no folder, opening the file in it fails */
    char *path = strdup(folder);
    bool done = path != NULL;
    for (char *slash = path; done && (slash = strchr(slash + 1, '/')) != NULL;) {
        *slash = '\0';
        done = make_one(path, syncs);
        *slash = '/';
    }
    done = done && make_one(folder, syncs);
    int saved_errno = errno;
    free(path);
    errno = saved_errno;
    return done;
}

char *folder_first_missing(const char *folder)
{
    struct stat info;
    char *missing = NULL, *path = strdup(folder);
    while (path && stat(path, &info) != 0) {
        char *above = folder_of(path);
        bool is_top = above && strcmp(above, path) == 0;
        free(missing);
        missing = path;
        path = above;
        if (is_top)
            break;
    }
    free(path);
    return missing;
}

void folder_remove_empty(const char *folder, const char *first)
{
    char *path = strdup(folder);
    while (path && rmdir(path) == 0 && strcmp(path, first) != 0) {
        char *above = folder_of(path);
        free(path);
        path = above;
    }
    free(path);
}
