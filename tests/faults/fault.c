/* SPDX-License-Identifier: MIT
 *
 * BLUR_FAULT=KIND:N[+]:HOW has the N-th call of a kind fail, with "+" all after it as well.
 * BLUR_FAULT_IN=P: in the program itself (0, the default), its P-th worker, or in all.
 * BLUR_FAULT_REPORT=FILE: each process adds a line "P alive=N fired=N malloc=N ..." at its end. */
#define _GNU_SOURCE 1
#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *const names[KIND_COUNT] = {
    "malloc", "read",   "write", "say",     "close", "open", "rename", "link",  "fsync",
    "chmod",  "times",  "mkdir", "stat",    "dup",   "lock", "folder", "entry", "thread",
    "fork",   "socket", "send",  "receive", "poll",  "wait", "clock"};

static const struct {
    const char *name;
    int how;
} hows[] = {{"short", FAULT_SHORT}, {"back", FAULT_BACK}, {"jump", FAULT_JUMP}, {"EINTR", EINTR},
            {"EAGAIN", EAGAIN},     {"EIO", EIO},         {"ENOSPC", ENOSPC},   {"ENOMEM", ENOMEM},
            {"EMFILE", EMFILE},     {"EPERM", EPERM},     {"ENOLCK", ENOLCK}};

enum { all_processes = -1, least_descriptor = 200 };

static struct {
    int kind, how, process;
    long number;
    bool goes_on; /* all after that one, too */
} wanted = {.kind = -1};

static int report = -1;
static int process;
static atomic_long counts[KIND_COUNT], fired;
static atomic_bool is_reported;

/* A place for a debugger to stop at. */
__attribute__((noinline)) static int fault_hit(void)
{
    atomic_fetch_add(&fired, 1);
    return wanted.how;
}

int fault_due(enum kind kind)
{
    long number = atomic_fetch_add(&counts[kind], 1) + 1;
    if ((int)kind != wanted.kind || (wanted.process != all_processes && wanted.process != process))
        return FAULT_NONE;
    if (number != wanted.number && !(wanted.goes_on && number > wanted.number))
        return FAULT_NONE;
    return fault_hit();
}

bool fault_fails(enum kind kind)
{
    int how = fault_due(kind);
    if (how > 0)
        errno = how;
    return how > 0;
}

/* ---- What was counted ----------------------------------------------------------------------- */

/* In one piece, as several processes write to it; not by stdio, which allocates. */
void fault_report(void)
{
    char line[1024];
    int saved_errno = errno, length;
    if (report < 0 || atomic_exchange(&is_reported, true))
        return;
    length = snprintf(line, sizeof line, "%d alive=%ld fired=%ld", process, heap_alive(),
                      atomic_load(&fired));
    for (int kind = 0; kind < KIND_COUNT; kind++)
        length += snprintf(line + length, sizeof line - (size_t)length, " %s=%ld", names[kind],
                           atomic_load(&counts[kind]));
    line[length++] = '\n';
    (void)!syscall(SYS_write, report, line, (size_t)length);
    errno = saved_errno;
}

void fault_in_child(int number)
{
    process = number;
    for (int kind = 0; kind < KIND_COUNT; kind++)
        atomic_store(&counts[kind], 0);
    atomic_store(&fired, 0);
    heap_forget();
}

/* ---- What is asked for ---------------------------------------------------------------------- */

static _Noreturn void refuse(const char *text)
{
    dprintf(STDERR_FILENO, "preload: cannot use '%s'\n", text);
    _exit(99);
}

static int kind_of(const char *text, size_t length)
{
    for (int kind = 0; kind < KIND_COUNT; kind++)
        if (strlen(names[kind]) == length && strncmp(names[kind], text, length) == 0)
            return kind;
    return -1;
}

static int how_of(const char *text)
{
    for (size_t i = 0; i < sizeof hows / sizeof *hows; i++)
        if (strcmp(hows[i].name, text) == 0)
            return hows[i].how;
    return FAULT_NONE;
}

static void read_wanted(const char *text)
{
    const char *in = getenv("BLUR_FAULT_IN"), *colon = strchr(text, ':');
    char *end = NULL;
    int kind = colon ? kind_of(text, (size_t)(colon - text)) : -1;
    wanted.number = colon ? strtol(colon + 1, &end, 10) : 0;
    wanted.goes_on = end && *end == '+';
    end += wanted.goes_on;
    wanted.how = end && *end == ':' ? how_of(end + 1) : FAULT_NONE;
    wanted.process = !in ? 0 : strcmp(in, "all") == 0 ? all_processes : atoi(in);
    if (kind < 0 || wanted.number < 1 || wanted.how == FAULT_NONE)
        refuse(text);
    wanted.kind = kind;
}

/* The descriptor is none of those that the program counts on being the next free ones. */
static void open_report(const char *name)
{
    int low = (int)syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND, 0600);
    report = (int)syscall(SYS_fcntl, low, F_DUPFD_CLOEXEC, least_descriptor);
    syscall(SYS_close, low);
    if (report < 0)
        refuse(name);
}

__attribute__((constructor)) static void begin(void)
{
    const char *fault = getenv("BLUR_FAULT"), *name = getenv("BLUR_FAULT_REPORT");
    if (name)
        open_report(name);
    if (fault && *fault)
        read_wanted(fault);
    for (int kind = 0; kind < KIND_COUNT; kind++)
        atomic_store(&counts[kind], 0);
    heap_forget();
}

__attribute__((destructor)) static void finish(void)
{
    fault_report();
}
