/* SPDX-License-Identifier: MIT */
#include "files/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files/folder.h"
#include "files/stdio_name.h"
#include "files/temporary.h"
#include "messages/message.h"
#include "os/descriptor.h"
#include "os/signals.h"

bool output_is_standard(const char *name)
{
    struct stat named, standard;
    if (is_stdio_name(name))
        return true;
    return (strncmp(name, "/dev/", 5) == 0 || strncmp(name, "/proc/", 6) == 0) &&
           stat(name, &named) == 0 && fstat(STDOUT_FILENO, &standard) == 0 &&
           named.st_dev == standard.st_dev && named.st_ino == standard.st_ino;
}

bool output_exists(const char *name)
{
    struct stat info;
    if (stat(name, &info) == 0)
        return S_ISREG(info.st_mode) || S_ISDIR(info.st_mode);
    return lstat(name, &info) == 0;
}

static enum output_result fail(const struct output *output)
{
    message_error(output_label(output->name), "%s", strerror(errno));
    return OUTPUT_FAILED;
}

/* close() without losing an earlier error; on Linux the descriptor is gone whatever it returns. */
static bool close_checked(int descriptor, bool ok)
{
    int saved_errno = errno;
    if (close(descriptor) == 0 || !ok) {
        errno = saved_errno;
        return ok;
    }
    return errno == EINTR;
}

/* Whoever stops reading a pipe has what they wanted: that is no error. */
static enum output_result write_directly(const struct output *output, int descriptor,
                                         const struct bytes *bytes)
{
    if (descriptor < 0)
        return fail(output);
    if (isatty(descriptor)) {
        close(descriptor);
        message_error(output_label(output->name), "is a terminal: no image is written to it");
        return OUTPUT_FAILED;
    }
    bool done = descriptor_write(descriptor, bytes->data, bytes->size);
    if (!done && errno == EPIPE)
        signals_broken_pipe();
    return close_checked(descriptor, done) ? OUTPUT_WRITTEN : fail(output);
}

/* ---- Files ---------------------------------------------------------------------------------- */

static mode_t mode_of_new_file(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* mode is that of a file to replace, or of a new one. */
static bool set_attributes(const struct output *output, int descriptor, mode_t mode)
{
    const struct stat *input = &output->input;
    if (!output->preserves || !S_ISREG(input->st_mode))
        return fchmod(descriptor, mode) == 0;
    const struct timespec times[] = {input->st_atim, input->st_mtim};
    return fchmod(descriptor, input->st_mode & 0777) == 0 && futimens(descriptor, times) == 0;
}

static bool sync_name(const struct output *output, const char *target)
{
    if (!output->syncs)
        return true;
    char *folder = folder_of(target);
    bool done = folder && folder_sync(folder);
    int saved_errno = errno;
    free(folder);
    errno = saved_errno;
    return done;
}

/* False: errno. */
static bool write_temporary(const struct output *output, const char *target, mode_t mode,
                            const struct bytes *bytes)
{
    struct temporary temporary;
    if (!temporary_create(target, &temporary))
        return false;
    int descriptor = temporary.descriptor;
    bool done = descriptor_write(descriptor, bytes->data, bytes->size) &&
                set_attributes(output, descriptor, mode) &&
                (!output->syncs || fsync(descriptor) == 0);
    done = close_checked(descriptor, done);
    return temporary_finish(&temporary, target, done, output->no_clobber) &&
           sync_name(output, target);
}

static enum output_result replace(const struct output *output, const char *target, mode_t mode,
                                  const struct bytes *bytes)
{
    if (write_temporary(output, target, mode, bytes))
        return OUTPUT_WRITTEN;
    if (output->no_clobber && errno == EEXIST)
        return OUTPUT_EXISTS;
    return fail(output);
}

/* The file that a symbolic link points to is replaced; the link stays as it is. */
static enum output_result replace_linked(const struct output *output, mode_t mode,
                                         const struct bytes *bytes)
{
    char *target = realpath(output->name, NULL);
    if (!target && errno == ENOENT) {
        message_error(output->name, "is a dangling symbolic link");
        return OUTPUT_FAILED;
    }
    enum output_result result = target ? replace(output, target, mode, bytes) : fail(output);
    free(target);
    return result;
}

static bool make_folders(const struct output *output)
{
    char *folder = folder_of(output->name);
    bool done = folder && folder_make(folder, output->syncs);
    if (!done)
        message_error(folder ? folder : output->name, "%s", strerror(errno));
    free(folder);
    return done;
}

/* What there is under the name, links followed; where there is nothing, a new file. */
static struct stat examine(const struct output *output, bool *is_link)
{
    struct stat info = {.st_mode = S_IFREG}, link;
    bool exists = lstat(output->name, &link) == 0;
    *is_link = exists && S_ISLNK(link.st_mode);
    if (!*is_link && exists)
        return link;
    if (!*is_link || output->replaces_links || stat(output->name, &info) != 0)
        info.st_mode = S_IFREG | mode_of_new_file();
    return info;
}

enum output_result output_write(const struct output *output, const struct bytes *bytes)
{
    const char *name = output->name;
    bool is_link;
    if (output_is_standard(name))
        return write_directly(output, STDOUT_FILENO, bytes);
    if (output->makes_folders && !make_folders(output))
        return OUTPUT_FAILED;
    if (output->no_clobber && output_exists(name))
        return OUTPUT_EXISTS;
    struct stat info = examine(output, &is_link);
    if (S_ISDIR(info.st_mode)) {
        errno = EISDIR;
        return fail(output);
    }
    if (!S_ISREG(info.st_mode))
        return write_directly(output, open(name, O_WRONLY | O_NOCTTY | O_CLOEXEC), bytes);
    if (is_link && !output->replaces_links)
        return replace_linked(output, info.st_mode & 0777, bytes);
    return replace(output, name, info.st_mode & 0777, bytes);
}
