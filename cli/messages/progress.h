/* SPDX-License-Identifier: MIT
 * The progress line, on a terminal. */
#ifndef BLUR_PROGRESS_H
#define BLUR_PROGRESS_H

#include <stddef.h>

enum progress_when { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

/* Begins, for so many files. PROGRESS_AUTO shows nothing unless standard error is a terminal
 * with this program in its foreground, and then only what takes over a second. */
void progress_begin(enum progress_when when, size_t files);

/* A file is done, of so many pixels. */
void progress_file(double pixels);

/* So many rows of the only file are done. */
void progress_row(size_t done, size_t rows);

/* Updates the line if it is time. */
void progress_show(void);

/* From now on nothing is shown. */
void progress_end(void);

#endif
