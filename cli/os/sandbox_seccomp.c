/* SPDX-License-Identifier: MIT
 * seccomp: the list of the system calls that stay allowed. */
#ifdef BLUR_WITH_SECCOMP
#define _GNU_SOURCE 1 /* CLONE_THREAD */
#endif
#include "os/sandbox_seccomp.h"

#include <stddef.h>

#ifdef BLUR_WITH_SECCOMP

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* What libc needs for decoding, blurring, encoding, writing a file in an allowed folder, and
 * talking to the parent. Names that a machine does not have do no harm. */
static const int calls[] = {
    /* Files. Which of them may be opened is decided by Landlock. */
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(close),
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(lseek),
    SCMP_SYS(_llseek),
    SCMP_SYS(stat),
    SCMP_SYS(stat64),
    SCMP_SYS(lstat),
    SCMP_SYS(lstat64),
    SCMP_SYS(fstat),
    SCMP_SYS(fstat64),
    SCMP_SYS(newfstatat),
    SCMP_SYS(fstatat64),
    SCMP_SYS(statx),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(rename),
    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),
    SCMP_SYS(link),
    SCMP_SYS(linkat),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat),
    SCMP_SYS(fchmod),
    SCMP_SYS(utimensat),
    SCMP_SYS(utimensat_time64),
    SCMP_SYS(umask),
    SCMP_SYS(fsync),
    SCMP_SYS(fdatasync),
    SCMP_SYS(flock),
    SCMP_SYS(dup),

    /* Open descriptors, and the socket to the parent. */
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(ppoll_time64),
    SCMP_SYS(sendto),
    SCMP_SYS(send),
    SCMP_SYS(recvfrom),
    SCMP_SYS(recv),
    SCMP_SYS(recvmsg),
    SCMP_SYS(shutdown),

    /* Memory. mmap() and mprotect() follow below. */
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),

    /* Threads, signals, and the end. */
    SCMP_SYS(futex),
    SCMP_SYS(futex_time64),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(membarrier),
    SCMP_SYS(gettid),
    SCMP_SYS(getpid),
    SCMP_SYS(getpgrp),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),

    /* What time it is, and what the machine is like. */
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_gettime64),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(getrandom),
    SCMP_SYS(uname),
    SCMP_SYS(sysinfo),
    SCMP_SYS(getrlimit),
    SCMP_SYS(ugetrlimit),
};

/* Allowed fcntl() commands: duplicating a descriptor and its flags; allowed ioctl() requests:
 * whether there is a terminal, its width, and its foreground group. None of them types into a
 * terminal. */
static const unsigned fcntl_commands[] = {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD,
                                          F_SETFD, F_GETFL,         F_SETFL};
static const unsigned ioctl_requests[] = {TCGETS, TIOCGWINSZ, TIOCGPGRP};

#define COUNT(array) (sizeof(array) / sizeof *(array))

const char *sandbox_seccomp_version(void)
{
    static char text[24];
    const struct scmp_version *version = seccomp_version();
    if (!version || seccomp_api_get() == 0)
        return NULL;
    snprintf(text, sizeof text, "%u.%u.%u", version->major, version->minor, version->micro);
    return text;
}

/* A call is allowed where one of its rules on arguments matches. */
static void allow_one(scmp_filter_ctx filter, int call, unsigned argument, scmp_datum_t value)
{
    const struct scmp_arg_cmp same = {.arg = argument, .op = SCMP_CMP_EQ, .datum_a = value};
    seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &same);
}

static void allow_masked(scmp_filter_ctx filter, int call, unsigned argument, scmp_datum_t mask,
                         scmp_datum_t value)
{
    const struct scmp_arg_cmp same = SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, mask, value);
    seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &same);
}

/* Threads start by clone(): a filter cannot see the flags of clone3(), and libc falls back. On
 * s390x the flags are the second argument. */
static void allow_with_arguments(scmp_filter_ctx filter)
{
#ifdef __s390__
    const unsigned clone_flags = 1;
#else
    const unsigned clone_flags = 0;
#endif
    allow_masked(filter, SCMP_SYS(clone), clone_flags, CLONE_THREAD, CLONE_THREAD);
    allow_masked(filter, SCMP_SYS(mmap), 2, PROT_EXEC, 0);
    allow_masked(filter, SCMP_SYS(mmap2), 2, PROT_EXEC, 0);
    allow_masked(filter, SCMP_SYS(mprotect), 2, PROT_EXEC, 0);
    allow_one(filter, SCMP_SYS(tgkill), 0, (scmp_datum_t)getpid());
    for (size_t i = 0; i < COUNT(fcntl_commands); i++) {
        allow_one(filter, SCMP_SYS(fcntl), 1, fcntl_commands[i]);
        allow_one(filter, SCMP_SYS(fcntl64), 1, fcntl_commands[i]);
    }
    for (size_t i = 0; i < COUNT(ioctl_requests); i++)
        allow_one(filter, SCMP_SYS(ioctl), 1, ioctl_requests[i]);
}

/* Other calls fail as if the kernel did not have them: libc then falls back to an older one, or
 * reports it. The mitigation of speculative attacks, which slows down filtered processes on some
 * kernels, is turned off: what a decoder could learn that way is in its own memory. */
void sandbox_seccomp_enforce(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    if (!filter)
        return;
    seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
    for (size_t i = 0; i < COUNT(calls); i++)
        seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, calls[i], 0, NULL);
    allow_with_arguments(filter);
    seccomp_load(filter);
    seccomp_release(filter);
}

#else

const char *sandbox_seccomp_version(void)
{
    return NULL;
}

void sandbox_seccomp_enforce(void) {}

#endif
