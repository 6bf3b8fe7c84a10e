/* SPDX-License-Identifier: MIT
 *
 * The functions of the system that can fail. What stdio reads and writes goes this way, too. */
#define _GNU_SOURCE 1
#include "fault.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The function that this library stands in front of. */
#define REAL(name) ((__typeof__(&(name)))real(#name))

/* A function that either is the real one or fails. */
#define FAILING(kind, result, failed, name, parameters, arguments)                                 \
    result name parameters                                                                         \
    {                                                                                              \
        return fault_fails(kind) ? (failed) : REAL(name) arguments;                                \
    }

/* Looked up anew each time, without a cache: it is the same in all threads, and costs a
 * microsecond. The lookup allocates nothing unless it fails. */
static void *real(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (!found)
        abort();
    return found;
}

/* ---- Sockets are told from files by their descriptors ---------------------------------------- */

enum { most_descriptors = 1024 };
static atomic_bool is_socket[most_descriptors];

static bool is_known_socket(int descriptor)
{
    return descriptor >= 0 && descriptor < most_descriptors && atomic_load(&is_socket[descriptor]);
}

int socketpair(int domain, int type, int protocol, int ends[2])
{
    if (fault_fails(KIND_SOCKET))
        return -1;
    int result = REAL(socketpair)(domain, type, protocol, ends);
    for (int i = 0; result == 0 && i < 2; i++)
        if (ends[i] < most_descriptors)
            atomic_store(&is_socket[ends[i]], true);
    return result;
}

/* ---- Reading and writing --------------------------------------------------------------------- */

/* Half of it, and no less than a byte. */
static size_t some_of(size_t size)
{
    return size - size / 2;
}

ssize_t read(int descriptor, void *data, size_t size)
{
    int how = fault_due(is_known_socket(descriptor) ? KIND_RECEIVE : KIND_READ);
    if (how > 0) {
        errno = how;
        return -1;
    }
    return REAL(read)(descriptor, data, how == FAULT_SHORT ? some_of(size) : size);
}

ssize_t write(int descriptor, const void *data, size_t size)
{
    int how = fault_due(descriptor == STDERR_FILENO ? KIND_SAY : KIND_WRITE);
    if (how > 0) {
        errno = how;
        return -1;
    }
    return REAL(write)(descriptor, data, how == FAULT_SHORT ? some_of(size) : size);
}

ssize_t send(int descriptor, const void *data, size_t size, int flags)
{
    int how = fault_due(KIND_SEND);
    if (how > 0) {
        errno = how;
        return -1;
    }
    return REAL(send)(descriptor, data, how == FAULT_SHORT ? some_of(size) : size, flags);
}

/* As on Linux, the descriptor is gone whatever it says. */
int close(int descriptor)
{
    int how = fault_due(KIND_CLOSE);
    if (descriptor >= 0 && descriptor < most_descriptors)
        atomic_store(&is_socket[descriptor], false);
    int result = REAL(close)(descriptor);
    if (how > 0) {
        errno = how;
        return -1;
    }
    return result;
}

/* ---- Files and folders ----------------------------------------------------------------------- */

static mode_t mode_of(int flags, va_list arguments)
{
    return flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
}

int open(const char *name, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return fault_fails(KIND_OPEN) ? -1 : REAL(open)(name, flags, mode);
}

int openat(int folder, const char *name, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return fault_fails(KIND_OPEN) ? -1 : REAL(openat)(folder, name, flags, mode);
}

/* What open() becomes where the compiler sees that it creates nothing. */
int __open_2(const char *name, int flags);
int __open_2(const char *name, int flags)
{
    return open(name, flags);
}

int fcntl(int descriptor, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    long argument = va_arg(arguments, long);
    va_end(arguments);
    if ((command == F_DUPFD || command == F_DUPFD_CLOEXEC) && fault_fails(KIND_DUP))
        return -1;
    return REAL(fcntl)(descriptor, command, argument);
}

FAILING(KIND_RENAME, int, -1, rename, (const char *from, const char *to), (from, to))
FAILING(KIND_RENAME, int, -1, renameat2,
        (int old, const char *from, int new, const char *to, unsigned flags),
        (old, from, new, to, flags))
FAILING(KIND_LINK, int, -1, link, (const char *from, const char *to), (from, to))
FAILING(KIND_FSYNC, int, -1, fsync, (int descriptor), (descriptor))
FAILING(KIND_CHMOD, int, -1, fchmod, (int descriptor, mode_t mode), (descriptor, mode))
FAILING(KIND_TIMES, int, -1, futimens, (int descriptor, const struct timespec times[2]),
        (descriptor, times))
FAILING(KIND_MKDIR, int, -1, mkdir, (const char *name, mode_t mode), (name, mode))
FAILING(KIND_STAT, int, -1, stat, (const char *name, struct stat *info), (name, info))
FAILING(KIND_STAT, int, -1, lstat, (const char *name, struct stat *info), (name, info))
FAILING(KIND_STAT, int, -1, fstat, (int descriptor, struct stat *info), (descriptor, info))
FAILING(KIND_LOCK, int, -1, flock, (int descriptor, int operation), (descriptor, operation))
FAILING(KIND_FOLDER, DIR *, NULL, opendir, (const char *name), (name))
FAILING(KIND_FOLDER, int, -1, scandir,
        (const char *name, struct dirent ***entries, int (*takes)(const struct dirent *),
         int (*compare)(const struct dirent **, const struct dirent **)),
        (name, entries, takes, compare))
FAILING(KIND_ENTRY, struct dirent *, NULL, readdir, (DIR * folder), (folder))

/* ---- Processes and time ---------------------------------------------------------------------- */

FAILING(KIND_POLL, int, -1, poll, (struct pollfd * places, nfds_t count, int wait),
        (places, count, wait))
FAILING(KIND_WAIT, pid_t, -1, waitpid, (pid_t process, int *status, int options),
        (process, status, options))
FAILING(KIND_WAIT, int, -1, waitid, (idtype_t type, id_t id, siginfo_t *info, int options),
        (type, id, info, options))

pid_t fork(void)
{
    static int children;
    if (fault_fails(KIND_FORK))
        return -1;
    int number = ++children;
    pid_t process = REAL(fork)();
    if (process == 0)
        fault_in_child(number);
    return process;
}

/* What a thread has of its own is kept for the next, which is no leak. */
int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                   void *argument)
{
    int how = fault_due(KIND_THREAD);
    if (how > 0)
        return how;
    heap_exempt(true);
    int result = REAL(pthread_create)(thread, attributes, run, argument);
    heap_exempt(false);
    return result;
}

/* By an hour: no wait of the program is as long. */
int clock_gettime(clockid_t clock, struct timespec *time)
{
    int result = REAL(clock_gettime)(clock, time);
    int how = clock == CLOCK_MONOTONIC ? fault_due(KIND_CLOCK) : FAULT_NONE;
    if (how != FAULT_NONE)
        time->tv_sec += how == FAULT_BACK ? -3600 : 3600;
    return result;
}

/* Not the end of exit(), and not counted either without this. */
void _exit(int status)
{
    fault_report();
    REAL(_exit)(status);
    abort();
}

/* ---- stdio ----------------------------------------------------------------------------------- */

static ssize_t read_cookie(void *cookie, char *data, size_t size)
{
    return read((int)(long)cookie, data, size);
}

/* 0 is how such a stream says that it has failed. */
static ssize_t write_cookie(void *cookie, const char *data, size_t size)
{
    ssize_t wrote = write((int)(long)cookie, data, size);
    return wrote < 0 ? 0 : wrote;
}

static int close_cookie(void *cookie)
{
    return close((int)(long)cookie);
}

static FILE *stream_of(int descriptor, const char *mode)
{
    cookie_io_functions_t functions = {read_cookie, write_cookie, NULL, close_cookie};
    return fopencookie((void *)(long)descriptor, mode, functions);
}

FILE *fopen(const char *name, const char *mode)
{
    if (mode[0] != 'r')
        return REAL(fopen)(name, mode);
    int descriptor = open(name, O_RDONLY | O_CLOEXEC);
    FILE *stream = descriptor < 0 ? NULL : stream_of(descriptor, mode);
    if (descriptor >= 0 && !stream)
        REAL(close)(descriptor);
    return stream;
}

__attribute__((constructor)) static void begin(void)
{
    heap_exempt(true);
    stdin = stream_of(STDIN_FILENO, "r");
    stdout = stream_of(STDOUT_FILENO, "w");
    heap_exempt(false);
}
