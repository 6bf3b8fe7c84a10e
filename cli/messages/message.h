/* SPDX-License-Identifier: MIT
 * Everything that the program prints on standard error, one line each, and the exit status that
 * follows from it. Any thread may call these functions at any time, but for those that set the
 * level and the sink, which come before there are threads. */
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

/* Errors are printed at every level; warnings and notes not when quiet; details when verbose. */
void message_set_level(enum message_level level);

/* Whether details are printed; whether only errors are. */
bool message_is_verbose(void);
bool message_is_quiet(void);

/* Each prints "blur: SUBJECT: text" and a newline, with unprintable bytes replaced by '?'.
 * subject may be NULL. Errors return false, for "return message_error(...)". */
bool message_error(const char *subject, const char *format, ...) MESSAGE_FORMAT(2, 3);
void message_warning(const char *subject, const char *format, ...) MESSAGE_FORMAT(2, 3);
void message_note(const char *subject, const char *format, ...) MESSAGE_FORMAT(2, 3);
void message_detail(const char *subject, const char *format, ...) MESSAGE_FORMAT(2, 3);

/* An error in how the program was called. Returns false. */
bool message_usage(const char *subject, const char *format, ...) MESSAGE_FORMAT(2, 3);

/* Bytes of the longest line: two names of PATH_MAX = 4096 each, and some words. */
enum { MESSAGE_MAX = 10000 };

/* Makes "blur: SUBJECT: text", or "blur: text" where subject is NULL, and a newline, with
 * unprintable bytes replaced. */
void message_format_line(char line[MESSAGE_MAX], const char *subject, const char *text);

/* Replaces unprintable bytes of a line that comes from elsewhere, but for the newline at its
 * end. */
void message_sanitize_line(char *line);

/* A line as the functions above make it: prints it; an error counts for the status. The default
 * sink. */
void message_print(bool is_error, const char *line);

/* Sends the lines elsewhere, maybe from several threads at once; NULL: back to the default. */
void message_set_sink(void (*sink)(bool is_error, const char *line));

/* Another process of this program has printed an error: it counts for the status. */
void message_count_error(void);

/* The worst status of the messages printed so far. */
int message_status(void);

#endif
