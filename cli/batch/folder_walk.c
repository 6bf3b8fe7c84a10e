/* SPDX-License-Identifier: MIT
 * Symbolic links to folders are not followed: they could lead round in circles, or out of the tree.
 */
#include "batch/folder_walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/format_table.h"
#include "messages/message.h"

struct folder_walk {
    struct input_list *inputs;
    size_t relative_offset; /* of every name: past the folder that the walk began with */
    struct stat outdir;
    bool has_outdir;
    bool has_failed; /* something could not be read, which was reported */
};

/* By bytes, whatever the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_entry(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static char *join(const char *folder, const char *name)
{
    size_t length = strlen(folder), size = length + strlen(name) + 2;
    bool has_slash = length > 0 && folder[length - 1] == '/';
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s%s%s", folder, has_slash ? "" : "/", name);
    return path;
}

static bool is_outdir(const struct folder_walk *walk, const struct stat *info)
{
    return walk->has_outdir && info->st_dev == walk->outdir.st_dev &&
           info->st_ino == walk->outdir.st_ino;
}

/* The walk goes on, unless there is no memory for it. */
static bool report_failure(struct folder_walk *walk, const char *path)
{
    message_error(path, "%s", strerror(errno));
    walk->has_failed = true;
    return errno != ENOMEM;
}

static bool walk_folder(struct folder_walk *walk, const char *folder);

static bool add_entry(struct folder_walk *walk, const char *path)
{
    struct stat info;
    const char *extension = format_extension(path);
    if (lstat(path, &info) != 0) {
        if (errno == ENOENT)
            return true; /* gone since the folder was read */
        return report_failure(walk, path);
    }
    if (S_ISDIR(info.st_mode))
        return is_outdir(walk, &info) || walk_folder(walk, path);
    return !extension || !format_by_extension(extension) ||
           (S_ISLNK(info.st_mode) && stat(path, &info) == 0 && !S_ISREG(info.st_mode)) ||
           !(S_ISREG(info.st_mode) || S_ISLNK(info.st_mode)) ||
           input_list_add(walk->inputs, path, walk->relative_offset);
}

/* False: no memory, which is reported. */
static bool walk_folder(struct folder_walk *walk, const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_entry, by_name);
    if (count < 0)
        return report_failure(walk, folder);
    bool done = true;
    for (int i = 0; i < count; i++) {
        char *path = done ? join(folder, entries[i]->d_name) : NULL;
        if (done)
            done = path ? add_entry(walk, path) : message_error(NULL, "out of memory");
        free(path);
        free(entries[i]);
    }
    free(entries);
    return done;
}

bool folder_walk(const char *folder, const char *outdir, struct input_list *inputs)
{
    struct stat info;
    size_t length = strlen(folder);
    struct folder_walk walk = {.inputs = inputs,
                               .relative_offset = length + (folder[length - 1] != '/')};
    walk.has_outdir = outdir && stat(outdir, &walk.outdir) == 0;
    /* blur -r . -d . is what the user asked for: conflicts are found later. */
    if (stat(folder, &info) == 0 && is_outdir(&walk, &info))
        walk.has_outdir = false;
    size_t before = inputs->count;
    bool done = walk_folder(&walk, folder);
    if (done && !walk.has_failed && inputs->count == before)
        message_note(folder, "there are no images in it");
    return done;
}
