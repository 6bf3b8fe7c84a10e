/* SPDX-License-Identifier: MIT */
#include "messages/terminal.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "os/descriptor.h"

/* Wider than any terminal; otherwise the text is cut. */
enum { max_columns = 250, usual_columns = 80 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char status[max_columns + 1];
static volatile sig_atomic_t shown; /* columns of the status that are on the terminal */

static size_t columns(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return usual_columns;
    return size.ws_col;
}

static void write_all(const char *text, size_t length)
{
    while (length > 0) {
        ssize_t wrote = write(STDERR_FILENO, text, length);
        if (wrote < 0 && errno != EINTR)
            return;
        text += wrote < 0 ? 0 : wrote;
        length -= wrote < 0 ? 0 : (size_t)wrote;
    }
}

/* By blanks, as not all terminals have a command for it. */
void terminal_wipe(void)
{
    char blanks[max_columns + 2];
    size_t length = (size_t)shown;
    if (length == 0)
        return;
    memset(blanks, ' ', sizeof blanks);
    blanks[0] = blanks[length + 1] = '\r';
    write_all(blanks, length + 2);
    shown = 0;
}

/* The last column stays free: some terminals wrap when it is used. */
static void show(void)
{
    char line[max_columns + 2];
    size_t room = columns() - 1, length = strlen(status);
    if (length > room)
        length = room;
    if (length < (size_t)shown)
        terminal_wipe();
    if (length == 0)
        return;
    line[0] = '\r';
    /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): what is put has a length, not an end. */
    memcpy(line + 1, status, length);
    shown = (sig_atomic_t)length;
    write_all(line, length + 1);
}

void terminal_line(const char *line)
{
    pthread_mutex_lock(&mutex);
    terminal_wipe();
    (void)descriptor_write(STDERR_FILENO, line, strlen(line));
    show();
    pthread_mutex_unlock(&mutex);
}

void terminal_status(const char *text)
{
    pthread_mutex_lock(&mutex);
    snprintf(status, sizeof status, "%s", text ? text : "");
    show();
    pthread_mutex_unlock(&mutex);
}
