/* SPDX-License-Identifier: MIT */
#include "batch/output_folders.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files/folder.h"
#include "files/stdio_name.h"
#include "messages/message.h"

/* The folder of the file that a name leads to, to be freed. NULL: no memory. */
static char *target_folder(const char *name, bool replaces_links)
{
    struct stat info;
    bool is_link = !replaces_links && lstat(name, &info) == 0 && S_ISLNK(info.st_mode);
    char *target = is_link ? realpath(name, NULL) : NULL;
    char *folder = folder_of(target ? target : name);
    free(target);
    return folder;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void drop_duplicates(struct output_folders *folders)
{
    size_t kept = 0;
    qsort(folders->names, folders->count, sizeof *folders->names, by_text);
    for (size_t i = 0; i < folders->count; i++)
        if (kept == 0 || strcmp(folders->names[i], folders->names[kept - 1]) != 0)
            folders->names[kept++] = folders->names[i];
        else
            free(folders->names[i]);
    folders->count = kept;
}

static bool add(const char *output, bool replaces_links, struct output_folders *folders)
{
    char *folder = target_folder(output, replaces_links);
    if (!folder)
        return false;
    if (folders->count == 0 || strcmp(folder, folders->names[folders->count - 1]) != 0)
        folders->names[folders->count++] = folder;
    else
        free(folder);
    return true;
}

bool output_folders_find(const struct jobs *jobs, bool replaces_links,
                         struct output_folders *folders)
{
    *folders = (struct output_folders){.names = calloc(jobs->count + 1, sizeof *folders->names)};
    bool done = folders->names;
    for (size_t i = 0; done && i < jobs->count; i++)
        done = is_stdio_name(jobs->items[i].output) ||
               add(jobs->items[i].output, replaces_links, folders);
    if (done)
        drop_duplicates(folders);
    return done || message_error(NULL, "out of memory");
}

void output_folders_free(struct output_folders *folders)
{
    for (size_t i = 0; i < folders->count; i++)
        free(folders->names[i]);
    free(folders->names);
    *folders = (struct output_folders){0};
}
