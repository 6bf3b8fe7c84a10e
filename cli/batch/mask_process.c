/* SPDX-License-Identifier: MIT */
#include "batch/mask_process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "files/stdio_name.h"
#include "messages/message.h"
#include "os/descriptor.h"
#include "os/memory_limit.h"
#include "os/sandbox.h"
#include "pipeline/image_file.h"

/* What goes through the pipe before the weights. */
struct mask_header {
    uint64_t width, height;
};

/* ---- In the process that decodes ------------------------------------------------------------ */

static void start_timer(double seconds)
{
    const double whole = seconds < 1e9 ? seconds : 1e9;
    struct itimerval timer = {.it_value = {.tv_sec = (time_t)whole}};
    timer.it_value.tv_usec = (suseconds_t)((whole - (double)timer.it_value.tv_sec) * 1e6);
    signal(SIGALRM, SIG_DFL);
    if (seconds > 0)
        setitimer(ITIMER_REAL, &timer, NULL);
}

/* The file is read before the sandbox, so that no file has to be opened inside it. */
static _Noreturn void decode(int pipe, const struct options *options)
{
    struct bytes bytes = {0};
    struct mask mask = {0};
    const struct format *format;
    const char *name = options->mask_file;
    start_timer(options->timeout);
    bool done = image_file_read(name, -1, &bytes, &format, &(struct stat){0});
    if (done) {
        memory_limit_enforce(options->max_memory);
        sandbox_enter();
        const struct reading reading = {input_label(name), options->max_pixels, false};
        done = mask_decode(&reading, format_read_codec(format, options->codec), &bytes, &mask);
    }
    const struct mask_header header = {mask.width, mask.height};
    if (done && descriptor_write(pipe, &header, sizeof header))
        descriptor_write(pipe, mask.weights, mask.width * mask.height);
    mask_free(&mask);
    bytes_free(&bytes);
    exit(done ? EXIT_SUCCESS : EXIT_FAILURE); /* not _exit(): leak checkers look around then */
}

/* ---- In the program ------------------------------------------------------------------------- */

/* False: errno, or 0 where the process has ended before. */
static bool read_all(int pipe, void *data, size_t size)
{
    uint8_t *bytes = data;
    while (size > 0) {
        errno = 0;
        ssize_t got = descriptor_read(pipe, bytes, size);
        if (got <= 0)
            return false;
        bytes += got;
        size -= (size_t)got;
    }
    return true;
}

/* A process that a decoder has corrupted may send any size. */
static bool receive(int pipe, const struct options *options, struct mask *mask)
{
    struct mask_header header;
    if (!read_all(pipe, &header, sizeof header) || header.width == 0 || header.height == 0 ||
        header.width > options->max_pixels || header.height > options->max_pixels / header.width ||
        header.width * header.height > SIZE_MAX)
        return false;
    *mask = (struct mask){malloc((size_t)(header.width * header.height)), (size_t)header.width,
                          (size_t)header.height};
    return mask->weights && read_all(pipe, mask->weights, mask->width * mask->height);
}

/* Unless the process has reported it; error: errno of the pipe, or 0. */
static bool report_failure(const struct options *options, int status, int error)
{
    const char *label = input_label(options->mask_file);
    if (error != 0)
        return message_error(label, "%s", strerror(error));
    int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (number == SIGALRM)
        return message_error(label, "took longer than the %g s that --timeout allows",
                             options->timeout);
    if (number > 0)
        return message_error(label, "the process that worked on it was killed by signal %d (%s)",
                             number, strsignal(number));
    if (WEXITSTATUS(status) == EXIT_SUCCESS)
        return message_error(label, "out of memory");
    message_count_error();
    return false;
}

/* Where fork() fails, it is tried again for two seconds, as for workers. */
static pid_t fork_with_retries(void)
{
    const struct timespec pause = {.tv_nsec = 100L * 1000 * 1000};
    pid_t process = fork();
    for (int tries = 1; process < 0 && errno == EAGAIN && tries < 20; tries++) {
        nanosleep(&pause, NULL);
        process = fork();
    }
    return process;
}

bool mask_process_read(const struct options *options, struct mask *mask)
{
    int ends[2], status = 0;
    if (pipe(ends) != 0)
        return message_error(options->mask_file, "%s", strerror(errno));
    signal(SIGCHLD, SIG_DFL); /* where SIGCHLD is ignored, waitpid() returns no status */
    fflush(stdout);           /* or both processes would write what is buffered */
    pid_t process = fork_with_retries();
    if (process == 0) {
        close(ends[0]);
        decode(ends[1], options);
    }
    int saved_errno = errno;
    close(ends[1]);
    bool done = process > 0 && receive(ends[0], options, mask);
    int error = done ? 0 : errno;
    close(ends[0]);
    if (process < 0)
        return message_error(options->mask_file, "cannot start a process for it: %s",
                             strerror(saved_errno));
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    return done || report_failure(options, status, error);
}
