/* SPDX-License-Identifier: MIT */
#include "messages/progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "messages/message.h"
#include "messages/terminal.h"
#include "os/clock.h"

/* Milliseconds before the first line, as it may be done soon, and between two of them. */
static const double first_after = 1000, again_after = 100;

/* Reading the clock for every row would be noticeable with very short rows. */
enum { rows_per_check = 16 };

static struct {
    bool is_shown, is_automatic;
    size_t files, files_done, rows, rows_done;
    double pixels, start, next; /* milliseconds */
} progress;

static bool is_watched(void)
{
    return isatty(STDERR_FILENO) && tcgetpgrp(STDERR_FILENO) == getpgrp();
}

void progress_begin(enum progress_when when, size_t files)
{
    bool automatic = when == PROGRESS_AUTO;
    progress.is_shown =
        when == PROGRESS_ALWAYS || (automatic && !message_is_quiet() && is_watched());
    progress.is_automatic = automatic;
    progress.files = files;
    progress.start = clock_ms();
    progress.next = progress.start + (automatic ? first_after : 0);
}

/* As 0:07, 12:34 or 1:02:03. */
static void put_time(double seconds, char *text, size_t size)
{
    unsigned long left = seconds < 1e9 ? (unsigned long)(seconds + 0.5) : 1000000000;
    if (left >= 3600)
        snprintf(text, size, "%lu:%02lu:%02lu", left / 3600, left / 60 % 60, left % 60);
    else
        snprintf(text, size, "%lu:%02lu", left / 60, left % 60);
}

/* Extrapolates from the part that is done. */
static void put_left(double done, double all, char *text, size_t size)
{
    double seconds = (clock_ms() - progress.start) / 1e3;
    if (done > 0)
        put_time(seconds * (all - done) / done, text, size);
    else
        snprintf(text, size, "-:--");
}

static void show(void)
{
    char left[40], text[160];
    double seconds = (clock_ms() - progress.start) / 1e3;
    if (progress.files > 1) {
        double rate = seconds > 0 ? progress.pixels / 1e6 / seconds : 0;
        put_left((double)progress.files_done, (double)progress.files, left, sizeof left);
        snprintf(text, sizeof text, "blur: %zu of %zu files, %.1f MP/s, %s left",
                 progress.files_done, progress.files, rate, left);
    } else {
        put_left((double)progress.rows_done, (double)progress.rows, left, sizeof left);
        snprintf(text, sizeof text, "blur: %zu of %zu rows, %s left", progress.rows_done,
                 progress.rows, left);
    }
    terminal_status(text);
}

void progress_show(void)
{
    if (!progress.is_shown || clock_ms() < progress.next)
        return;
    progress.next = clock_ms() + again_after;
    if (progress.is_automatic && !is_watched())
        terminal_status(NULL); /* it has been sent to the background */
    else
        show();
}

void progress_file(double pixels)
{
    progress.files_done++;
    progress.pixels += pixels;
    if (progress.files > 1)
        progress_show(); /* a single file is followed by its rows, of which there were none */
}

void progress_row(size_t done, size_t rows)
{
    if (!progress.is_shown || done % rows_per_check != 0)
        return;
    progress.rows_done = done;
    progress.rows = rows;
    progress_show();
}

void progress_end(void)
{
    terminal_status(NULL);
    progress.is_shown = false;
}
