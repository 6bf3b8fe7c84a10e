/* SPDX-License-Identifier: MIT
 *
 * What the two halves of the preloaded library share: which call is to fail, and what is counted.
 * After its start it only computes and writes to a descriptor that is open by then, so it works on
 * in a process that has given up everything else. */
#ifndef FAULT_H
#define FAULT_H

#include <stdbool.h>
#include <stddef.h>

enum kind {
    KIND_MALLOC, /* malloc, calloc, realloc, aligned_alloc, posix_memalign, and what calls them */
    KIND_READ,   /* of anything but a socket; also what stdio reads */
    KIND_WRITE,  /* to anything but standard error; also what stdio writes to standard output */
    KIND_SAY,    /* to standard error */
    KIND_CLOSE,
    KIND_OPEN, /* open, openat, and fopen for reading */
    KIND_RENAME,
    KIND_LINK,
    KIND_FSYNC,
    KIND_CHMOD,
    KIND_TIMES,
    KIND_MKDIR,
    KIND_STAT, /* stat, lstat, fstat */
    KIND_DUP,  /* by fcntl */
    KIND_LOCK,
    KIND_FOLDER, /* opendir, scandir */
    KIND_ENTRY,  /* readdir */
    KIND_THREAD,
    KIND_FORK,
    KIND_SOCKET,
    KIND_SEND,
    KIND_RECEIVE, /* read of a socket */
    KIND_POLL,
    KIND_WAIT,
    KIND_CLOCK, /* the monotonic one */
    KIND_COUNT
};

/* What is to happen beside an error, which is its errno; none of these is one. */
enum { FAULT_NONE = 0, FAULT_SHORT = -1, FAULT_BACK = -2, FAULT_JUMP = -3 };

/* Counts a call. Returns how it is to fail: FAULT_NONE for all but the one asked for. */
int fault_due(enum kind kind);

/* The same for those that either work or fail: true with errno set. */
bool fault_fails(enum kind kind);

/* Says what has been counted; once, at the end of a process. */
void fault_report(void);

/* In a new process, which counts for itself; number: 1 for the first that its parent has made. */
void fault_in_child(int number);

/* Blocks of memory alive more than when this process began. */
enum { HEAP_UNKNOWN = 1 << 30 }; /* too many to count */
long heap_alive(void);

/* Those alive so far do not count any more. */
void heap_forget(void);

/* What this thread takes from now on neither fails nor counts. */
void heap_exempt(bool is_exempt);

#endif
