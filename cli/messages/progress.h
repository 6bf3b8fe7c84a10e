/* SPDX-License-Identifier: MIT
 * The progress line, on a terminal. */
#ifndef BLUR_PROGRESS_H
#define BLUR_PROGRESS_H

#include <stddef.h>

enum progress_when { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

/* Begins, for so many files. Automatically, nothing is shown unless standard error is a terminal
 * that this program is in the foreground of, and then only of what takes over a second. */
void progress_begin(enum progress_when when, size_t files);

/* A file is over, of so many pixels blurred. */
void progress_file(double pixels);

/* Of the only file, so many rows are done. */
void progress_row(size_t done, size_t rows);

/* Shows what there is, if it is time again. */
void progress_show(void);

/* From now on nothing is shown. */
void progress_end(void);

#endif
