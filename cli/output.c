/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "message.h"
#include "signals.h"

static const char temporary_base[] = ".blur-XXXXXX";

const char *output_label(const char *name)
{
    return strcmp(name, "-") == 0 ? "standard output" : name;
}

static bool fail(const char *name)
{
    return message_error(output_label(name), "%s", strerror(errno));
}

static bool write_all(int descriptor, const struct bytes *bytes)
{
    for (size_t done = 0; done < bytes->size;) {
        ssize_t wrote = write(descriptor, bytes->data + done, bytes->size - done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return false;
        done += (size_t)wrote;
    }
    return true;
}

/* close() without losing an earlier error; on Linux the descriptor is gone whatever it returns. */
static bool close_checked(int descriptor, bool fine)
{
    int saved_errno = errno;
    if (close(descriptor) == 0 || !fine) {
        errno = saved_errno;
        return fine;
    }
    return errno == EINTR;
}

static bool write_straight(int descriptor, const char *name, const struct bytes *bytes)
{
    if (descriptor < 0)
        return fail(name);
    if (isatty(descriptor)) {
        close(descriptor);
        return message_error(output_label(name), "is a terminal: no image is written to it");
    }
    bool done = write_all(descriptor, bytes);
    return close_checked(descriptor, done) || fail(name);
}

/* The name of a temporary file in the folder of target, to be freed; NULL: no memory. */
static char *temporary_for(const char *target)
{
    const char *slash = strrchr(target, '/');
    size_t folder = slash ? (size_t)(slash - target) + 1 : 0;
    char *temporary = malloc(folder + sizeof temporary_base);
    if (temporary) {
        memcpy(temporary, target, folder);
        memcpy(temporary + folder, temporary_base, sizeof temporary_base);
    }
    return temporary;
}

static mode_t mode_of_new_file(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* From here to finish_temporary() a signal removes the file. -1: errno. */
static int create_temporary(char *temporary)
{
    signals_block();
    int descriptor = mkstemp(temporary);
    if (descriptor >= 0)
        signals_remove(temporary);
    signals_unblock();
    return descriptor;
}

/* Gives the complete file its name, or removes what there is of it. */
static bool finish_temporary(const char *temporary, const char *target, bool complete)
{
    signals_block();
    bool done = complete && rename(temporary, target) == 0;
    int saved_errno = errno;
    if (!done)
        unlink(temporary);
    signals_remove(NULL);
    signals_unblock();
    errno = saved_errno;
    return done;
}

static bool replace(const char *target, mode_t mode, const struct bytes *bytes)
{
    char *temporary = temporary_for(target);
    if (!temporary)
        return false;
    int descriptor = create_temporary(temporary);
    bool done = descriptor >= 0;
    if (done) {
        done = write_all(descriptor, bytes) && fchmod(descriptor, mode) == 0;
        done = close_checked(descriptor, done);
        done = finish_temporary(temporary, target, done);
    }
    int saved_errno = errno;
    free(temporary);
    errno = saved_errno;
    return done;
}

/* The file behind a symbolic link keeps its place; the link itself stays as it is. */
static bool replace_linked(const char *name, mode_t mode, const struct bytes *bytes)
{
    char *target = realpath(name, NULL);
    if (!target && errno == ENOENT)
        return message_error(name, "is a symbolic link to nothing");
    bool done = target && replace(target, mode, bytes);
    int saved_errno = errno;
    free(target);
    errno = saved_errno;
    return done || fail(name);
}

bool output_write(const char *name, const struct bytes *bytes)
{
    struct stat info;
    if (strcmp(name, "-") == 0)
        return write_straight(STDOUT_FILENO, name, bytes);
    if (stat(name, &info) != 0)
        info.st_mode = S_IFREG | mode_of_new_file();
    if (S_ISDIR(info.st_mode))
        return message_error(name, "%s", strerror(EISDIR));
    if (!S_ISREG(info.st_mode))
        return write_straight(open(name, O_WRONLY | O_NOCTTY | O_CLOEXEC), name, bytes);

    struct stat link;
    if (lstat(name, &link) == 0 && S_ISLNK(link.st_mode))
        return replace_linked(name, info.st_mode & 0777, bytes);
    return replace(name, info.st_mode & 0777, bytes) || fail(name);
}
