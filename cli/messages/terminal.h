/* SPDX-License-Identifier: MIT
 * Standard error: whole lines, and a status line below them. Any thread may write at any time;
 * lines are never mixed. */
#ifndef BLUR_TERMINAL_H
#define BLUR_TERMINAL_H

/* Writes a line, which ends in a newline, at once. */
void terminal_line(const char *line);

/* Shows a text as the last line, cut to the width of the terminal, until the next call. "" or
 * NULL: none. */
void terminal_status(const char *text);

/* Erases the status line; safe in a signal handler. */
void terminal_wipe(void);

#endif
