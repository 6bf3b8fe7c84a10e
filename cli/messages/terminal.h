/* SPDX-License-Identifier: MIT
 * Standard error: whole lines, and below them a status line that comes and goes. Any thread may
 * write at any time; neither tears the other. */
#ifndef BLUR_TERMINAL_H
#define BLUR_TERMINAL_H

/* Writes a line, which ends in a newline, in one piece. */
void terminal_line(const char *line);

/* Shows a text as the last line, cut to the width of the terminal, until the next call; "" or NULL:
 * nothing. */
void terminal_status(const char *text);

/* Wipes the status line out, as a handler of signals may. */
void terminal_wipe(void);

#endif
