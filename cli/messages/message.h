/* SPDX-License-Identifier: MIT
 * All that the program says on standard error, one line each, and the exit status that follows. Any
 * thread may say something at any time, but for the level and the sink, which are set before there
 * are others. */
#ifndef BLUR_MESSAGE_H
#define BLUR_MESSAGE_H

#include <stdbool.h>

#if defined(__GNUC__)
#define MESSAGE_FORMAT(text, values) __attribute__((format(printf, text, values)))
#else
#define MESSAGE_FORMAT(text, values)
#endif

/* The exit statuses of the program, worst last. */
enum { EXIT_OK = 0, EXIT_FILE_FAILED = 1, EXIT_USAGE = 2 };

enum message_level { MESSAGE_QUIET, MESSAGE_NORMAL, MESSAGE_VERBOSE };

/* Errors are said at every level; warnings and notes not when quiet; details when verbose. */
void message_set_level(enum message_level level);

/* Whether details are said; whether errors alone are. */
bool message_is_verbose(void);
bool message_is_quiet(void);

/* Each prints "blur: SUBJECT: text" and a newline, with bytes of it that cannot be shown masked by
 * '?'. subject may be NULL. Errors return false, for "return message_error(...)". */
bool message_error(const char *subject, const char *format, ...) MESSAGE_FORMAT(2, 3);
void message_warning(const char *subject, const char *format, ...) MESSAGE_FORMAT(2, 3);
void message_note(const char *subject, const char *format, ...) MESSAGE_FORMAT(2, 3);
void message_detail(const char *subject, const char *format, ...) MESSAGE_FORMAT(2, 3);

/* An error in how the program was called. Returns false. */
bool message_usage(const char *subject, const char *format, ...) MESSAGE_FORMAT(2, 3);

/* The bytes of the longest line: two names of PATH_MAX = 4096 each, and some words. */
enum { MESSAGE_MAX = 10000 };

/* Makes "blur: SUBJECT: text", or "blur: text" where subject is NULL, and a newline, masked. */
void message_format_line(char line[MESSAGE_MAX], const char *subject, const char *text);

/* Masks a line that somebody else has made, but for the newline at its end. */
void message_sanitize_line(char *line);

/* A line as the functions above make it: prints it; an error counts for the status. The default
 * sink. */
void message_print(bool is_error, const char *line);

/* Has the lines go elsewhere, also those of several threads at once; NULL: back to the default. */
void message_set_sink(void (*sink)(bool is_error, const char *line));

/* An error was said by another process of this program: it counts for the status. */
void message_count_error(void);

/* The worst status of the messages printed so far. */
int message_status(void);

#endif
