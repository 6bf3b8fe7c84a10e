/* SPDX-License-Identifier: MIT */
#include "files/temporary.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "os/exclusive_rename.h"
#include "os/signals.h"

static const char prefix[] = ".blur-tmp-";
enum { digits = 12, host_digits = 4, prefix_length = sizeof prefix - 1 };

/* Locks may not be seen by other machines that write to the same file system: a file that another
 * machine made counts as stale after a day, in seconds. */
static const time_t stale_after = (time_t)24 * 60 * 60;

/* A 16-bit number for this machine. */
static unsigned host_number(void)
{
    char name[256] = "";
    if (gethostname(name, sizeof name - 1) != 0)
        return 0;
    return libdeflate_crc32(0, name, strlen(name)) & 0xffff;
}

/* Unlikely to repeat; O_EXCL catches it if it does. */
static uint64_t next_number(void)
{
    static atomic_uint count;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t number = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
    number += ((uint64_t)getpid() << 32) + atomic_fetch_add(&count, 1);
    return number * 0x9e3779b97f4a7c15 >>
           (64 - 4 * (digits - host_digits)); /* mixed by Fibonacci hashing */
}

/* Called before the file exists: afterwards might be too late. */
static void (*announce)(const char *name) = signals_unlink_on_exit;

void temporary_set_observer(void (*observer)(const char *name))
{
    announce = observer;
}

/* Leaves errno as it is. */
static void remove_temporary(const char *name)
{
    int saved_errno = errno;
    unlink(name);
    announce(NULL);
    errno = saved_errno;
}

/* False: another program has taken it for a stale one, and removes it. Without locks, none can. */
static bool lock(int descriptor)
{
    struct stat info;
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return false;
    return fstat(descriptor, &info) != 0 || info.st_nlink > 0;
}

/* False: errno; EEXIST: another name may help. */
static bool create_locked(struct temporary *temporary)
{
    signals_block();
    announce(temporary->name);
    temporary->descriptor =
        open(temporary->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (temporary->descriptor < 0)
        announce(NULL);
    signals_unblock();
    if (temporary->descriptor < 0)
        return false;
    bool is_taken = !lock(temporary->descriptor);
    temporary->lock = is_taken ? -1 : fcntl(temporary->descriptor, F_DUPFD_CLOEXEC, 0);
    if (temporary->lock >= 0)
        return true;
    errno = is_taken ? EEXIST : errno;
    close(temporary->descriptor);
    remove_temporary(temporary->name);
    return false;
}

static bool create_unique(const char *target, size_t folder, struct temporary *temporary)
{
    size_t size = folder + prefix_length + digits + 1;
    temporary->name = malloc(size);
    for (int tries = 0; temporary->name && tries < 100; tries++) {
        memcpy(temporary->name, target, folder);
        snprintf(temporary->name + folder, size - folder, "%s%0*x%0*llx", prefix, host_digits,
                 host_number(), digits - host_digits, (unsigned long long)next_number());
        if (create_locked(temporary))
            return true;
        if (errno != EEXIST)
            return false;
    }
    if (temporary->name)
        errno = EBUSY; /* EEXIST would be about the target */
    return false;
}

bool temporary_create(const char *target, struct temporary *temporary)
{
    const char *slash = strrchr(target, '/');
    if (create_unique(target, slash ? (size_t)(slash - target) + 1 : 0, temporary))
        return true;
    int saved_errno = errno;
    free(temporary->name);
    errno = saved_errno;
    return false;
}

bool temporary_finish(struct temporary *temporary, const char *target, bool complete,
                      bool exclusive)
{
    const char *name = temporary->name;
    signals_block();
    bool done =
        complete && (exclusive ? exclusive_rename(name, target) : rename(name, target) == 0);
    if (done)
        announce(NULL);
    else
        remove_temporary(name);
    signals_unblock();
    int saved_errno = errno;
    close(temporary->lock);
    free(temporary->name);
    errno = saved_errno;
    return done;
}

/* ---- Stale files ---------------------------------------------------------------------------- */

bool temporary_is_name(const char *name)
{
    const char *slash = strrchr(name, '/'), *base = slash ? slash + 1 : name;
    return strncmp(base, prefix, prefix_length) == 0 &&
           strlen(base) == (size_t)prefix_length + digits &&
           strspn(base + prefix_length, "0123456789abcdef") == digits;
}

/* By its name and its time. */
static bool may_be_stale(const char *base, const struct stat *info)
{
    char host[host_digits + 1];
    snprintf(host, sizeof host, "%0*x", host_digits, host_number());
    return strncmp(base + prefix_length, host, host_digits) == 0 ||
           time(NULL) - info->st_mtime > stale_after;
}

static void remove_if_stale(int folder, const char *base)
{
    struct stat info;
    int descriptor = openat(folder, base, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0)
        return;
    if (fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) && may_be_stale(base, &info) &&
        flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        unlinkat(folder, base, 0);
    close(descriptor);
}

void temporary_remove_stale(const char *folder, size_t max_entries)
{
    DIR *entries = opendir(folder);
    struct dirent *entry;
    while (entries && max_entries-- > 0 && (entry = readdir(entries)) != NULL)
        if (temporary_is_name(entry->d_name))
            remove_if_stale(dirfd(entries), entry->d_name);
    if (entries)
        closedir(entries);
}
