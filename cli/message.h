/* SPDX-License-Identifier: MIT
 * All that the program says on standard error, one line each, and the exit status that follows. Any
 * thread may say something at any time, but for the level, which is set before there are others. */
#ifndef BLUR_MESSAGE_H
#define BLUR_MESSAGE_H

#include <stdbool.h>

#if defined(__GNUC__)
#define MESSAGE_FORMAT(text, values) __attribute__((format(printf, text, values)))
#else
#define MESSAGE_FORMAT(text, values)
#endif

/* The exit statuses of the program, worst last. */
enum { EXIT_FINE = 0, EXIT_FILE_FAILED = 1, EXIT_WRONG_USAGE = 2 };

enum message_level { MESSAGE_QUIET, MESSAGE_NORMAL, MESSAGE_VERBOSE };

/* Errors are said at every level; warnings and notes not when quiet; details when verbose. */
void message_set_level(enum message_level level);

/* Each prints "blur: SUBJECT: text" and a newline, with bytes of it that cannot be shown masked by
 * '?'. Errors return false, for "return message_error(...)". */
bool message_error(const char *subject, const char *format, ...) MESSAGE_FORMAT(2, 3);
void message_warning(const char *subject, const char *format, ...) MESSAGE_FORMAT(2, 3);
void message_note(const char *subject, const char *format, ...) MESSAGE_FORMAT(2, 3);
void message_detail(const char *subject, const char *format, ...) MESSAGE_FORMAT(2, 3);

/* An error in how the program was called. subject may be NULL. Returns false. */
bool message_usage(const char *subject, const char *format, ...) MESSAGE_FORMAT(2, 3);

/* The worst status of the messages so far. */
int message_status(void);

#endif
